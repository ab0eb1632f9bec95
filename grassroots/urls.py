from django.contrib import admin
from django.urls import include, path

from grassroots import api_pages, handbook
from grassroots.operations import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics_page, name="metrics"),
    path("guide/", handbook.guide, name="guide"),
    path("guide/<slug:role>/", handbook.guide, name="guide_of_role"),
    path("styleguide/", handbook.styleguide, name="styleguide"),
    path("", include("accounts.urls")),
    path("", include("events.urls")),
    path("", include("reports.urls")),
    path("api/", api_pages.api_reference, name="api_reference"),
    path("api/v1/", include("grassroots.api")),
    path("admin/", admin.site.urls),
]

handler500 = health.server_error
