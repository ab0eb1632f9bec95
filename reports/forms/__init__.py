"""What headquarters fills in for an edition."""
