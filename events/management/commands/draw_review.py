from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from events.transitions import as_markdown

START, END = "<!-- drawn -->", "<!-- /drawn -->"


def drawn(text: str) -> str:
    """The document with its middle part drawn from the table."""
    before, _start, rest = text.partition(START)
    _old, _end, after = rest.partition(END)
    return f"{before}{START}\n{as_markdown()}\n{END}{after}"


class Command(BaseCommand):
    help = "Writes the table of transitions of events/transitions.py into docs/review.md."

    def handle(self, **_options) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "review.md"
        path.write_text(drawn(path.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write("docs/review.md follows the table.")
