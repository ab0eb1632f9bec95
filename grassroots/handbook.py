"""What the register says of itself: the guide for each role, and the components that its pages are made of."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.requests import administrators_only
from accounts.roles import Role
from events.forms.fields import DayField
from events.models import Event
from events.status import Status
from grassroots.guides import GUIDES


class Fields(forms.Form):
    """One field of each kind, as the style guide shows them."""

    title = forms.CharField(label=_("Title"), help_text=_("As it stands on the invitation."))
    starts_on = DayField(label=_("Start date"), required=False)
    participants = forms.IntegerField(label=_("Participants"), min_value=0)
    status = forms.ChoiceField(label=_("Status"), choices=[("", "---------"), *Status.choices], required=False)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    is_public = forms.BooleanField(label=_("May be published"), required=False)


@require_safe
@login_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in its states, for whoever makes or judges a page."""
    administrators_only(request)
    context = {
        "form": Fields(auto_id="plain_%s"),
        "wrong": Fields({"title": "", "participants": "-1"}, auto_id="wrong_%s"),
        "statuses": Status.choices,
        "badges": [*(Event(status=status) for status in Status), Event(return_reason="―"), Event(is_sample=True)],
        "filters": {
            "badges": [{"query": "?", "label": _("Status"), "value": Status.DRAFT.label}],
            "unfiltered": "?",
        },
        "page": Paginator(range(120), 50).get_page(2),
    }
    return TemplateResponse(request, "handbook/styleguide.html", context)


def picture(role: str, page: str) -> str:
    """The static file with this page as this role sees it, in the reader's language."""
    return f"img/guide/{get_language()}/{role}-{page}.webp"


@require_safe
@login_required
def guide(request: HttpRequest, role: str = "") -> HttpResponse:
    """The guide of one's own role, or of another one."""
    role = role or getattr(request.user, "role", "")
    if role not in GUIDES:
        raise Http404
    context = {
        "steps": [
            {"heading": step.heading, "text": step.text, "leads_to": step.leads_to, "file": picture(role, step.picture)}
            for step in GUIDES[role]
        ],
        "title": Role(role).label,
        "role": role,
        "roles": [(each.value, each.label) for each in Role if each in GUIDES],
    }
    return TemplateResponse(request, "handbook/guide.html", context)
