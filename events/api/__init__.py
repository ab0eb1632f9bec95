"""Events and reference data over the API."""
