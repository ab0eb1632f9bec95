"""Django's admin with django-import-export as they come, on the register's own events: what costs nothing to set up.

It keeps none of the register's rules. Its list shows the columns of ours, and one page sums events by fiscal year and mission.
"""

from django.contrib.admin import AdminSite
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path
from import_export.admin import ImportExportModelAdmin
from import_export.resources import ModelResource

from events.models import Event


class EventResource(ModelResource):
    class Meta:
        model = Event
        fields = (
            "id", "mission", "title_en", "starts_on", "state", "format", "category", "in_person_count", "in_person_qualifier",
        )  # fmt: skip


class EventAdmin(ImportExportModelAdmin):
    resource_classes = [EventResource]
    list_display = (
        "number",
        "title_ja",
        "title_en",
        "starts_on",
        "mission",
        "state",
        "category",
        "status",
        "in_person_count",
    )
    list_filter = ("mission", "category", "status")
    list_select_related = ("mission", "state", "category")
    list_per_page = 50
    search_fields = ("title_ja", "title_en", "city")
    raw_id_fields = ("series", "partner_missions")

    def _yes(self, request: HttpRequest, obj: object = None) -> bool:
        return True

    has_view_permission = has_change_permission = has_export_permission = _yes  # type: ignore[assignment]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    has_import_permission = has_module_permission = has_add_permission


def totals(request: HttpRequest) -> HttpResponse:
    rows = (
        Event.objects.order_by()
        .values("fiscal_year", "mission")
        .annotate(events=Count("pk"), people=Sum("in_person_count"))
    )
    return TemplateResponse(request, "admin/index.html", {**site.each_context(request), "title": str(len(list(rows)))})


class Site(AdminSite):
    """Whoever signed in is let in: what he may see is a matter of the register, which this is not."""

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated


site = Site(name="bench_admin")
site.register(Event, EventAdmin)
urlpatterns = [
    path("bench-admin/totals/", site.admin_view(totals)),
    path("bench-admin/", site.urls),
    path("", include("grassroots.urls")),
]
