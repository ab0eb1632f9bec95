"""How long an edition takes to compose, check and issue, of a register of many events and with twenty photos.

    DATABASE_URL=sqlite:///editions.sqlite3 python -m bench.editions 100000

On an empty, migrated database of its own: it fills it and issues one edition in Japanese, then one in both languages.
Seconds of the processor and on the clock; to reach: well under the 60 s that a web request has.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import django


def main(size: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
    django.setup()
    from django.core.files.base import ContentFile
    from PIL import Image

    from accounts.roles import Role
    from bench.make_events import make_events
    from events.models import Event, Photo
    from reports import issuing
    from reports.edition_choices import Choices
    from reports.edition_compiling import compile_edition
    from reports.edition_files import formats, render
    from reports.gate import gate
    from reports.models import EditionDraft
    from reports.starting_points import all_pages
    from tests.factories import make_user

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started, processor = time.perf_counter(), time.process_time()
        made = work()
        print(
            f"{name:28} {time.process_time() - processor:6.2f} s {time.perf_counter() - started:6.2f} s on the clock",
            flush=True,
        )
        return made

    make_events(size)
    told = list(Event.objects.filter(status="confirmed", starts_on__lt="2021-04-01").order_by("pk")[:10])
    grain = Image.effect_noise((2560, 1707), 40).convert("RGB")
    out = io.BytesIO()
    grain.save(out, "JPEG", quality=70)
    photos = []
    for event in told:
        for _place in range(2):
            photo = Photo(
                event=event, consent_by="bench", consent_on_file=True, is_publishable=True, width=2560, height=1707
            )
            photo.image.save("bench.jpg", ContentFile(out.getvalue()), save=False)
            photo.width, photo.height = 2560, 1707
            photos.append(photo)
    Photo.objects.bulk_create(photos)
    print(f"{size:,} events, 20 photos of {len(out.getvalue()) / 1e6:.1f} MB")
    hq = make_user(Role.HQ_REVIEWER)
    choices = Choices(
        2017, 2026, pages=all_pages(), practices={"others": tuple(event.pk for event in told)},
        photos=tuple(photo.pk for photo in Photo.objects.all()),
    )  # fmt: skip
    compiled = timed("compose", lambda: compile_edition(choices))
    contents = compiled.contents()
    timed("gate", lambda: gate(compiled, contents))
    for format_ in formats():
        timed(f"render {format_}", lambda format_=format_: render(contents["ja"], compiled.gathered.bytes, format_))
    for languages in (("ja",), ("ja", "en")):
        draft = EditionDraft.start("bench", choices.with_(languages=languages), by=hq)
        timed(
            f"issue in {' and '.join(languages)}",
            lambda draft=draft: issuing.issue(draft, by=hq, reasons={"*": "bench"}),
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
