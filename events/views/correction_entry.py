"""The entry page of an event whose fiscal year is closed: what is typed goes to headquarters as a correction request."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from events.corrections import ask_for_change
from events.fiscal_year import fiscal_year_of
from events.forms.correction import WhyForm, photos_on, said_on
from events.forms.entry import Entry
from events.models import Year
from events.views.typed_form import forget
from events.years import what_stops
from regions.text import in_a_row


def year_of_page(request: HttpRequest, entry: Entry) -> dict:
    """What the page says of the year: `closed`, with `why` to ask for a correction, or the `deadline` of an open one."""
    if closed := what_stops(entry.event):
        asks = request.POST.get("action") == "correct"
        return {
            "closed": closed,
            "closed_sentence": closed.sentence(to=request.user),
            "why": getattr(entry, "why", None) or WhyForm(request.POST if asks else None),
        }
    year = fiscal_year_of(entry.event.starts_on or timezone.localdate())
    return {"deadline": Year.objects.open().filter(pk=year, deadline_on__isnull=False).first()}


def asked(request: HttpRequest, entry: Entry) -> HttpResponse | None:
    """Keeps the request and leads to it; None when the page has to be shown again, with what is wrong on it."""
    why = WhyForm(request.POST)
    is_valid = entry.is_valid()
    if entry.is_new and is_valid:
        is_valid = not entry.say_what_is_missing()
    closed = what_stops(entry.form.instance)
    if not closed:
        entry.notice = _("The fiscal year is open: nothing needs to be requested. Save it as usual.")
        return None
    if not is_valid or not why.is_valid():
        return None
    try:
        kept = ask_for_change(
            entry.form.instance, said_on(entry), closed=closed, by=request.user, because=why.cleaned_data["reason"],
            photos=photos_on(entry),
        )  # fmt: skip
    except ValidationError as error:
        entry.notice = in_a_row(error.messages)
        return None
    forget(request)
    messages.success(request, _("Headquarters has your request. Nothing in the event has changed yet."))
    return redirect(kept)
