"""What people fill in: one module for each kind of form."""
