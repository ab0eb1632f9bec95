"""What the list of people can be asked."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, UserQuerySet
from accounts.roles import Role
from accounts.second_factor import MAIN_FACTORS
from accounts.strict_filterset import AnyOf, OneOf, StrictFilterSet, WholeNumberField, Words
from regions.models import Mission

MOST_WORDS = 5


class PeopleFilter(StrictFilterSet):
    """The people whom a person may look up; without an answer to `state`, those who can sign in."""

    q = Words(label=_("Name or e-mail address"), method="with_words", max_length=100)
    role = AnyOf(label=_("Role"), choices=Role.choices)
    mission = AnyOf(label=_("Mission"))
    state = OneOf(label=_("Account"), choices=[("closed", _("Closed")), ("all", _("All"))], method="in_state")
    second_factor = OneOf(
        label=_("Second factor"), choices=[("yes", _("Set up")), ("no", _("Not set up"))], method="with_factor"
    )

    other_fields: ClassVar = {"page": WholeNumberField(required=False, min_value=1, max_value=100_000)}

    def __init__(self, data, *, user: User):
        super().__init__(data, User.objects.visible_to(user).select_related("mission"), user=user)
        missions = Mission.objects.all() if user.is_hq else Mission.objects.filter(pk=user.mission_id)
        self.filters["mission"].extra["choices"] = [(mission.pk, mission.short_name) for mission in missions]
        if not user.is_staff:
            del self.filters["second_factor"]  # who is protected less is nobody else's business

    def filter_queryset(self, queryset):
        if "state" not in self.active:
            queryset = queryset.filter(is_active=True)
        return super().filter_queryset(queryset)

    def with_words(self, queryset: UserQuerySet, _name: str, value: str) -> UserQuerySet:
        for word in value.split()[:MOST_WORDS]:
            queryset = queryset.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(office__icontains=word))
        return queryset

    def in_state(self, queryset: UserQuerySet, _name: str, value: str) -> UserQuerySet:
        return queryset.filter(is_active=False) if value == "closed" else queryset

    def with_factor(self, queryset: UserQuerySet, _name: str, value: str) -> UserQuerySet:
        factors = User.objects.filter(pk=OuterRef("pk"), authenticator__type__in=MAIN_FACTORS)
        return queryset.filter(Exists(factors) if value == "yes" else ~Exists(factors))
