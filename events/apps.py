from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from events import triggers


def put_triggers_in_place(*, using: str, **_kwargs) -> None:
    triggers.install(connections[using])


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        post_migrate.connect(put_triggers_in_place, sender=self, dispatch_uid="events.triggers")
