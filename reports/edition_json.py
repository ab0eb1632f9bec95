"""`EditionContent` as JSON and back: canonical, so that the same edition always has the same bytes and the same hash.

The schema is made from the dataclasses; `reports/documents/assets/edition.schema.json` is its committed copy.
"""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from reports.edition_content import EditionContent


def to_json(content: EditionContent) -> str:
    """One line without blanks, keys in the order of the alphabet."""
    return json.dumps(plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> EditionContent:
    """The value again. ValueError where the text is not of the form that the schema says."""
    try:
        return _read(EditionContent, json.loads(text))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not an edition: {error}") from error


def plain(value: Any) -> Any:
    """Dataclasses as objects with every field but those left out when empty, tuples as arrays, days as 2021-07-30."""
    if is_dataclass(value):
        kept = [
            each for each in fields(value) if getattr(value, each.name) or "left out when empty" not in each.metadata
        ]
        return {each.name: plain(getattr(value, each.name)) for each in kept}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value


@cache
def _hints(of: type) -> dict[str, Any]:
    return get_type_hints(of)


def _read(hint: Any, value: Any) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return _read_object(hint, value)
    if origin in (Union, types.UnionType):
        return _read_one_of(args, value)
    if origin is tuple:
        return tuple(_read(args[0], item) for item in value)
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return {key: _read(args[1], item) for key, item in value.items()}
    if hint is date:
        return date.fromisoformat(value)
    if origin is Literal:
        return _expected(value, found=value in args, kind=args)
    return _expected(value, found=type(value) is hint, kind=hint.__name__)


def _expected(value: Any, *, found: bool, kind: Any) -> Any:
    if not found:
        raise ValueError(f"not an edition: {value!r} where {kind} stands")
    return value


def _read_object(hint: Any, value: dict[str, Any]) -> Any:
    hints = _hints(hint)
    known = {each.name for each in fields(hint)}
    _expected(sorted(set(value) - known), found=set(value) <= known, kind=hint.__name__)
    return hint(**{name: _read(hints[name], item) for name, item in value.items()})


def _read_one_of(args: tuple[Any, ...], value: Any) -> Any:
    """None, a page by its `kind`, or the plain type that the value has."""
    if value is None and type(None) in args:
        return None
    objects: list[Any] = [arg for arg in args if is_dataclass(arg)]
    if len(objects) > 1:
        objects = [arg for arg in objects if get_args(_hints(arg)["kind"]) == (value["kind"],)]
    if objects and isinstance(value, dict):
        return _read(objects[0], value)
    arrays = [arg for arg in args if get_origin(arg) is tuple]
    if arrays and isinstance(value, list):
        return _read(arrays[0], value)
    return _expected(value, found=type(value) in args, kind=args)


# ---- the schema


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what `to_json` writes."""
    definitions: dict[str, Any] = {}
    root = _schema(EditionContent, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An edition of the grassroots register (発行版)",
        "description": "Everything that an edition prints. A number that is null is not known, which is not 0.",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, args = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return _schema_of_object(hint, definitions)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(arg, definitions) for arg in args]}
    if origin is tuple:
        return {"type": "array", "items": _schema(args[0], definitions)}
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return {"type": "object", "additionalProperties": _schema(args[1], definitions)}
    if origin is Literal:
        return {"enum": list(args)}
    if hint is date:
        return {"type": "string", "format": "date"}
    return {"type": {str: "string", int: "integer", bool: "boolean", type(None): "null"}[hint]}


def _schema_of_object(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if hint.__name__ not in definitions:
        definitions[hint.__name__] = {}
        hints = _hints(hint)
        needed = [each.name for each in fields(hint) if each.default is MISSING and each.default_factory is MISSING]
        definitions[hint.__name__] = {
            "type": "object",
            "description": " ".join((hint.__doc__ or "").split()),
            "properties": {name: _schema(hints[name], definitions) for name in (each.name for each in fields(hint))},
            "required": needed,
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{hint.__name__}"}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), ensure_ascii=False, indent=1) + "\n")
