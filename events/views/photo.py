"""A photo's file, for those who may see its event."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.encoding import filepath_to_uri
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from events.models import CorrectionRequest, Photo
from events.thumbnails import small_name, small_picture


@require_safe
@login_required
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = _visible(request, pk)
    return _served(f"photo-{row.pk}.jpg", row.image.name or "", lambda: row.image.open("rb"))


@require_safe
@login_required
def photo_small(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same at most 640 pixels wide and high, for lists, in the same scope."""
    row = _visible(request, pk)
    return _served(f"photo-{row.pk}.jpg", small_name(row.image.name or ""), lambda: small_picture(row.image))


@require_safe
@login_required
def correction_photo(request: HttpRequest, pk: int, n: int) -> HttpResponseBase:
    """A picture that waits with a correction request, for those who see the request; 404 once that is decided."""
    correction = get_object_or_404(CorrectionRequest.objects.visible_to(request.user).waiting(), pk=pk)
    if n >= len(correction.files):
        raise Http404
    stored = correction.files[n]
    return _served(f"correction-{pk}-{n + 1}.jpg", stored, lambda: default_storage.open(stored, "rb"))


def _visible(request: HttpRequest, pk: int) -> Photo:
    return get_object_or_404(Photo.objects.visible_to(request.user), pk=pk)


def _served(name: str, stored: str, opened: Callable[[], File]) -> HttpResponseBase:
    """The file itself, or its name for the proxy in front to send it."""
    try:
        file = opened()
    except FileNotFoundError:
        raise Http404 from None
    response: HttpResponseBase
    if settings.ACCEL_REDIRECT:
        file.close()
        response = HttpResponse(content_type="image/jpeg")
        response.headers["Content-Disposition"] = content_disposition_header(False, name) or ""
        response.headers["X-Accel-Redirect"] = settings.ACCEL_REDIRECT + (filepath_to_uri(stored) or "")
    else:
        response = FileResponse(file, content_type="image/jpeg", filename=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
