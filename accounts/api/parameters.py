"""The address's parameters, read by the same strict filter sets as the pages: what is not understood is a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import override
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException

from accounts.strict_filterset import AnyOf, Flag, Problem, StrictFilterSet, WholeNumber


class BadParameters(APIException):
    """400, with each parameter that was not understood and a sentence about it."""

    status_code = 400
    default_code = "parameters"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(self.problems[0].sentence)


def understood(filters: Any) -> Any:
    """The same filter set, when it has no problem."""
    if filters.problems:
        raise BadParameters(filters.problems)
    return filters


def parameters_of(filterset: type[StrictFilterSet]) -> list[OpenApiParameter]:
    """OpenAPI parameters of a filter set, without what the database alone knows (the codes of missions, …)."""
    return list(_parameters(filterset))


def _parameters(filterset: type[StrictFilterSet]) -> Iterator[OpenApiParameter]:
    for name, filter_ in filterset.base_filters.items():
        schema: dict[str, Any] = {"type": "string"}
        if isinstance(filter_, Flag):
            schema["enum"] = ["1"]
        elif isinstance(filter_, WholeNumber):
            schema = {"type": "integer", **_limits(filter_.extra)}
        elif codes := [str(code) for code, _label in filter_.extra.get("choices", ()) if code]:
            schema["enum"] = codes
        elif longest := filter_.extra.get("max_length"):
            schema["maxLength"] = longest
        if isinstance(filter_, AnyOf):
            schema = {"type": "array", "items": schema}
        yield _parameter(name, filter_.label, schema, is_list=isinstance(filter_, AnyOf))
    for name, field in filterset.other_fields.items():
        schema = {"type": "string"}
        if isinstance(field, forms.IntegerField):
            limits = {"min_value": field.min_value, "max_value": field.max_value}
            schema = {"type": "integer", **_limits(limits)}
        yield _parameter(name, field.label, schema)


def _limits(said: dict[str, Any]) -> dict[str, int]:
    names = {"minimum": said.get("min_value"), "maximum": said.get("max_value")}
    return {name: value for name, value in names.items() if value is not None}


def _parameter(name: str, label: Any, schema: dict[str, Any], *, is_list: bool = False) -> OpenApiParameter:
    with override("ja"):
        japanese = str(label)
    with override("en"):
        english = str(label)
    said = f"{english} / {japanese}"
    if not is_list:
        return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=said)
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=said, explode=True, style="form")
