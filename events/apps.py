from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from events import triggers


def put_triggers_in_place(*, using: str, **_kwargs) -> None:
    triggers.install(connections[using])


def take_triggers_away(*, using: str, plan, **_kwargs) -> None:
    """Before a migration of the events' tables; `post_migrate` puts them back and recounts."""
    if any(migration.app_label == "events" for migration, _is_backwards in plan):
        triggers.remove(connections[using])


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        pre_migrate.connect(take_triggers_away, sender=self, dispatch_uid="events.triggers.away")
        post_migrate.connect(put_triggers_in_place, sender=self, dispatch_uid="events.triggers")
