from django.urls import path

from reports import views

urlpatterns = [
    path("report/", views.report, name="report"),
    path("states/", views.state_list, name="state_list"),
    path("states/<slug:code>/", views.state_detail, name="state_detail"),
]
