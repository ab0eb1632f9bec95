from django.urls import path

from events.views import detail, home
from events.views import list as listing

urlpatterns = [
    path("", home.home, name="home"),
    path("events/", listing.event_list, name="event_list"),
    path("events/<int:pk>/", detail.event_detail, name="event_detail"),
]
