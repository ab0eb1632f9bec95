"""The reference files of how events are sorted and counted."""

from events.models import ActionPlan, Approach, Category, CountingRule
from regions.reference_csv import Table

REFERENCE_TABLES = (
    Table(file="events/reference/categories.csv", model=Category, key=("code",)),
    Table(file="events/reference/action_plans.csv", model=ActionPlan, key=("code",)),
    Table(file="events/reference/approaches.csv", model=Approach, key=("code",)),
    Table(file="events/reference/counting_rules.csv", model=CountingRule, key=("fiscal_year",)),
)
