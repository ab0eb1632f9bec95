"""The explanation of a difference between published and recorded, and whether the published figure is a baseline."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.forms.fields import ProseField
from reports.models import PublishedFigure, ReconciliationNote
from reports.reconciling import Line
from reports.typography import fiscal_years_in


class ExplanationForm(forms.Form):
    line = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    text_ja = ProseField(
        label=_("Explanation in Japanese"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    text_en = ProseField(
        label=_("Explanation in English"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    baseline = forms.ChoiceField(label=_("Use as baseline"), required=False, choices=PublishedFigure.Baseline.choices)
    baseline_reason = ProseField(
        label=_("Reason for adding"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data=None, *, line: Line) -> None:
        note, published = line.note, line.published
        initial = {
            "line": line.key, "version": note.version if note else 0, "text_ja": note.text_ja if note else "",
            "text_en": note.text_en if note else "", "baseline": published.baseline,
            "baseline_reason": published.baseline_reason,
        }  # fmt: skip
        super().__init__(data, initial=initial, use_required_attribute=False, auto_id=f"id_{line.key}_%s")
        self.of = line
        self.fields_are_wrong = False

    def clean(self) -> None:
        if self.cleaned_data.get("baseline") == "added" and not self.cleaned_data.get("baseline_reason"):
            self.add_error("baseline_reason", _now("Say why recorded events are added to this published figure."))
        other = self.of.published.other_baselines().first() if self.cleaned_data.get("baseline") else None
        if other:
            self.add_error("baseline", _now("The years would count twice: “%(document)s” is a baseline of %(years)s already.") % {
                "document": other.document, "years": fiscal_years_in(get_language() or "ja", other.fiscal_year_from, other.fiscal_year_to),
            })  # fmt: skip
        self.fields_are_wrong = bool(self.errors)

    def save(self, *, by) -> bool:
        """False, with a sentence on the form, when a colleague saved the explanation in between."""
        try:
            with transaction.atomic():
                self._save(by)
        except ValidationError as error:
            self.add_error(None, error.messages)
            return False
        return True

    def _save(self, by) -> None:
        said, row = self.cleaned_data, self.of.published
        span = {
            "measure": row.measure, "fiscal_year_from": row.fiscal_year_from, "fiscal_year_to": row.fiscal_year_to,
        }  # fmt: skip
        note = ReconciliationNote.objects.select_for_update().filter(**span).first()
        if (note.version if note else 0) != said["version"]:
            raise ValidationError(_now("A colleague saved this explanation in the meantime. Nothing was saved."))
        note = note or ReconciliationNote(**span, version=0)
        note.text_ja, note.text_en, note.version = said["text_ja"], said["text_en"], note.version + 1
        note.updated_at, note.updated_by = timezone.now(), by
        note._history_user = by
        note.save()
        if (row.baseline, row.baseline_reason) != (said["baseline"], said["baseline_reason"]):
            row.baseline, row.baseline_reason = said["baseline"], said["baseline_reason"]
            row._history_user = by
            row.save()
