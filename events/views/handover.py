"""A departing colleague's drafts, put into other hands."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.forms.people import put_errors
from accounts.models import User
from accounts.requests import SignedInRequest, administrators_only
from events.forms.handover import HandoverForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def draft_handover(request: SignedInRequest, pk: int) -> HttpResponse:
    administrators_only(request)
    person = get_object_or_404(User.objects.visible_to(request.user).select_related("mission"), pk=pk)
    form = HandoverForm(request.POST if request.method == "POST" else None, user=request.user, person=person)
    if form.is_valid():
        try:
            handover = form.save()
        except ValidationError as error:
            put_errors(form, error)
        else:
            count = len(form.cleaned_data["events"])
            said = ngettext(
                "%(count)d draft is now with %(person)s.", "%(count)d drafts are now with %(person)s.", count
            )
            messages.success(request, said % {"count": count, "person": handover.to_person})
            return redirect(person)
    context = {"person": person, "form": form}
    return TemplateResponse(request, "events/draft_handover.html", context, status=422 if form.is_bound else 200)
