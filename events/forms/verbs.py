"""What a verb asks before it is done: a reason, a new date, a list of dates."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.dates import parse_date
from events.fiscal_year import FIRST_DAY, LAST_DAY
from events.forms.fields import DayField, LineField, ProseField
from events.models import Event, Series
from events.years import ClosedYears

MOST_REPEATS = 60


class ReasonForm(forms.Form):
    reason = ProseField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give a reason, so that others can follow what happened.")},
    )


class CopyForm(forms.Form):
    """On which day the copy takes place. One year later on the same weekday is offered."""

    starts_on = DayField(label=_("Start date of the copy"), required=False)

    def __init__(self, *args, event: Event, user=None, **options):
        super().__init__(*args, **options)
        self.event, self.user, self.mission = event, user, event.mission
        self.fields["starts_on"].initial = same_weekday_next_year(event.starts_on)

    def clean_starts_on(self) -> date | None:
        day = self.cleaned_data["starts_on"]
        if closed := ClosedYears.load().stop_on(self.mission.pk, day):
            raise ValidationError(closed.sentence(to=self.user))
        return day

    def save(self, *, by) -> Event:
        """A saved draft, with the partners of the event that it is a copy of."""
        copy = self.event.copy_to(self.cleaned_data["starts_on"], by=by)
        create_copy(copy, of=self.event, by=by)
        return copy


class RepeatForm(forms.Form):
    """The dates of the repeats, one on each line, and the series that joins them all."""

    dates = ProseField(
        label=_("Dates, one on each line"),
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "2026-05-01"}),
        max_length=4000,
        error_messages={"required": _("Write at least one date.")},
    )
    series_name = LineField(label=_("Name of the series"), max_length=200, required=False)

    def __init__(self, *args, event: Event, user=None, **options):
        super().__init__(*args, **options)
        self.event, self.user = event, user
        if event.series_id:
            del self.fields["series_name"]
        else:
            self.fields["series_name"].initial = event.title
            self.fields["series_name"].required = True
            self.fields["series_name"].error_messages["required"] = _(
                "A series needs a name in Japanese or in English."
            )

    def clean_dates(self) -> list[date]:
        """The days in the order typed. Every line that is wrong is named."""
        days, errors = [], []
        years = ClosedYears.load()
        for number, line in enumerate(self.cleaned_data["dates"].split("\n"), 1):
            if not line.strip():
                continue
            try:
                day = _day(line)
                if day in days:
                    raise ValueError(_now("“%(text)s” is there twice.") % {"text": line.strip()})
                if day == self.event.starts_on:
                    raise ValueError(_now("“%(text)s” is the day of the event itself.") % {"text": line.strip()})
                if closed := years.stop_on(self.event.mission_id, day):
                    raise ValueError(closed.sentence(to=self.user))
                days.append(day)
            except ValueError as error:
                errors.append(_now("Line %(number)d: %(sentence)s") % {"number": number, "sentence": error})
        if len(days) + len(errors) > MOST_REPEATS:
            errors = [
                _now("%(given)d dates are too many at once. Give up to %(most)d.")
                % {"given": len(days) + len(errors), "most": MOST_REPEATS}
            ]
        if errors:
            raise ValidationError(errors)
        return days

    def save(self, *, by) -> list[Event]:
        """Drafts on all the days, joined with the event in one series; all of them or none."""
        with transaction.atomic():
            if not self.event.series_id:
                self.event.series = self._series()
                self.event.revise(by=by, version=self.event.version)
            copies = [self.event.copy_to(day, by=by) for day in self.cleaned_data["dates"]]
            for copy in copies:
                create_copy(copy, of=self.event, by=by)
        return copies

    def _series(self) -> Series:
        return Series.named(self.cleaned_data["series_name"], mission=self.event.mission)


def create_copy(copy: Event, *, of: Event, by) -> None:
    """Save the draft together with what repeats itself: partners and partner missions."""
    partners = list(of.partners.values("name", "role"))
    missions = list(of.partner_missions.all())

    def write_related() -> None:
        copy.partner_missions.set(missions)
        for partner in partners:
            row = copy.partners.model(event=copy, **partner)
            row._history_user, row._history_date = by, copy.updated_at
            row.save()

    copy.create(by=by, reason="copy", write_related=write_related)


def same_weekday_next_year(day: date | None) -> date | None:
    """52 weeks later: the festival of the second Saturday of May is on a Saturday of May again."""
    return day and day + timedelta(weeks=52)


def _day(line: str) -> date:
    day = parse_date(line, language=(get_language() or "ja")[:2])
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(_now("The date is not between 1 April 2000 and 31 March 2100."))
    return day
