"""What the API's list of events can be asked: all that the page can, and what has changed since a moment."""

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from accounts.api.paging import PAGE_FIELDS
from events.filters import EventFilter


class MomentField(forms.Field):
    """A moment with its distance from UTC, as RFC 3339 writes it."""

    def to_python(self, value):
        if not value:
            return None
        try:
            moment = parse_datetime(value.replace(" ", "+"))  # a + that was not written as %2B
        except ValueError:
            moment = None
        if moment is None or timezone.is_naive(moment):
            raise ValidationError(_("Write a moment with its distance from UTC, such as 2026-04-01T09:00:00+09:00."))
        return moment


class Moment(Filter):
    field_class = MomentField


class ApiEventFilter(EventFilter):
    """As the page's; withdrawn events too where it is asked what changed, so that a copy elsewhere can follow."""

    updated_since = Moment(label=_("Changed since"), field_name="updated_at", lookup_expr="gte")

    other_fields: ClassVar[dict[str, forms.Field]] = PAGE_FIELDS

    @property
    def leaves_out_withdrawn(self) -> bool:
        return super().leaves_out_withdrawn and "updated_since" not in self.active
