"""Many events at once: rows pasted or typed into a grid, which become an import like any other."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.limits import limited
from events.forms.intake import may_import
from events.forms.pasted import PastedForm
from events.intake.found import Choices
from events.intake.pasted import MOST_ROWS, columns_of_page, look_at, places_of, take_in
from events.intake.reading import find, obstacles, read, to_take
from events.views.typed_form import forget, keep_typed, keeps_typed_form, signature_of, typed_before
from events.whole_files import said_of_no_room
from events.workbook.names import Lookups
from events.workbook.reading import UnreadableFile
from regions.text import in_a_row


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_form
def import_paste(request: HttpRequest) -> HttpResponse:
    """The grid; what is sent goes on to the review of its import. JSON to what the grid asks while it is filled."""
    if not may_import(request.user):
        raise Http404
    if request.method != "POST":
        data, sentence = typed_before(request)
        return _page(request, PastedForm(user=request.user, initial=data.dict() if data else None), sentence)
    action = request.POST.get("action", "")
    if action == "keep":
        return keep_typed(request, title=_("Pasted rows"))
    if action == "places":
        return JsonResponse({"places": places_of(request.POST.getlist("cell")[:500])})
    form = PastedForm(request.POST, user=request.user)
    if action == "check":
        return _checked(request, form)
    return _taken_in(request, form) if form.is_valid() else _page(request, form)


@limited("workbook", methods=("POST",))
def _taken_in(request: HttpRequest, form: PastedForm) -> HttpResponse:
    """Straight to the review where the columns are understood; else to the page that asks about them."""
    try:
        intake, workbook = take_in(form.cleaned_data["rows"], user=request.user, mission=form.whose)
    except UnreadableFile as error:
        form.add_error("rows", error.sentence)
        return _page(request, form)
    except OSError as error:
        form.add_error("rows", said_of_no_room(error))
        return _page(request, form, status=507)
    forget(request)
    lookups = Lookups.load()
    if not obstacles(to_take(find(workbook, intake, Choices(), lookups), Choices())):
        read(intake, workbook, Choices(), lookups=lookups)
    return redirect(intake)


@limited("check", methods=("POST",))
def _checked(request: HttpRequest, form: PastedForm) -> JsonResponse:
    """{"sentence": what came of it, "rows": what is said of which cell}."""
    sentence, rows = _looked_at(form)
    return JsonResponse({"sentence": sentence, "rows": rows})


def _looked_at(form: PastedForm) -> tuple[str, list]:
    if not form.is_valid():
        return in_a_row(str(each) for errors in form.errors.values() for each in errors), []
    try:
        looked = look_at(form.cleaned_data["rows"], user=form.user, mission=form.whose)
    except UnreadableFile as error:
        return error.sentence, []
    if looked["stops"]:
        return in_a_row(looked["stops"]), []
    asked = sum(any(cell["is_asked"] for cell in row["cells"]) for row in looked["rows"])
    good = ngettext("%(count)d row can be entered.", "%(count)d rows can be entered.", looked["good"])
    said = [good % {"count": looked["good"]}]
    if asked:
        said.append(ngettext("%(count)d row needs you.", "%(count)d rows need you.", asked) % {"count": asked})
    return in_a_row(said), looked["rows"]


def _page(request: HttpRequest, form: PastedForm, sentence: str = "", *, status: int | None = None) -> HttpResponse:
    context = {
        "form": form,
        "sentence": sentence,
        "typed_by": signature_of(request.user),
        "entry_key": form.data.get("entry_key") or form.initial.get("entry_key") or uuid4().hex,
        "grid": {"columns": columns_of_page(), "most": MOST_ROWS, "words": _words()},
    }
    status = status or (422 if form.is_bound else 200)
    return TemplateResponse(request, "events/import_paste.html", context, status=status)


def _words() -> dict[str, str]:
    """What the grid says."""
    return {
        "row": _("Row"),
        "cell": _("Row %(row)s, %(column)s"),
        "too_many": _("The grid takes %(most)s rows. Nothing was pasted: upload these rows as a workbook instead."),
        "pasted": _("%(rows)s rows were pasted."),
        "undone": _("Undone."),
        "redone": _("Done again."),
        "go_to": _("Row %(row)s, %(column)s: %(sentence)s"),
        "of_row": _("Row %(row)s: %(sentence)s"),
        "whole_row": _("the whole row"),
        "leaving": _("Press Tab to leave the grid."),
        "no_line": _("No connection: the rows are checked as soon as it is back."),
    }
