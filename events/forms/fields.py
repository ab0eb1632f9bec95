"""Fields that read what people type and say in a sentence what they could not read."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events.counts import NOTHING, Stated, parse_count, write_count
from events.dates import parse_date
from events.fiscal_year import FIRST_DAY, LAST_DAY
from events.text import validate_text


class LineField(forms.CharField):
    """One line of text, kept as typed."""

    def __init__(self, **options):
        super().__init__(**options)
        self.validators = [validator for validator in self.validators if validator is not validate_text]
        self.validators.append(validate_text)


class ProseField(LineField):
    """Some paragraphs. A line ends in one way only, so that nothing seems to change when it is saved again."""

    def to_python(self, value) -> str:
        return super().to_python((value or "").replace("\r\n", "\n").replace("\r", "\n"))


class DayInput(forms.TextInput):
    """A text box for a whole date. A script (static/js/day.js) makes of it three boxes with a calendar beside them."""

    WORDS = (
        pgettext_lazy("part of a date", "Year"), pgettext_lazy("part of a date", "Month"),
        pgettext_lazy("part of a date", "Day"), _("Calendar"), _("Today"), _("Close"), _("Month before"), _("Month after"),
    )  # fmt: skip

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "off", "placeholder": "2026-05-01", **(attrs or {})})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {"data-day": "|".join(map(str, self.WORDS)), "data-read-day": reverse("read_day")}
        return context


class DayField(forms.Field):
    """A date, typed in any of the ways that `parse_date` reads; shown again as 2026-05-01."""

    widget = DayInput

    def to_python(self, value) -> date | None:
        if isinstance(value, date) or not (value or "").strip():
            return value or None
        if len(value) > 60:
            raise ValidationError(_("This is too long for a date. Write year, month and day, for example 2026-05-01."))
        try:
            day = parse_date(value, language=(get_language() or "ja")[:2])
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(_("The date is not between 1 April 2000 and 31 March 2100."))
        return day

    def prepare_value(self, value):
        return value.isoformat() if isinstance(value, date) else value

    def has_changed(self, initial, data) -> bool:
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


class HintedField(forms.BoundField):
    """Described also by a hint that stands once for several fields."""

    @property
    def aria_describedby(self) -> str | None:
        return " ".join(filter(None, [self.field.described_by, super().aria_describedby])) or None


class CountField(forms.CharField):
    """A count with its qualifier in one box; cleaned to `Stated`. `described_by`: the id of the hint on its page."""

    def get_bound_field(self, form, field_name):
        return HintedField(form, self, field_name)

    def __init__(self, *, described_by: str = "", **options):
        super().__init__(**{"required": False, "empty_value": NOTHING, **options})
        self.described_by = described_by
        self.widget.attrs.update({"autocomplete": "off"})

    def to_python(self, value) -> Stated:
        if isinstance(value, Stated):
            return value
        try:
            return parse_count(value or "")
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def validate(self, value) -> None:
        """Everything was said while reading."""

    def run_validators(self, value) -> None:
        """Everything was said while reading."""

    def prepare_value(self, value):
        return write_count(*value) if isinstance(value, Stated) else value


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once; cleaned to a list. `clean_each` turns one file into what is kept."""

    def __init__(self, *, clean_each, most: int, **options):
        self.clean_each, self.most = clean_each, most
        super().__init__(**{"widget": ManyFilesInput, "required": False, **options})

    def clean(self, data, initial=None) -> list:
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if len(files) > self.most:
            raise ValidationError(
                _("%(given)d photos at once are too many. Choose up to %(most)d and add the rest afterwards."),
                params={"given": len(files), "most": self.most},
            )
        kept, errors = [], []
        for file in files:
            try:
                kept.append(self.clean_each(file))
            except ValidationError as error:
                errors.extend(error.error_list)
        if errors:
            raise ValidationError(errors)
        return kept
