"""A photo's file, for those who may see its event."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from events.models import Photo


@require_safe
@login_required
def photo(request: HttpRequest, pk: int) -> FileResponse:
    row = get_object_or_404(Photo.objects.visible_to(request.user), pk=pk)
    try:
        file = row.image.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type="image/jpeg", filename=f"photo-{row.pk}.jpg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
