"""The audit trail (監査証跡): who did what, when and from where, chained so that nothing in it can be changed unseen.

    from accounts import trail

    trail.record("edition", by=request.user, about="Edition 12", details={"hash": digest})

appends one record, within the transaction of whoever calls it: undone with it, sealed when it commits. `kind` is a word of
`accounts.trail.kinds.KINDS` (add yours there, with what it is called on the trail's page). `about` names the thing in a
few words or a code, never its content. `details` holds numbers, codes and short texts (no dates, no floats). `by` may be
left out: then it is whoever is signed in. Where it comes from (the page or the command, with the request's id) is known.

What is written to a table that keeps a history, and what changes in a person's role, mission or access, needs no call:
triggers note each such row and each commit seals them together as one change set (accounts.trail.change_sets). Whoever
writes on behalf of something says so around it:

    with trail.under("import 5", reason="…"):
        ...

`head()` is the hash of the last record: keep it outside and give it to `manage.py verify_audit --expect`.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.trail.kinds import KINDS
from accounts.trail.sources import current, under

__all__ = ["head", "record", "under"]


def record(kind: str, *, by=None, about: str = "", details: dict[str, Any] | None = None, mission: str = "") -> None:
    """Appends one record to the trail. ValueError for a kind that has no name."""
    from accounts.trail.models import Record

    if kind not in KINDS:
        raise ValueError(f"“{kind}” is no kind of record: accounts/trail/kinds.py lists them.")
    source = current()
    person = by or source.by
    with transaction.atomic():
        Record.objects.create(
            kind=kind, by=person, by_name=person.email if person else "", about=about[:200], source=source.name,
            request_id=source.request_id, reason=source.reason, details=details or {},
            missions=f",{mission}," if mission else "",
        )  # fmt: skip


def head() -> str:
    """The hash of the last sealed record; '' while there is none."""
    from accounts.trail.chain import last

    return last()[1]
