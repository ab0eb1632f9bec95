"""The sections of a draft edition: each form reads the choices, and gives them back changed."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.forms.fields import DayField, LineField, ProseField
from events.models import Approach, Photo
from events.models.year import FIRST_YEAR, LAST_YEAR
from events.querysets import MODES
from regions.models import Mission, Region
from reports import summary_table
from reports.cumulative import register_rules
from reports.edition_choices import INDICATOR, Choices, PageChoice, RuleChoice
from reports.edition_compiling import TOKYO, compile_edition, definition_of, register_of
from reports.edition_practices import OTHERS, candidates
from reports.edition_texts import LONGEST, SLOTS
from reports.models.edition import Standing
from reports.report_page import mode_names
from reports.starting_points import all_pages
from reports.typography import fiscal_year_in

LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
MOST_YEARS = 30


class MomentField(forms.CharField):
    """A moment by the clock in Tokyo, typed as 2021-07-30 09:00; ISO 8601 with its offset, "" for now."""

    def clean(self, value) -> str:
        text = super().clean(value).strip()
        if not text:
            return ""
        try:
            moment = parse_datetime(text) or datetime.fromisoformat(text)
        except ValueError:
            raise ValidationError(_("Write the moment like 2021-07-30 09:00.")) from None
        return (moment if moment.tzinfo else moment.replace(tzinfo=TOKYO)).isoformat(timespec="minutes")

    def prepare_value(self, value):
        if isinstance(value, str) and value:
            try:
                return datetime.fromisoformat(value).astimezone(TOKYO).strftime("%Y-%m-%d %H:%M")
            except ValueError:
                return value
        return value


class SectionForm(forms.Form):
    """`template`: how it is laid out."""

    template = "reports/_section_plain.html"

    def __init__(self, data=None, *, choices: Choices) -> None:
        super().__init__(data, use_required_attribute=False)
        self.choices = choices
        self.build()

    def build(self) -> None:
        for name in self.fields:
            if hasattr(self.choices, name):
                value = getattr(self.choices, name)
                self.fields[name].initial = list(value) if isinstance(value, tuple) else value

    def changed(self) -> Choices:
        """The choices with what was typed."""
        raise NotImplementedError


class CountForm(SectionForm):
    """What is counted and how."""

    first = forms.IntegerField(label=_("From fiscal year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    last = forms.IntegerField(label=_("To fiscal year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    missions = forms.MultipleChoiceField(
        label=_("Missions"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("All missions when none is chosen.")
    )  # fmt: skip
    regions = forms.MultipleChoiceField(
        label=_("Regions"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("All regions when none is chosen.")
    )  # fmt: skip
    as_of = MomentField(
        label=_("As of"), required=False, max_length=40,
        help_text=_("By the clock in Tokyo, like 2021-07-30 09:00. Empty: the moment at which it is issued."),
    )  # fmt: skip
    statuses = forms.ChoiceField(
        label=_("Status"), choices=[("counted", _("Submitted and confirmed")), ("confirmed", _("Confirmed only"))]
    )
    series = forms.ChoiceField(
        label=_("Events of a series"), choices=[("each", _("Count each event")), ("as_one", _("Count a series as one"))]
    )

    def build(self) -> None:
        self.fields["missions"].choices = [(row.code, row.short_name) for row in Mission.objects.all()]
        self.fields["regions"].choices = [(row.code, row.name) for row in Region.objects.all()]
        super().build()
        self.register = {
            rule.fiscal_year: rule.modes or ()
            for rule in register_rules(definition_of(self.choices), register_of(self.choices))
        }
        own = {rule.fiscal_year: rule.modes for rule in self.choices.rules}
        names = mode_names()
        for year, modes in self.register.items():
            label = fiscal_year_in(get_language() or "ja", year)
            self.fields[f"rule_{year}"] = forms.MultipleChoiceField(
                label=_now("Participants of %(year)s") % {"year": label}, required=False,
                choices=[(mode, names[mode]) for mode in MODES], widget=forms.CheckboxSelectMultiple,
                initial=list(own.get(year, modes)),
            )  # fmt: skip

    def clean(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _now("The last fiscal year is before the first."))
        elif first and last and last - first >= MOST_YEARS:
            self.add_error("last", _now("An edition holds at most %(count)d fiscal years.") % {"count": MOST_YEARS})

    def changed(self) -> Choices:
        said = self.cleaned_data
        rules = []
        for year, modes in self.register.items():
            chosen = tuple(mode for mode in MODES if mode in said[f"rule_{year}"])
            if chosen != tuple(modes) and said["first"] <= year <= said["last"]:
                rules.append(RuleChoice(year, chosen))
        return self.choices.with_(
            first=said["first"], last=said["last"], missions=tuple(said["missions"]), regions=tuple(said["regions"]),
            as_of=said["as_of"], statuses=said["statuses"], series=said["series"], rules=tuple(rules),
        )  # fmt: skip


class DocumentForm(SectionForm):
    """Titles, the meeting, its date, languages, provisional or final."""

    title_ja = LineField(label=pgettext_lazy("of a document", "Japanese title"), max_length=200, required=False)
    subtitle_ja = LineField(label=_("Second line in Japanese"), max_length=200, required=False)
    title_en = LineField(label=pgettext_lazy("of a document", "English title"), max_length=200, required=False)
    subtitle_en = LineField(label=_("Second line in English"), max_length=200, required=False)
    meeting = LineField(label=_("Meeting"), max_length=200, required=False)
    issued_on = DayField(label=_("Date of the document"), required=False, help_text=_("Empty: the day of issue."))
    standing = forms.ChoiceField(label=_("Standing"), choices=Standing.choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )  # fmt: skip
    has_qr = forms.BooleanField(label=_("Print the address of each page as a QR code"), required=False)

    def build(self) -> None:
        super().build()
        for name in ("title_ja", "title_en", "subtitle_ja", "subtitle_en"):
            self.fields[name].help_text = _("Empty: as in the document of 30 July 2021.")

    def changed(self) -> Choices:
        said = dict(self.cleaned_data)
        day = said.pop("issued_on")
        wanted = said.pop("languages")
        languages = tuple(code for code, _name in LANGUAGES if code in wanted)
        return self.choices.with_(issued_on=day.isoformat() if day else "", languages=languages, **said)


def page_names() -> dict[str, str]:
    from regions.models import Indicator

    names = {
        "overview": _now("Overview with map and chart"), "approaches-region": _now("Approaches by type of region"),
        "approaches-interest": _now("Approaches by level of interest"), "practices": _now("Other good practices"),
        "summary": pgettext("page of an edition", "Summary"), "figures": _now("Tables of figures"),
    }  # fmt: skip
    return names | {f"{INDICATOR}{row.code}": row.name for row in Indicator.objects.all()}


class PagesForm(SectionForm):
    """Which pages, in which order."""

    template = "reports/_section_pages.html"

    def build(self) -> None:
        known = {page.key for page in self.choices.pages}
        self.pages = [
            *self.choices.pages,
            *(PageChoice(page.key, False) for page in all_pages() if page.key not in known),
        ]
        names = page_names()
        self.pages = [page for page in self.pages if page.key in names]
        for place, page in enumerate(self.pages, start=1):
            name = names[page.key]
            self.fields[f"on_{page.key}"] = forms.BooleanField(label=name, required=False, initial=page.is_on)
            self.fields[f"place_{page.key}"] = forms.IntegerField(
                label=_now("Place of “%(page)s”") % {"page": name}, initial=place, min_value=1, max_value=99
            )

    @property
    def lines(self) -> list[tuple]:
        return [(self[f"on_{page.key}"], self[f"place_{page.key}"]) for page in self.pages]

    def changed(self) -> Choices:
        """A page that was given the place of another stands before it when it moved up, after it when it moved down."""
        said = self.cleaned_data
        places = {}
        for before, page in enumerate(self.pages, start=1):
            place = said[f"place_{page.key}"]
            places[page.key] = (place, (place > before) - (place < before))
        pages = sorted(self.pages, key=lambda page: places[page.key])
        return self.choices.with_(pages=tuple(PageChoice(page.key, said[f"on_{page.key}"]) for page in pages))


class TextsForm(SectionForm):
    """What the pages say, proposed with the figures filled in; what is left as proposed follows the figures.

    The languages of a text stand beside one another.
    """

    template = "reports/_section_texts.html"

    def build(self) -> None:
        compiled = compile_edition(self.choices)
        names = page_names()
        labels = {
            "lead": _now("Lead"),
            "topic": _now("Topic"),
            "points": _now("Points"),
            "table": _now("Table beside the points"),
            "conclusion": _now("Conclusion"),
            "attached": _now("What is attached"),
        }
        helps = {
            "points": _now("One point a line; a source follows “ | ”."),
            "table": _now("First line: title | unit | source. Then a line each, such as 2019 | 6,447. Empty: no table."),
        }  # fmt: skip
        self.proposals: dict[str, str] = {}
        makers = {code: compiled.maker("ja" if code == "ja" else "en") for code in self.choices.languages}
        for slot in self._slots():
            page, _slash, part = slot.rpartition("/")
            for language, maker in makers.items():
                key = f"{language}/{slot}"
                self.proposals[key] = maker.proposal(slot)
                language_name = dict(LANGUAGES)[language]
                self.fields[key] = ProseField(
                    label=_now("%(page)s: %(part)s (%(language)s)")
                    % {"page": names.get(page, page), "part": labels[part], "language": language_name},
                    required=False,
                    max_length=LONGEST.get(slot, 3000), help_text=helps.get(part, ""),
                    initial=self.choices.texts.get(key) or self.proposals[key],
                    widget=forms.Textarea(attrs={"rows": 6 if part == "points" else 3, "lang": language}),
                )  # fmt: skip

    def clean(self) -> None:
        for key in self.fields:
            text = self.cleaned_data.get(key) or ""
            if not key.endswith(f"/{summary_table.KEY}"):
                continue
            for line in summary_table.unreadable(text)[:3]:
                self.add_error(
                    key, _now("“%(line)s” is not a name and a whole number with “|” between them.") % {"line": line}
                )
            if summary_table.count_rows(text) > summary_table.MOST_ROWS:
                self.add_error(
                    key,
                    _now("A table beside the points has at most %(count)d lines.") % {"count": summary_table.MOST_ROWS},
                )

    def _slots(self) -> list[str]:
        slots = []
        for key in self.choices.pages_on:
            if key.startswith(INDICATOR):
                slots.append(f"{key}/lead")
            slots += [slot for slot in SLOTS if slot.rpartition("/")[0] == key]
        return slots

    def changed(self) -> Choices:
        texts = {key: text for key, text in self.choices.texts.items() if key not in self.fields}
        for key, proposal in self.proposals.items():
            text = self.cleaned_data[key].strip()
            if text and text != proposal.strip():
                texts[key] = text
        return self.choices.with_(texts=texts)


class PracticesForm(SectionForm):
    """The events told as examples, by approach and others, and the photos to be printed."""

    template = "reports/_section_practices.html"

    def build(self) -> None:
        self.groups = candidates(self.choices)
        names = {f"approach/{row.code}": row.name for row in Approach.objects.all()} | {
            OTHERS: _now("Other good practices")
        }
        events = {event.pk: event for rows in self.groups.values() for event in rows}
        for group, rows in self.groups.items():
            self.fields[group] = forms.TypedMultipleChoiceField(
                label=names.get(group, group), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
                choices=[(event.pk, _event_name(event)) for event in rows],
                initial=list(self.choices.practices.get(group, ())),
            )  # fmt: skip
        photos = (
            Photo.objects.filter(event__in=events, is_publishable=True).select_related("event").order_by("event", "pk")
        )
        self.fields["photos"] = forms.TypedMultipleChoiceField(
            label=_("Photos"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
            choices=[(photo.pk, f"{photo.event}: {photo.caption or photo.pk}") for photo in photos],
            initial=list(self.choices.photos),
            help_text=_("Only photos that may be published are offered."),
        )  # fmt: skip

    @property
    def boxes(self) -> list:
        return [self[name] for name in self.groups if self.fields[name].choices]

    @property
    def photo_boxes(self) -> list:
        return list(self["photos"])

    def changed(self) -> Choices:
        said = self.cleaned_data
        practices = {}
        for group in self.groups:
            before = self.choices.practices.get(group, ())
            chosen = said[group]
            if chosen or group in self.choices.practices:
                practices[group] = tuple(
                    sorted(chosen, key=lambda pk: before.index(pk) if pk in before else len(before))
                )
        return self.choices.with_(practices=practices, photos=tuple(said["photos"]))


def _event_name(event) -> str:
    return f"{event.title} ({event.mission.short_name}, {date_format(event.starts_on, 'DATE_FORMAT')})"


SECTIONS: dict[str, tuple[object, type[SectionForm]]] = {
    "count": (_("What is counted"), CountForm),
    "form": (_("Title, meeting and languages"), DocumentForm),
    "pages": (_("Pages and their order"), PagesForm),
    "texts": (_("Texts"), TextsForm),
    "practices": (_("Good practices and photos"), PracticesForm),
}
