"""Requests as the views behind sign-in get them."""

from django.http import Http404, HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    user: User


def administrators_only(request: HttpRequest) -> None:
    """For everybody but an HQ administrator there is no such page."""
    if not request.user.is_staff:
        raise Http404
