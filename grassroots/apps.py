from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrassrootsConfig(AppConfig):
    name = "grassroots"
    verbose_name = _("Grassroots register")

    def ready(self) -> None:
        import_module("grassroots.checks")
        import_module("grassroots.operations.requests_seen")  # sees each connection from its beginning
