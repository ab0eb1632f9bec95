"""What was published beside what is recorded, year by year, with headquarters' explanation of each difference."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reports.forms.reconciliation import ExplanationForm
from reports.reconciling import lines


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reconciliation(request: HttpRequest) -> HttpResponse:
    """A POST saves one explanation; 409 when a colleague saved it in between."""
    if not request.user.is_hq:
        raise Http404
    found = lines()
    status = 200
    forms = [(line, ExplanationForm(line=line)) for line in found]
    if request.method == "POST":
        status = 422
        for place, line in enumerate(found):
            if line.key == request.POST.get("line"):
                form = ExplanationForm(request.POST, line=line)
                if form.is_valid() and form.save(by=request.user):
                    messages.success(request, _("Saved."))
                    return redirect("reconciliation")
                forms[place] = (line, form)
                status = 422 if form.fields_are_wrong else 409
    return TemplateResponse(request, "reports/reconciliation.html", {"forms": forms}, status=status)
