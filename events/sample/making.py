"""Draws the sample's events from a seed: the same seed and reference data give the same events."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from math import log
from pathlib import Path
from random import Random

from events.fiscal_year import first_day, fiscal_year_of, last_day
from events.models import Event, OfficialMet
from events.querysets import MODES
from events.sample.kinds import KINDS, SPRING, YEARLY, Kind, Yearly
from events.sample.named import NAMED, Named
from regions.models import Jurisdiction, JurisdictionCounty, Mission, State

PUBLISHED = {2017: 775_495, 2018: 1_108_741, 2019: 396_068, 2020: 881_224}
"""Participants by fiscal year, as printed in the document of 30 July 2021."""
EVENTS = {2017: 178, 2018: 262, 2019: 226, 2020: 252}
"""Their sum, 918, is printed in the document; how it divides by year is not: this division is the sample's own."""
SHARES = {
    "EMB": 70, "ATL": 70, "BOS": 55, "CHI": 85, "DEN": 50, "DET": 60, "HAG": 20, "HNL": 45, "HOU": 60, "LAX": 85,
    "MIA": 45, "NSH": 60, "NYC": 85, "SFO": 60, "SEA": 45, "ANC": 8, "PDX": 10, "SPN": 5,
}  # fmt: skip
"""Events by mission, of our own making."""
UNKNOWN = {2017: 4, 2018: 3, 2019: 2, 2020: 2}
"""Events of which nobody knows how many took part."""
DISTANCE_FROM = date(2020, 3, 14)
"""From this day on most events were held online."""
NEIGHBOURS = {
    "ANC": "SEA", "ATL": "NSH", "BOS": "NYC", "CHI": "DET", "DEN": "CHI", "DET": "CHI", "EMB": "NYC", "HAG": "SPN",
    "HNL": "LAX", "HOU": "NSH", "LAX": "SFO", "MIA": "ATL", "NSH": "ATL", "NYC": "EMB", "PDX": "SEA", "SEA": "PDX",
    "SFO": "LAX", "SPN": "HAG",
}  # fmt: skip
CITIES = Path(__file__).with_name("cities.csv")
OURS_JA, OURS_EN = "（見本の記録）", "(Sample record.)"
NAMED_JA = "（見本の記録。名称は公表資料によるが、日付と人数は見本）"
NAMED_EN = "(Sample record: the initiative is real, its date and number are not.)"


class CannotMake(Exception):
    """A sentence that says which reference data the sample lacks."""


@dataclass(frozen=True)
class Place:
    state: str
    county: str
    en: str
    ja: str


@dataclass
class Draft:
    """An unsaved event and what goes with it."""

    event: Event
    partners: list[tuple[str, str]] = field(default_factory=list)
    officials: list[tuple[str, str, str]] = field(default_factory=list)
    joint: list[str] = field(default_factory=list)
    series: tuple[str, str] | None = None
    photos: list[tuple[str, str]] = field(default_factory=list)
    is_elastic: bool = False


class Gazetteer:
    """Which towns a mission serves on a day, after the register's own jurisdictions."""

    def __init__(self):
        with CITIES.open(encoding="utf-8", newline="") as lines:
            rows = [(r["state"], r["county"], r["city_en"], r["city_ja"]) for r in csv.DictReader(lines)]
        self._places = [Place(*row) for row in rows]
        self._rows = list(Jurisdiction.objects.order_by("mission", "state", "pk"))
        links = JurisdictionCounty.objects.filter(is_confirmed=True).values_list("jurisdiction_id", "county_id")
        self._counties = set(links)
        self.seats = dict(Mission.objects.values_list("pk", "seat_id"))
        self.states = {state.pk: state for state in State.objects.all()}
        self._served: dict[tuple[str, date], list[Place]] = {}

    def served_by(self, mission: str, day: date) -> list[Place]:
        rows = [
            row
            for row in self._rows
            if row.mission_id == mission and (row.valid_from or day) <= day <= (row.valid_to or day)
        ]
        places = [
            place
            for row in rows
            for place in self._places
            if place.state == row.state_id
            and (row.extent == Jurisdiction.Extent.WHOLE or (row.pk, place.county) in self._counties)
        ]
        if not places:
            raise CannotMake(f"No town is known in the jurisdiction of {mission} on {day}.")
        return places

    def named(self, mission: str, day: date, state: str, city: str) -> Place:
        for place in self.served_by(mission, day):
            if (place.state, place.en) == (state, city):
                return place
        raise CannotMake(f"{city} ({state}) is not in the jurisdiction of {mission} on {day}.")


def make(*, seed: int, rules: Mapping[int, tuple[str, ...]]) -> list[Draft]:
    """918 unsaved events, whose participants under `rules` add up to PUBLISHED. CannotMake says what is lacking."""
    for year in PUBLISHED:
        if not {"in_person", "online"} <= set(rules.get(year, ())):
            raise CannotMake(f"There is no counting rule for {year} under which people in person and online count.")
    return _Maker(seed=seed, rules=rules).make()


class _Maker:
    def __init__(self, *, seed: int, rules: Mapping[int, tuple[str, ...]]):
        self.random = Random(seed)
        self.rules = rules
        self.gazetteer = Gazetteer()
        if missing := sorted(set(SHARES) - set(self.gazetteer.seats)):
            raise CannotMake(f"There is no mission {missing[0]}.")

    def make(self) -> list[Draft]:
        free = _slots()
        drafts = []
        for named in NAMED:
            drafts.append(self._named(named))
            free[named.mission, fiscal_year_of(named.on)] -= 1
        for yearly in YEARLY:
            for year in yearly.years:
                if free[yearly.mission, year] > 0:
                    drafts.append(self._yearly(yearly, year))
                    free[yearly.mission, year] -= 1
        for (mission, year), count in sorted(free.items()):
            drafts += [self._drawn(mission, year) for _ in range(count)]
        drafts.sort(key=lambda draft: (draft.event.starts_on, draft.event.mission_id, draft.event.title_en))
        self._join(drafts)
        self._forget(drafts)
        for year in PUBLISHED:
            self._fit(year, [draft for draft in drafts if fiscal_year_of(draft.event.starts_on) == year])
        return drafts

    # ---- the three sorts of event

    def _named(self, named: Named) -> Draft:
        place = self.gazetteer.named(named.mission, named.on, named.state, named.city)
        event = Event(
            mission_id=named.mission, title_ja=named.ja, title_en=named.en,
            summary_ja=f"{named.what_ja}{NAMED_JA}", summary_en=f"{named.what_en} {NAMED_EN}",
            starts_on=named.on, ends_on=named.until, venue=named.venue, city=place.en, state_id=place.state,
            county_id=place.county or None, format=named.format, category_id=named.category,
            region_type_id=named.region_type, interest_level_id=named.interest_level,
            is_good_practice=bool(named.story_ja), story_ja=named.story_ja, story_en=named.story_en,
        )  # fmt: skip
        _count(event, "online" if named.format == "online" else "in_person", named.people, named.qualifier, named.basis)
        return Draft(
            event, partners=list(named.partners), officials=list(named.officials), joint=list(named.joint),
            series=named.series, photos=list(named.photos),
        )  # fmt: skip

    def _yearly(self, yearly: Yearly, year: int) -> Draft:
        start = date(year + (yearly.month < 4), yearly.month, 22 if yearly.month == 3 else 8)
        day = _saturday(start)
        is_online = day >= DISTANCE_FROM
        place = self.gazetteer.named(yearly.mission, day, yearly.state, yearly.city)
        online_ja, online_en = ("（オンライン）", " (online)") if is_online else ("", "")
        event = Event(
            mission_id=yearly.mission, title_ja=f"{yearly.ja}{day.year}{online_ja}",
            title_en=f"{yearly.en} {day.year}{online_en}",
            summary_ja=f"毎年行われる日本祭り。舞台公演、体験、日本食の紹介を行った。{OURS_JA}",
            summary_en=f"A yearly Japan festival with performances, workshops and Japanese food. {OURS_EN}",
            starts_on=day, ends_on=None if is_online else day + timedelta(days=1),
            venue="" if is_online else "City park", city=place.en, state_id=place.state,
            county_id=place.county or None, format="online" if is_online else "in_person", category_id="festival",
            region_type_id=self._maybe("region-2", 0.7), interest_level_id="interest-1",
        )  # fmt: skip
        usual = yearly.online if is_online else yearly.people
        people = _rounded(int(usual * self.random.uniform(0.88, 1.12)), 100 if usual > 3000 else 10)
        _count(event, "online" if is_online else "in_person", people, "about", "platform" if is_online else "organiser")
        return Draft(
            event, partners=[("Festival committee", "host"), ("Local Japan-America society", "co_host")],
            officials=self._officials(place, 0.2), series=(yearly.ja, yearly.en), is_elastic=yearly.years == SPRING,
        )  # fmt: skip

    def _drawn(self, mission: str, year: int) -> Draft:
        kind = self.random.choices(KINDS, weights=[kind.weight for kind in KINDS])[0]
        day = self._day(kind, year)
        place = self._place(mission, day)
        state = self.gazetteer.states[place.state]
        format = self._format(kind, day)
        shown_ja, shown_en = ("（オンライン）", " (online)") if format == "online" else ("", "")
        event = Event(
            mission_id=mission,
            title_ja=kind.ja.format(city=place.ja, state=state.full_name_ja) + shown_ja,
            title_en=kind.en.format(city=place.en, state=state.name_en) + shown_en,
            summary_ja=f"{kind.what_ja}{OURS_JA}", summary_en=f"{kind.what_en} {OURS_EN}", starts_on=day,
            venue="" if format == "online" else self.random.choice(kind.venues), city=place.en, state_id=place.state,
            county_id=place.county or None, format=format, category_id=kind.category,
            region_type_id=self._maybe(kind.region_type, 0.9), interest_level_id=self._maybe(kind.interest_level, 0.94),
        )  # fmt: skip
        if kind.is_weekend and format == "in_person" and self.random.random() < 0.25:
            event.ends_on = day + timedelta(days=1)
        self._counts(event, kind)
        if self.random.random() < 0.3:
            event.own_funds = _rounded(int(self.random.lognormvariate(7.2, 0.8)), 50)
        partners = [(name, self.random.choice(("host", "co_host", "co_host", "support", "cooperation")))
                    for name in kind.partners if self.random.random() < 0.75]  # fmt: skip
        return Draft(event, partners=partners, officials=self._officials(place, kind.officials))

    # ---- parts of an event

    def _day(self, kind: Kind, year: int) -> date:
        first, last = first_day(year), last_day(year)
        while True:
            day = first + timedelta(days=self.random.randrange((last - first).days + 1))
            if day.month not in kind.months or (DISTANCE_FROM <= day < date(2020, 6, 1) and self.random.random() < 0.7):
                continue
            if (day.weekday() >= 5) == kind.is_weekend:
                return day

    def _place(self, mission: str, day: date) -> Place:
        places = self.gazetteer.served_by(mission, day)
        seat = [place for place in places if place.state == self.gazetteer.seats[mission]]
        return self.random.choice(seat if seat and self.random.random() < 0.45 else places)

    def _format(self, kind: Kind, day: date) -> str:
        chance = self.random.random()
        if day < DISTANCE_FROM:
            return "online" if chance < 0.015 and kind.category == "economy" else "in_person"
        if chance < 0.84:
            return "online"
        return "hybrid" if chance < 0.92 or day < date(2020, 7, 1) else "in_person"

    def _counts(self, event: Event, kind: Kind) -> None:
        if event.format != "online":
            fewer = 0.12 if event.starts_on >= DISTANCE_FROM else 1
            self._drawn_count(event, "in_person", kind.people * fewer, kind.spread)
        if event.format != "in_person":
            self._drawn_count(event, "online", kind.online, kind.spread)
            if self.random.random() < 0.4:
                self._drawn_count(event, "on_demand", kind.online * 1.5, 0.9)

    def _drawn_count(self, event: Event, mode: str, usual: float, spread: float) -> None:
        people = max(6, int(self.random.lognormvariate(log(usual), spread)))
        qualifier, basis = self._certainty(people)
        if mode != "in_person":
            basis = "platform"
        if qualifier != "exact":
            people = _rounded(people, 100 if people > 1000 else 10)
        _count(event, mode, people, qualifier, basis)

    def _certainty(self, people: int) -> tuple[str, str]:
        chance = self.random.random()
        if people < 300 and chance < 0.72:
            return "exact", "headcount" if chance < 0.5 else "tickets"
        if chance < 0.2:
            return "exact", "tickets"
        if chance < 0.84:
            return "about", "organiser" if people > 1000 else "estimate"
        return ("at_least", "estimate") if chance < 0.95 else ("under", "estimate")

    def _officials(self, place: Place, chance: float) -> list[tuple[str, str, str]]:
        if self.random.random() >= chance:
            return []
        state = self.gazetteer.states[place.state]
        if state.kind == State.Kind.STATE and self.random.random() < 0.3:
            return [(f"Governor of {state.name_en}", "Governor", OfficialMet.Level.STATE)]
        return [(f"Mayor of {place.en}", "Mayor", OfficialMet.Level.LOCAL)]

    def _maybe(self, code: str, chance: float) -> str | None:
        return code if code and self.random.random() < chance else None

    # ---- over all events

    def _join(self, drafts: list[Draft]) -> None:
        """Every so often a neighbouring mission takes part."""
        fitting = [d for d in drafts if d.event.category_id in ("economy", "tourism") and not d.event.story_ja]
        for draft in self.random.sample(fitting, 14):
            draft.joint = [NEIGHBOURS[draft.event.mission_id]]

    def _forget(self, drafts: list[Draft]) -> None:
        """Of some small events nobody counted the audience; it stays out of every sum."""
        for year, count in UNKNOWN.items():
            fitting = [
                d for d in drafts
                if fiscal_year_of(d.event.starts_on) == year and d.event.category_id == "other" and not d.series
            ]  # fmt: skip
            for draft in self.random.sample(fitting, count):
                for mode in MODES:
                    if getattr(draft.event, f"{mode}_qualifier"):
                        _count(draft.event, mode, None, "unknown", "")

    def _fit(self, year: int, drafts: list[Draft]) -> None:
        """The festivals of the year take what its published total leaves; the first of them to the person."""
        spring = [draft.event for draft in drafts if draft.is_elastic]
        elastic = spring or self._autumn_festivals(drafts)
        mode = "online" if elastic[0].format == "online" else "in_person"
        usual = [getattr(event, f"{mode}_count") for event in elastic]
        weights = [people * self.random.uniform(0.85, 1.15) for people in usual]
        for event in elastic:
            _count(event, mode, 0, "about", "")
        left = PUBLISHED[year] - self._total(drafts)
        basis = "platform" if mode == "online" else "organiser"
        for event, weight in zip(elastic[1:], weights[1:], strict=True):
            people = _rounded(int(left * weight / sum(weights)), 500 if spring else 100)
            _count(event, mode, people, "about", basis)
        rest = PUBLISHED[year] - self._total(drafts)
        if rest <= 0:
            raise CannotMake(f"The seed leaves no participants for the large festivals of {year}; take another.")
        _count(elastic[0], mode, rest, "exact", "platform" if mode == "online" else "tickets")

    def _autumn_festivals(self, drafts: list[Draft]) -> list[Event]:
        """The yearly festivals of the year, the largest first: FY2019 had no spring festivals."""
        yearly = [d.event for d in drafts if d.series and d.event.in_person_count and d.event.venue == "City park"]
        yearly = [event for event in yearly if not event.summary_ja.endswith(NAMED_JA)]
        return sorted(yearly, key=lambda event: (-event.in_person_count, event.title_en))

    def _total(self, drafts: list[Draft]) -> int:
        return sum(self._counted(draft.event) for draft in drafts)

    def _counted(self, event: Event) -> int:
        modes = self.rules[fiscal_year_of(event.starts_on)]
        return sum(getattr(event, f"{mode}_count") or 0 for mode in modes)


def _slots() -> Counter[tuple[str, int]]:
    """How many events each mission has in each year: every mission's share follows the years' totals."""
    total = sum(EVENTS.values())
    given: Counter[int] = Counter()
    free: Counter[tuple[str, int]] = Counter()
    missions = [mission for mission, share in SHARES.items() for _ in range(share)]
    for n, mission in enumerate(missions, start=1):
        year = max(EVENTS, key=lambda y: (EVENTS[y] * n / total - given[y], -y))
        given[year] += 1
        free[mission, year] += 1
    return free


def _count(event: Event, mode: str, people: int | None, qualifier: str, basis: str) -> None:
    setattr(event, f"{mode}_count", people)
    setattr(event, f"{mode}_qualifier", qualifier)
    setattr(event, f"{mode}_basis", basis)


def _rounded(number: int, step: int) -> int:
    return max(step, round(number / step) * step)


def _saturday(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)


def by_series(drafts: list[Draft]) -> dict[tuple[str, str, str], list[Event]]:
    """(mission, Japanese name, English name) -> its events in order of date."""
    found: dict[tuple[str, str, str], list[Event]] = defaultdict(list)
    for draft in drafts:
        if draft.series:
            found[draft.event.mission_id, *draft.series].append(draft.event)
    assert all(a.starts_on < b.starts_on for events in found.values() for a, b in pairwise(events))
    return found
