"""The events told as examples in an edition: which could be, which are proposed, and their texts and photos."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from events.fiscal_year import first_day, last_day
from events.models import Approach, Event, OfficialMet, Photo
from events.photos import is_printable
from events.status import Status
from reports.edition_choices import Choices
from reports.edition_content import Example
from reports.edition_content import Photo as PrintedPhoto

OTHERS = "others"
MOST_CANDIDATES = 60
MOST_PROPOSED = {OTHERS: 2}
MOST_PHOTOS = 2


def approach_group(code: str) -> str:
    """ "approach/region-1"."""
    return f"approach/{code}"


def candidates(choices: Choices) -> dict[str, list[Event]]:
    """Group -> confirmed good practices of the edition's years, missions and regions, in the order of their dates.

    The others the other way round: those at which officials were met, the latest first.
    """
    rows = Event.objects.filter(
        is_good_practice=True,
        status=Status.CONFIRMED,
        starts_on__range=(first_day(choices.first), last_day(choices.last)),
    ).of_missions(choices.missions)
    if choices.regions:
        rows = rows.filter(state__region__in=choices.regions)
    met = OfficialMet.objects.filter(event=OuterRef("pk"))
    rows = rows.annotate(has_officials=Exists(met)).select_related("mission", "state").order_by("starts_on", "pk")
    found: list[Event] = list(rows.prefetch_related("photos"))
    groups = {approach_group(code): [row for row in found if row.region_type_id == code] for code in axis("region")}
    groups |= {
        approach_group(code): [row for row in found if row.interest_level_id == code] for code in axis("interest")
    }
    latest = list(reversed(found))
    groups[OTHERS] = sorted(latest, key=lambda row: not row.has_officials)  # type: ignore[attr-defined]  # annotated above
    return {group: rows[:MOST_CANDIDATES] for group, rows in groups.items()}


def axis(name: str) -> list[str]:
    return list(Approach.objects.filter(axis=name).order_by("position", "code").values_list("code", flat=True))


def proposed(groups: Mapping[str, Iterable[Event]]) -> dict[str, tuple[int, ...]]:
    """One event for each approach and two others, none of them twice.

    The others are those at which officials were met, which that page tells of; they are taken first. A level of
    interest takes those without a type of region first, so that both pages have examples of their own.
    """
    met = [row.pk for row in groups.get(OTHERS, ()) if row.has_officials and row.region_type_id is None]  # type: ignore[attr-defined]  # annotated by candidates
    others = tuple(met[: MOST_PROPOSED[OTHERS]])
    taken = set(others)
    chosen: dict[str, tuple[int, ...]] = {}
    for group, rows in groups.items():
        free = [row for row in rows if row.pk not in taken]
        if group.startswith("approach/interest"):
            free.sort(key=lambda row: row.region_type_id is not None and row.region_type_id != "region-4")
        most = MOST_PROPOSED.get(group, 1)
        picked = (
            (*others, *(row.pk for row in free))[:most] if group == OTHERS else tuple(row.pk for row in free[:most])
        )
        taken.update(picked)
        chosen[group] = picked
    return chosen


@dataclass(slots=True)
class Gathered:
    """What the examples of an edition are made of, read once for all languages, and what could not be printed."""

    events: dict[int, Event] = field(default_factory=dict)
    photos: dict[int, list[tuple[Photo, str]]] = field(default_factory=dict)
    bytes: dict[str, bytes] = field(default_factory=dict)
    missing: list[int] = field(default_factory=list)
    unpublishable: list[Photo] = field(default_factory=list)
    unreadable: list[Photo] = field(default_factory=list)
    without_consent: list[Photo] = field(default_factory=list)

    @classmethod
    def of(cls, choices: Choices) -> Gathered:
        """Photos without consent are never among them, whoever chose them."""
        found = cls()
        wanted = [pk for events in choices.practices.values() for pk in events]
        told = Event.objects.filter(pk__in=wanted, status=Status.CONFIRMED)
        found.events = {row.pk: row for row in told.select_related("mission", "state")}
        found.missing = [pk for pk in dict.fromkeys(wanted) if pk not in found.events]
        chosen = Photo.objects.filter(pk__in=choices.photos, event__in=found.events).select_related("event")
        found.without_consent = [row for row in chosen if row.is_publishable and not _has_consent(row)]
        for photo in chosen.order_by("pk"):
            if not photo.is_publishable:
                found.unpublishable.append(photo)
                continue
            try:
                with photo.image.open("rb") as file:
                    data = file.read()
            except OSError:
                data = b""
            if not is_printable(data):
                found.unreadable.append(photo)
                continue
            sha256 = hashlib.sha256(data).hexdigest()
            found.bytes[sha256] = data
            found.photos.setdefault(photo.event_id, []).append((photo, sha256))
        return found

    def examples(
        self, events: Iterable[int], *, language: str, with_mission: bool, method: str = ""
    ) -> tuple[Example, ...]:
        return tuple(
            self._example(self.events[pk], language, with_mission=with_mission, method=method)
            for pk in events
            if pk in self.events
        )

    def _example(self, event: Event, language: str, *, with_mission: bool, method: str) -> Example:
        is_ja = language == "ja"
        title = _either(event.title_ja, event.title_en, is_ja=is_ja)
        story = _either(event.story_ja, event.story_en, is_ja=is_ja)
        text = story or _either(event.summary_ja, event.summary_en, is_ja=is_ja)
        if with_mission:
            heading = f"{event.mission.short_ja}：{title}" if is_ja else f"{event.mission.short_en}: {title}"
        else:
            heading = _with_place(title, event, is_ja=is_ja)
        return Example(
            key=f"event/{event.number or event.pk}/{event.version}",
            heading=heading,
            points=tuple(line.strip() for line in text.split("\n") if line.strip()),
            outcome=_either(getattr(event, "outcome_ja", ""), getattr(event, "outcome_en", ""), is_ja=is_ja),
            method=f"⇒{method}" if method else "",
            photos=tuple(
                _printed(photo, sha256, title, is_ja=is_ja) for photo, sha256 in self.photos.get(event.pk, ())
            ),
        )


def _has_consent(photo: Photo) -> bool:
    """Whether it is on record who agreed, in writing."""
    return bool(getattr(photo, "consent_by", "x") and getattr(photo, "consent_on_file", True))


def _either(ja: str, en: str, *, is_ja: bool) -> str:
    return (ja or en) if is_ja else (en or ja)


def _with_place(title: str, event: Event, *, is_ja: bool) -> str:
    """草の根キャラバン（インディアナ州）, unless the title names a place in brackets already."""
    if event.state is None or title.endswith(("）", ")")):
        return title
    return f"{title}（{event.state.full_name_ja}）" if is_ja else f"{title} ({event.state.name_en})"


def _printed(photo: Photo, sha256: str, title: str, *, is_ja: bool) -> PrintedPhoto:
    caption = _either(photo.caption_ja, photo.caption_en, is_ja=is_ja)
    return PrintedPhoto(sha256, alt=caption or title, caption=caption, credit=photo.credit)
