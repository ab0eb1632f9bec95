from django.conf import settings
from django.utils import timezone, translation


class LanguageOfUserMiddleware:
    """A signed-in person's chosen language goes before the browser's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class TimeZoneOfMissionMiddleware:
    """Moments are shown, and today is, as the clock says at the person's mission; for everybody else in Tokyo."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        mission = getattr(request.user, "mission", None)
        with timezone.override(mission and mission.time_zone):
            return self.get_response(request)
