"""Compiles an edition from the register: choices in, the frozen value of each language out, with the events it counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from events.status import COUNTED, Status
from reports import edition_texts as texts
from reports.baselines import Baselines, baselines
from reports.counted_events import CountedEvents
from reports.cumulative import Register, as_modes, register_rules, report_of
from reports.edition_choices import Choices, RuleChoice
from reports.edition_content import EditionContent, Language
from reports.edition_pages import Indicators, PageMaker
from reports.edition_practices import Gathered
from reports.figures import CumulativeReport, Definition, Rule
from reports.typography import fiscal_years_in, number

TOKYO = ZoneInfo("Asia/Tokyo")
LANGUAGES: tuple[Language, ...] = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Compiled:
    """One reading of the register: figures, events, texts and photos belong together."""

    choices: Choices
    moment: datetime
    report: CumulativeReport
    counted: CountedEvents
    baselines: Baselines
    gathered: Gathered
    indicators: Indicators
    rules: tuple[Rule, ...]

    def maker(self, language: Language, *, address: str = "") -> PageMaker:
        return PageMaker(
            language, choices=self.choices, report=self.report, gathered=self.gathered, indicators=self.indicators,
            notes=_notes(self, language), baseline=_baseline_lines(self, language), address=address,
        )  # fmt: skip

    def content(self, language: Language, *, edition: int | None = None, address: str = "") -> EditionContent:
        """The value that every file of that language is made of; `edition` is n of 第n版, None for a draft."""
        choices = self.choices
        is_ja = language == "ja"
        report = self.report
        return EditionContent(
            language=language,
            title=(choices.title_ja if is_ja else choices.title_en) or texts.say(language, texts.title()),
            subtitle=(choices.subtitle_ja if is_ja else choices.subtitle_en) or texts.say(language, texts.subtitle()),
            organisation=texts.say(language, texts.ORGANISATION),
            issued_on=choices.day or self.moment.astimezone(TOKYO).date(),
            as_of=self.moment.astimezone(TOKYO).isoformat(timespec="seconds"),
            standing="draft" if edition is None else choices.standing,
            number=edition,
            figures=report,
            pages=self.maker(language, address=address).pages(),
            address=address,
            has_qr=choices.has_qr and bool(address),
            is_sample=bool(report.sample_events),
            sample_note=texts.say(language, texts.SAMPLE) if report.sample_events else "",
        )

    def contents(self, *, edition: int | None = None, address: str = "") -> dict[str, EditionContent]:
        return {
            language: self.content(language, edition=edition, address=address)
            for language in LANGUAGES
            if language in self.choices.languages
        }

    @property
    def frozen_choices(self) -> Choices:
        """The choices with every counting rule, the moment and the day spelled out."""
        return self.choices.with_(
            as_of=self.moment.isoformat(),
            issued_on=(self.choices.day or self.moment.astimezone(TOKYO).date()).isoformat(),
            rules=tuple(RuleChoice(year, modes) for year, modes in as_modes(self.rules).items()),
        )


def definition_of(choices: Choices) -> Definition:
    statuses = tuple(COUNTED) if choices.statuses == "counted" else (Status.CONFIRMED,)
    return Definition(
        choices.first, choices.last, choices.missions, tuple(str(status) for status in statuses), choices.series,
        choices.regions,
    )  # fmt: skip


def register_of(choices: Choices) -> Register:
    return Register.as_of(choices.moment) if choices.moment else Register.whole()


def rules_of(choices: Choices, register: Register) -> tuple[Rule, ...]:
    """The register's rules, but for the years of which the edition has its own."""
    own = {row.fiscal_year: row.modes for row in choices.rules}
    return tuple(
        Rule(rule.fiscal_year, own[rule.fiscal_year]) if own.get(rule.fiscal_year, rule.modes) != rule.modes else rule
        for rule in register_rules(definition_of(choices), register)
    )


def compile_edition(choices: Choices) -> Compiled:
    """Reads the register once. The moment is that of the choices, or this one."""
    moment = timezone.now()
    register, definition = register_of(choices), definition_of(choices)
    rules = rules_of(choices, register)
    counted, whole = CountedEvents.read(definition, as_modes(rules), register=register)
    report = report_of(definition, counted.counts(among=whole), rules, register=register)
    return Compiled(
        choices=choices,
        moment=choices.moment or moment,
        report=report,
        counted=counted,
        baselines=baselines(report),
        gathered=Gathered.of(choices),
        indicators=Indicators.read(choices),
        rules=rules,
    )


def _notes(compiled: Compiled, language: Language) -> tuple[str, ...]:
    """How it was counted: rules by span of years, what is unknown, series, and what the edition leaves out."""
    report = compiled.report
    notes = []
    comma = "、" if language == "ja" else ", "
    spans: list[tuple[int, int, tuple[str, ...] | None]] = []
    for rule in report.counting_rules:
        if spans and spans[-1][2] == rule.modes:
            spans[-1] = (spans[-1][0], rule.fiscal_year, rule.modes)
        else:
            spans.append((rule.fiscal_year, rule.fiscal_year, rule.modes))
    for first, last, modes in spans:
        span = fiscal_years_in(language, first, last)
        if modes is None:
            notes.append(texts.say(language, texts.NO_RULE, span=span))
        else:
            said = comma.join(texts.say(language, texts.MODES[mode]) for mode in modes)
            notes.append(texts.say(language, texts.RULE, span=span, modes=said))
    if report.unknown:
        notes.append(texts.say(language, texts.UNKNOWN, count=number(report.unknown)))
    if report.definition.counts_series_as_one:
        notes.append(texts.say(language, texts.AS_ONE))
    chosen = {"mission": report.definition.missions, "region": report.definition.regions}
    names = [
        label.name(language) if (label := report.labels[kind].get(code)) else code
        for kind, codes in chosen.items()
        for code in codes
    ]
    if names:
        notes.append(texts.say(language, texts.SELECTION, names=comma.join(names)))
    return tuple(notes)


def _baseline_lines(compiled: Compiled, language: Language) -> tuple[str, ...]:
    lines = []
    is_ja = language == "ja"
    for row in compiled.report.baselines:
        published = row.published
        what = texts.say(language, texts.NAMES[published.measure])
        unit = texts.say(language, texts.UNITS[published.measure])
        line = texts.say(
            language,
            texts.BASELINE,
            span=fiscal_years_in(language, published.first, published.last),
            what=what if is_ja else what.lower(),
            value=f"{number(published.value)}{unit if is_ja else ''}",
            source=published.source if is_ja else published.document.name("en"),
        )
        if row.is_added:
            line += ("" if is_ja else " ") + texts.say(language, texts.BASELINE_ADDED, reason=row.reason)
        lines.append(line)
    if compiled.report.baseline("events"):
        lines.append(texts.say(language, texts.BASELINE_ON_MAP, recorded=number(compiled.report.events)))
    return tuple(lines)
