"""Why an event of last year is not held this year."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from events.forms.verbs import ReasonForm
from events.models import Event


class NotThisYearForm(ReasonForm):
    """One of several on a page, each with its event's key in the ids of its fields."""

    def __init__(self, *args, event: Event, **options):
        super().__init__(*args, use_required_attribute=False, auto_id=f"id_%s_{event.pk}", **options)
        self.fields["reason"].label = _("Why not this year?")
        self.fields["reason"].widget.attrs["rows"] = 2
