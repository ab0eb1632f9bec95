"""Telling others of a good practice: the story, why it worked, its photos, what came of it, and starting one's own."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.forms import photo as photos
from events.forms.fields import DayField, ProseField
from events.forms.verbs import CopyForm
from events.models import Event, Outcome, Practice, Selection
from events.thumbnails import stored_together
from events.transitions import possible
from events.years import what_stops

ROWS = {"rows": 6}


class StoryForm(forms.ModelForm):
    """What was done; one language is enough."""

    class Meta:
        model = Event
        fields = ("story_ja", "story_en")
        field_classes: ClassVar = dict.fromkeys(fields, ProseField)
        widgets: ClassVar = dict.fromkeys(fields, forms.Textarea(attrs=ROWS))
        labels: ClassVar = {"story_ja": _("What was done, Japanese"), "story_en": _("What was done, English")}

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not (cleaned["story_ja"] or cleaned["story_en"]):
            self.add_error("story_ja", _now("Write what was done, in Japanese or in English."))
        return cleaned


class WhyForm(forms.Form):
    why_ja = ProseField(
        label=_("Why it worked, Japanese"), max_length=2000, required=False, widget=forms.Textarea(attrs=ROWS)
    )
    why_en = ProseField(
        label=_("Why it worked, English"), max_length=2000, required=False, widget=forms.Textarea(attrs=ROWS)
    )


class Telling:
    """What one person does on the page that tells of an event. `version` is the event's as the page was opened.

    In a closed year the story and the photos stay as they are; why it worked can still be said.
    """

    def __init__(self, *, user, event: Event, data=None, files=None) -> None:
        self.user, self.event = user, event
        self.closed = what_stops(event)
        self.had_story = bool(event.story_ja or event.story_en)
        self.practice = Practice.objects.filter(event=event).first() or Practice(event=event)
        why = {"why_ja": self.practice.why_ja, "why_en": self.practice.why_en}
        self.why = WhyForm(data, initial=why, use_required_attribute=False)
        self.story = None if self.closed else StoryForm(data, instance=event, use_required_attribute=False)
        self.photos = [] if self.closed else photos.photo_forms(event, data=data)
        self.new_photos = None if self.closed else photos.NewPhotosForm(data, files, use_required_attribute=False)
        typed = (data or {}).get("version", "")
        self.version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else event.version

    @property
    def parts(self) -> list:
        return [part for part in (self.story, self.why, *self.photos, self.new_photos) if part is not None]

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Id of the control, its label, the sentence."""
        return [
            (field.id_for_label or field.auto_id, str(field.label), sentence)
            for part in self.parts
            for field in part
            for sentence in field.errors
        ] + [("", "", sentence) for part in self.parts for sentence in part.non_field_errors()]

    def is_valid(self) -> bool:
        checked = [part.is_valid() for part in self.parts]  # all of them, so that all is said at once
        return all(checked)

    @property
    def changes_the_event(self) -> bool:
        if self.story is None or self.new_photos is None:
            return False
        return (
            self.story.has_changed()
            or not self.event.is_good_practice
            or any(form.has_changed() for form in self.photos)
            or bool(self.new_photos.cleaned_data["photos"])
        )

    @property
    def is_confirmed_again(self) -> bool:
        """Whether a saved change to story or photos has to be confirmed again."""
        found = possible(self.event, by=self.user, verb="edit")
        return found is not None and found.after != self.event.status

    @property
    def can_be_nominated(self) -> bool:
        can_tell = self.closed is None or (self.event.is_good_practice and self.had_story)
        return can_tell and self.practice.state in (Selection.OFFERED, Selection.DECLINED)

    def save(self, *, is_nominated: bool) -> None:
        """Everything or nothing. EditConflict when another saved in between; YearIsClosed, ValidationError as the verbs."""
        with stored_together() as written, transaction.atomic():
            if self.changes_the_event:
                self.event.is_good_practice = True
                self.event.revise(by=self.user, version=self.version, write_related=lambda: self._write(written))
            practice = Practice.locked(self.event, by=self.user)
            practice.explain(by=self.user, **self.why.cleaned_data)
            if is_nominated:
                practice.nominate(by=self.user)

    def _write(self, written: list) -> None:
        new = self.new_photos.cleaned_data["photos"] if self.new_photos else []
        photos.write_photos(self.event, self.photos, new, by=self.user, written=written)


class OutcomeForm(forms.ModelForm):
    """What came of it later."""

    happened_on = DayField(label=_("When"), required=False, help_text=_("Leave it empty if it is not known."))

    class Meta:
        model = Outcome
        fields = ("text_ja", "text_en", "happened_on")
        field_classes: ClassVar = dict.fromkeys(("text_ja", "text_en"), ProseField)
        widgets: ClassVar = dict.fromkeys(("text_ja", "text_en"), forms.Textarea(attrs={"rows": 3}))
        labels: ClassVar = {"text_ja": _("Outcome, Japanese"), "text_en": _("Outcome, English")}

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not (cleaned["text_ja"] or cleaned["text_en"]):
            self.add_error("text_ja", _now("Write what came of it, in Japanese or in English."))
        return cleaned


class StartForm(CopyForm):
    """On which day one's own event like this one takes place; of the mission of whoever starts it."""

    starts_on = DayField(label=_("Start date of my event"), required=False, help_text=_("It can be entered later."))

    def __init__(self, *args, event: Event, user, **options):
        super().__init__(*args, event=event, user=user, **options)
        self.fields["starts_on"].initial = None
        self.mission = user.mission

    def save(self, *, by) -> Event:
        """A saved draft of that mission: title, summary, format, category and approach, and nothing of its place or people."""
        kept = (
            "title_ja",
            "title_en",
            "summary_ja",
            "summary_en",
            "format",
            "category",
            "region_type",
            "interest_level",
        )
        draft = Event(mission=self.mission, starts_on=self.cleaned_data["starts_on"], created_by=by, updated_by=by)
        for name in kept:
            setattr(draft, name, getattr(self.event, name))
        draft.create(by=by, reason="copy")
        return draft
