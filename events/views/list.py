"""Finding events."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from events.comments import unread_among
from events.filters import EventFilter
from events.forms.selection import actions_of
from events.forms.view import NewViewForm
from events.list_columns import cells_of
from events.list_head import addresses_of, choices_of, columns_of, shortcuts_of, tidied, views_of
from events.paging import page_of


@login_required
def event_list(request: HttpRequest) -> HttpResponse:
    """The events that match; 400 when a parameter is not understood, 404 when there is no such page."""
    filters = EventFilter(request.GET, user=request.user)
    event = filters.event_by_number()
    if event:
        return redirect(event)
    if address := tidied(filters):
        return redirect(request.path + address)
    figures = filters.figures()
    page = page_of(filters, count=figures["events"])
    context = {
        "filters": filters,
        "figures": figures,
        "page": page,
        "columns": columns_of(filters),
        "choices": choices_of(filters),
        "rows": [(event, cells_of(event, filters.columns)) for event in page.events],
        "shortcuts": shortcuts_of(filters),
        "actions": actions_of(request.user),
        "shown": filters.query(page=filters.settled["page"]).removeprefix("?"),
        "views": views_of(filters),
        "view_form": NewViewForm(user=request.user),
        **addresses_of(filters),
        "unread": unread_among(page.events, by=request.user),
    }
    status = 400 if filters.problems else 200 if page.exists else 404
    return TemplateResponse(request, "events/event_list.html", context, status=status)
