"""The bridge from one edition to another, or to now, in a terminal."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports import typography
from reports.bridge_document import as_plain
from reports.bridge_page import summary
from reports.bridging import bridge_between
from reports.models import Edition


class Command(BaseCommand):
    help = "Shows what makes the difference between two editions, or between an edition and the register as it stands."

    def add_arguments(self, parser) -> None:
        parser.add_argument("earlier", type=int, help="n of the n-th edition")
        parser.add_argument("later", nargs="?", default="now", help="a later edition, or now")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options) -> None:
        earlier = _edition(str(options["earlier"]))
        later = None if options["later"] == "now" else _edition(options["later"])
        if later and later.number <= earlier.number:
            raise CommandError(_("Name the earlier edition first."))
        bridge = bridge_between(earlier, later)
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_plain(bridge), ensure_ascii=False, indent=1))
            return
        for line in summary(bridge):
            amounts = (line.amount.events, line.amount.participants)
            said = map(typography.difference if line.term else typography.number, amounts)
            cells = "".join(typography.pad(text, 14, right=True) for text in said)
            self.stdout.write(f"{typography.pad(line.name, 44)}{cells}")


def _edition(said: str) -> Edition:
    if not said.isdecimal():
        raise CommandError(_("Write the number of an edition, or now: %(said)s") % {"said": said})
    found = Edition.objects.filter(pk=int(said)).first()
    if found is None:
        raise CommandError(_("There is no edition %(number)d.") % {"number": int(said)})
    return found
