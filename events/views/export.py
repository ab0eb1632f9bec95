"""Events out of the register: the list as it is seen, and the template workbook."""

import tempfile

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.limits import limited
from accounts.roles import Role
from events.filters import EventFilter
from events.forms.template import TemplateForm
from events.models import Event
from events.paging import DEFAULT_SORT, ORDERS
from events.spreadsheets.coded_lists import CodedLists
from events.spreadsheets.columns import Context
from events.spreadsheets.event_list import About, csv_lines, json_lines, write_xlsx
from events.spreadsheets.rows import read_rows
from events.spreadsheets.sheet import MOST_ROWS
from events.spreadsheets.template import write_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@limited("file")
def event_export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """The list with its filters and order as a file; 400 and a page that says why when it cannot be made."""
    if suffix not in ("xlsx", "csv", "json"):
        raise Http404
    filters = EventFilter(request.GET, user=request.user)
    too_many = not filters.problems and suffix == "xlsx" and filters.figures()["events"] > MOST_ROWS
    if filters.problems or too_many:
        why = {"filters": filters, "most": MOST_ROWS, "too_many": too_many}
        return TemplateResponse(request, "events/event_export_refused.html", why, status=400)
    context, about = Context(lists=CodedLists.load(), rules=filters.rules), _about(filters)
    events = filters.qs.order_by(*ORDERS[filters.settled["sort"] or DEFAULT_SORT])
    rows = read_rows(events, user=request.user, rules=filters.rules)
    name = f"events-{about.made_at:%Y%m%d-%H%M}.{suffix}"
    if suffix == "xlsx":
        file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
        write_xlsx(file, rows, context=context, about=about)
        return _as_file(file, name)
    if suffix == "csv":
        lines = csv_lines(rows, context=context, columns=about.in_a_sheet())
        return _streamed(lines, "text/csv; charset=utf-8", name)
    return _streamed(json_lines(rows, context=context, about=about), "application/json", name)


def _about(filters: EventFilter) -> About:
    return About(
        made_at=timezone.localtime(timezone=timezone.get_default_timezone()),
        made_by=str(filters.user),
        filters=tuple((badge.label, badge.value or "○") for badge in filters.badges),
        columns=tuple(filters.settled["columns"] or ()),
    )


def _as_file(file, name: str) -> FileResponse:
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _streamed(lines, content_type: str, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(lines, content_type=content_type, headers=headers)


@login_required
@limited("file")
def event_template(request: HttpRequest) -> HttpResponseBase:
    """Asks for a mission and a year, and gives that workbook; 400 with sentences for what was not understood."""
    if getattr(request.user, "role", Role.READ_ONLY) == Role.READ_ONLY:
        raise Http404
    form = TemplateForm(request.GET or None, user=request.user)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return TemplateResponse(request, "events/event_template.html", {"form": form}, status=status)
    order = form.order
    rules: dict = {}
    rows = read_rows(order.events(Event.objects.editable_by(request.user)), user=request.user, rules=rules)
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    write_template(file, rows, order=order, context=Context(lists=CodedLists.load(), rules=rules))
    return _as_file(file, order.file_name)
