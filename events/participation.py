"""What an event's counts say, in words, and which of them count under the rule of its fiscal year."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.models import CountingRule, Event
from events.models.event import Qualifier
from events.querysets import MODES

MODE_NAMES = {"in_person": _("In person"), "online": _("Live online"), "on_demand": _("On-demand views")}
STATED = {
    Qualifier.EXACT: "%(count)s",
    Qualifier.ABOUT: _("about %(count)s"),
    Qualifier.AT_LEAST: _("at least %(count)s"),
    Qualifier.UNDER: _("nearly %(count)s, but fewer"),
}


@dataclass(frozen=True, slots=True)
class ModeLine:
    """One way of taking part: `text` is "about 500" or "unknown"; `is_counted` is None in a year without a rule."""

    mode: str
    name: str
    text: str
    basis: str
    is_counted: bool | None


def count_in_words(count: int | None, qualifier: str) -> str:
    """ "about 500"; "unknown" where that was said; '' where this mode did not take place."""
    if qualifier == Qualifier.UNKNOWN:
        return _now("unknown")
    if count is None or qualifier not in STATED:
        return ""
    return str(STATED[Qualifier(qualifier)]) % {"count": number_format(count, force_grouping=True)}


def mode_lines(event: Event, rule: CountingRule | None) -> list[ModeLine]:
    """The modes about which something was said."""
    lines = []
    for mode in MODES:
        text = count_in_words(getattr(event, f"{mode}_count"), getattr(event, f"{mode}_qualifier"))
        if text:
            basis = getattr(event, f"get_{mode}_basis_display")()
            is_counted = None if rule is None else mode in rule.modes
            lines.append(ModeLine(mode, str(MODE_NAMES[mode]), text, basis, is_counted))
    return lines
