"""What HQ chooses for an edition, as a frozen value: a draft keeps it, an issued edition freezes it, the next starts from it.

Pure: codes and texts only. `reports/edition_compiling.py` makes an EditionContent of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, Literal, Self, get_args

from reports.figures import SeriesMode

Statuses = Literal["counted", "confirmed"]
Standing = Literal["provisional", "final"]

PAGES = ("overview", "approaches-region", "approaches-interest", "practices", "summary")
INDICATOR = "indicator-"
FIGURES = "figures"
"""Page keys: the five of the document, one for each indicator ("indicator-bases-2020"), and the tables of figures."""


@dataclass(frozen=True, slots=True)
class PageChoice:
    key: str
    is_on: bool = True

    @property
    def indicator(self) -> str:
        """The indicator's code, "" for another page."""
        return self.key.removeprefix(INDICATOR) if self.key.startswith(INDICATOR) else ""


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """The modes that count in one fiscal year for this edition, in place of the register's rule."""

    fiscal_year: int
    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """`missions` and `regions`: all when none is named. `as_of`: a moment in ISO 8601, "" for the moment of issue.

    `rules` holds only the years that differ from the register's rules; in an issued edition every year that has one.
    `issued_on`: the date of the document, "" for the day of issue. `texts`: "ja/overview/lead" -> what was written in
    place of the proposal. `practices`: a group's key ("approach/region-1", "others") -> events in their order.
    `photos`: those to be printed.
    """

    first: int
    last: int
    missions: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    as_of: str = ""
    statuses: Statuses = "counted"
    series: SeriesMode = "each"
    rules: tuple[RuleChoice, ...] = ()
    languages: tuple[str, ...] = ("ja",)
    standing: Standing = "final"
    title_ja: str = ""
    title_en: str = ""
    subtitle_ja: str = ""
    subtitle_en: str = ""
    meeting: str = ""
    issued_on: str = ""
    has_qr: bool = False
    pages: tuple[PageChoice, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    practices: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    photos: tuple[int, ...] = ()

    @classmethod
    def from_plain(cls, value: Mapping[str, Any]) -> Self:
        """Of what `as_plain` wrote, by this version of the program or an earlier one. ValueError for anything else."""
        known = {each.name for each in fields(cls)}
        said = {name: _tuples(item) for name, item in value.items() if name in known}
        try:
            said["rules"] = tuple(RuleChoice(row["fiscal_year"], tuple(row["modes"])) for row in value.get("rules", ()))
            said["pages"] = tuple(PageChoice(row["key"], row["is_on"]) for row in value.get("pages", ()))
            choices = cls(**said)
        except (TypeError, KeyError) as error:
            raise ValueError(f"not the choices of an edition: {error}") from error
        for name, allowed in (("statuses", Statuses), ("series", SeriesMode), ("standing", Standing)):
            if getattr(choices, name) not in get_args(allowed):
                raise ValueError(f"not the choices of an edition: {name}")
        return choices

    def as_plain(self) -> dict[str, Any]:
        return _lists(asdict(self))

    def with_(self, **changes: Any) -> Self:
        return replace(self, **changes)

    @property
    def moment(self) -> datetime | None:
        return datetime.fromisoformat(self.as_of) if self.as_of else None

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.issued_on) if self.issued_on else None

    @property
    def pages_on(self) -> tuple[str, ...]:
        return tuple(page.key for page in self.pages if page.is_on)

    def text(self, language: str, slot: str) -> str:
        """What was written for a slot, "" where the proposal stands."""
        return self.texts.get(f"{language}/{slot}", "")


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


def _lists(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_lists(item) for item in value]
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    return value
