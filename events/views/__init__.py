"""Pages about events, one module for each kind of page."""
