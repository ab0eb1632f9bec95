"""The tailor-made board: each state's indicators beside what was done there."""

import io
from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.limits import limited
from accounts.replica import reads_replica
from regions.models import State
from reports.board import TRAITS
from reports.board_compiling import compile_board
from reports.board_filter import BoardFilter
from reports.board_page import BoardPage
from reports.cumulative import Register
from reports.documents.board_tables import board_csv, write_board
from reports.views.report import XLSX


def _asked(request: HttpRequest) -> tuple[BoardFilter, Register]:
    register = Register.visible_to(request.user)
    return BoardFilter(request.GET, register=register, user=request.user), register


def _page(asked: BoardFilter, register: Register, request: HttpRequest, traits: Iterable[str]) -> BoardPage:
    board = compile_board(asked.definition, register=register, traits=traits)
    mission = request.user.mission_id if request.user.is_of_mission else None
    served = State.objects.served_by(mission, on=timezone.localdate()) if mission else State.objects.none()
    return BoardPage(board, asked, language=get_language() or "ja", own=served.values_list("pk", flat=True))


@require_safe
@login_required
@reads_replica
def board(request: HttpRequest) -> HttpResponse:
    asked, register = _asked(request)
    if asked.problems:
        return TemplateResponse(request, "reports/board.html", {"form": asked.form}, status=400)
    page = _page(asked, register, request, asked.traits)
    return TemplateResponse(request, "reports/board.html", {"form": asked.form, "asked": asked, "page": page})


@require_safe
@login_required
@limited("file")
@reads_replica
def board_file(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """The states that the page shows for the same address, in its order, with every breakdown."""
    if suffix not in ("xlsx", "csv"):
        raise Http404
    asked, register = _asked(request)
    if asked.problems:
        return TemplateResponse(request, "reports/board.html", {"form": asked.form}, status=400)
    page = _page(asked, register, request, TRAITS)
    name = f"board-{page.board.definition.first}-{page.board.definition.last}.{suffix}"
    if suffix == "csv":
        file = io.BytesIO(board_csv(page.board, page.chosen))
        return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
    file = io.BytesIO()
    write_board(file, page.board, page.chosen, made_on=timezone.localdate(timezone=timezone.get_default_timezone()))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
