"""Signing in, passwords, and the language a person reads in."""

from allauth.account import views as allauth
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.generic.edit import FormMixin
from django.views.i18n import set_language as set_language_cookie

from accounts.models import User
from accounts.sessions import say_that_it_ended


class AnswersBadInput(FormMixin):
    """allauth answers a form with errors with 200; ours says 400, or 429 when somebody tried too often."""

    def form_invalid(self, form) -> HttpResponse:
        response = super().form_invalid(form)
        if response.status_code == 200:
            response.status_code = 429 if form.has_error("__all__", "too_many_login_attempts") else 400
        return response


class SignIn(AnswersBadInput, allauth.LoginView):
    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        say_that_it_ended(request)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        sign_on = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        return {**super().get_context_data(**kwargs), "sign_on": sign_on}


class ChangePassword(AnswersBadInput, allauth.PasswordChangeView):
    pass


class SetPassword(AnswersBadInput, allauth.PasswordSetView):
    pass


class AskForNewPassword(AnswersBadInput, allauth.PasswordResetView):
    pass


class ChooseNewPassword(AnswersBadInput, allauth.PasswordResetFromKeyView):
    def render_to_response(self, context, **options) -> HttpResponse:
        """410 for a link that was used, has grown old or never was."""
        if context.get("token_fail"):
            options["status"] = 410
        return super().render_to_response(context, **options)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the choice on the person, then go back to `next` in that language. BadRequest for a language we lack."""
    language = request.POST.get("language")
    if language not in dict(settings.LANGUAGES):
        raise BadRequest("No such language.")
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=language)
    return set_language_cookie(request)
