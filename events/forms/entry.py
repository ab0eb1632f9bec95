"""The whole page of one event: its fields, its lists and its photos, read together and written in one version."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from events.forms import photo as photos
from events.forms.event import EventForm
from events.forms.rows import LISTS, rows_of, write_rows
from events.models import Event, PartnerRole
from events.status import COUNTED, FILLED_IN, Status
from events.thumbnails import stored_together
from events.transitions import possible

MOST_SUGGESTIONS = 300


class Entry:
    """What one person does with one event's page. `version` is the one the page was opened with."""

    def __init__(self, *, user, event: Event, data=None, files=None):
        self.user, self.event, self.data = user, event, data
        self.is_new = event.pk is None
        self.form = EventForm(data, instance=event, user=user)
        self.lists = {name: self._list(name) for name in LISTS}
        self.photos = photos.photo_forms(event, data=data)
        self.new_photos = photos.NewPhotosForm(data, files, use_required_attribute=False)
        self.version = _version(data, event)
        self.differences: list = []
        self.is_conflict = False
        self.notice = ""

    def _list(self, name: str):
        if self.data is not None:
            return LISTS[name](self.data, prefix=name)
        fields = list(LISTS[name].form.base_fields)
        initial = [dict(zip(fields, row, strict=True)) for row in rows_of(self.event, name)]
        rows = LISTS[name](prefix=name, initial=initial)
        if initial:
            rows.extra = 1
        return rows

    @property
    def parts(self) -> list:
        return [self.form, *self.lists.values(), *self.photos, self.new_photos]

    def is_valid(self) -> bool:
        checked = [part.is_valid() for part in self.parts]  # all of them, so that all is said at once
        if self.event.status in FILLED_IN:
            self.say_what_is_missing()
        return all(checked) and not self.form.errors

    def say_what_is_missing(self) -> bool:
        """Puts every sentence of `Event.missing()` beside its field; whether there was any."""
        missing = self.event.missing()
        if not self.form.is_bound:
            self.form.full_clean()
            self.form.cleaned_data = {}
        for field, sentence in missing.items():
            if field in self.form.errors:
                continue  # it is not missing, it cannot be read
            self.form.add_error(field if field in self.form.fields else None, sentence)
        return bool(missing)

    # ---- writing

    def save(self, *, reason: str = "edit") -> None:
        """One version with everything in it, or nothing. Raises EditConflict when another saved in between."""
        with stored_together() as self._written, transaction.atomic():
            self.form.keep_new_series()
            if self.is_new:
                self.event.create(by=self.user, reason="create", write_related=self._write_related)
            else:
                self.event.revise(by=self.user, version=self.version, reason=reason, write_related=self._write_related)
        self.version = self.event.version

    def _write_related(self) -> None:
        self.event.partner_missions.set(self.form.cleaned_data["partner_missions"])
        for name, rows in self.lists.items():
            write_rows(self.event, name, rows.values(), by=self.user)
        new = self.new_photos.cleaned_data["photos"]
        photos.write_photos(self.event, self.photos, new, by=self.user, written=self._written)

    # ---- for the page

    def all_errors(self) -> list[tuple[str, str, str]]:
        """(id of the control or '', label, sentence) for everything that is wrong on the page."""
        found = []
        for part in self.parts:
            found += [("", "", sentence) for sentence in getattr(part, "non_form_errors", list)()]
            for form in getattr(part, "forms", [part]):
                if not form.errors:
                    continue
                found += [("", str(getattr(part, "label", "")), sentence) for sentence in form.non_field_errors()]
                found += [
                    (field.id_for_label or field.auto_id, str(field.label), sentence)
                    for field in form
                    for sentence in field.errors
                ]
        return found

    def open_sections(self) -> set[str]:
        """Parts of “More” that hold something, or something wrong."""
        form = self.form
        held = {name for name in form.fields if form[name].value() or form[name].errors}
        lists = {name for name, rows in self.lists.items() if rows.is_worth_opening}
        sections = {
            "with_whom": held & {"partner_missions"} or lists & {"partners", "officials"},
            "approach": held & {"region_type", "interest_level", "pillar"},
            "story": held & {"summary_ja", "summary_en", "is_good_practice", "story_ja", "story_en"},
            "photos": self.photos or self.new_photos.errors,
            "links": lists & {"links"},
            "funds": held & {"own_funds", "outside_funds", "outside_funds_source"},
        }
        return {name for name, content in sections.items() if content}

    @property
    def will_be_submitted_again(self) -> bool:
        return self.status_after == Status.SUBMITTED and self.event.status == Status.CONFIRMED

    @property
    def will_wait_for_approval(self) -> bool:
        """Whether a saved change takes it back to the mission's approver, and out of the figures until then."""
        return self.status_after == Status.APPROVAL and self.event.status in COUNTED

    @property
    def goes_to_approver_first(self) -> bool:
        """Whether handing it in means asking the mission's approver."""
        if not self.event.mission_id or self.event.status != Status.DRAFT:
            return False
        found = possible(self.event, by=self.user, verb="submit")
        return found is not None and found.after == Status.APPROVAL

    @property
    def status_after(self) -> str:
        found = possible(self.event, by=self.user, verb="edit") if self.event.pk else None
        return found.after if found else self.event.status

    def known_cities(self) -> list[str]:
        return self._known(Event.objects.filter(mission=self.form.mission_now()).exclude(city=""), "city")

    def known_partners(self) -> list[str]:
        return self._known(PartnerRole.objects.filter(event__mission=self.form.mission_now()), "name")

    def _known(self, rows, name: str) -> list[str]:
        return list(rows.order_by(name).values_list(name, flat=True).distinct()[:MOST_SUGGESTIONS])

    def saved_sentence(self) -> str:
        words = {"title": str(self.event)}
        if self.event.status == Status.DRAFT:
            return _("“%(title)s” was saved as a draft.") % words
        if self.event.status == Status.APPROVAL:
            return _("“%(title)s” was saved and waits for the approver of the mission.") % words
        if self.event.status == Status.SUBMITTED:
            return _("“%(title)s” was saved and is submitted.") % words
        return _("“%(title)s” was saved.") % words


def _version(data, event: Event) -> int:
    """The version the page was opened with. What cannot be read is no version, so that nothing is overwritten unseen."""
    if data is None or event.pk is None:
        return event.version
    typed = data.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
