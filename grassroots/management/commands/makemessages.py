"""Extracts what is to be translated, with this house's names for gettext and one stable form of catalogue."""

import re
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    # `_now` is gettext where a text is wanted at once, beside `_` for gettext_lazy.
    xgettext_options: ClassVar = [*makemessages.Command.xgettext_options, "--keyword=_now"]
    # Never a guessed translation; in the order of the English, so that moving code changes nothing here.
    msgmerge_options: ClassVar = [
        "-q",
        "--backup=none",
        "--update",
        "--no-fuzzy-matching",
        "--sort-output",
        "--no-wrap",
    ]
    msgattrib_options: ClassVar = ["--no-obsolete", "--no-wrap"]

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **{**options, "no_obsolete": True})

    def write_po_file(self, potfile: str, locale: str) -> None:
        super().write_po_file(potfile, locale)
        for path in Path(potfile).parent.glob(f"{locale}/LC_MESSAGES/{self.domain}.po"):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r'"POT-Creation-Date:.*\n', "", text), encoding="utf-8")
