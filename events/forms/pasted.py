"""The form behind the grid: rows as text, and whose they are."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.forms.intake import whose_field
from events.intake.pasted import LONGEST_TEXT, MOST_ROWS, lines_of
from events.workbook.reading import UnreadableFile
from regions.models import Mission


class PastedForm(forms.Form):
    mission = whose_field()
    rows = forms.CharField(
        label=_("Rows"),
        help_text=_(
            "Copy the rows in Excel and paste them here. The first line may be the header; without one, the columns are "
            "those of the template workbook, from the title in Japanese on."
        ),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
        error_messages={"required": _("There is no row yet. Paste rows, or type into the cells.")},
    )

    def __init__(self, *args, user, **options):
        super().__init__(*args, use_required_attribute=False, **options)
        self.user = user
        if user.is_hq:
            self.fields["mission"].label_from_instance = lambda row: row.short_name
        else:
            del self.fields["mission"]

    def clean_rows(self) -> str:
        text = self.cleaned_data["rows"]
        try:
            lines = lines_of(text)
        except UnreadableFile as error:
            raise forms.ValidationError(error.sentence) from None
        filled = sum(any(cell.strip() for cell in line) for line in lines) - 1
        if not filled:
            raise forms.ValidationError(self.fields["rows"].error_messages["required"])
        if filled > MOST_ROWS:
            sentence = _now("These are %(count)d rows; the grid takes %(most)d. Upload them as a workbook instead.")
            raise forms.ValidationError(sentence % {"count": filled, "most": MOST_ROWS})
        return text

    @property
    def whose(self) -> Mission | None:
        return self.cleaned_data.get("mission") if self.user.is_hq else self.user.mission
