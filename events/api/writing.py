"""What a program sends becomes the posted page of an event, so that every rule of the page holds; its errors go back as pointers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.api.problems import Problem
from events.counts import Stated
from events.forms.conflict import put, saved_values
from events.forms.entry import Entry
from events.forms.rows import LISTS, as_posted, fields_of
from events.models import Event
from events.models.choices import Qualifier
from events.querysets import MODES
from regions.text import in_a_row

_COUNT = re.compile(rf"({'|'.join(MODES)})_(count|qualifier|basis)")


def entry_of(event: Event, sent: Mapping[str, Any], *, user) -> Entry:
    """The event's page as it would be posted with what was sent; what was not sent stays. Problem 422 for what cannot be set."""
    posted = QueryDict(mutable=True)
    for name in LISTS:
        posted.update(as_posted(name, ()))
    if event.pk:
        for name, value in saved_values(event).items():
            put(posted, name, value)
    posted["mission"] = event.mission_id or ""
    errors = [*_put_counts(posted, event, sent.get("participants_by_mode", {})), *_put_rest(posted, sent)]
    posted["version"] = str(event.version)
    entry = Entry(user=user, event=event, data=posted)
    errors += _not_offered(entry, sent)
    if errors:
        raise _refusal(errors)
    return entry


def _put_rest(posted: QueryDict, sent: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for name, value in sent.items():
        if name == "participants_by_mode":
            continue
        if name in LISTS:
            put(posted, name, tuple(tuple(row[field] for field in fields_of(name)) for row in value))
        elif name == "series":
            posted["series"], posted["new_series"] = "", value or ""
        else:
            put(posted, name, value)
    yield from ()


def _put_counts(posted: QueryDict, event: Event, sent: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for mode, given in sent.items():
        was = {part: getattr(event, f"{mode}_{part}") for part in ("count", "qualifier", "basis")}
        said = was | given if given is not None else dict.fromkeys(was)
        count, qualifier = said["count"], said["qualifier"] or ""
        if (count is None) == (qualifier not in ("", Qualifier.UNKNOWN)):
            sentence = _(
                "A number goes with exact, about, at_least or under; without one it is unknown, or nothing is said."
            )
            yield {"pointer": f"/participants_by_mode/{mode}", "detail": sentence}
        posted[f"{mode}_count"] = Stated(count, qualifier)  # type: ignore[assignment]  # read as it is by the form
        posted[f"{mode}_basis"] = said["basis"] or ""


def _not_offered(entry: Entry, sent: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """What the page would not ask this person, or not of this event: another value than the present one is refused."""
    for name in ("mission", "county", "pillar"):
        if sent.get(name) and name not in entry.form.fields and sent[name] != getattr(entry.event, f"{name}_id"):
            yield {"pointer": f"/{name}", "detail": _("This cannot be set here, or not to this value.")}


def require_valid(entry: Entry) -> None:
    if not entry.is_valid():
        raise _refusal(list(_errors(entry)))


def _errors(entry: Entry) -> Iterator[dict[str, str]]:
    for name, sentences in entry.form.errors.items():
        for sentence in sentences:
            yield {"pointer": pointer_of(name), "detail": str(sentence)}
    for name, rows in entry.lists.items():
        for number, errors in enumerate(rows.errors):
            for field, sentences in errors.items():
                at = "" if field == "__all__" else f"/{field}"
                yield from ({"pointer": f"/{name}/{number}{at}", "detail": sentence} for sentence in sentences)
        yield from ({"pointer": f"/{name}", "detail": sentence} for sentence in rows.non_form_errors())


def pointer_of(name: str) -> str:
    """Where a field of the page stands in the body: /starts_on, /participants_by_mode/online, '' for the whole."""
    if name == "__all__":
        return ""
    if found := _COUNT.fullmatch(name):
        return f"/participants_by_mode/{found[1]}" + ("/basis" if found[2] == "basis" else "")
    return {"new_series": "/series"}.get(name, f"/{name}")


def _refusal(errors: list[dict[str, str]]) -> Problem:
    return Problem(422, in_a_row(dict.fromkeys(each["detail"] for each in errors)), errors=errors)


def missing_of(event: Event) -> Problem | None:
    """What stands between the event and its submission."""
    errors = [{"pointer": pointer_of(name), "detail": str(text)} for name, text in event.missing().items()]
    return _refusal(errors) if errors else None
