"""Which drafts go to whom."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.models import Event, Handover


class HandoverForm(forms.Form):
    events = forms.ModelMultipleChoiceField(
        label=_("Drafts"),
        queryset=Event.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one draft.")},
    )
    to_person = forms.ModelChoiceField(
        label=_("To whom"),
        queryset=User.objects.none(),
        help_text=_("A colleague who acts for the mission of the drafts."),
    )

    def __init__(self, *args, user: User, person: User, **options):
        super().__init__(*args, use_required_attribute=False, **options)
        self.user, self.person = user, person
        drafts = Event.objects.visible_to(user).drafts_of(person).select_related("mission").order_by("mission", "-pk")
        missions = {draft.mission_id for draft in drafts}
        colleagues = User.objects.visible_to(user).filter(is_active=True, mission__in=missions).exclude(pk=person.pk)
        self.fields["events"].queryset = drafts
        self.fields["events"].initial = [draft.pk for draft in drafts]
        self.fields["to_person"].queryset = colleagues.select_related("mission").order_by("mission", "name")
        self.fields["to_person"].label_from_instance = lambda person: f"{person} ({person.where})"

    def save(self) -> Handover:
        said = self.cleaned_data
        events = [event.pk for event in said["events"]]
        return Handover.make(of=self.person, to=said["to_person"], events=events, by=self.user)
