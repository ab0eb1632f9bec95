"""The entry page in its other use: what is typed becomes a correction request instead of a version."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from events.correction_photos import PhotosAsked
from events.corrections import COLUMNS
from events.forms.entry import Entry
from events.forms.fields import ProseField
from events.forms.photo import CAPTIONS
from events.forms.rows import fields_of
from events.intake.said import standing


class WhyForm(forms.Form):
    """Why a closed year should change. Its prefix keeps it apart from the event's own fields on the same page."""

    prefix = "correction"

    reason = ProseField(
        label=_("Why the correction is needed"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Headquarters reads this beside what was and what is to be."),
        error_messages={"required": _("Give a reason, so that others can follow what happened.")},
    )

    def __init__(self, *args, **options):
        options.setdefault("use_required_attribute", False)
        super().__init__(*args, **options)


class AnswerForm(forms.Form):
    answer = ProseField(
        label=_("Answer to the mission"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you decline: the mission reads why."),
    )


def said_on(entry: Entry) -> dict:
    """Everything on a valid page in the form of events.intake.said; for photos see `photos_on`."""
    cleaned = entry.form.cleaned_data
    lists: dict = {"partner_missions": [mission.pk for mission in cleaned["partner_missions"]]}
    for name, columns in COLUMNS.items():
        rows = [dict(zip(fields_of(name), row, strict=True)) for row in entry.lists[name].values()]
        lists[name] = [tuple(row[column] for column in columns) for row in rows]
    said = standing(entry.form.instance, lists)
    if cleaned.get("new_series"):
        said["series"] = cleaned["new_series"]
    return said


def photos_on(entry: Entry) -> PhotosAsked:
    """What a valid page says of the event's photos: new ones, other captions, and those to be removed."""
    removed = [form for form in entry.photos if form.cleaned_data["remove"]]
    changed = [form for form in entry.photos if form not in removed and set(form.changed_data) & set(CAPTIONS)]
    return PhotosAsked(
        add=tuple(entry.new_photos.cleaned_data.get("photos") or ()),
        change={form.instance.pk: {name: form.cleaned_data[name] for name in CAPTIONS} for form in changed},
        remove=tuple(form.instance.pk for form in removed),
    )
