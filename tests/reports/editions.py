"""Drafts and editions for tests."""

from itertools import count

from reports import edition_files
from reports.edition_choices import Choices, PageChoice
from reports.models import EditionDraft

_sequence = count(1)
PAGES = tuple(PageChoice(key) for key in ("overview", "summary", "figures"))


def make_draft(*, by, first: int = 2017, last: int = 2020, **choices) -> EditionDraft:
    """A draft of three pages in Japanese."""
    choices.setdefault("pages", PAGES)
    return EditionDraft.start(f"draft {next(_sequence)}", Choices(first, last, **choices), by=by)


def only_data(monkeypatch) -> None:
    """Leaves the files that take long to make to the tests of the documents."""
    monkeypatch.setattr(edition_files, "formats", lambda: ("json",))
