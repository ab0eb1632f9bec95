"""allauth's forms without what our layout says better."""

from allauth.account import forms as allauth


def _plain(fields) -> None:
    """No placeholder that repeats the label and goes away on typing; no link inside a hint."""
    for field in fields.values():
        field.widget.attrs.pop("placeholder", None)


class SignInForm(allauth.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields)
        self.fields["password"].help_text = ""


class ChangePasswordForm(allauth.ChangePasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields)
        self.fields["oldpassword"].help_text = ""


class SetPasswordForm(allauth.SetPasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields)


class AskForNewPasswordForm(allauth.ResetPasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields)


class ChooseNewPasswordForm(allauth.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields)
