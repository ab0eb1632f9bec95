"""Pages that stay true while rows come and go: each begins after the key of the last row that was read."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from accounts.strict_filterset import WholeNumberField

PAGE_SIZE, MOST = 50, 200
LONGEST = 40


class CursorField(forms.Field):
    """The key after which a page begins; what it looks like is nobody's business."""

    def to_python(self, value) -> int | None:
        text = value or ""
        if not text:
            return None
        try:
            if len(text) > LONGEST:
                raise ValueError(text)
            kind, key = urlsafe_b64decode(text.encode()).decode("ascii").split(":")
            if kind != "after" or not key.isdigit() or len(key) > 18 or cursor_after(int(key)) != text:
                raise ValueError(text)
        except ValueError:  # binascii.Error and UnicodeError are some
            raise ValidationError(
                _("This is no cursor of a page. Take the address “next” of the page before.")
            ) from None
        return int(key)


PAGE_FIELDS: dict[str, forms.Field] = {
    "cursor": CursorField(label=_("Cursor of the page"), required=False),
    "limit": WholeNumberField(label=_("Rows of a page"), required=False, min_value=1, max_value=MOST),
}
"""`other_fields` of a filter set whose rows come in such pages."""


@dataclass(frozen=True, slots=True)
class Page:
    """The keys of a page's rows, in their order."""

    keys: Sequence[int]
    after: str
    """The cursor of the next page; '' on the last one."""

    def next_address(self, request: Request) -> str | None:
        if not self.after:
            return None
        query = request.query_params.copy()
        query["cursor"] = self.after
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def page_of(rows, *, cursor: int | None, limit: int | None) -> Page:
    """The keys of the page's rows, latest first. What is added meanwhile comes before the first page, never into others."""
    size = limit or PAGE_SIZE
    found = rows.order_by("-pk") if cursor is None else rows.filter(pk__lt=cursor).order_by("-pk")
    keys = list(found.values_list("pk", flat=True)[: size + 1])
    return Page(keys[:size], cursor_after(keys[size - 1]) if len(keys) > size else "")


def cursor_after(key: int) -> str:
    return urlsafe_b64encode(f"after:{key}".encode()).decode()
