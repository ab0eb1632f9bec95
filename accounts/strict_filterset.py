"""One strict base for everything that is asked by GET parameters, in pages, reports and commands.

django-filter answers a value it cannot read, and a parameter it does not know, with every row
(its issues #603, #763, #860, #1740): in a report that is a silently wrong figure. Here either is
an error in a sentence, and a filter set with an error shows nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_filters import Filter, FilterSet

from regions.text import CONTROL

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""What Django puts in the place of bytes that are not UTF-8; we put it in the place of lone surrogates."""

LONGEST_QUOTE = 40


def _quoted(text: str) -> str:
    visible = CONTROL.sub(UNREADABLE, text)
    return visible if len(visible) <= LONGEST_QUOTE else visible[: LONGEST_QUOTE - 1] + "…"


def _printable(text: str) -> str:
    return "".join(UNREADABLE if "\ud800" <= char <= "\udfff" else char for char in text)


def _is_unreadable(text: str) -> bool:
    return UNREADABLE in text or CONTROL.search(text) is not None


def _nearest(word: str, candidates: list[str]) -> str | None:
    """The candidate that was probably meant, swapped letters first; None when none is near."""
    by_lower = {candidate.lower(): candidate for candidate in candidates}
    asked = word[:LONGEST_QUOTE].lower()
    near = get_close_matches(asked, by_lower)
    near.sort(key=lambda each: sorted(each) != sorted(asked))
    return by_lower[near[0]] if near else None


def _not_a_choice(value: str, choices) -> ValidationError:
    codes = [str(code) for code, _label in choices if code]
    params = {"value": _quoted(value)}
    nearest = _nearest(value, codes)
    if nearest:
        params["nearest"] = nearest
        return ValidationError(
            _("“%(value)s” is not one of the choices. Did you mean “%(nearest)s”?"), "invalid_choice", params
        )
    return ValidationError(_("“%(value)s” is not one of the choices."), "invalid_choice", params)


class OneChoiceField(forms.ChoiceField):
    def validate(self, value) -> None:
        if value and not self.valid_value(value):
            raise _not_a_choice(value, self.choices)


class ChoicesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def to_python(self, value) -> list[str]:
        return list(dict.fromkeys(each for each in super().to_python(value) if each))

    def validate(self, value) -> None:
        for each in value:
            if not self.valid_value(each):
                raise _not_a_choice(each, self.choices)


class WholeNumberField(forms.IntegerField):
    """Reads 2019, ２０１９ and 1,200."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("Write a whole number, such as 1200.")}

    def to_python(self, value):
        if isinstance(value, str):
            if len(value) > LONGEST_QUOTE:
                raise ValidationError(self.error_messages["invalid"], "invalid")
            value = unicodedata.normalize("NFKC", value).replace(",", "").strip()
        return super().to_python(value)


class DayField(forms.DateField):
    """Reads 2026-05-01, as an address and a browser's calendar write it, and 2026/5/1."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("Write a date, such as 2026-05-01.")}

    def __init__(self, **kwargs) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d"], **kwargs)

    def to_python(self, value):
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


class OneOf(Filter):
    """A parameter given once, whose value is one of `choices`."""

    field_class = OneChoiceField


class AnyOf(Filter):
    """A parameter that may be repeated: rows that have any of the values."""

    field_class = ChoicesField

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("lookup_expr", "in")
        super().__init__(*args, **kwargs)


class Flag(Filter):
    """A parameter that is 1 or absent."""

    field_class = OneChoiceField

    def __init__(self, *args, **kwargs):
        kwargs["choices"] = [("1", _("Yes"))]
        super().__init__(*args, **kwargs)


class WholeNumber(Filter):
    field_class = WholeNumberField


class Day(Filter):
    field_class = DayField


class Words(Filter):
    field_class = forms.CharField


class StrictForm(forms.Form):
    """The form of a strict filter set; `filterset` is set on the class that is made for it."""

    filterset: ClassVar[StrictFilterSet]

    def clean(self):
        for name, refusal in self.filterset.refused_as_written():
            if name in self.fields:
                self.errors.pop(name, None)
                self.add_error(name, refusal)
            else:
                self.add_error(None, ValidationError("%(refusal)s", params={"refusal": refusal, "parameter": name}))
        cleaned = super().clean()
        if not self.errors:
            self.filterset.check_together(self)
        return cleaned


@dataclass(frozen=True, slots=True)
class Badge:
    """One active filter value: `query` is the address without it."""

    name: str
    label: str
    value: str
    query: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the parameters: `query` is the address without the parameter."""

    name: str
    label: str
    sentence: str
    query: str


class StrictFilterSet(FilterSet):
    """Filters that say what they cannot read, and then show nothing.

    `other_fields` names the parameters that choose no rows (page, sort): they are read as strictly.
    Values of those are in `settled`.
    """

    other_fields: ClassVar[Mapping[str, forms.Field]] = {}

    def __init__(self, data: Mapping | None, queryset: QuerySet, *, user):
        self.user = user
        given = data if isinstance(data, MultiValueDict) else _as_lists(data or {})
        readable = {_printable(name): [_printable(value) for value in values] for name, values in given.lists()}
        super().__init__(MultiValueDict(readable), queryset)
        self.is_bound = True
        self.data = MultiValueDict(readable)

    # ---- what was asked

    def get_form_class(self):
        fields = {name: filter_.field for name, filter_ in self.filters.items()}
        fields.update(self.other_fields)
        return type(f"{type(self).__name__}Form", (StrictForm,), {**fields, "filterset": self})

    def refused_as_written(self) -> Iterator[tuple[str, str]]:
        """Parameter and sentence, for what no field needs to look at to refuse."""
        known = [*self.filters, *self.other_fields]
        for name, values in self.data.lists():
            if name not in known:
                yield name, _unknown(name, known)
            elif any(_is_unreadable(value) for value in values):
                yield name, _now("There is a character here that cannot be read. Delete it and try again.")
            elif len(values) > 1 and not self._may_be_repeated(name):
                yield name, _now("This is given %(count)d times. Give it once.") % {"count": len(values)}

    def _may_be_repeated(self, name: str) -> bool:
        return isinstance(self.filters.get(name), AnyOf) or isinstance(self.other_fields.get(name), ChoicesField)

    def check_together(self, form: StrictForm) -> None:
        """For subclasses: what two values that are right by themselves say against each other."""

    @property
    def active(self) -> dict[str, Any]:
        """Name -> value of the filters that are given; empty when there is a problem."""
        if not self.is_valid():
            return {}
        return {name: self.form.cleaned_data[name] for name in self.filters if self._is_given(name)}

    def _is_given(self, name: str) -> bool:
        return self.form.cleaned_data.get(name) not in (None, "", [])

    @property
    def has_blanks(self) -> bool:
        """Whether the address names a parameter without a value, as a browser writes an empty field of a form."""
        return any(value == "" for _name, values in self.data.lists() for value in values)

    @property
    def settled(self) -> dict[str, Any]:
        """Name -> value of `other_fields`; None or '' where not given or wrong."""
        self.is_valid()
        return {name: self.form.cleaned_data.get(name) for name in self.other_fields}

    # ---- what is shown

    @property
    def qs(self) -> QuerySet:
        if not hasattr(self, "_qs"):
            self._qs = self.filter_queryset(self.queryset.all()) if self.is_valid() else self.queryset.none()
        return self._qs

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        for name, value in self.active.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    @cached_property
    def problems(self) -> list[Problem]:
        """What is wrong, one sentence each, in the order of the fields; empty when all was understood."""
        found = []
        for name, errors in self.form.errors.as_data().items():
            for error in errors:
                sentence = error.messages[0]
                if name == NON_FIELD_ERRORS:
                    parameter = (error.params or {}).get("parameter", "")
                    found.append(Problem(parameter, "", sentence, self.query(**{parameter: None})))
                else:
                    label = str(self.form.fields[name].label or name)
                    found.append(Problem(name, label, sentence, self.query(**{name: None})))
        return found

    @cached_property
    def badges(self) -> list[Badge]:
        """The active filters in words, each value by itself, in the order of the fields."""
        badges = []
        for name, value in self.active.items():
            values = value if isinstance(value, list) else [value]
            for each in values:
                rest = [other for other in values if other != each]
                label = str(self.form.fields[name].label)
                badges.append(Badge(name, label, self.value_in_words(name, each), self.query(**{name: rest})))
        return badges

    def value_in_words(self, name: str, value) -> str:
        """What a badge says for a value: a choice's label, a day in words, a number or text as it is, nothing for a flag."""
        if isinstance(self.filters[name], Flag):
            return ""
        if isinstance(value, date):
            return date_format(value)
        choices = getattr(self.form.fields[name], "choices", None)
        return str(dict(choices).get(value, value)) if choices else str(value)

    def query(self, **changes) -> str:
        """The parameters as they came, with some set (None or []: left out); always from the first page.

        Begins with "?", so that it is an address also when nothing is left.
        """
        kept = QueryDict(mutable=True)
        for name, values in self.data.lists():
            kept.setlist(name, [value for value in values if value])
        for name, value in {"page": None, **changes}.items():
            values = value if isinstance(value, list) else [value]
            kept.setlist(name, [str(each) for each in values if each not in (None, "")])
        return "?" + kept.urlencode(safe=",")

    def unfiltered(self, **changes) -> str:
        """As `query`, of what chooses no rows (order, columns) alone; of nothing where something is wrong."""
        kept = set() if self.problems else set(self.other_fields)
        return self.query(**{**{name: None for name in self.data if name not in kept}, **changes})

    def carried(self, *without: str) -> list[tuple[str, str]]:
        """Name and value of each parameter but the page, for a form that changes those named."""
        return [
            (name, value)
            for name, values in self.data.lists()
            if name not in (*without, "page")
            for value in values
            if value
        ]


def _as_lists(data: Mapping) -> MultiValueDict:
    lists = {}
    for name, value in data.items():
        values = value if isinstance(value, list | tuple) else [value]
        lists[str(name)] = [str(each) for each in values if each is not None]
    return MultiValueDict(lists)


def _unknown(name: str, known: list[str]) -> str:
    nearest = _nearest(name, known)
    if nearest:
        return _now("There is no filter called “%(name)s”. Did you mean “%(nearest)s”?") % {
            "name": _quoted(name),
            "nearest": nearest,
        }
    return _now("There is no filter called “%(name)s”.") % {"name": _quoted(name)}
