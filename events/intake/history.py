"""Versions of many rows at once: each table's own rows copied into its history by the database.

django-simple-history builds an object for every version, which takes longer than writing the events themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

AT_ONCE = 500


def copy_into_history(model: Any, pks: Sequence[int], *, moment: datetime, by, reason: str, kind: str) -> None:
    """One version of each of these rows as it stands, in the order of their keys. `kind`: "+" made, "~" changed, "-" gone."""
    history = model.history.model
    meta, quote = history._meta, connection.ops.quote_name
    same = [
        field.column for field in history.tracked_fields if not meta.get_field(field.name).generated
    ]  # a generated column is worked out anew from the others
    given: dict[str, Any] = {
        "history_date": moment, "history_user": by.pk, "history_change_reason": reason, "history_type": kind,
    }  # fmt: skip
    fields = [meta.get_field(name) for name in given]
    values = [field.get_db_prep_save(value, connection) for field, value in zip(fields, given.values(), strict=True)]
    into = ", ".join(quote(name) for name in [*(field.column for field in fields), *same])
    taken = ", ".join(["%s"] * len(fields) + [quote(name) for name in same])
    key = quote(model._meta.pk.column)
    for start in range(0, len(pks), AT_ONCE):
        some = list(pks[start : start + AT_ONCE])
        marks = ", ".join(["%s"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {quote(meta.db_table)} ({into}) SELECT {taken} FROM {quote(model._meta.db_table)} "
                f"WHERE {key} IN ({marks}) ORDER BY {key}",
                [*values, *some],
            )
