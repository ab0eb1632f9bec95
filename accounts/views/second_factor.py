"""Setting the second factor up, signing in with it, proving once more who one is."""

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.proof import NewKeyAfterProof
from accounts.second_factor import is_required_of
from accounts.views.sign_in import AnswersBadInput

with_proof = method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")


class Overview(base.IndexView):
    def get_context_data(self, **kwargs) -> dict:
        found = super().get_context_data(**kwargs)
        factors = found["authenticators"]
        is_set_up = "totp" in factors or "webauthn" in factors
        return {**found, "is_set_up": is_set_up, "is_required": is_required_of(self.request.user)}


class EnterCode(base.AuthenticateView):
    """After the password: 400 for a code that does not fit, 429 after too many."""

    def form_invalid(self, form) -> HttpResponse:
        response = super().form_invalid(form)
        wrong = form.errors.as_data().get("code", form.errors.as_data().get("credential", []))
        response.status_code = 429 if any(each.code == "too_many_login_attempts" for each in wrong) else 400
        return response


class CodeAgain(NewKeyAfterProof, AnswersBadInput, base.ReauthenticateView):
    pass


class PasswordAgain(NewKeyAfterProof, AnswersBadInput, account.ReauthenticateView):
    pass


@method_decorator(never_cache, name="dispatch")
class ActivateApp(AnswersBadInput, totp.ActivateTOTPView):
    pass


class DeactivateApp(AnswersBadInput, totp.DeactivateTOTPView):
    pass


@method_decorator(never_cache, name="dispatch")
class AddPasskey(AnswersBadInput, webauthn.AddWebAuthnView):
    pass


class RenamePasskey(AnswersBadInput, webauthn.EditWebAuthnView):
    pass


@with_proof
@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(codes.ViewRecoveryCodesView):
    pass


@with_proof
class DownloadRecoveryCodes(codes.DownloadRecoveryCodesView):
    pass


class NewRecoveryCodes(AnswersBadInput, codes.GenerateRecoveryCodesView):
    pass


class PasskeyAgain(NewKeyAfterProof, webauthn.ReauthenticateWebAuthnView):
    pass


class RemovePasskey(webauthn.RemoveWebAuthnView):
    """The last one stays where a second factor is required."""

    def form_valid(self, form) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        return super().form_valid(form)
