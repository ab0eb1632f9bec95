"""What the figures stand on, as it was at an earlier moment: counting rules, places, categories."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.trail import as_of
from accounts.trail.as_of import Cut
from events.models import CountingRule
from events.querysets import Rules


def rows_as_of(model: Any, moment: datetime | Cut | None) -> list[Any]:
    """All rows of a reference table, in its own order, as they are or as they were at a moment."""
    return list(model.objects.all()) if moment is None else as_of.rows(model, moment)


def rules_as_of(moment: datetime | Cut | None) -> Rules:
    """Fiscal year -> the modes that count in it, as `CountingRuleQuerySet.as_rules`."""
    return {rule.fiscal_year: rule.modes for rule in rows_as_of(CountingRule, moment)}
