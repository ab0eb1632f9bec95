"""The tables that keep a history, and what the digest of one version covers."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

OURS = ("regions", "accounts", "events", "reports")
ABOUT_A_VERSION = ("history_date", "history_type", "history_user_id", "history_change_reason")
LISTS = "*"
"""Begins the name of a list that belongs to a version, such as partner missions, among the columns of a shape."""


@cache
def histories() -> dict[str, Any]:
    """Table -> historical model, for everything of ours that keeps a history."""
    return {
        model._meta.db_table: model
        for label in OURS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if hasattr(model, "tracked_fields")
    }


def key_of(model) -> str:
    """The column of a historical model that holds the key of the row whose versions they are."""
    return model.instance_type._meta.pk.attname


def lists_of(model) -> dict[str, Any]:
    """Name of a list kept with each version -> the model of its entries."""
    return {field.name: getattr(model, field.name).model for field in model._history_m2m_fields}


@cache
def columns_of(model) -> tuple[str, ...]:
    """What a digest made today covers: what was entered, who wrote it when and why; nothing that is computed."""
    own = [
        field.attname for field in model.tracked_fields if not isinstance(field, models.GeneratedField)
    ]  # a copy of the field, as simple-history has it
    return (*sorted(own), *ABOUT_A_VERSION, *(LISTS + name for name in sorted(lists_of(model))))


def shape(columns: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(columns)).encode()).hexdigest()


def canonical(value: Any) -> Any:
    """The same text for the same value, whichever database it was read from."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | UUID | Decimal):
        return str(value)
    if isinstance(value, bool | int | str | list | dict | None):
        return value
    return str(value)


def text_of(values: Iterable[Any]) -> bytes:
    listed = [canonical(value) for value in values]
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def contents(model, columns: Sequence[str], keys: Sequence[int]) -> dict[int, list[Any]]:
    """Version -> its values in the order of the columns, lists sorted. Columns that are gone come back as None."""
    names = {field.attname for field in model._meta.concrete_fields}
    plain = [name for name in columns if not name.startswith(LISTS)]
    there = [name for name in plain if name in names]
    rows = model._base_manager.filter(pk__in=keys).order_by().values_list("pk", *there)
    found = {}
    for pk, *values in rows:
        said = dict(zip(there, values, strict=True))
        found[pk] = [said.get(name) for name in plain]
    for name in (name.removeprefix(LISTS) for name in columns if name.startswith(LISTS)):
        entries = _entries(lists_of(model)[name], keys)
        for pk, values in found.items():
            values.append(sorted(entries.get(pk, [])))
    return found


def _entries(through, keys: Sequence[int]) -> dict[int, list[str]]:
    """Version -> the keys of the other side; for our one list, the codes of partner missions."""
    other = next(
        field.attname
        for field in through._meta.concrete_fields
        if field.is_relation and field.name != "history" and not _is_own_side(through, field)
    )
    listed: dict[int, list[str]] = defaultdict(list)
    for pk, value in through._base_manager.filter(history__in=keys).order_by().values_list("history_id", other):
        listed[pk].append(str(value))
    return listed


def _is_own_side(through, field) -> bool:
    return field.related_model is through._meta.get_field("history").related_model.instance_type


def digest(values: Iterable[Any]) -> str:
    return hashlib.sha256(text_of(values)).hexdigest()
