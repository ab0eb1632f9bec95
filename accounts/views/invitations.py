"""Invitations: sent, sent again and taken back by HQ administrators; accepted by whoever has the link."""

from __future__ import annotations

from smtplib import SMTPException

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.people import AcceptForm, InvitationForm, put_errors
from accounts.invitation_mail import send
from accounts.models import Invitation
from accounts.requests import SignedInRequest, administrators_only
from regions.text import in_a_row


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invitation_create(request: SignedInRequest) -> HttpResponse:
    administrators_only(request)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invitation = form.save(by=request.user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            _mail(request, invitation)
            return redirect(invitation)
    context = {"form": form}
    return TemplateResponse(request, "accounts/invitation_create.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
def invitation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """How it stands, and the link to hand over where no mail arrives."""
    invitation = _invitation(request, pk)
    link = request.build_absolute_uri(invitation.link) if invitation.state == "waiting" else ""
    return TemplateResponse(request, "accounts/invitation_detail.html", {"invitation": invitation, "link": link})


@require_POST
@login_required
def invitation_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)
    try:
        invitation.send(by=request.user)
    except ValidationError as error:
        messages.error(request, in_a_row(error.messages))
    else:
        _mail(request, invitation)
    return redirect(invitation)


@require_POST
@login_required
def invitation_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)
    try:
        invitation.revoke(by=request.user)
        messages.success(request, _("The invitation was taken back. Its link no longer works."))
    except ValidationError as error:
        messages.error(request, in_a_row(error.messages))
    return redirect("people_list")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def invitation_accept(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """A name and a password of one's own, then in. 410 for a link that was used, is over or never was."""
    if limited := ratelimit.consume_or_429(request, action="invitation"):
        return limited
    invitation = Invitation.objects.select_related("mission").filter(pk=pk).first()
    if invitation is None or not invitation.opens_with(token):
        return _over(request)
    form = AcceptForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if form.is_valid():
        try:
            person = form.save()
        except ValidationError:
            return _over(request)
        logout(request)
        return perform_login(request, person, email_verification="none")
    context = {"invitation": invitation, "form": form}
    return TemplateResponse(request, "accounts/invitation_accept.html", context, status=422 if form.is_bound else 200)


def _over(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "accounts/invitation_over.html", status=410)


def _invitation(request: SignedInRequest, pk: int) -> Invitation:
    visible = Invitation.objects.visible_to(request.user).select_related(
        "mission", "invited_by", "revoked_by", "person"
    )
    return get_object_or_404(visible, pk=pk)


def _mail(request: SignedInRequest, invitation: Invitation) -> None:
    try:
        send(invitation, link=request.build_absolute_uri(invitation.link))
    except (OSError, SMTPException):
        messages.warning(request, _("The mail could not be sent. Hand the link over yourself."))
    else:
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email})
