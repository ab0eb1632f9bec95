"""The API's own description: for programs as OpenAPI 3.1, for people as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import TITLES
from accounts.api.views import ApiView


@lru_cache(maxsize=4)
def description(language: str) -> dict[str, Any]:
    """OpenAPI 3.1 of every address, its summaries in that language, which has to be the active one."""
    said = SchemaGenerator().get_schema(request=None, public=True)
    for methods in said["paths"].values():
        for each in methods.values():
            if "requestBody" in each:
                each["requestBody"]["required"] = True  # an empty one is refused, though no field need be sent
    return said


class OpenApi(ApiView):
    schema = None

    def get(self, request: Request) -> Response:
        return Response(description(get_language() or "ja"))


@require_safe
@login_required
def api_reference(request: HttpRequest) -> HttpResponse:
    language = get_language() or "ja"
    context = {
        "operations": list(_operations(description(language), language)),
        "root": request.build_absolute_uri("/").rstrip("/"),
        "problems": TITLES.items(),
    }
    return TemplateResponse(request, "api/reference.html", context)


def _operations(said: dict[str, Any], language: str) -> Iterator[dict[str, Any]]:
    for path, methods in said["paths"].items():
        for method, each in methods.items():
            parameters = each.get("parameters", [])
            content = each.get("requestBody", {}).get("content", {}).get("application/json", {})
            examples = content.get("examples", {})
            bodies = [
                json.dumps(example["value"], ensure_ascii=False, indent=2)
                for name, example in examples.items()
                if name.endswith(f"-{language}") or len(examples) == 1
            ]
            yield {
                "operation": each["operationId"],
                "method": method.upper(),
                "path": path,
                "summary": each.get("summary", ""),
                "parameters": parameters,
                "headers": [one for one in parameters if one["in"] == "header"],
                "bodies": bodies,
                "may_be_tried": method == "get" and "{" not in path,
                "asked": [
                    {**one, "description": _in(language, one.get("description", ""))}
                    for one in parameters
                    if one["in"] == "query"
                ],
            }


def _in(language: str, text: str) -> str:
    """One language of a text that the description gives in both (`accounts.api.parameters`)."""
    english, _, japanese = text.partition(" / ")
    return japanese if japanese and language == "ja" else english
