"""What every answer of the register goes through."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from events.years import YearIsClosed, is_of_closed_year


class ClosedYearMiddleware:
    """Whatever tried to write into a closed year: its page says so in a sentence instead of failing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if is_of_closed_year(exception):
            exception = YearIsClosed(None, by=request.user)
        if not isinstance(exception, YearIsClosed):
            return None
        context = {"sentences": exception.messages, "event": None}
        return TemplateResponse(request, "events/event_refused.html", context, status=409).render()
