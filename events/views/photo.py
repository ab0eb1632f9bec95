"""A photo's file, for those who may see its event."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.encoding import filepath_to_uri
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from events.models import Photo
from events.thumbnails import small_name, small_picture


@require_safe
@login_required
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = _visible(request, pk)
    return _served(row, row.image.name or "", lambda: row.image.open("rb"))


@require_safe
@login_required
def photo_small(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same at most 640 pixels wide and high, for lists, in the same scope."""
    row = _visible(request, pk)
    return _served(row, small_name(row.image.name or ""), lambda: small_picture(row.image))


def _visible(request: HttpRequest, pk: int) -> Photo:
    return get_object_or_404(Photo.objects.visible_to(request.user), pk=pk)


def _served(row: Photo, stored: str, opened: Callable[[], File]) -> HttpResponseBase:
    """The file itself, or its name for the proxy in front to send it."""
    try:
        file = opened()
    except FileNotFoundError:
        raise Http404 from None
    name = f"photo-{row.pk}.jpg"
    response: HttpResponseBase
    if settings.ACCEL_REDIRECT and file.name:
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
