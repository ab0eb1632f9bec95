"""The event's repeated kinds of columns, and the conditions that hold over several of them."""

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from events.counts import MOST_PARTICIPANTS
from events.models.choices import Basis, Qualifier
from events.querysets import MODE_BIT
from events.text import validate_text


def count_field(label):
    return models.PositiveIntegerField(label, null=True, blank=True)


def qualifier_field(label):
    return models.CharField(label, max_length=8, choices=Qualifier, blank=True)


def basis_field(label):
    return models.CharField(label, max_length=10, choices=Basis, blank=True)


def text_field(label, *, max_length: int, **options):
    return models.TextField(label, max_length=max_length, blank=True, validators=[validate_text], **options)


def line_field(label, *, max_length: int = 200, **options):
    return models.CharField(label, max_length=max_length, blank=True, validators=[validate_text], **options)


def count_fits_qualifier(mode: str, message) -> models.CheckConstraint:
    count, qualifier = f"{mode}_count", f"{mode}_qualifier"
    stated = [Qualifier.EXACT, Qualifier.ABOUT, Qualifier.AT_LEAST, Qualifier.UNDER]
    return models.CheckConstraint(
        name=f"event_{mode}_count_fits_qualifier",
        condition=Q(**{f"{count}__isnull": True, f"{qualifier}__in": ["", Qualifier.UNKNOWN]})
        | Q(**{f"{count}__isnull": False, f"{count}__lte": MOST_PARTICIPANTS, f"{qualifier}__in": stated}),
        violation_error_message=message,
    )


def bit_if_unknown(mode: str) -> Case:
    return Case(
        When(Q(**{f"{mode}_qualifier": Qualifier.UNKNOWN.value}), then=Value(MODE_BIT[mode])),
        default=Value(0),
        output_field=models.SmallIntegerField(),
    )


def begins_with(column: str, text: str) -> Q:
    return Q(Exact(Left(column, len(text)), Value(text)))


FILLED_IN = (
    Q(starts_on__isnull=False, state__isnull=False, category__isnull=False)
    & ~Q(format="")
    & (~Q(title_ja="") | ~Q(title_en=""))
    & ~Q(in_person_qualifier="", online_qualifier="", on_demand_qualifier="")
)
COMPLETE = Q(number__isnull=False) & FILLED_IN
