"""Canaries: a page and an address of an API that put what they are given into SQL and into HTML. A scan that misses them says nothing."""

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

FORM = '<form method="post" action="/canary/form/"><input name="title" value="祭り"><button>OK</button></form>'


def _titles(text: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT title_ja FROM events_event WHERE title_ja LIKE '%{text}%' ORDER BY id LIMIT 5".replace("%", "%%"),
            [],
        )
        return [str(title) for (title,) in cursor.fetchall()]


@login_required
def in_sql(request: HttpRequest) -> HttpResponse:
    """Vulnerable on purpose, and silent about its errors as ours would be."""
    try:
        found = _titles(request.GET.get("q", ""))
    except DatabaseError:
        found = []
    return HttpResponse(
        f"<html><body><ul>{''.join(f'<li>{title} ({len(title)})' for title in found)}</ul></body></html>"
    )


@csrf_exempt
@login_required
def in_form(request: HttpRequest) -> HttpResponse:
    """Vulnerable on purpose: what was sent stands in the page as it came."""
    return HttpResponse(
        f"<html><body>{request.POST.get('title', '')}{FORM}</body></html>", headers={"Content-Security-Policy": ""}
    )


@login_required
def in_api(request: HttpRequest) -> JsonResponse:
    try:
        return JsonResponse({"count": len(_titles(request.GET.get("title", "")))})
    except DatabaseError:
        return JsonResponse({"count": 0})


@login_required
def links(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        f'<html><body><a href="/canary/sql/?q=祭り">list</a> <a href="/events/">register</a> {FORM}</body></html>'
    )


urlpatterns = [
    path("canary/", links),
    path("canary/sql/", in_sql),
    path("canary/form/", in_form),
    path("api/v1/canary", in_api),
    path("", include("grassroots.urls")),
]
