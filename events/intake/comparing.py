"""What each row means for the register: new, changed (what by what), unchanged, a question, or refused and why.

A row finds its event by the hidden row key or the event number. One made from an earlier version of the event is
merged three ways: what only the workbook changed is taken, what only a colleague changed is kept, what both
changed is a conflict that a person decides. A row without key and number is held against the events of its
mission on the days around it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from copy import copy
from datetime import date, timedelta
from typing import Any

from events.fiscal_year import fiscal_year_of
from events.intake.case import Case, Entered, problem
from events.intake.likeness import is_like_title, keys_of
from events.intake.register import NEAR, Held, Register, raw_of
from events.intake.said import ALL, LISTS, Words, is_same, label_to_keep, partners_kept, put_into, said_by
from events.models import Approach, Event, Intake, IntakeRow
from events.sentences import sentence as _
from events.sentences import to_keep, together
from events.spreadsheets.coded_lists import CodedLists
from events.spreadsheets.row_key import RowKey, read_row_key
from events.status import Status
from events.workbook.understood import ATTENTION, NOTICE, REFUSED, UnderstoodRow
from events.years import ClosedYears

Outcome = IntakeRow.Outcome
ROWS_AT_A_TIME = 1000
MOST_NAMED = 5_000
"""Events named in one query; with more, all that the import speaks of are looked up."""
CONFLICT, DUPLICATE, KEY = "conflict", "duplicate", "key"


class Comparison:
    """Compares rows with the register, some thousand at a time.

    `intake`: where its other rows were assessed before, and only those `again` are; of the others are looked up the few that
    speak of the same event, or of the same mission and day.
    """

    def __init__(self, user, *, intake: Intake | None = None, again: Collection[int] = ()) -> None:
        self.user, self.intake, self.again = user, intake, frozenset(again)
        self.register = Register(user)
        self.words = Words(CodedLists.load())
        self.years = ClosedYears.load()
        pillars = Approach.objects.filter(plan__isnull=False)
        self.pillars = {
            code: (name, since, until)
            for code, name, since, until in pillars.values_list("pk", "plan__name_en", "plan__valid_from", "plan__valid_to")
        }  # fmt: skip
        self.taken: dict[int, int] = {}
        self.entered: dict[tuple, list[Entered]] = defaultdict(list)
        self.recalled: set[tuple[str, date]] = set()
        self.blank = vars(Event())

    def assess(self, pairs: Sequence[tuple[IntakeRow, UnderstoodRow]]) -> None:
        """Sets outcome, problems, differences and what goes with them on each row; writes nothing."""
        for start in range(0, len(pairs), ROWS_AT_A_TIME):
            cases = [Case(row, understood) for row, understood in pairs[start : start + ROWS_AT_A_TIME]]
            self._load(cases)
            self._look_around(cases)
            if self.intake:
                self._recall(cases)
            for case in cases:
                self._find_target(case)
                self._check_mission(case)
                if case.target is None and not case.is_asked:
                    self._find_twin(case)
                self._settle(case)
            self.register.by_pk.clear()
            self.register.by_number.clear()

    # ---- what the register holds

    def _load(self, cases: list[Case]) -> None:
        pks, numbers = set(), set()
        for case in cases:
            case.key = read_row_key(case.values.get("row_key") or "")
            chosen = case.row.decisions.get("target")
            pks |= {case.key.pk} if case.key else set()
            pks |= {chosen} if isinstance(chosen, int) else set()
            numbers |= {case.values["number"]} if case.values.get("number") else set()
        self.register.load(pks=pks, numbers=numbers)
        wanted = {
            (case.key.pk, case.key.version)
            for case in cases
            if case.key and case.key.pk in self.register.by_pk
            and self.register.by_pk[case.key.pk].event.version != case.key.version
        }  # fmt: skip
        self.versions = self.register.versions(wanted)

    def _look_around(self, cases: list[Case]) -> None:
        """Learns of the events near rows that name none, and loads those among them that say the same."""
        unnamed = [
            case for case in cases
            if not case.key and not case.values.get("number") and case.mission and case.values.get("starts_on")
        ]  # fmt: skip
        self.register.look_around((case.mission, case.values["starts_on"]) for case in unnamed)
        twins = {
            other.pk
            for case in unnamed
            for other in self.register.named(case.mission, case.values["starts_on"], case.titles)
        }
        self.register.load(pks=twins)

    def _recall(self, cases: list[Case]) -> None:
        """Of the import's other rows those that these could be mistaken for, at most two queries."""
        pks = set(self.register.by_pk)
        days = {
            (case.mission, case.values["starts_on"]) for case in cases if case.mission and case.values.get("starts_on")
        }
        for mission, day in days:
            pks |= {
                other.pk
                for n in range(-NEAR.days, NEAR.days + 1)
                for other in self.register.on(mission, day + timedelta(n))
            }
        others = self.intake.rows.filter(is_skipped=False).order_by("position")  # type: ignore[union-attr]  # asked for
        if pks:
            taken = others.filter(event__in=pks) if len(pks) <= MOST_NAMED else others.exclude(event=None)
            for pk, event, number in taken.values_list("pk", "event_id", "number"):
                if pk not in self.again:
                    self.taken.setdefault(event, number)
        if new := days - self.recalled:
            self.recalled |= new
            entered = others.filter(event=None, starts_on__in={day for _mission, day in new})
            for row in entered.exclude(outcome__in=[Outcome.SET_APART, Outcome.REFUSED]).defer("cells", "differences"):
                if row.pk not in self.again and (row.mission_code, row.starts_on) in new:
                    self._remember(row, (row.said.get("title_ja") or "", row.said.get("title_en") or ""))

    # ---- which event a row speaks of

    def _find_target(self, case: Case) -> None:
        chosen = case.row.decisions.get("target")
        if chosen == "new":
            case.is_asked = True  # and answered
            return
        if isinstance(chosen, int):
            case.target = self._held(case, chosen)
            return
        number = case.values.get("number")
        if case.values.get("row_key") and not case.key:
            case.ask(_("The hidden key of this row is not one that this register gave out. Is it a new event?"), KEY)
        elif case.key:
            self._by_key(case, case.key, number)
        elif number:
            case.target = self.register.by_number.get(number)
            if not case.target:
                case.refuse(_("There is no event %(number)s that you may change.") % {"number": number}, "number")
        if case.target and case.target.event.pk in self.taken:
            number = self.taken[case.target.event.pk]
            case.target = None
            case.ask(_("Row %(row)d speaks of the same event. Is this one a new event?") % {"row": number}, KEY)

    def _by_key(self, case: Case, key: RowKey, number: str | None) -> None:
        held = self._held(case, key.pk)
        if not held:
            return
        if number and number != held.event.number:
            case.refuse(
                _("The event number was changed: this row was made from %(number)s.") % {"number": held.event.number or "―"},
                "number",
            )  # fmt: skip
        elif number or not held.event.number or "number" not in case.understood.fields:
            case.target = held

    def _held(self, case: Case, pk: int) -> Held | None:
        held = self.register.by_pk.get(pk)
        if not held:
            case.refuse(_("This row was made from an event that you may not change, or that is no longer there."))
        return held

    def _check_mission(self, case: Case) -> None:
        if case.target:
            event = case.target.event
            if "mission" in case.understood.fields and case.mission and case.mission != event.mission_id:
                case.refuse(_("An import does not move an event to another mission."), "mission")
        elif case.mission and not self.user.answers_for(case.mission):
            name = self.words.lists["mission"].text_of(case.mission)
            case.refuse(_("You may not enter events for %(mission)s.") % {"mission": name}, "mission")

    def _find_twin(self, case: Case) -> None:
        """An event that is probably this one: the same in all that the row says, else to be asked about."""
        day = case.values.get("starts_on")
        if not day or not case.mission or any(each["kind"] == REFUSED for each in case.problems):
            return
        said = said_by(case.understood, clears=False)
        for other in self.register.named(case.mission, day, case.titles):
            held = self.register.by_pk.get(other.pk)
            if held and other.pk not in self.taken and not self._changes(case, held, said, clears=False):
                case.target = held
                return
        around = [
            other
            for days in range(-NEAR.days, NEAR.days + 1)
            for other in self.register.on(case.mission, day + timedelta(days))
            if other.pk not in self.taken and is_like_title(case.titles, (other.title_ja, other.title_en))
        ]
        if around:
            case.ask(
                _("The register has an event like this one. Is it the same?"), DUPLICATE,
                twins=[other.pk for other in around[:3]],
            )  # fmt: skip
            return
        keys = keys_of(case.titles)
        for row in self.entered.get((case.mission, day), ()):
            is_asked_itself = row.gives_way and row.position > case.row.position
            if not is_asked_itself and any(one and one == other for one, other in zip(keys, row.keys, strict=True)):
                sentence = _("Row %(row)d says the same title and day. Is this another event?")
                case.ask(sentence % {"row": row.number}, DUPLICATE, twins=[])
                return

    # ---- what it would change

    def _changes(self, case: Case, held: Held, said: dict[str, Any], *, clears: bool) -> dict[str, Any]:
        """Fields in which the row differs from the event as it stands."""
        if "partners" in said:
            said["partners"] = partners_kept(said["partners"], held.fields["partners"], case.understood, clears=clears)
        return {
            name: said[name]
            for name in ALL
            if name in said and not is_same(name, said[name], held.fields[name], series=held.series)
        }

    def _merge(self, case: Case, held: Held, changes: dict[str, Any]) -> dict[str, Any]:
        """Of the changes those that are this workbook's own; asks about what a colleague changed meanwhile."""
        if not case.key or case.key.version == held.event.version:
            return changes
        base = self.versions.get((case.key.pk, case.key.version))
        own = {}
        for name, value in changes.items():
            known = base is not None and name not in LISTS
            if known and is_same(name, value, base[name]):  # type: ignore[index]  # known says so
                continue
            decided = case.row.decisions.get("conflicts", {}).get(name)
            if (known and is_same(name, held.fields[name], base[name])) or decided == "mine":  # type: ignore[index]
                own[name] = value
            elif decided != "theirs":
                self._ask_about_conflict(case, held, name, value)
        return own

    def _ask_about_conflict(self, case: Case, held: Held, name: str, value: Any) -> None:
        case.ask(
            _("%(field)s was changed in the register after this workbook was made. Which is right?")
            % {"field": label_to_keep(name)},
            CONFLICT,
            name=name,
            mine=value,
            theirs=raw_of(held, name),
        )

    def _check_result(self, case: Case, held: Held, changes: dict[str, Any]) -> None:
        """What the event would be: complete if it was handed in, its days and places in order."""
        event = copy(held.event)
        if event.status == Status.WITHDRAWN:
            case.refuse(_("This event was withdrawn. Put it back on its page before changing it."))
        put_into(event, changes)
        if event.status not in (Status.DRAFT, Status.WITHDRAWN):
            for name, sentence in event.missing().items():
                case.refuse(sentence, name)
        if event.ends_on and event.starts_on and event.ends_on < event.starts_on:
            case.refuse(_("The end date is before the start date."), "ends_on")
        if event.ends_on and not event.starts_on:
            case.refuse(_("There is an end date but no start date."), "starts_on")
        if event.county_id and not event.county_id.startswith(event.state_id or "-"):
            case.refuse(_("The county is not in this state."), "county")
        if {"pillar", "starts_on"} & set(changes):
            self._check_pillar(case, event.pillar_id, event.starts_on)

    def _check_pillar(self, case: Case, pillar: str | None, day: date | None) -> None:
        if pillar not in self.pillars or not day:
            return
        plan, since, until = self.pillars[pillar]
        if day < since or (until and day > until):
            sentence = _("This pillar is of %(plan)s, which was not in force on the start date.")
            case.refuse(sentence % {"plan": plan}, "pillar")

    def _check_years(self, case: Case, *years: int | None) -> None:
        """By the year the event is in, and the one that its new date would bring it to."""
        mission = case.target.event.mission_id if case.target else case.mission
        if closed := self.years.stop(mission, *years):
            case.refuse(closed.sentence(to=self.user), "starts_on")

    # ---- the outcome

    def _settle(self, case: Case) -> None:
        row, held = case.row, case.target
        clears = bool(case.key and held)
        said = said_by(case.understood, clears=clears)
        row.differences, row.event_id, row.version, row.is_complete = [], None, None, False
        if held:
            changes = self._merge(case, held, self._changes(case, held, said, clears=clears))
            if changes:
                self._check_result(case, held, changes)
                self._check_years(case, held.event.fiscal_year, _year_of(changes.get("starts_on")))
            row.differences = [
                [name, raw_of(held, name), case.values.get("series_name") if name == "series" else value]
                for name, value in changes.items()
            ]
            row.event_id, row.version = held.event.pk, held.event.version
            outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
        else:
            self._check_pillar(case, said.get("pillar"), case.values.get("starts_on"))
            self._check_years(case, _year_of(said.get("starts_on")))
            outcome = Outcome.NEW
        problems = [_as_dict(each) for each in case.understood.problems] + case.problems
        if row.decisions.get("is_hidden"):
            problems.append(problem(_("This row is hidden in the workbook."), NOTICE, ask="hidden"))
        kinds = {each["kind"] for each in problems}
        row.outcome = Outcome.REFUSED if REFUSED in kinds else Outcome.ATTENTION if ATTENTION in kinds else outcome
        row.said, row.problems = {name: value for name, value in said.items() if value is not None or clears}, problems
        row.mission_code = held.event.mission_id if held else case.mission
        row.starts_on = case.values.get("starts_on")
        row.title = next((title for title in case.titles if title), "")[:400]
        if row.outcome == Outcome.NEW:
            self._say_what_is_missing(row)
        self._remember(row, case.titles)

    def _say_what_is_missing(self, row: IntakeRow) -> None:
        draft = Event.__new__(Event)
        vars(draft).update(self.blank)  # as Event() gives it, for each of many rows
        put_into(draft, row.said)
        missing = draft.missing()
        row.is_complete = not missing
        if missing:
            sentence = _("It will be a draft. Before it can be submitted: %(missing)s")
            row.problems.append(problem(sentence % {"missing": together(missing.values())}, NOTICE, ask="missing"))

    def _remember(self, row: IntakeRow, titles: tuple[str, str]) -> None:
        if row.event_id:
            self.taken.setdefault(row.event_id, row.number)
        elif row.starts_on and row.outcome != Outcome.REFUSED and not row.is_skipped:
            gives_way = row.decisions.get("target") == "new" or any(each["ask"] == DUPLICATE for each in row.problems)
            entered = Entered(keys_of(titles), row.number, row.position, gives_way)
            self.entered[row.mission_code, row.starts_on].append(entered)


def _year_of(day: str | None) -> int | None:
    return fiscal_year_of(date.fromisoformat(day)) if day else None


def _as_dict(each: Any) -> dict[str, Any]:
    return {
        "field": each.field, "column": each.column, "text": each.text, "sentence": to_keep(each.sentence), "kind": each.kind,
        "suggestions": [[suggestion.value, str(suggestion.label)] for suggestion in each.suggestions], "ask": "",
    }  # fmt: skip
