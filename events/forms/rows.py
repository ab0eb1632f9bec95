"""The lists that belong to an event: partners, officials met, links. A row that is emptied is removed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import URLValidator
from django.forms.formsets import TOTAL_FORM_COUNT, BaseFormSet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.forms.fields import LineField
from events.models import Event, EventLink, OfficialMet, PartnerRole

BLANK_ROWS = 3
MOST_ROWS = 50


class RowForm(forms.ModelForm):
    """A row is blank when its text boxes are, whatever its list says: emptying the boxes removes it."""

    texts: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.required = False  # a blank row is none; `clean` asks for what a row needs

    def has_changed(self) -> bool:
        return any((self[name].value() or "").strip() for name in self.texts)

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in (self.texts[0], *(name for name in self.fields if name not in self.texts)):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _now("Fill this in, or empty the whole row."))
        return cleaned


class PartnerForm(RowForm):
    texts = ("name",)

    class Meta:
        model = PartnerRole
        fields = ("name", "role")
        field_classes: ClassVar = {"name": LineField}
        widgets: ClassVar = {
            "name": forms.TextInput(attrs={"list": "known-partners", "autocomplete": "off", "data-suggest": "partner"})
        }


class OfficialForm(RowForm):
    texts = ("name", "title")

    class Meta:
        model = OfficialMet
        fields = ("name", "title", "level")
        field_classes: ClassVar = {"name": LineField, "title": LineField}
        widgets: ClassVar = {"name": forms.TextInput(attrs={"autocomplete": "off", "data-suggest": "official"})}


class LinkForm(RowForm):
    texts = ("url", "label")

    url = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        error_messages={
            "invalid": _(
                "This is not the address of a page. Copy it from the browser, for example https://example.org/festival."
            )
        },
    )

    class Meta:
        model = EventLink
        fields = ("url", "label")
        field_classes: ClassVar = {"label": LineField}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["url"].validators = [
            URLValidator(schemes=["http", "https"], message=self.fields["url"].error_messages["invalid"])
        ]


class Rows(BaseFormSet):
    """A list without row ids: what stands on the page is what is kept, so a row that another deleted cannot stand in the way."""

    manager = ""
    label: Any = ""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def values(self) -> tuple[tuple, ...]:
        """The rows that are filled in, as tuples in the order of the form's fields."""
        filled = [form for form in self.forms if form.has_changed() and not form.errors]
        return tuple(tuple(form.cleaned_data[name] for name in form.fields) for form in filled)

    def clean(self) -> None:
        seen: set[tuple] = set()
        for form in self.forms:
            if form.errors or not form.has_changed():
                continue
            row = tuple(form.cleaned_data[name] for name in form.fields)
            if row in seen:
                form.add_error(None, _now("This row is there twice."))
            seen.add(row)

    @property
    def is_worth_opening(self) -> bool:
        return bool(self.initial or self.total_error_count() or (self.is_bound and self.values()))


def _rows(form, *, manager: str, label) -> type[Rows]:
    made = forms.formset_factory(
        form, formset=Rows, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS * 2, validate_max=True
    )
    made.manager, made.label = manager, label
    return made


LISTS: dict[str, type[Rows]] = {
    "partners": _rows(PartnerForm, manager="partners", label=_("Partners")),
    "officials": _rows(OfficialForm, manager="officials", label=_("Officials met")),
    "links": _rows(LinkForm, manager="links", label=_("Links")),
}


def fields_of(name: str) -> list[str]:
    return list(LISTS[name].form.base_fields)


def rows_of(event: Event, name: str) -> tuple[tuple, ...]:
    """What the list holds now, as `Rows.values` gives it."""
    return tuple(getattr(event, name).values_list(*fields_of(name))) if event.pk else ()


def with_one_row_more(data, name: str):
    """The posted data with one more blank row in a list."""
    more = data.copy()
    key = f"{name}-{TOTAL_FORM_COUNT}"
    total = more.get(key, "0")
    more[key] = str(min(int(total) + 1, MOST_ROWS)) if total.isascii() and total.isdigit() and len(total) < 4 else "1"
    return more


def as_posted(name: str, rows: tuple[tuple, ...]) -> dict[str, str]:
    """The posted keys and values that a list of these rows would have, with one blank row."""
    posted = {f"{name}-{TOTAL_FORM_COUNT}": str(min(len(rows) + 1, MOST_ROWS)), f"{name}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        posted |= {f"{name}-{number}-{field}": value for field, value in zip(fields_of(name), row, strict=True)}
    return posted


def write_rows(event: Event, name: str, rows: tuple[tuple, ...], *, by) -> None:
    """Make the list hold these rows: equal ones stay, others are changed in place, the rest is added or deleted."""
    fields = fields_of(name)
    wanted, spare = list(rows), []
    for present in getattr(event, name).all():
        value = tuple(getattr(present, field) for field in fields)
        if value in wanted:
            wanted.remove(value)
        else:
            spare.append(present)
    for row in wanted:
        line = spare.pop(0) if spare else getattr(event, name).model(event=event)
        for field, value in zip(fields, row, strict=True):
            setattr(line, field, value)
        sign(line, event=event, by=by).save()
    for line in spare:
        sign(line, event=event, by=by).delete()


def sign(row, *, event: Event, by):
    """The row, whose history will bear the person and the moment of the event's version."""
    row._history_user, row._history_date = by, event.updated_at
    return row
