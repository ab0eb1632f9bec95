"""On an event's page: the editions that counted it."""

from __future__ import annotations

from django import template

from events.models import Event
from reports.tracing import editions_of

register = template.Library()


@register.inclusion_tag("reports/_editions_of_event.html")
def editions_that_counted(event: Event) -> dict:
    return {"rows": list(editions_of(event))}
