"""What text the register keeps, for events: the rule itself is older than they are (regions/text.py)."""

from regions.text import CONTROL, validate_text

__all__ = ["CONTROL", "validate_text"]
