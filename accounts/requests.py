"""Requests as the views behind sign-in get them, for type checks."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    user: User
