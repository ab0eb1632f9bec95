"""The addresses of the API, version 1. A new key, filter or address may be added to it; what is there keeps its meaning."""

from django.urls import path, re_path

from accounts.api.views import NothingHere
from events.api import reference
from events.api import views as events
from grassroots.api_pages import OpenApi
from reports.api import views as reports

app_name = "api"
urlpatterns = [
    path("events", events.Events.as_view(), name="event_list"),
    path("events/<str:event>", events.OneEvent.as_view(), name="event_detail"),
    path("events/<str:event>/submit", events.SubmitEvent.as_view(), name="event_submit"),
    path("regions", reference.Regions.as_view(), name="region_list"),
    path("states", reference.States.as_view(), name="state_list"),
    path("missions", reference.Missions.as_view(), name="mission_list"),
    path("jurisdictions", reference.Jurisdictions.as_view(), name="jurisdiction_list"),
    path("categories", reference.Categories.as_view(), name="category_list"),
    path("action-plans", reference.ActionPlans.as_view(), name="action_plan_list"),
    path("approaches", reference.Approaches.as_view(), name="approach_list"),
    path("counting-rules", reference.CountingRules.as_view(), name="counting_rule_list"),
    path("indicators", reference.Indicators.as_view(), name="indicator_list"),
    path("figures", reports.Figures.as_view(), name="figures"),
    path("editions", reports.Editions.as_view(), name="edition_list"),
    path("editions/<int:number>", reports.OneEdition.as_view(), name="edition_detail"),
    path(
        "editions/<int:number>/files/<str:language>/<str:format_>",
        reports.OneEditionFile.as_view(),
        name="edition_file",
    ),
    path("openapi.json", OpenApi.as_view(), name="openapi"),
    re_path(r"^", NothingHere.as_view(), name="nothing"),
]
