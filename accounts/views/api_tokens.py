"""One's own API tokens: made, shown once, ended; by administrators ended as well."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.api_tokens import TokenForm
from accounts.models import ApiToken
from accounts.proof import require_proof
from accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def token_list(request: SignedInRequest) -> HttpResponse:
    """A POST makes one, once the person has proved again who he is, and shows it, once."""
    if request.method == "POST":
        require_proof(request)
    form = TokenForm(request.POST if request.method == "POST" else None, user=request.user)
    text = ""
    if form.is_valid():
        text = form.save()[1]
        form = TokenForm(user=request.user)
    context = {"form": form, "text": text, "tokens": ApiToken.objects.of(request.user)}
    status = 422 if form.is_bound else 200
    response = TemplateResponse(request, "accounts/token_list.html", context, status=status)
    patch_cache_control(response, no_store=True)
    return response


@require_POST
@login_required
def token_end(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.endable_by(request.user).select_related("person"), pk=pk)
    token.end(by=request.user)
    messages.success(request, _("The token “%(name)s” is ended: nothing opens with it any more.") % {"name": token})
    return redirect("token_list") if token.person == request.user else redirect(token.person)
