"""The first page after signing in. It shows editions too, so it stands here and not with the events."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template.response import TemplateResponse

from accounts.requests import SignedInRequest
from events.home import mission_home
from reports.home import headquarters_home, reader_home


@login_required
def home(request: SignedInRequest) -> HttpResponse:
    user = request.user
    if user.is_of_mission:
        return TemplateResponse(request, "events/home.html", mission_home(user))
    if user.is_hq:
        return TemplateResponse(request, "reports/home_headquarters.html", headquarters_home(user))
    return TemplateResponse(request, "reports/home_reader.html", reader_home(user))
