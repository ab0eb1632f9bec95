"""The forms of an import: the file, the columns, one row, the last yes."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from events.fiscal_year import FIRST_DAY, LAST_DAY, fiscal_year_of
from events.intake.found import Choices, Found, years_named
from events.workbook.days import DMY, MDY, YMD
from events.workbook.headers import FIELDS
from events.workbook.limits import MOST_BYTES
from regions.models import Mission

NOT_READ = ""


def may_import(user) -> bool:
    return user.role != Role.READ_ONLY


def whose_field() -> forms.ModelChoiceField:
    """Headquarters says whose the events are; a mission's person enters those of the mission."""
    return forms.ModelChoiceField(
        Mission.objects.all(),
        label=_("Whose events are these?"),
        help_text=_("Leave it empty if a column of the workbook names the mission."),
        required=False,
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Workbook"),
        help_text=_(
            "Excel (.xlsx, .xlsm, .xls), OpenDocument (.ods) or text (.csv, .tsv), up to 50 MB. Macros are never run."
        ),
        max_length=255,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt"}),
    )
    mission = whose_field()

    def __init__(self, *args, user, **options):
        options.setdefault("use_required_attribute", False)
        super().__init__(*args, **options)
        self.user = user
        if user.is_hq:
            self.fields["mission"].label_from_instance = lambda row: row.short_name
        else:
            del self.fields["mission"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _now("The file is larger than %(most)s MB. Split it and upload the parts one after the other.")
                % {"most": MOST_BYTES // 1024 // 1024}
            )
        return file

    @property
    def whose(self) -> Mission | None:
        return self.cleaned_data.get("mission") if self.user.is_hq else self.user.mission


class ColumnsForm(forms.Form):
    """Which tables are read, what each column fills, how western dates are written, the year of days without one."""

    ORDERS: ClassVar = [
        ("", _("Decide by the whole column")),
        (YMD, _("year, month, day")),
        (MDY, _("month, day, year")),
        (DMY, _("day, month, year")),
    ]
    fiscal_year = forms.TypedChoiceField(
        label=_("Fiscal year of days without a year"), required=False, coerce=int, empty_value=None,
        help_text=_("Only for days written like 3/1."),
    )  # fmt: skip

    def __init__(self, data=None, *, found: list[Found]):
        years = years_named(found)
        initial = {"fiscal_year": years[0]} if len(years) == 1 else {}
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.found = found
        span = range(fiscal_year_of(LAST_DAY), fiscal_year_of(FIRST_DAY) - 1, -1)
        self.fields["fiscal_year"].choices = [("", "---------"), *((year, str(year)) for year in span if year <= 2040)]
        fields = [(key, field.label) for key, field in FIELDS.items()]
        for each in found:
            self.fields[f"take-{each.key}"] = forms.BooleanField(
                label=_now("Read this table"), required=False, initial=each.is_offered
            )
            for column in each.mapping.columns:
                offered = [(key, FIELDS[key].label) for key in column.alternatives]
                groups = [(_now("Perhaps"), offered), (_now("All fields"), fields)] if offered else fields
                self.fields[f"column-{each.key}-{column.index}"] = forms.ChoiceField(
                    label=column.header or column.letter,
                    required=False,
                    choices=[(NOT_READ, _now("– not read –")), *groups],
                    initial=column.field,
                )
            for name, order in each.orders.items():
                if order.sentence:
                    self.fields[f"order-{each.key}-{name}"] = forms.ChoiceField(
                        label=FIELDS[name].label, required=False, choices=self.ORDERS, help_text=order.sentence
                    )

    @property
    def tables(self) -> list[dict]:
        """What the page shows of each table."""
        return [
            {
                "found": each,
                "take": self[f"take-{each.key}"],
                "columns": [(column, self[f"column-{each.key}-{column.index}"]) for column in each.mapping.columns],
                "orders": [
                    self[f"order-{each.key}-{name}"]
                    for name in each.orders
                    if f"order-{each.key}-{name}" in self.fields
                ],
            }
            for each in self.found
        ]

    @property
    def choices(self) -> Choices:
        """Only what differs from what was found: the rest keeps its reason."""
        said = self.cleaned_data
        choices = Choices(tables=[], fiscal_year=said.get("fiscal_year"))
        for each in self.found:
            if said.get(f"take-{each.key}"):
                choices.tables.append(each.key)
            choices.columns[each.key] = {
                column.index: said[f"column-{each.key}-{column.index}"]
                for column in each.mapping.columns
                if said.get(f"column-{each.key}-{column.index}") != column.field
            }
            choices.date_orders[each.key] = {
                name: said[f"order-{each.key}-{name}"] for name in each.orders if said.get(f"order-{each.key}-{name}")
            }
        return choices


class RowForm(forms.Form):
    """Every cell of one row, as the workbook has it or as it was corrected."""

    def __init__(self, data=None, *, texts: dict[str, str]):
        super().__init__(data, initial=texts)
        for name in texts:
            field = FIELDS[name]
            widget = forms.Textarea(attrs={"rows": 3}) if field.kind in ("long", "list") else forms.TextInput
            self.fields[name] = forms.CharField(
                label=field.label, required=False, max_length=32_767, strip=False, widget=widget
            )

    @property
    def corrected(self) -> dict[str, str]:
        return {name: self.cleaned_data[name].replace("\r\n", "\n") for name in self.changed_data}


class ConfirmForm(forms.Form):
    which = forms.ChoiceField(choices=[("all", "all"), ("good", "good")])
    submit = forms.BooleanField(required=False)
    revision = forms.IntegerField(min_value=1)


class DecisionForm(forms.Form):
    """One answer in the review: a cell's text, which event is meant, whose change is right, skip or not."""

    action = forms.ChoiceField(choices=[(name, name) for name in ("cell", "target", "conflict", "skip", "unskip")])
    field = forms.CharField(required=False, max_length=40)
    text = forms.CharField(required=False, max_length=32_767, strip=False)
    suggestion = forms.CharField(required=False, max_length=200)
    value = forms.CharField(required=False, max_length=20)
    like = forms.BooleanField(required=False)

    def clean(self) -> dict:
        said = super().clean()
        action, name, value = said.get("action"), said.get("field", ""), said.get("value", "")
        if action == "cell" and name not in FIELDS:
            raise forms.ValidationError(_now("There is no such field."))
        if action == "conflict" and value not in ("mine", "theirs"):
            raise forms.ValidationError(_now("Choose one of the two."))
        if action == "target" and value != "new" and not (value.isascii() and value.isdigit()):
            raise forms.ValidationError(_now("Choose one of the two."))
        return said
