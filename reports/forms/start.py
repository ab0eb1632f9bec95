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
    """A reason for each finding, or one for all of a kind; none can be given for what stops."""

    def __init__(self, data=None, *, findings: list[tuple]) -> None:
        super().__init__(data, use_required_attribute=False)
        self.findings = findings
        self.kinds: dict[str, list[str]] = {}
        for finding, _sentence in findings:
            if not finding.stops:
                self.kinds.setdefault(finding.kind, []).append(finding.code)
        for codes in self.kinds.values():
            for code in codes:
                self.fields[code] = ProseField(
                    label=_now("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
                )
            if len(codes) > 1:
                said = _now("The same reason for all %(count)d of this kind that have none of their own")
                self.fields[same(codes[0])] = forms.BooleanField(label=said % {"count": len(codes)}, required=False)

    @property
    def lines(self) -> list[tuple]:
        """Each finding with its sentence, the field of its reason, and the box that lets this reason stand for its kind."""
        return [
            (finding, sentence, self._bound(finding.code), self._bound(same(finding.code)))
            for finding, sentence in self.findings
        ]

    def _bound(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    @property
    def is_stopped(self) -> bool:
        return any(finding.stops for finding, _sentence in self.findings)

    def clean(self) -> None:
        self.refuse([finding for finding, _sentence in self.findings if finding.stops])
        reasons = self.reasons
        for finding, sentence in self.findings:
            if finding.code in self.cleaned_data and not reasons.get(finding.code):
                said = _now("Say why it is issued all the same: %(finding)s") % {"finding": sentence}
                self.add_error(finding.code, said)

    def refuse(self, findings) -> None:
        """Says what stands in the way of issuing, in the language of the page."""
        for finding in findings:
            self.add_error(None, finding.sentence(get_language() or "ja"))

    @property
    def reasons(self) -> dict[str, str]:
        """By code, for each finding that has one: its own, or the first of its kind where that box is ticked."""
        said = self.cleaned_data
        found: dict[str, str] = {}
        for first, *others in self.kinds.values():
            for_all = said.get(first, "") if said.get(same(first)) else ""
            found |= {code: said.get(code) or for_all for code in (first, *others)}
        return {code: reason for code, reason in found.items() if reason}


def same(code: str) -> str:
    """The name of the box beside a finding that lets its reason stand for others of its kind."""
    return f"same-{code}"
