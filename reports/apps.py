from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from reports import frozen_triggers


def put_triggers_in_place(*, using: str, **_kwargs) -> None:
    frozen_triggers.install(connections[using])


def take_triggers_away(*, using: str, plan, **_kwargs) -> None:
    """Before a migration of the editions' tables; `post_migrate` puts them back."""
    if any(migration.app_label == "reports" for migration, _is_backwards in plan):
        frozen_triggers.remove(connections[using])


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        pre_migrate.connect(take_triggers_away, sender=self, dispatch_uid="reports.triggers.away")
        post_migrate.connect(put_triggers_in_place, sender=self, dispatch_uid="reports.triggers")
