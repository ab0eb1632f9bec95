"""Views of the list that people keep."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from events.forms.view import NewViewForm, ViewForm
from events.models import Opening, SavedView


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def view_list(request: SignedInRequest) -> HttpResponse:
    """The views that the person sees. A POST keeps one more, or in the place of one; 422 when it cannot be kept."""
    form = NewViewForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        view = form.save()
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": view})
        return redirect(reverse("event_list") + view.address)
    context = {
        "form": form,
        "views": SavedView.objects.visible_to(request.user),
        "opening": SavedView.objects.opened_by(request.user),
    }
    return TemplateResponse(request, "events/view_list.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def view_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name and sharing of one's own view."""
    view = get_object_or_404(SavedView.objects.of(request.user), pk=pk)
    form = ViewForm(request.POST if request.method == "POST" else None, instance=view, user=request.user)
    if form.is_valid():
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": form.save()})
        return redirect("view_list")
    context = {"form": form, "view": SavedView.objects.get(pk=pk)}
    return TemplateResponse(request, "events/view_change.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def view_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.of(request.user), pk=pk)
    view.delete()
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view})
    return redirect("view_list")


@require_POST
@login_required
def view_opens(request: SignedInRequest) -> HttpResponse:
    """The person opens the list with this view from now on; without one, as it is by itself."""
    asked = request.POST.get("view", "")
    if asked:
        key = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else 0
        view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=key)
        view.open_with(by=request.user)
        messages.success(request, _("The list opens with “%(name)s” from now on.") % {"name": view})
    else:
        Opening.objects.filter(person=request.user).delete()
        messages.success(request, _("The list opens with all events from now on."))
    return redirect("view_list")


@require_GET
@login_required
def view_open(request: SignedInRequest) -> HttpResponse:
    """Where the navigation leads: the list as this person opens it."""
    view = SavedView.objects.opened_by(request.user)
    return redirect(reverse("event_list") + (view.address if view and view.query else ""))
