"""An indicator's values in a terminal, with what they add up to."""

from __future__ import annotations

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from regions.models import Indicator, Mission, Region, State
from reports.typography import number, pad, width


class Command(BaseCommand):
    help = "Prints an indicator by state, region and mission; what belongs to split states is never guessed."

    def add_arguments(self, parser) -> None:
        parser.add_argument("code", help="such as bases-2020")
        parser.add_argument("--on", default="", help="the day whose jurisdictions count (YYYY-MM-DD); today by default")
        parser.add_argument("--format", default="table", choices=["table", "json"])
        parser.add_argument("--language", default="ja", choices=["ja", "en"], help="of the table and of messages")

    def handle(self, *args, **options) -> None:
        with override(options["language"]):
            indicator = _found(options["code"])
            answer = as_json(indicator, on=_day(options["on"]))
            if options["format"] == "json":
                self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            else:
                self.stdout.write("\n".join(as_lines(indicator, answer)))


def _found(code: str) -> Indicator:
    indicators = {row.code: row for row in Indicator.objects.all()}
    if code not in indicators:
        raise CommandError(
            _("There is no indicator “%(code)s”. There are: %(codes)s.")
            % {"code": code, "codes": ", ".join(indicators)}
        )
    return indicators[code]


def _day(text: str) -> date:
    if not text:
        return timezone.localdate()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(_("“%(text)s” is not a day like 2021-07-30.") % {"text": text}) from None


def as_json(indicator: Indicator, *, on: date) -> dict:
    """The indicator with `values` by state, `total`, `stated_total`, `by_region`, `by_mission` and `not_assignable`."""
    values = indicator.values.all()
    assignment = values.by_mission(on=on)
    return {
        "code": indicator.code,
        "name_ja": indicator.name_ja,
        "name_en": indicator.name_en,
        "unit": indicator.unit_en,
        "year": indicator.year,
        "source": indicator.source_ja,
        "total": values.total(),
        "stated_total": indicator.stated_total,
        "values": [{"code": row["code"], "value": row["value"], "rank": row["rank"]} for row in values.by_state()],
        "by_region": values.by_region(),
        "jurisdictions_on": on.isoformat(),
        "by_mission": [
            {"code": share.code, "value": share.value, "states": list(share.states)} for share in assignment.shares
        ],
        "not_assignable": [{"code": state, "value": value} for state, value in assignment.not_assignable],
    }


def as_lines(indicator: Indicator, answer: dict) -> list[str]:
    """A table for a terminal, aligned with full-width characters in mind."""
    states = {state.code: state.full_name for state in State.objects.all()}
    regions = {region.code: region.name for region in Region.objects.all()}
    missions = {mission.code: mission.short_name for mission in Mission.objects.all()}
    totals = [
        (_("Sum of the values"), answer["total"], None),
        (_("Total as the source states it"), answer["stated_total"], None),
    ]
    lines = [f"{indicator.name} ({indicator.year})", indicator.source, ""]
    lines += _section(_("In total"), indicator.unit, totals)
    by_state = [(states[row["code"]], row["value"], row["rank"]) for row in answer["values"]]
    lines += _section(_("By state"), indicator.unit, by_state)
    lines += _section(
        _("By region"), indicator.unit, [(regions[r["code"]], r["value"], None) for r in answer["by_region"]]
    )
    shares = [(missions[row["code"]], row["value"], None) for row in answer["by_mission"]]
    lines += _section(_("By mission"), indicator.unit, shares)
    rest = [(states[row["code"]], row["value"], None) for row in answer["not_assignable"]]
    lines += _section(_("Not assignable to one mission"), indicator.unit, rest)
    return [*lines, *([indicator.note] if indicator.note else [])]


def _section(title: str, unit: str, rows: list[tuple]) -> list[str]:
    has_ranks = any(rank is not None for _name, _value, rank in rows)
    heads = [title, unit, *([_("Rank in the source")] if has_ranks else [])]
    cells = [[name, number(value), *([number(rank)] if has_ranks else [])] for name, value, rank in rows]
    columns = [max(width(line[i]) for line in [heads, *cells]) for i in range(len(heads))]
    lines = [
        "  ".join(pad(text, columns[i], right=i > 0) for i, text in enumerate(line)).rstrip()
        for line in [heads, *cells]
    ]
    return [lines[0], "-" * width(lines[0]), *lines[1:], ""]
