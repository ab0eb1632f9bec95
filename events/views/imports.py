"""A workbook into the register: upload, columns, review, written. Others than its people get a 404."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.limits import limited
from events.forms.intake import ColumnsForm, ConfirmForm, DecisionForm, RowForm, UploadForm, may_import
from events.intake import working
from events.intake.deciding import NotOffered, correct, decide
from events.intake.found import Choices, Found, keep
from events.intake.reading import check_file, discard, find_kept, obstacles, open_again, read, receive, to_take
from events.intake.rest import rest_of, write_rest
from events.intake.review import PAGE_SIZE, WAITING, how_read, rows_under, shown, tabs_of, texts_of
from events.intake.writing import NotWritten, undo, write
from events.models import Intake, IntakeEvent, IntakeRow, IntakeWork
from events.sentences import said
from events.views.export import _as_file
from events.whole_files import said_of_no_room
from events.workbook.names import Lookups
from events.workbook.reading import UnreadableFile

Kind = IntakeWork.Kind
State = Intake.State
LISTED = 100


def _count(rows: Any) -> Coalesce:
    """How many of these an import has; by itself, so that two such counts do not multiply each other."""
    each = rows.filter(intake=OuterRef("pk")).order_by().values("intake").annotate(count=Count("pk"))
    return Coalesce(Subquery(each.values("count")), 0)


@require_safe
@login_required
def import_list(request: HttpRequest) -> HttpResponse:
    """The latest imports that this person may see."""
    if not may_import(request.user):
        raise Http404
    imports = Intake.objects.visible_to(request.user).select_related("created_by", "mission")
    waiting = IntakeRow.objects.filter(is_skipped=False, outcome__in=["attention", "refused"])
    imports = imports.annotate(waiting=_count(waiting), events=_count(IntakeEvent.objects)).order_by(
        "-created_at", "-pk"
    )
    return TemplateResponse(request, "events/import_list.html", {"imports": imports[:LISTED]})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@limited("workbook", methods=("POST",))
def import_create(request: HttpRequest) -> HttpResponse:
    """Takes the file; 422 with the sentence when it is none that can be read."""
    if not may_import(request.user):
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, user=request.user)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            intake, _workbook = receive(file, user=request.user, mission=form.whose, name=file.name)
            return redirect("import_columns", intake.pk)
        except UnreadableFile as error:
            form.add_error("file", error.sentence)
        except OSError as error:
            form.add_error("file", said_of_no_room(error))
            return TemplateResponse(request, "events/import_create.html", {"form": form}, status=507)
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "events/import_create.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """How the columns are understood, to be corrected; then the rows are read. Until it is written, as often as wanted."""
    intake = _intake(request, pk)
    if intake.state not in (State.COLUMNS, State.REVIEW):
        return redirect(intake)
    lookups = Lookups.load()
    try:
        _look_again(intake)
    except UnreadableFile as error:
        return TemplateResponse(
            request, "events/import_broken.html", {"intake": intake, "sentence": error.sentence}, status=409
        )
    failed = working.work_of(intake)
    if failed and not failed.failure:
        return redirect(intake)
    before = working.choices_of(failed.asked) if failed and failed.kind == Kind.READING else Choices()
    found = find_kept(intake, before, lookups)
    form = ColumnsForm(request.POST if request.method == "POST" else None, found=found)
    stops: list[str] = []
    if request.method == "POST" and form.is_valid():
        taken = to_take(find_kept(intake, form.choices, lookups), form.choices)
        stops = obstacles(taken)
        if not stops:
            _read(request, intake, taken, form)
            return redirect(intake)
    context = {
        "intake": intake,
        "form": form,
        "stops": stops,
        "failure": failed.why if failed else "",
        "notices": [said(notice) for notice in intake.found["notices"]],
        "earlier": _earlier(request, intake),
    }
    return TemplateResponse(request, "events/import_columns.html", context, status=422 if form.is_bound else 200)


def _look_again(intake: Intake) -> None:
    """UnreadableFile when the file is not there any more as it was; one of an older version is looked through once."""
    if intake.found:
        check_file(intake)
    else:
        intake.found = keep(open_again(intake))
        intake.save(update_fields=["found"])


def _read(request: HttpRequest, intake: Intake, taken: list[Found], form: ColumnsForm) -> None:
    """Few rows at once; many in a process of their own, which the import's page then follows."""
    if sum(each.size for each in taken) > working.AT_ONCE:
        _start(intake, Kind.READING, by=request.user, asked=working.as_asked(form.choices))
    else:
        IntakeWork.objects.filter(intake=intake).delete()
        read(intake, open_again(intake), form.choices, lookups=Lookups.load())


def _start(intake: Intake, kind: str, *, by, asked: dict[str, Any]) -> None:
    with suppress(working.AlreadyAtWork):  # the page shows what goes on
        working.start(intake, kind, by=by, asked=asked)


@require_safe
@login_required
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the import stands: its columns to check, its rows to review, or what it wrote."""
    intake = _intake(request, pk)
    work = working.work_of(intake)
    if work and not work.failure:
        return _in_progress(request, intake, work)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()
    if intake.state == State.COLUMNS:
        return redirect("import_columns", intake.pk)
    return _review(request, intake, sentence=work.why if work else "")


def _in_progress(request: HttpRequest, intake: Intake, work: IntakeWork) -> HttpResponse:
    """How far it came; asked for again and again until it is over."""
    done = working.progress_of(work)
    context = {"intake": intake, "work": work, "done": done[0] if done else None, "total": done[1] if done else None}
    template = "events/_import_progress.html" if request.headers.get("HX-Request") else "events/import_progress.html"
    return TemplateResponse(request, template, context)


def _review(request: HttpRequest, intake: Intake, *, sentence: str = "", status: int = 200) -> HttpResponse:
    counts = intake.counts()
    tabs = tabs_of(counts, is_open=intake.state == State.REVIEW)
    tab = request.GET.get("rows", "")
    if tab not in {each.name for each in tabs}:
        tab = tabs[0].name if tabs else WAITING
    page = Paginator(rows_under(intake, tab), PAGE_SIZE).get_page(request.GET.get("page"))
    complete = intake.rows.filter(outcome=IntakeRow.Outcome.NEW, is_skipped=False, is_complete=True).count()
    context = {
        "intake": intake,
        "counts": counts,
        "waiting": counts["attention"] + counts["refused"],
        "good": counts["new"] + counts["changed"],
        "complete": complete,
        "tabs": tabs,
        "tab": tab,
        "page": page,
        "rows": shown(intake, list(page.object_list), user=request.user),
        "is_open": intake.state == State.REVIEW,
        "sentence": sentence,
        "earlier": _earlier(request, intake) if intake.state == State.REVIEW else None,
        "written": intake.written.count() if intake.written_at else 0,
        "reading": how_read(intake),
        "has_rest": rest_of(intake).exists(),
    }
    return TemplateResponse(request, "events/import_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_row(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """All cells of one row to correct, or one decision about it; 409 when it is not one to take now."""
    intake = _intake(request, pk)
    rows = intake.rows.exclude(outcome=IntakeRow.Outcome.SET_APART)
    one = get_object_or_404(rows, pk=row)
    one.intake = intake
    if intake.state != State.REVIEW or _is_at_work(intake):
        return redirect(intake)
    if request.method == "POST" and "action" in request.POST:
        return _decide(request, one)
    texts = texts_of(one, intake.reading["tables"][one.table])
    form = RowForm(request.POST if request.method == "POST" else None, texts=texts)
    if request.method == "POST" and form.is_valid():
        correct(one, form.corrected)
        messages.success(request, _("Row %(row)d was read again.") % {"row": one.number})
        return redirect(_back(request, intake))
    context = {
        "intake": intake,
        "row": shown(intake, [one], user=request.user)[0],
        "form": form,
        "back": _back(request, intake),
    }
    return TemplateResponse(request, "events/import_row.html", context, status=422 if form.is_bound else 200)


def _decide(request: HttpRequest, row: IntakeRow) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        sentences = " ".join(str(sentence) for errors in form.errors.values() for sentence in errors)
        return _review(request, row.intake, sentence=sentences, status=422)
    try:
        count = decide(row, form.cleaned_data)
    except NotOffered:
        sentence = _("The row has changed since you opened this page. Look at it again.")
        return _review(request, row.intake, sentence=sentence, status=409)
    if count > 1:
        said = ngettext("%(count)d row was read again.", "%(count)d rows were read again.", count) % {"count": count}
        messages.success(request, said)
    return redirect(_back(request, row.intake))


def _back(request: HttpRequest, intake: Intake) -> str:
    """The same tab and page of the review."""
    tab, page = request.GET.get("rows", ""), request.GET.get("page", "")
    query = f"rows={tab}" if tab.replace("_", "").isalpha() and tab.isascii() else ""
    query += f"&page={page}" if page.isascii() and page.isdigit() else ""
    return f"{intake.get_absolute_url()}?{query}" if query else intake.get_absolute_url()


@require_POST
@login_required
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes; 409 and the review with a sentence when it was not written."""
    intake = _intake(request, pk)
    form = ConfirmForm(request.POST)
    if intake.state == State.COLUMNS or _is_at_work(intake):
        return redirect(intake)
    if not form.is_valid():
        return _review(
            request, intake, sentence=_("Say whether all rows are written or the good ones only."), status=422
        )
    said = form.cleaned_data
    asked = {
        "good_rows_only": said["which"] == "good", "submit": said["submit"], "revision": said["revision"],
    }  # fmt: skip
    if intake.rows.filter(is_skipped=False, outcome__in=["new", "changed"]).count() > working.AT_ONCE:
        _start(intake, Kind.WRITING, by=request.user, asked=asked)
        return redirect(intake)
    try:
        write(intake, by=request.user, **asked)
    except NotWritten as error:
        intake.refresh_from_db()
        return _review(request, intake, sentence=error.sentence, status=409)
    count = intake.written.count()
    messages.success(
        request, ngettext("%(count)d event was written.", "%(count)d events were written.", count) % {"count": count}
    )
    return redirect(intake)


@require_POST
@login_required
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the whole import back; 409 and a sentence when that cannot be done any more."""
    intake = _intake(request, pk)
    if intake.state == State.COLUMNS or _is_at_work(intake):
        return redirect(intake)
    if intake.state == State.WRITTEN and intake.written.count() > working.AT_ONCE:
        _start(intake, Kind.UNDOING, by=request.user, asked={})
        return redirect(intake)
    try:
        count = undo(intake, by=request.user)
    except NotWritten as error:
        intake.refresh_from_db()
        return _review(request, intake, sentence=error.sentence, status=409)
    messages.success(
        request,
        ngettext("%(count)d event was taken back.", "%(count)d events were taken back.", count) % {"count": count},
    )
    return redirect(intake)


@require_safe
@login_required
@limited("file")
def import_rest(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that were not taken, as a workbook; 404 while there are none."""
    intake = _intake(request, pk)
    if intake.state == State.COLUMNS or _is_at_work(intake) or not rest_of(intake).exists():
        raise Http404
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    write_rest(file, intake)
    return _as_file(file, f"rest-{intake.pk}.xlsx")


@require_POST
@login_required
def import_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Discards an import that was not written, with its file; 409 for one that was."""
    intake = _intake(request, pk)
    if _is_at_work(intake):
        return redirect(intake)
    if intake.state not in (State.COLUMNS, State.REVIEW):
        return _review(request, intake, sentence=_("An import that was written is kept. It can be undone."), status=409)
    discard(intake)
    messages.success(request, _("“%(name)s” was discarded. Nothing of it was written.") % {"name": intake.name})
    return redirect("import_list")


def _intake(request: HttpRequest, pk: int) -> Intake:
    return get_object_or_404(
        Intake.objects.visible_to(request.user).select_related("created_by", "written_by", "mission"), pk=pk
    )


def _is_at_work(intake: Intake) -> bool:
    work = working.work_of(intake)
    return bool(work and not work.failure)


def _earlier(request: HttpRequest, intake: Intake) -> Intake | None:
    """An import of the very same file that was written before."""
    same = Intake.objects.visible_to(request.user).filter(sha256=intake.sha256, state=State.WRITTEN)
    return same.exclude(pk=intake.pk).select_related("written_by").first()
