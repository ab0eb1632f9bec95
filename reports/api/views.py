"""Figures and editions over the API: what the pages read, for the same readers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.parameters import parameters_of, understood
from accounts.api.problems import Problem
from accounts.api.schema import problems
from accounts.api.views import ApiView
from reports.api.output import EditionShape, EditionsShape, ReportShape
from reports.api.shapes import edition_as_json, report_as_json
from reports.cumulative import Register, compile_report
from reports.edition_files import CONTENT_TYPES
from reports.filters import ReportFilter
from reports.models import Edition, EditionFile
from reports.models.edition import Damaged


class Figures(ApiView):
    @extend_schema(
        operation_id="readFigures", summary=_lazy("The cumulative report, as the reader sees it now"),
        parameters=parameters_of(ReportFilter), responses={200: ReportShape, **problems(400)},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """The cumulative report of what the reader sees, at this moment."""
        register = Register.visible_to(request.user)
        asked = understood(ReportFilter(request.query_params, register=register, user=request.user))
        value = compile_report(asked.definition, register=register)
        return Response({"on": timezone.localdate(), **report_as_json(value)})


class Editions(ApiView):
    @extend_schema(
        operation_id="listEditions", summary=_lazy("Issued editions"), responses={200: EditionsShape, **problems()}
    )
    def get(self, request: Request) -> Response:
        editions = Edition.objects.visible_to(request.user).for_list().prefetch_related("files", "findings")
        return Response({"results": [_edition(request, edition) for edition in editions]})


class OneEdition(ApiView):
    @extend_schema(
        operation_id="readEdition", summary=_lazy("One edition with its files"),
        responses={200: EditionShape, **problems(404)},
    )  # fmt: skip
    def get(self, request: Request, number: int) -> Response:
        editions = Edition.objects.visible_to(request.user).for_list()
        return Response(_edition(request, get_object_or_404(editions, pk=number)))


class AnyForm(BaseContentNegotiation):
    """A file is what it is, whatever the request would rather have."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class OneEditionFile(ApiView):
    content_negotiation_class = AnyForm
    limited_by = "file"

    @extend_schema(
        operation_id="readEditionFile", summary=_lazy("A file as it was issued"),
        parameters=[
            OpenApiParameter("language", str, OpenApiParameter.PATH, enum=["ja", "en"]),
            OpenApiParameter("format_", str, OpenApiParameter.PATH, enum=EditionFile.Format.values),
        ],
        responses={**{(200, kind): OpenApiTypes.BINARY for kind in sorted(set(CONTENT_TYPES.values()))}, **problems(404)},
    )  # fmt: skip
    def get(self, request: Request, number: int, language: str, format_: str) -> HttpResponse:
        """The very bytes that were issued, checked against their hash."""
        edition = get_object_or_404(Edition.objects.visible_to(request.user), pk=number)
        file = get_object_or_404(edition.files.select_related("blob"), language=language, format=format_)
        try:
            data = file.blob.verified()
        except Damaged:
            raise Problem(500, _("The file is not what was issued: its hash differs."), code="server") from None
        headers = {
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "X-Content-Type-Options": "nosniff",
            "ETag": f'"{file.sha256}"',
        }
        return HttpResponse(data, content_type=CONTENT_TYPES[file.format], headers=headers)


def _edition(request: Request, edition: Edition) -> dict[str, Any]:
    def address(file: EditionFile) -> str:
        path = reverse("api:edition_file", args=[edition.number, file.language, file.format])
        return request.build_absolute_uri(path)

    return edition_as_json(edition, address=address)
