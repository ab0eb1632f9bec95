"""Makes an issued edition's file again, from what was frozen."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.edition_files import formats, render
from reports.issuing import frozen_content, frozen_photos, is_whole
from reports.models import Edition, EditionFile


class Command(BaseCommand):
    help = "Renders an issued edition again: the same words and numbers, however the register has changed since."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--edition", type=int, required=True, help="n of the n-th edition")
        parser.add_argument("--format", required=True, choices=formats())
        parser.add_argument("--language", default="", choices=["", "ja", "en"], help="by default the edition's first")
        parser.add_argument("--output", required=True, type=Path, help="a folder; it is made where there is none")
        parser.add_argument("--as-issued", action="store_true", help="the very bytes that were issued")

    def handle(self, *args, **options) -> None:
        edition = Edition.objects.filter(pk=options["edition"]).first()
        if edition is None:
            raise CommandError(_("There is no edition %(number)d.") % {"number": options["edition"]})
        if not is_whole(edition):
            raise CommandError(_("Edition %(number)d is damaged: its content does not have the hash under which it was issued.") % {"number": edition.number})  # fmt: skip
        language = options["language"] or edition.chosen.languages[0]
        files = edition.files.select_related("blob").filter(language=language)
        if not files:
            raise CommandError(_("Edition %(number)d was not issued in this language.") % {"number": edition.number})
        file = EditionFile(edition=edition, language=language, format=options["format"])
        issued = files.filter(format=options["format"]).first()
        if options["as_issued"] and issued:
            data = issued.blob.verified()
        else:
            content = frozen_content(edition, language)
            data = render(content, frozen_photos(content), options["format"])
        options["output"].mkdir(parents=True, exist_ok=True)
        path = options["output"] / file.name
        path.write_bytes(data)
        self.stdout.write(str(path))
