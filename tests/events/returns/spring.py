"""The quarter that these tests ask about, and a moment after it was due."""

from datetime import UTC, datetime

from events.quarters import Quarter

SPRING = Quarter(2019, 1)
NOW = datetime(2019, 8, 15, 12, tzinfo=UTC)
