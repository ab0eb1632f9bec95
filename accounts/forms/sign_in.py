"""allauth's forms without what our layout says better."""

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.tokens import default_token_generator

from accounts.adapters import NOBODY
from accounts.models import User


class Plain(forms.Form):
    """No placeholder that repeats the label and goes away on typing, no link inside a hint, no mark on what is required."""

    needs_everything = True

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in ("password", "oldpassword"):
                field.help_text = ""


class SignInForm(Plain, allauth.LoginForm):
    pass


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(Plain, allauth.SetPasswordForm):
    pass


class AskForNewPasswordForm(Plain, allauth.ResetPasswordForm):
    def save(self, request, **kwargs) -> str:
        """An address without an account costs the same work, so that the time of the answer gives nothing away."""
        email = super().save(request, **kwargs)
        if not self.users:
            nobody = User(pk=NOBODY, email=email)
            key = f"{NOBODY}-{default_token_generator.make_token(nobody)}"
            adapter = get_adapter(request)
            context = {"user": nobody, "password_reset_url": adapter.get_reset_password_from_key_url(key)}
            adapter.send_password_reset_mail(nobody, email, {**context, "request": request})
        return email


class ChooseNewPasswordForm(Plain, allauth.ResetPasswordKeyForm):
    pass
