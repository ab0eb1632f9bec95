from importlib import import_module

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


def put_trail_triggers_in_place(*, using: str, plan=(), **_kwargs) -> None:
    from accounts.trail import triggers

    triggers.install(connections[using])
    if plan:
        triggers.adopt(connections[using])


def take_trail_triggers_away(*, using: str, plan, **_kwargs) -> None:
    """Before a migration of any table of ours; `post_migrate` puts them back."""
    from accounts.trail import triggers
    from accounts.trail.versions import OURS

    if any(migration.app_label in OURS for migration, _is_backwards in plan):
        triggers.remove(connections[using])


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        import_module("accounts.sessions")
        from accounts.trail import change_sets, sign_ins, sources

        pre_migrate.connect(take_trail_triggers_away, sender=self, dispatch_uid="accounts.trail.away")
        post_migrate.connect(put_trail_triggers_in_place, sender=self, dispatch_uid="accounts.trail")
        connection_created.connect(change_sets.follow, dispatch_uid="accounts.trail.follow")
        change_sets.follow_open_connections()
        sources.name_commands()
        sign_ins.listen()
