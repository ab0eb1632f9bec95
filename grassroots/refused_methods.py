"""Methods of HTTP that nothing here answers."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

ANSWERED = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class RefusedMethodsMiddleware:
    """405 for TRACE, which would show a request's cookies to whoever had it sent, and for what nobody has heard of."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if request.method in ANSWERED else HttpResponseNotAllowed(ANSWERED)
