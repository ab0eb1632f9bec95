"""Pages of what is reported and issued. Split by what each module shows."""
