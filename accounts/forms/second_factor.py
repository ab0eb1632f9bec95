"""allauth's forms of the second factor, in our words where theirs say less."""

from allauth.account.forms import ReauthenticateForm as PasswordAgain
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import Plain


class PasswordAgainForm(Plain, PasswordAgain):
    pass


class CodeForm(Plain, AuthenticateForm):
    """Six digits of the app, or one of the recovery codes."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].help_text = _("Six digits from the app, or one of your recovery codes.")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class CodeAgainForm(Plain, ReauthenticateForm):
    pass


class ActivateAppForm(Plain, ActivateTOTPForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Six digits from the app")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskeyForm(Plain, AddWebAuthnForm):
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without the password"),
        required=False,
        initial=True,
        help_text=_("The device then asks for its PIN, finger or face each time."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["name"].max_length = 80


class RenamePasskeyForm(Plain, EditWebAuthnForm):
    name = forms.CharField(label=_("Name of the key"), max_length=80)
