"""How often a person wants to be reminded of each matter that can concern him."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Matter
from events.reminders.wishes import choices_for, wish, wishes_of

HELP = {
    Matter.DEADLINE: _("“Never” cannot be chosen here, so that no quarter stays without an answer."),
    Matter.NO_COUNT: _("Not those of which somebody has said that nobody knows."),
}


class WishesForm(forms.Form):
    needs_everything = True

    def __init__(self, *args, person, **options):
        super().__init__(*args, use_required_attribute=False, **options)
        self.person = person
        for matter, frequency in wishes_of(person).items():
            self.fields[matter.value] = forms.ChoiceField(
                label=matter.label, choices=choices_for(matter), initial=frequency.value, help_text=HELP.get(matter, "")
            )

    def save(self, *, by) -> int:
        """How many matters are wished otherwise now."""
        return wish(self.person, {Matter(name): how for name, how in self.cleaned_data.items()}, by=by)
