"""What headquarters says when it starts an edition, and when it issues one."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.forms.fields import LineField, ProseField
from events.models.year import FIRST_YEAR, LAST_YEAR
from regions.pack import pack
from reports.cumulative import Register
from reports.forms.draft import MOST_YEARS
from reports.models import Edition, EditionDraft
from reports.starting_points import after, fresh, of_2021

OF_2021 = "2021"


class StartForm(forms.Form):
    """A name and what to begin with."""

    name = LineField(label=_("Name of the draft"), max_length=200, help_text=_("Only headquarters sees it."))
    start = forms.ChoiceField(label=_("Start from"), required=False)
    first = forms.IntegerField(label=_("From fiscal year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    last = forms.IntegerField(label=_("To fiscal year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, data=None, **options) -> None:
        super().__init__(data, use_required_attribute=False, **options)
        editions = Edition.objects.all()
        self.fields["start"].choices = [
            ("", _("All pages, as proposed")),
            *((str(row.pk), _now("%(edition)s: its choices carried forward") % {"edition": row}) for row in editions),
        ]
        if pack().is_of_the_united_states:
            self.fields["start"].choices += [(OF_2021, _("The document of 30 July 2021 (fiscal years 2017 to 2020)"))]
        span = Register.whole().years_counted()
        if span:
            self.fields["first"].initial, self.fields["last"].initial = span

    def clean(self) -> None:
        said = self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if said.get("start") == "" and not self.errors and (first is None or last is None):
            self.add_error("first", _now("Say from which to which fiscal year."))
        elif first is not None and last is not None:
            if last < first:
                self.add_error("last", _now("The last fiscal year is before the first."))
            elif last - first >= MOST_YEARS:
                self.add_error("last", _now("An edition holds at most %(count)d fiscal years.") % {"count": MOST_YEARS})

    def save(self, *, by) -> EditionDraft:
        said = self.cleaned_data
        before = None
        if said["start"] == OF_2021:
            choices = of_2021()
        elif said["start"]:
            before = Edition.objects.get(pk=said["start"])
            choices = after(before)
            if said["first"] and said["last"]:
                choices = choices.with_(first=said["first"], last=said["last"])
        else:
            choices = fresh(said["first"], said["last"])
        return EditionDraft.start(said["name"], choices, by=by, based_on=before)


class IssueForm(forms.Form):
    """A reason for each finding; none can be given for what stops."""

    def __init__(self, data=None, *, findings: list[tuple]) -> None:
        super().__init__(data, use_required_attribute=False)
        self.findings = findings
        for finding, sentence in findings:
            if not finding.stops:
                self.fields[finding.code] = ProseField(
                    label=_now("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
                    error_messages={"required": _now("Say why it is issued all the same: %(finding)s") % {"finding": sentence}},
                )  # fmt: skip

    @property
    def lines(self) -> list[tuple]:
        return [
            (finding, sentence, None if finding.stops else self[finding.code]) for finding, sentence in self.findings
        ]

    @property
    def is_stopped(self) -> bool:
        return any(finding.stops for finding, _sentence in self.findings)

    def clean(self) -> None:
        self.refuse([finding for finding, _sentence in self.findings if finding.stops])

    def refuse(self, findings) -> None:
        """Says what stands in the way of issuing, in the language of the page."""
        for finding in findings:
            self.add_error(None, finding.sentence(get_language() or "ja"))

    @property
    def reasons(self) -> dict[str, str]:
        return dict(self.cleaned_data)
