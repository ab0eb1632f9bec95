"""allauth's forms without what our layout says better."""

from allauth.account import forms as allauth
from django import forms


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
    pass


class ChooseNewPasswordForm(Plain, allauth.ResetPasswordKeyForm):
    pass
