"""Signing in and out, and changes of passwords, into the trail."""

from __future__ import annotations

from functools import partial

from allauth.account import signals as allauth
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.utils.crypto import salted_hmac

from accounts import trail


def listen() -> None:
    auth.user_logged_in.connect(_signed_in, dispatch_uid="trail.sign_in")
    auth.user_logged_out.connect(_signed_out, dispatch_uid="trail.sign_out")
    auth.user_login_failed.connect(_failed, dispatch_uid="trail.sign_in_failed")
    for signal in (allauth.password_changed, allauth.password_reset, allauth.password_set):
        signal.connect(_changed_password, dispatch_uid=f"trail.password.{id(signal)}")
    for change, signal in (
        ("added", mfa.authenticator_added), ("removed", mfa.authenticator_removed), ("new codes", mfa.authenticator_reset),
    ):  # fmt: skip
        signal.connect(partial(_second_factor, change), weak=False, dispatch_uid=f"trail.second_factor.{change}")


def _second_factor(change: str, *, user, authenticator, **_kwargs) -> None:
    trail.record("second_factor", by=user, about=user.email, details={"change": change, "type": authenticator.type})


def _signed_in(*, user, request=None, **_kwargs) -> None:
    """With what: password, passkey, code of an app, recovery code, identity provider; in the order in which it was shown."""
    shown = get_authentication_records(request, user) if request is not None else []
    ways = [each.get("type") or each.get("method") or "" for each in shown]
    trail.record("sign_in", by=user, details={"with": ways} if ways else {})


def _signed_out(*, user, **_kwargs) -> None:
    if user is not None:
        trail.record("sign_out", by=user)


def _failed(*, credentials, **_kwargs) -> None:
    """The address as a mark that tells attempts on one address from others: somebody may have typed a password there."""
    typed = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    trail.record("sign_in_failed", details={"address": salted_hmac("trail", typed).hexdigest()[:16]})


def _changed_password(*, user, **_kwargs) -> None:
    trail.record("password", by=user)
