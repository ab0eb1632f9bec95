"""The event's own fields: choices within the person's reach, and each sentence beside its field."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.counts import Stated, write_count
from events.forms.fields import CountField, DayField, LineField, ProseField
from events.models import Approach, Event, Series
from events.models.choices import Format
from events.querysets import APPROACH_AXES, MODES
from regions.bilingual import in_current_language
from regions.models import Jurisdiction, Mission, State

LINES = ("title_ja", "title_en", "venue", "city", "outside_funds_source")
PROSE = ("summary_ja", "summary_en", "story_ja", "story_en")

BESIDE = {
    "event_ends_after_it_starts": "ends_on",
    "event_end_needs_a_start": "starts_on",
    "event_date_is_plausible": "starts_on",
    "event_county_is_in_its_state": "county",
    "event_region_type_is_of_its_axis": "region_type",
    "event_interest_level_is_of_its_axis": "interest_level",
    "event_pillar_is_of_its_axis": "pillar",
    "event_funds_not_negative": "own_funds",
    "event_in_person_count_fits_qualifier": "in_person_count",
    "event_online_count_fits_qualifier": "online_count",
    "event_on_demand_count_fits_qualifier": "on_demand_count",
}


class EventForm(forms.ModelForm):
    in_person_count = CountField(label=_("In person"), described_by="count-hint")
    online_count = CountField(label=_("Live online"), described_by="count-hint")
    on_demand_count = CountField(label=_("On-demand views"), described_by="count-hint")
    new_series = LineField(
        label=_("Or a new series"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-suggest": "series"}),
    )  # fmt: skip

    class Meta:
        model = Event
        fields = (
            "mission", "title_ja", "title_en", "category", "starts_on", "ends_on", "series",
            "format", "state", "county", "city", "venue",
            "in_person_basis", "online_basis", "on_demand_basis",
            "partner_missions", "region_type", "interest_level", "pillar",
            "is_good_practice", "story_ja", "story_en", "summary_ja", "summary_en",
            "own_funds", "outside_funds", "outside_funds_source",
        )  # fmt: skip
        field_classes: ClassVar = {
            "starts_on": DayField,
            "ends_on": DayField,
            **dict.fromkeys(LINES, LineField),
            **dict.fromkeys(PROSE, ProseField),
        }
        widgets: ClassVar = {
            "format": forms.RadioSelect,
            "partner_missions": forms.CheckboxSelectMultiple,
            "city": forms.TextInput(attrs={"list": "known-cities", "autocomplete": "off", "data-suggest": "city"}),
            **{name: forms.Textarea(attrs={"rows": 4}) for name in PROSE},
            **dict.fromkeys(("own_funds", "outside_funds"), forms.TextInput(attrs={"inputmode": "decimal"})),
        }
        help_texts: ClassVar = {
            "title_ja": _("One language is enough."),
            "title_en": _("One language is enough."),
            "category": _("The one that it is mainly about: an event counts once."),
            "starts_on": _("By the local date at its place, which decides the fiscal year."),
            "ends_on": _("Leave it empty for an event of one day."),
            "series": _("Events that belong together, such as a yearly festival or a caravan."),
            "partner_missions": _("A joint event counts once in all, and is shown under each of its missions."),
            "region_type": _("What the place is like, not what the event is about."),
            "interest_level": _("How much the audience is interested in Japan already; each level has its method."),
            "pillar": _("Of the action plan in force on the start date."),
            "is_good_practice": _(
                "Other missions see it once the event is confirmed. It needs a story: what was done, and what came of it."
            ),
        }
        labels: ClassVar = {
            **{f"{mode}_basis": _("Counted by") for mode in MODES},
            "starts_on": _("Start date"),
            "ends_on": _("End date"),
        }

    def __init__(self, *args, user, **options):
        options.setdefault("use_required_attribute", False)
        super().__init__(*args, **options)
        self.user = user
        event = self.instance
        if event._state.adding and not event.mission_id and user.is_of_mission:
            self._start_from_the_persons_mission()
        if not user.is_hq or event.number:
            del self.fields["mission"]
        for mode in MODES:
            said = Stated(getattr(event, f"{mode}_count"), getattr(event, f"{mode}_qualifier"))
            self.initial.setdefault(f"{mode}_count", said)
        self._limit_choices()
        if event._state.adding and not self.is_bound:
            first = "mission" if "mission" in self.fields else in_current_language("title_ja", "title_en")
            self.fields[first].widget.attrs["autofocus"] = True
            self.fields["starts_on"].widget.attrs["data-year"] = self.today().year
            self._offer_the_last_city()
        self.fields["ends_on"].widget.attrs["data-after"] = "starts_on"

    # ---- choices

    def _start_from_the_persons_mission(self) -> None:
        mission = self.user.mission
        self.instance.mission = mission
        self.initial["state"] = mission.seat_id
        self.initial["format"] = Format.IN_PERSON

    def _offer_the_last_city(self) -> None:
        """That of the person's last event, where it was in the state that stands there already; the page says so."""
        state = self.initial.get("state")
        own = Event.objects.visible_to(self.user).filter(created_by=self.user, mission=self.instance.mission_id)
        last = own.order_by("-pk").values("state_id", "city").first() if state else None
        if last and last["city"] and last["state_id"] == state:
            self.initial["city"] = last["city"]
            self.fields["city"].widget.attrs |= {"data-of-state": state, "aria-describedby": "city-hint"}

    def _limit_choices(self) -> None:
        day = self.day_now()
        mission = self.mission_now()
        self.fields["format"].choices = Format.choices
        self.fields["format"].css_class = self.fields["partner_missions"].css_class = "field--row"
        self.fields["state"].choices = _states_own_first(mission, on=day)
        self._ask_for_county(on=day)
        series = Series.objects.filter(mission=mission) if mission else Series.objects.filter(mission=None)
        self.fields["series"].queryset = series | Series.objects.filter(pk=self.instance.series_id)
        self.fields["partner_missions"].queryset = Mission.objects.exclude(pk=mission)
        self.fields["partner_missions"].label_from_instance = lambda row: row.short_name
        for axis, name in APPROACH_AXES.items():
            self.fields[name].queryset = Approach.objects.filter(axis=axis)
            self.fields[name].label_from_instance = _approach_label
        self._offer_pillars(on=day)

    def _ask_for_county(self, *, on: date) -> None:
        state = self.value_now("state")
        field = self.fields["county"]
        if state and State.objects.split(on=on).filter(pk=state).exists():
            field.queryset = field.queryset.filter(state=state)
            field.help_text = _now("This state is shared by several missions.")
        else:
            del self.fields["county"]

    def _offer_pillars(self, *, on: date) -> None:
        """Grouped by plan, the plan in force first; no field while HQ has entered no pillars."""
        groups: dict[str, list] = {}
        pillars = Approach.objects.filter(axis=Approach.Axis.PILLAR).select_related("plan")
        for pillar in sorted(pillars, key=lambda row: not row.plan.is_in_force(on=on)):
            groups.setdefault(pillar.plan.name, []).append((pillar.pk, pillar.name))
        if groups:
            self.fields["pillar"].choices = [("", self.fields["pillar"].empty_label), *groups.items()]
        else:
            del self.fields["pillar"]

    # ---- what the page says at this moment, typed or kept

    def value_now(self, name: str):
        if self.is_bound and name in self.fields:
            return self.data.get(self.add_prefix(name), "")
        value = self.initial.get(name, getattr(self.instance, self.instance._meta.get_field(name).attname))
        return getattr(value, "pk", value)

    def mission_now(self) -> str | None:
        return (self.value_now("mission") if "mission" in self.fields else self.instance.mission_id) or None

    def day_now(self) -> date:
        """The start date where it can be read, else today at the mission's place."""
        try:
            return self.fields["starts_on"].to_python(self.value_now("starts_on")) or self.today()
        except ValidationError:
            return self.today()

    def today(self) -> date:
        zone = self.user.mission.time_zone if self.user.is_of_mission else "Asia/Tokyo"
        return timezone.now().astimezone(ZoneInfo(zone)).date()

    # ---- cleaning

    def clean(self) -> dict:
        cleaned = super().clean()
        event = self.instance
        if "county" not in self.fields:
            event.county = None
        for mode in MODES:
            if f"{mode}_count" in cleaned:
                said = cleaned[f"{mode}_count"]
                setattr(event, f"{mode}_count", said.count)
                setattr(event, f"{mode}_qualifier", said.qualifier)
        if cleaned.get("series") and cleaned.get("new_series"):
            self.add_error("new_series", _now("Choose a series or name a new one, not both."))
        plan = cleaned["pillar"].plan if cleaned.get("pillar") else None
        if plan and cleaned.get("starts_on") and not plan.is_in_force(on=cleaned["starts_on"]):
            self.add_error(
                "pillar",
                _now("This pillar is of %(plan)s, which was not in force on the start date.") % {"plan": plan.name},
            )
        return cleaned

    def _update_errors(self, errors: ValidationError) -> None:
        """The database's own rules: each sentence beside its field."""
        if hasattr(errors, "error_dict"):
            for error in errors.error_dict.pop(NON_FIELD_ERRORS, []):
                self.add_error(self._beside(error), error)
        super()._update_errors(errors)

    def _beside(self, error: ValidationError) -> str | None:
        for constraint in Event._meta.constraints:
            if constraint.violation_error_message != error.message:
                continue
            field = BESIDE.get(constraint.name)
            if field == "own_funds" and (self.instance.own_funds or 0) >= 0:
                field = "outside_funds"
            return field if field in self.fields else None
        return None

    def keep_new_series(self) -> None:
        """Make the series that was named, or take the one that already has this name."""
        name = self.cleaned_data.get("new_series")
        if name:
            self.instance.series = Series.named(name, mission=self.instance.mission)

    # ---- what the page says beside the fields

    def understood(self) -> dict[str, str]:
        """Field name -> what was read from the typed text, where it was typed in another form."""
        read = {}
        for name in ("starts_on", "ends_on"):
            day = getattr(self, "cleaned_data", {}).get(name)
            if day:
                read[name] = date_format(day, "DATE_FORMAT")
        for mode in MODES:
            said = getattr(self, "cleaned_data", {}).get(f"{mode}_count")
            if said and said.qualifier:
                read[f"{mode}_count"] = write_count(*said)
        return read

    def last_of_series(self) -> Event | None:
        """The event before this one in the chosen series."""
        series = self.value_now("series")
        if not series or not str(series).isascii() or not str(series).isdigit():
            return None
        earlier = Event.objects.visible_to(self.user).filter(series=series, starts_on__lt=self.day_now())
        return earlier.exclude(pk=self.instance.pk).order_by("-starts_on", "-pk").first()

    def warnings(self) -> list[str]:
        """What looks odd but is never in the way of saving."""
        return jurisdiction_warnings(self.instance, today=self.today())


def jurisdiction_warnings(event: Event, *, today: date) -> list[str]:
    """Sentences about who serves the event's place on its day, when that is not its own mission."""
    if not event.state_id or not event.mission_id:
        return []
    day = event.starts_on or today
    serving = Jurisdiction.objects.serving(state=event.state_id, county=event.county_id, on=day)
    missions = {row.mission_id: row.mission for row in serving.select_related("mission")}
    words = {"state": event.state.name, "date": date_format(day, "DATE_FORMAT"), "mission": event.mission.short_name}
    if event.mission_id not in missions:
        words["others"] = ", ".join(sorted(mission.short_name for mission in missions.values()))
        if not missions:
            return [_now("No mission is known to serve %(state)s on %(date)s. You can save it all the same.") % words]
        return [
            _now("On %(date)s %(state)s was served by %(others)s, not by %(mission)s. You can save it all the same.")
            % words
        ]
    if len(missions) > 1 and not event.county_id:
        return [_now("%(state)s is shared by several missions. Say in which county the event took place.") % words]
    return []


def figures_of(event: Event) -> list[str]:
    """What was said about each mode: "In person: about 500"."""
    labels = {f"{mode}_count": EventForm.base_fields[f"{mode}_count"].label for mode in MODES}
    return [
        f"{labels[f'{mode}_count']}: {write_count(getattr(event, f'{mode}_count'), getattr(event, f'{mode}_qualifier'))}"
        for mode in MODES
        if getattr(event, f"{mode}_qualifier")
    ]


def _approach_label(approach: Approach) -> str:
    return f"{approach.name} – {approach.method}" if approach.method else approach.name


def _states_own_first(mission: str | None, *, on: date) -> list:
    """Choices of states by name, those that the mission serves on the day before the others."""
    own = set(State.objects.served_by(mission, on=on).values_list("pk", flat=True)) if mission else set()
    states = sorted(State.objects.all(), key=lambda row: in_current_language(row.pk, row.name_en))
    ours = [(state.pk, state.name) for state in states if state.pk in own]
    others = [(state.pk, state.name) for state in states if state.pk not in own]
    if not ours:
        return [("", "---------"), *others]
    return [("", "---------"), (_now("Own jurisdiction"), ours), (_now("Other states and territories"), others)]
