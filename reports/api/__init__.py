"""Figures and issued editions over the API."""
