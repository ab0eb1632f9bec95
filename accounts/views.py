"""What a person sets for himself."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_language_cookie

from accounts.models import User


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the choice on the person, then go back to `next` in that language. BadRequest for a language we lack."""
    language = request.POST.get("language")
    if language not in dict(settings.LANGUAGES):
        raise BadRequest("No such language.")
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=language)
    return set_language_cookie(request)
