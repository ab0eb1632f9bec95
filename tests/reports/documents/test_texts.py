"""Which texts of an edition are printed."""

from dataclasses import replace

from reports.documents.texts import texts_of
from reports.edition_content import IssuedOver
from tests.reports.edition_example import example_edition


def test_what_an_edition_was_issued_over_is_printed_nowhere():
    """A sign that no font has, in a reason, marks no page."""
    content, _photos = example_edition("ja")
    over = replace(content, findings=(IssuedOver("returns-2019", "未提出", "理由\U0001f5fe"),))
    assert list(texts_of(over)) == list(texts_of(content))
