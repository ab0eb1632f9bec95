"""The figures, defined once, and who may see or change which events.

`Figures` works on events and on their running totals alike, because both have the same
column names: status, fiscal_year, mission, state, category, format, unknown_modes.
A test proves that both answer the same after every kind of write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from simple_history.manager import HistoricalQuerySet

from accounts.roles import Role
from accounts.trail.as_of import Cut, versions
from events.fiscal_year import first_day, fiscal_year_of, last_day
from events.status import COUNTED, Status
from events.unfinished import Unfinished

if TYPE_CHECKING:
    from events.models import CountingRule

MODES = ("in_person", "online", "on_demand")
MODE_BIT = {"in_person": 1, "online": 2, "on_demand": 4}
TRAITS = ("fiscal_year", "mission", "state", "category", "format", "status")
APPROACH_AXES = {"region": "region_type", "interest": "interest_level", "pillar": "pillar"}
AXES = {"state": "state", "category": "category", "format": "format", **APPROACH_AXES}
"""Axis -> the event's column; each event stands once on each axis, under '' where the column is empty."""

FEW_VALUES = ("fiscal_year", "mission", "status")

Rules = Mapping[int, tuple[str, ...]]
"""Fiscal year -> the modes that count as participants in it (計上基準)."""


class Figures(models.QuerySet):
    """Events (件), participants (名) and events of unknown participation, in total or by one trait."""

    mode_column = "{}_count"

    # ---- scope

    def visible_to(self, user) -> Self:
        """What a person may read: HQ everything; a mission its own and what others have confirmed; others the confirmed."""
        if not user.is_authenticated:
            return self.none()
        if user.is_hq:
            return self.all()
        confirmed = Q(status=Status.CONFIRMED)
        if user.is_of_mission:
            return self.filter(confirmed | Q(mission=user.mission_id))
        return self.filter(confirmed)

    def in_fiscal_years(self, first: int | None, last: int | None) -> Self:
        """Those that start in the fiscal years from `first` to `last`, both included; None leaves an end open."""
        rows = self
        if first is not None:
            rows = rows.filter(fiscal_year__gte=first)
        if last is not None:
            rows = rows.filter(fiscal_year__gt=0, fiscal_year__lte=last)  # 0 stands for no date in running totals
        return rows

    def of_missions(self, codes: Iterable[str]) -> Self:
        """Those led by one of the missions; all when none is named."""
        codes = list(codes)
        return self.filter(mission__in=codes) if codes else self.all()

    def counted(self, statuses: Iterable[str] = COUNTED) -> Self:
        """Those that a report counts: submitted and confirmed, unless told otherwise."""
        return self.filter(status__in=list(statuses))

    def of_unknown_participation(self, *, rules: Rules) -> Self:
        """Those that `figures` counts as unknown."""
        return self.filter(self._is_unknown(rules))

    # ---- figures

    def figures_by(self, trait: str, *, rules: Rules) -> list[dict]:
        """Rows of `code`, `events`, `participants`, `unknown`, ordered by code; they add up to `figures()`.

        `code` is '' (0 for the fiscal year) where the trait is not given. `participants` is the sum of the
        counts of the modes that the rule of each event's fiscal year counts; `unknown` is the number of
        events of which such a count is unknown, or whose year has no rule.
        """
        rows = self.order_by().values(trait).annotate(**self._sums(rules)).filter(events__gt=0)
        absent: int | str = 0 if trait == "fiscal_year" else ""
        named = [{"code": row.pop(trait) or absent, **row} for row in rows]
        return sorted(named, key=lambda row: row["code"])

    def figures_by_each(self, *traits: str, rules: Rules) -> dict[str, list[dict]]:
        """As `figures_by` for each of the traits, in one query over their combinations: for traits of few values."""
        combined = self.order_by().values(*traits).annotate(**self._sums(rules)).filter(events__gt=0)
        sums: dict[str, dict] = {trait: {} for trait in traits}
        for row in combined:
            for trait, found in sums.items():
                code = row[trait] or (0 if trait == "fiscal_year" else "")
                into = found.setdefault(code, {"code": code, "events": 0, "participants": 0, "unknown": 0})
                for name in ("events", "participants", "unknown"):
                    into[name] += row[name]
        return {trait: [found[code] for code in sorted(found)] for trait, found in sums.items()}

    def by_state_and(self, trait: str, *, rules: Rules) -> list[dict]:
        """Rows of `state`, `code`, `events`, `participants`, `unknown`, for each state and value of category or an axis.

        Those of a state add up to its row of `figures_by("state")`; either is '' where it is not given.
        """
        column = AXES[trait]
        rows = self.order_by().values("state", column).annotate(**self._sums(rules)).filter(events__gt=0)
        named = [{**row, "state": row["state"] or "", "code": row[column] or ""} for row in rows]
        kept = [{name: row[name] for name in ("state", "code", "events", "participants", "unknown")} for row in named]
        return sorted(kept, key=lambda row: (row["state"], row["code"]))

    def figures(self, *, rules: Rules) -> dict:
        """`events`, `participants`, `unknown` of all rows, as `figures_by` defines them."""
        return self.order_by().aggregate(**self._sums(rules))

    def _sums(self, rules: Rules) -> dict:
        return {
            "events": self._events(),
            "participants": Coalesce(self._participants(rules), Value(0), output_field=models.BigIntegerField()),
            "unknown": self._events(self._is_unknown(rules)),
        }

    def _events(self, condition: Q | None = None):
        return Count("pk", filter=condition)

    def _participants(self, rules: Rules):
        total: Combinable = Value(0)
        for mode in MODES:
            years = [year for year, modes in rules.items() if mode in modes]
            if years:
                counted = Sum(self.mode_column.format(mode), filter=_in_years(years))
                total = total + Coalesce(counted, Value(0))
        return total

    def _is_unknown(self, rules: Rules) -> Q:
        condition = Q(fiscal_year=None) | ~_in_years(rules)
        for modes in set(rules.values()):
            years = [year for year, counted in rules.items() if counted == modes]
            mask = sum(MODE_BIT[mode] for mode in modes)
            hits = [bits for bits in range(1, 8) if bits & mask]
            condition |= Q(unknown_modes__in=hits) & _in_years(years)
        return condition


def _within_calendar(fiscal_year: int) -> int:
    return min(max(fiscal_year, MINYEAR), MAXYEAR - 1)


def _in_years(years: Iterable[int]) -> Q:
    """Fiscal years as ranges: at 100,000 events a third of the time that a list of years takes."""
    ranges: list[list[int]] = []
    for year in sorted(years):
        if ranges and year == ranges[-1][1] + 1:
            ranges[-1][1] = year
        else:
            ranges.append([year, year])
    condition = Q(pk__in=[])
    for first, last in ranges:
        condition |= Q(fiscal_year__gte=first, fiscal_year__lte=last)
    return condition


class CountingRuleQuerySet(models.QuerySet):
    def as_rules(self) -> dict[int, tuple[str, ...]]:
        """Fiscal year -> the modes that count in it, in one query."""
        rows = cast("Iterable[CountingRule]", self)
        return {rule.fiscal_year: rule.modes for rule in rows}


class EventQuerySet(Unfinished, Figures):  # type: ignore[override]  # each base makes a manager of its own
    partner_path = "partner_missions"
    """Leads to the codes of partner missions."""

    def as_of(self, moment: datetime | Cut) -> EventVersions:
        """The events as they stood at that moment: the version of each that had been committed by then.

        Answers every figure, scope and breakdown that events and running totals answer, and may stand where a report
        takes either (`reports.cumulative.Register.as_of`). A row is a version: `pk` is its key in the history, `id` the
        event's. Nothing that this QuerySet was narrowed to is kept: `Event.objects.as_of(moment).visible_to(user)`.
        Rules come from `events.as_of.rules_as_of`.
        """
        return versions(self.model, moment)  # type: ignore[return-value]  # the history's own QuerySet

    def partner_codes(self) -> list[str]:
        """The partner missions of these events, as often as each stands there."""
        joint = self.order_by().filter(**{f"{self.partner_path}__isnull": False})
        return list(joint.values_list(self.partner_path, flat=True))

    def in_fiscal_years(self, first: int | None, last: int | None) -> Self:
        """As `Figures.in_fiscal_years`, said in dates: the indexes that end in the date lead straight to them."""
        rows = self
        if first is not None:
            rows = rows.filter(starts_on__gte=first_day(_within_calendar(first)))
        if last is not None:
            rows = rows.filter(starts_on__lte=last_day(_within_calendar(last)))
        return rows

    def in_fiscal_year_until(self, day: date) -> Self:
        """Those that start in the fiscal year of that day, and not after it."""
        return self.filter(starts_on__gte=first_day(fiscal_year_of(day)), starts_on__lte=day)

    def editable_by(self, user) -> Self:
        """What a person may change: HQ any event, a mission its own; nobody one that was withdrawn."""
        return self.answered_for_by(user).exclude(status=Status.WITHDRAWN)

    def answered_for_by(self, user) -> Self:
        """What a person may act upon, withdrawn events included: HQ any event, a mission its own."""
        if not user.is_authenticated or user.role == Role.READ_ONLY:
            return self.none()
        if user.is_hq:
            return self.all()
        return self.filter(mission=user.mission_id)

    def with_holder(self) -> Self:
        """Adds `holder`, the key of the person in whose hands a draft is: handed over to last, else who began it."""
        from events.models import Handover

        last = Handover.objects.filter(events=OuterRef("pk")).order_by("-pk").values("to_person")[:1]
        return self.annotate(holder=Coalesce(Subquery(last), F("created_by"), output_field=models.BigIntegerField()))

    def drafts_of(self, person) -> Self:
        """The drafts in a person's hands, whichever mission he is at now."""
        return self.filter(status=Status.DRAFT).with_holder().filter(holder=person.pk)

    def waiting_for(self, user) -> Self:
        """What this person decides about: submitted events for HQ, what asks for approval for the mission's approver."""
        if not user.is_authenticated:
            return self.none()
        if user.is_hq:
            return self.filter(status=Status.SUBMITTED)
        if user.role == Role.MISSION_APPROVER:
            return self.filter(status=Status.APPROVAL, mission=user.mission_id)
        return self.none()

    def with_unread_comments(self, user) -> Self:
        """Those with a comment that this person has not read."""
        from events.models import Comment

        return self.filter(pk__in=Comment.objects.unread_by(user).order_by().values("event"))

    def breakdowns(self, *, rules: Rules) -> dict[str, list[dict]]:
        """Rows as of `figures_by` under each of FEW_VALUES and of AXES; each adds up to `figures()`."""
        traits = {**dict(zip(FEW_VALUES, FEW_VALUES, strict=True)), **AXES}
        return {name: self.figures_by(column, rules=rules) for name, column in traits.items()}

    def for_list(self, *, rules: Rules, also: Iterable[str] = ()) -> Self:
        """With what a row of a list shows and no long texts, in one query; `is_unknown` as `figures` counts it.

        `also` names further fields, those of other tables as `series__name_ja`.
        """
        more = {name.split("__")[0] for name in also if "__" in name}
        return self.with_figures(rules=rules).select_related("mission", "state", "category", *more).only(
            "number", "version", "title_ja", "title_en", "starts_on", "ends_on", "city", "status", "return_reason",
            "is_good_practice", "is_sample", "merged_into", "updated_at", "mission__short_ja", "mission__short_en",
            "state__name_ja", "state__name_en", "category__name_ja", "category__name_en", *also,
        )  # fmt: skip

    def practices(self) -> Self:
        """What others can learn from: marked as a good practice, with a story, not withdrawn (グッドプラクティス)."""
        told = self.filter(is_good_practice=True).exclude(story_ja="", story_en="")
        return told.exclude(status=Status.WITHDRAWN)

    def selected_practices(self) -> Self:
        """What HQ selected for a document, latest first: confirmed practices, in a fixed number of queries.

        Each with `practice` (why it worked), its `outcomes`, and in `publishable_photos` those photos that may be shown.
        """
        from events.models import Photo, Selection

        chosen = self.practices().filter(status=Status.CONFIRMED, practice__state=Selection.SELECTED)
        photos = Prefetch("photos", queryset=Photo.objects.publishable(), to_attr="publishable_photos")
        rows = chosen.select_related("practice", "mission", "state", "category", "region_type", "interest_level")
        return rows.prefetch_related("outcomes", photos).order_by("-starts_on", "-pk")

    def one_per_series(self) -> Self:
        """A series as one: of each series only its first event within these rows."""
        return self.filter(Q(series=None) | ~Exists(self._earlier_in_series()))

    def later_in_series(self) -> Self:
        """What `one_per_series` leaves out: of each series all but its first event within these rows."""
        return self.filter(series__isnull=False).filter(Exists(self._earlier_in_series()))

    def _earlier_in_series(self) -> Self:
        earlier = Q(starts_on__lt=OuterRef("starts_on")) | Q(starts_on=OuterRef("starts_on"), id__lt=OuterRef("id"))
        return self.order_by().filter(series=OuterRef("series")).filter(earlier)

    def with_figures(self, *, rules: Rules) -> Self:
        """Adds what the event gives to `figures`: `participants`, None when nothing countable is known, and `is_unknown`."""
        is_unknown = Case(When(self._is_unknown(rules), then=Value(True)), default=Value(False))
        return self.with_participants(rules=rules).annotate(is_unknown=is_unknown)

    def with_participants(self, *, rules: Rules) -> Self:
        """Adds `participants`: the event's count under its year's rule, None when nothing countable is known.

        0 where it is known that nobody countable took part: only on-demand views in a year that leaves them out.
        """
        known = []
        for mode in MODES:
            years = [year for year, modes in rules.items() if mode in modes]
            known.append(Case(When(fiscal_year__in=years, then=F(f"{mode}_count")), output_field=models.IntegerField()))
        total = sum((Coalesce(part, Value(0)) for part in known), Value(0))
        nothing = Q(in_person_count=None, online_count=None, on_demand_count=None)
        return self.alias(first_known=Coalesce(*known)).annotate(
            participants=Case(
                When(Q(first_known=None) & (nothing | self._is_unknown(rules)), then=None),
                default=total,
                output_field=models.BigIntegerField(),
            )
        )


class EventVersions(EventQuerySet, HistoricalQuerySet):  # type: ignore[override]  # each base makes a manager of its own
    """Versions of events: the figures of each are those of the event as it stood then."""

    partner_path = "historicalevent_partner_missions__mission"

    def breakdowns(self, *, rules: Rules) -> dict[str, list[dict]]:
        """As `EventQuerySet.breakdowns`, in one query over the combinations of all traits."""
        columns = {**dict(zip(FEW_VALUES, FEW_VALUES, strict=True)), **AXES}
        found = self.figures_by_each(*columns.values(), rules=rules)
        return {name: found[column] for name, column in columns.items()}

    def once(self) -> Self:
        """Each event once, as it is."""
        return self

    def years_counted(self) -> tuple[int, int] | None:
        """As `AxisTotalQuerySet.years_counted`."""
        years = self.counted(COUNTED).order_by().filter(fiscal_year__isnull=False)
        return _span(years.aggregate(first=Min("fiscal_year"), last=Max("fiscal_year")))

    def by_partner(self, *, rules: Rules) -> list[dict]:
        """As `AxisTotalQuerySet.by_partner`."""
        return self.filter(**{f"{self.partner_path}__isnull": False}).figures_by(self.partner_path, rules=rules)


def _span(found: dict) -> tuple[int, int] | None:
    return None if found["first"] is None else (found["first"], found["last"])


class RunningTotalQuerySet(Figures):
    mode_column = "{}_sum"

    def _events(self, condition: Q | None = None):
        return Coalesce(Sum("event_count", filter=condition), Value(0), output_field=models.BigIntegerField())


class AxisTotalQuerySet(RunningTotalQuerySet):
    def breakdowns(self, *, rules: Rules) -> dict[str, list[dict]]:
        """As `EventQuerySet.breakdowns`, in two queries over a few thousand rows whatever the number of events."""
        found: dict[str, list[dict]] = {axis: [] for axis in AXES}
        rows = self.filter(axis__in=list(AXES)).order_by("axis", "code").values("axis", "code")
        for row in rows.annotate(**self._sums(rules)).filter(events__gt=0):
            found[row.pop("axis")].append(row)
        return {**self.once().figures_by_each(*FEW_VALUES, rules=rules), **found}

    def by_state_and(self, trait: str, *, rules: Rules) -> list[dict]:
        """As `Figures.by_state_and`, for the approach axes region and interest."""
        found = []
        for row in self.filter(axis=f"state_{trait}").figures_by("code", rules=rules):
            state, code = row["code"].split("/")
            found.append({**row, "state": state, "code": code})
        return sorted(found, key=lambda row: (row["state"], row["code"]))

    def once(self) -> Self:
        """Each event once: the rows of the axis with the fewest codes; any one but partner would do."""
        return self.filter(axis="pillar")

    def years_counted(self) -> tuple[int, int] | None:
        """The first and the last fiscal year with an event that counts; None when there is none."""
        rows = self.once().counted(COUNTED).order_by().values("fiscal_year").annotate(events=self._events())
        years = set(rows.filter(events__gt=0).values_list("fiscal_year", flat=True))
        return (min(years), max(years)) if years else None

    def by_partner(self, *, rules: Rules) -> list[dict]:
        """Rows of `code` (partner mission), `events`, `participants`, `unknown`: joint events led by another mission."""
        return self.filter(axis="partner").figures_by("code", rules=rules)
