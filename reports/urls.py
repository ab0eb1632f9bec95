from django.urls import path

from reports import views

urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/cumulative.xlsx", views.report_workbook, name="report_workbook"),
    path("report/cumulative-data.xlsx", views.report_data, name="report_data"),
    path("states/", views.state_list, name="state_list"),
    path("states/<slug:code>/", views.state_detail, name="state_detail"),
]
