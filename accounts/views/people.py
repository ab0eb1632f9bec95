"""The people of the register: found, moved, closed, signed out. HQ administrators act; HQ and approvers look."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.filters import PeopleFilter
from accounts.forms.people import MoveForm, put_errors
from accounts.models import ApiToken, Invitation, User
from accounts.proof import require_proof
from accounts.requests import SignedInRequest, administrators_only
from accounts.roles import Role
from accounts.second_factor import MAIN_FACTORS, is_required_of
from regions.text import in_a_row

PAGE_SIZE = 50


@login_required
def people_list(request: SignedInRequest) -> HttpResponse:
    """Those who match; 400 when a parameter is not understood, 404 for whom there is no such page."""
    if not (request.user.is_hq or request.user.role == Role.MISSION_APPROVER):
        raise Http404
    filters = PeopleFilter(request.GET, user=request.user)
    if filters.has_blanks and not filters.problems:
        return redirect(request.path + filters.query())
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=MAIN_FACTORS)
    found = filters.qs.annotate(has_second_factor=Exists(factors)).order_by("name", "email")
    pages = Paginator(found, PAGE_SIZE)
    number = filters.settled["page"] or 1
    context = {
        "filters": filters,
        "page": pages.get_page(number),
        "invitations": Invitation.objects.visible_to(request.user).waiting().select_related("mission", "invited_by"),
    }
    status = 400 if filters.problems else 404 if number > pages.num_pages else 200
    return TemplateResponse(request, "accounts/person_list.html", context, status=status)


@login_required
def person_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = User.objects.visible_to(request.user).select_related("mission", "invitation__invited_by")
    person = get_object_or_404(visible, pk=pk)
    context = {
        "person": person,
        "postings": person.postings.select_related("mission", "ended_by"),
        "is_oneself": person == request.user,
    }
    if request.user.is_staff:
        context |= {
            "factors": Authenticator.objects.filter(user=person).order_by("type", "created_at"),
            "needs_factor": is_required_of(person),
            "sessions": person.usersession_set.order_by("-last_seen_at"),
            "tokens": ApiToken.objects.of(person),
        }
    return TemplateResponse(request, "accounts/person_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def person_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another name, role, mission or office from now on."""
    person = _whom(request, pk)
    form = MoveForm(request.POST if request.method == "POST" else None, instance=person)
    if form.is_valid():
        if "email" in form.changed_data:
            require_proof(request)
        try:
            moved = form.save(by=request.user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(
                request, _("Saved. Earlier entries keep the name and office of their time.")
            ) if moved else None
            return redirect(person)
    context = {"person": User.objects.select_related("mission").get(pk=pk), "form": form}
    return TemplateResponse(request, "accounts/person_move.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def person_close(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _whom(request, pk)
    return _after(request, person, lambda: person.close(by=request.user), _("The account is closed."))


@require_POST
@login_required
def person_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _whom(request, pk)
    return _after(request, person, lambda: person.reopen(by=request.user), _("The account is open again."))


@require_POST
@login_required
def person_sign_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """End each session of a person, on every device."""
    person = _whom(request, pk)
    return _after(request, person, person.sign_out_everywhere, _("Signed out everywhere."))


@require_POST
@login_required
def person_remove_factors(request: SignedInRequest, pk: int) -> HttpResponse:
    """For somebody who has lost his telephone and his recovery codes: the password alone signs in until a new one is set up."""
    person = _whom(request, pk)
    require_proof(request)
    return _after(
        request, person, lambda: person.remove_second_factors(by=request.user), _("The second factor was removed.")
    )


def _whom(request: SignedInRequest, pk: int) -> User:
    """The person whom an administrator acts upon; for everybody else there is no such page."""
    administrators_only(request)
    return get_object_or_404(User.objects.visible_to(request.user).select_related("mission"), pk=pk)


def _after(request: SignedInRequest, person: User, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, in_a_row(error.messages))
    else:
        messages.success(request, said)
    return redirect(person)
