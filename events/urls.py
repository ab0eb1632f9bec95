from django.urls import path

from events.views import detail, entry, export, home, imports, photo, verbs
from events.views import list as listing

urlpatterns = [
    path("", home.home, name="home"),
    path("events/", listing.event_list, name="event_list"),
    path("events/new/", entry.event_create, name="event_create"),
    path("events/export.<str:suffix>", export.event_export, name="event_export"),
    path("events/template/", export.event_template, name="event_template"),
    path("events/imports/", imports.import_list, name="import_list"),
    path("events/imports/new/", imports.import_create, name="import_create"),
    path("events/imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("events/imports/<int:pk>/columns/", imports.import_columns, name="import_columns"),
    path("events/imports/<int:pk>/rows/<int:row>/", imports.import_row, name="import_row"),
    path("events/imports/<int:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("events/imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("events/imports/<int:pk>/rest.xlsx", imports.import_rest, name="import_rest"),
    path("events/imports/<int:pk>/delete/", imports.import_delete, name="import_delete"),
    path("events/<int:pk>/", detail.event_detail, name="event_detail"),
    path("events/<int:pk>/edit/", entry.event_edit, name="event_edit"),
    path("events/<int:pk>/copy/", verbs.event_copy, name="event_copy"),
    path("events/<int:pk>/repeat/", verbs.event_repeat, name="event_repeat"),
    path("events/<int:pk>/submit/", verbs.event_submit, name="event_submit"),
    path("events/<int:pk>/confirm/", verbs.event_confirm, name="event_confirm"),
    path("events/<int:pk>/return/", verbs.event_return, name="event_return"),
    path("events/<int:pk>/withdraw/", verbs.event_withdraw, name="event_withdraw"),
    path("events/<int:pk>/put-back/", verbs.event_put_back, name="event_put_back"),
    path("photos/<int:pk>/", photo.photo, name="photo"),
]
