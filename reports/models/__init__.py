"""What HQ issues and has issued. Split by what each module holds."""

from reports.models.draft import EditionDraft
from reports.models.edition import (
    Edition,
    EditionBlob,
    EditionEvent,
    EditionFile,
    EditionFinding,
    EditionNotice,
)
from reports.models.published import PublishedFigure, ReconciliationNote

__all__ = [
    "Edition",
    "EditionBlob",
    "EditionDraft",
    "EditionEvent",
    "EditionFile",
    "EditionFinding",
    "EditionNotice",
    "PublishedFigure",
    "ReconciliationNote",
]
