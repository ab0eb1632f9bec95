"""The strict filter sets, for lists and reports of events; they stand in accounts, where the list of people needs them too."""

from accounts.strict_filterset import (
    AnyOf,
    Badge,
    ChoicesField,
    Flag,
    OneChoiceField,
    OneOf,
    Problem,
    StrictFilterSet,
    StrictForm,
    WholeNumber,
    WholeNumberField,
    Words,
)

__all__ = [
    "AnyOf",
    "Badge",
    "ChoicesField",
    "Flag",
    "OneChoiceField",
    "OneOf",
    "Problem",
    "StrictFilterSet",
    "StrictForm",
    "WholeNumber",
    "WholeNumberField",
    "Words",
]
