"""Reads cells that say two things: a city with its state, people of whom some were online."""

from __future__ import annotations

from events.counts import Stated, write_count
from events.models.event import Format
from events.sentences import sentence as _
from events.typed import excerpt
from events.workbook.cell_reader import CellReader
from events.workbook.names import name_key
from events.workbook.places import Place, read_place
from events.workbook.reading import Cell, Row
from events.workbook.understood import NOTICE, Problem
from events.workbook.values import Unclear, shown_text


class PlaceReader(CellReader):
    """`places` are those of the row being read that wait for its other cells."""

    places: list[tuple[Cell, Place]]

    def _city(self, name: str, cell: Cell) -> str | Place | None:
        """A city; with its state, where the cell names one or seems to."""
        text = self._text(name, cell)
        return (read_place(text, self.lookups["state"]) or text) if text else None

    def _state(self, name: str, cell: Cell) -> str | Place | None:
        """A state; with its city, where the cell names one before or behind it."""
        try:
            return self._choice(name, cell)
        except Unclear:
            place = read_place(shown_text(cell), self.lookups["state"])
            if not place or not place.city or not place.state:
                raise
            return place

    def _take_state(
        self, name: str, cell: Cell, found: str | Place, values: dict, problems: list[Problem], _marks: dict
    ) -> None:
        if not isinstance(found, Place):
            values["state"] = found
            return
        values["state"] = found.state
        values.setdefault("city", found.city)
        problems.append(self._notice(name, cell, self._read_as(found)))

    def _take_city(
        self, name: str, cell: Cell, found: str | Place, values: dict, problems: list[Problem], _marks: dict
    ) -> None:
        """A place waits for the state's own column, which goes before it."""
        if isinstance(found, Place):
            self.places.append((cell, found))
        elif "format" not in self.fields and self.lookups["format"].find(found) == Format.ONLINE:
            values["format"] = Format.ONLINE.value
            problems.append(self._notice(name, cell, _("“%(text)s” was read as: held online.") % {"text": found}))
        else:
            values["city"] = found

    def _read_as(self, place: Place) -> str:
        state = own_part(place.state)
        if not place.city:
            return _("It was read as the state %(state)s, without a city.") % {"state": state}
        return _("It was read as the city %(city)s in the state %(state)s.") % {"city": place.city, "state": state}

    def _decide_place(self, cell: Cell, place: Place, row: Row, values: dict, problems: list[Problem]) -> None:
        """The state that the city's cell names fills a state that nothing else names, and never goes against one."""
        text = shown_text(cell)
        index = self.fields.get("state")
        if index is not None and row.cell(index) is not None:
            if place.state and values.get("state") == place.state:
                if place.city:
                    values["city"] = place.city
                    problems.append(self._notice("city", cell, self._read_as(place)))
            elif place.state and "state" in values:
                sentence = _("The city’s cell names another state than the row’s own. Which is right?")
                problems.append(self._problem("city", cell, Unclear(sentence)))
            else:
                values["city"] = text
            return
        seat = self.lookups.seats.get(values.get("mission", ""), "")
        if not place.state and seat in place.near and name_key(place.unknown) in self.lookups["state"].ambiguous:
            place = place._replace(state=seat)
        if place.state:
            values["state"] = place.state
            if place.city:
                values["city"] = place.city
            problems.append(self._notice("city", cell, self._read_as(place)))
            return
        sentence = _("“%(text)s” is not a state that is known. Is one of these meant?") % {
            "text": excerpt(place.unknown)
        }
        meant = tuple(f"{place.city}, {own_part(code)}" for code in place.near)
        problems.append(self._problem("city", cell, Unclear(sentence, suggestions=meant)))

    def _take_part_out(self, row: Row, values: dict, problems: list[Problem]) -> None:
        """Of 320, of which 120 online: 200 in person and 120 online; where the two do not fit together it is asked."""
        part = Stated(values.pop("online_part_count"), values.pop("online_part_qualifier"))
        whole = Stated(values.get("in_person_count"), values.get("in_person_qualifier", ""))
        if part.count == 0 or "online_qualifier" in values or "in_person_count" not in self.fields:
            if part.count and "online_qualifier" not in values:
                values["online_count"], values["online_qualifier"] = part
            return
        if any(problem.field == "in_person_count" and problem.kind != NOTICE for problem in problems):
            return
        cell = row.cell(self.fields["online_part"])
        if whole.count is None or part.count is None or whole.count < part.count or part.qualifier not in ("exact", whole.qualifier):  # fmt: skip
            sentence = _(
                "The participants and those of them who were online do not fit together. Give each its own number."
            )
            problems.append(self._problem("online_part", cell, Unclear(sentence)))
            return
        values["online_count"], values["online_qualifier"] = part
        values["in_person_count"] = whole.count - part.count
        note = _("“%(text)s” was read as: in person %(in_person)s, live online %(online)s.") % {
            "text": f"{shown_text(row.cell(self.fields['in_person_count']))} ({shown_text(cell)})",
            "in_person": write_count(values["in_person_count"], whole.qualifier),
            "online": write_count(*part),
        }
        problems.append(self._notice("online_part", cell, note))


def own_part(code: str) -> str:
    """US-FL -> FL, which is read back and understood in both languages."""
    return code.partition("-")[2]
