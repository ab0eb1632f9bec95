"""On an event's page the editions that counted it; in an edition's tables what stands at which side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from events.models import Event
from reports.tracing import editions_of

register = template.Library()


@register.inclusion_tag("reports/_editions_of_event.html")
def editions_that_counted(event: Event) -> dict:
    return {"rows": list(editions_of(event))}


@register.filter
def under(row: Sequence[str], columns: Sequence[dict[str, Any]]) -> list[tuple[str, bool]]:
    """Each cell of a table's row with whether it stands under a head of numbers."""
    return [(cell, column["is_number"]) for cell, column in zip(row, columns, strict=True)]
