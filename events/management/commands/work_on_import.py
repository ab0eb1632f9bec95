"""The process that reads, writes or takes back a large import; the site starts it."""

from django.core.management.base import BaseCommand

from events.intake.working import limit_memory, run
from events.models import IntakeWork


class Command(BaseCommand):
    help = "Does what a person asked of a large import. The site starts this itself; nobody needs to."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("intake", type=int)
        parser.add_argument("key")

    def handle(self, *args, **options) -> None:
        waiting = IntakeWork.objects.filter(pk=options["intake"], key=options["key"], failure="")
        work = waiting.select_related("intake__created_by", "started_by").first()
        if work:
            limit_memory()
            run(work)
