"""A photo's file, for those who may see its event."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from events.models import Photo
from events.thumbnails import small_picture


@require_safe
@login_required
def photo(request: HttpRequest, pk: int) -> FileResponse:
    row = _visible(request, pk)
    return _served(row, lambda: row.image.open("rb"))


@require_safe
@login_required
def photo_small(request: HttpRequest, pk: int) -> FileResponse:
    """The same at most 640 pixels wide and high, for lists, in the same scope."""
    row = _visible(request, pk)
    return _served(row, lambda: small_picture(row.image))


def _visible(request: HttpRequest, pk: int) -> Photo:
    return get_object_or_404(Photo.objects.visible_to(request.user), pk=pk)


def _served(row: Photo, opened: Callable[[], File]) -> FileResponse:
    try:
        file = opened()
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type="image/jpeg", filename=f"photo-{row.pk}.jpg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
