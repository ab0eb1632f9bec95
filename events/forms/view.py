"""What is asked of somebody who keeps a view of the list."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.filters import EventFilter
from events.forms.fields import LineField
from events.models.view import LONGEST_QUERY, MOST_OF_ONE, SavedView, Sharing


class ViewForm(forms.ModelForm):
    """Name and sharing of a view that the person has, or of a new one with the `query` of the list."""

    name = LineField(
        label=_("Name of the view"), max_length=60, error_messages={"required": _("Give the view a name.")}
    )
    sharing = forms.ChoiceField(label=_("Shown to"), widget=forms.RadioSelect)

    class Meta:
        model = SavedView
        fields: ClassVar = ["name", "sharing"]

    def __init__(self, *args, user, **options):
        options.setdefault("use_required_attribute", False)
        super().__init__(*args, **options)
        self.user = user
        offered = SavedView.sharings_of(user)
        office = _("My mission") if user.is_of_mission else _("Headquarters")
        self.fields["sharing"].choices = [
            (each.value, office if each == Sharing.OFFICE else each.label) for each in offered
        ]
        self.fields["sharing"].initial = Sharing.PRIVATE

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        if SavedView.objects.of(self.user).filter(name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_now("You have a view of this name already. Give another name, or replace that one."))
        return name

    def save(self, commit=True) -> SavedView:  # noqa: FBT002 Django's own signature
        self.instance.keep(by=self.user)
        return self.instance


class NewViewForm(ViewForm):
    """`replace`: what is kept under the name is given up for this."""

    replace = forms.BooleanField(label=_("Replace my view of this name"), required=False)
    query = forms.CharField(
        required=False, max_length=LONGEST_QUERY, widget=forms.HiddenInput,
        error_messages={"max_length": _("So many filters are too long for a view. Take some away.")},
    )  # fmt: skip
    field_order: ClassVar = ["name", "sharing", "replace", "query"]

    def clean_query(self) -> str:
        filters = EventFilter(QueryDict(self.cleaned_data["query"]), user=self.user)
        if filters.problems:
            raise ValidationError([problem.sentence for problem in filters.problems])
        return filters.query().removeprefix("?")

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        kept = SavedView.objects.of(self.user).filter(name=name).first()
        if kept and self.data.get("replace"):
            self.instance = kept
        elif not kept and SavedView.objects.of(self.user).count() >= MOST_OF_ONE:
            raise ValidationError(_now("You keep %(most)d views already. Delete one first.") % {"most": MOST_OF_ONE})
        return super().clean_name()

    def save(self, commit=True) -> SavedView:  # noqa: FBT002 Django's own signature
        self.instance.query = self.cleaned_data["query"]
        return super().save()
