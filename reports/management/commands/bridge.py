"""The bridge from one edition to another, or to now, in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports import typography
from reports.bridge import Bridge
from reports.bridge_document import FORMATS, as_plain, bridge_file, file_name
from reports.bridge_page import summary
from reports.bridging import bridge_between
from reports.models import Edition


class Command(BaseCommand):
    help = "Shows what makes the difference between two editions, or between an edition and the register as it stands."

    def add_arguments(self, parser) -> None:
        parser.add_argument("earlier", type=int, help="n of the n-th edition")
        parser.add_argument("later", nargs="?", default="now", help="a later edition, or now")
        parser.add_argument("--format", choices=["text", *FORMATS], default="text")
        parser.add_argument("--output", type=Path, help="a folder for the file; it is made where there is none")
        parser.add_argument("--language", default="ja", choices=["ja", "en"], help="of slides and workbooks")

    def handle(self, *args, **options) -> None:
        earlier = _edition(str(options["earlier"]))
        later = None if options["later"] == "now" else _edition(options["later"])
        if later and later.number <= earlier.number:
            raise CommandError(_("Name the earlier edition first."))
        bridge = bridge_between(earlier, later)
        if options["format"] == "json" and not options["output"]:
            self.stdout.write(json.dumps(as_plain(bridge), ensure_ascii=False, indent=1))
            return
        if options["format"] != "text":
            self._file(bridge, earlier, later, options)
            return
        for line in summary(bridge):
            amounts = (line.amount.events, line.amount.participants)
            said = map(typography.difference if line.term else typography.number, amounts)
            cells = "".join(typography.pad(text, 14, right=True) for text in said)
            self.stdout.write(f"{typography.pad(line.name, 44)}{cells}")

    def _file(self, bridge: Bridge, earlier: Edition, later: Edition | None, options: dict) -> None:
        kind, folder = options["format"], options["output"]
        if folder is None:
            raise CommandError(_("Say with --output into which folder the file is to be written."))
        data = bridge_file(bridge, edition=later or earlier, language=options["language"], suffix=kind, user=None)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / file_name(earlier, later, kind)
        path.write_bytes(data)
        self.stdout.write(str(path))


def _edition(said: str) -> Edition:
    if not said.isdecimal():
        raise CommandError(_("Write the number of an edition, or now: %(said)s") % {"said": said})
    found = Edition.objects.filter(pk=int(said)).first()
    if found is None:
        raise CommandError(_("There is no edition %(number)d.") % {"number": int(said)})
    return found
