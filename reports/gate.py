"""The gate before an edition is issued: what HQ should know first, each with the page where it can be looked into.

Nothing here keeps HQ from issuing but what would make the document untrue; over anything else it issues with a reason,
which is kept with the edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.fiscal_year import first_day, last_day
from events.models import Event
from regions.models import Jurisdiction, Mission, State
from reports.baselines import published_figures
from reports.cumulative import Register, compile_report
from reports.documents.glyphs import missing_glyphs
from reports.documents.texts import every_text
from reports.edition_compiling import TOKYO, Compiled
from reports.edition_content import EditionContent, IndicatorPage
from reports.event_links import EventLinks
from reports.figures import Published
from reports.file_check import numbers_missing, sums_that_differ
from reports.findings import Finding, finding, listed
from reports.gate_reporting import reporting
from reports.typography import difference, fiscal_year_in, fiscal_years_in, number


def gate(compiled: Compiled, contents: Mapping[str, EditionContent], *, draft=None) -> list[Finding]:
    """Everything found, what stops first."""
    found: list[Finding] = []
    for look in (_contents, _published, _baselines, _register, reporting, _rules, _events, _places, _texts, _practices):
        found += look(compiled)
    found += _empty_pages(contents)
    found += _numbers(contents)
    found += _glyphs(contents)
    if draft is not None:
        found = [_at(each, draft) for each in found]
    return _together(found)


def _together(found: Iterable[Finding]) -> list[Finding]:
    """One for each code (two documents may have published the same years), those of a kind beside one another."""
    kept: dict[str, Finding] = {}
    for each in found:
        kept[each.code] = _joined(kept[each.code], each) if each.code in kept else each
    kinds = list(dict.fromkeys(each.kind for each in kept.values()))
    return sorted(kept.values(), key=lambda each: (not each.stops, kinds.index(each.kind)))


def _joined(one: Finding, other: Finding) -> Finding:
    ja, en = f"{one.sentence_ja}{other.sentence_ja}", f"{one.sentence_en} {other.sentence_en}"
    return replace(one, sentence_ja=ja, sentence_en=en)


def _at(each: Finding, draft) -> Finding:
    """A href that begins with # is a section of the draft."""
    if not each.href.startswith("#"):
        return each
    return replace(each, href=reverse("draft_section", args=[draft.pk, each.href[1:]]))


# ---- what is looked at


def _contents(compiled: Compiled) -> Iterator[Finding]:
    choices, report = compiled.choices, compiled.report
    if not choices.pages_on:
        yield finding("no-pages", lambda _l: _("No page is chosen."), href="#pages", stops=True)
    if not choices.languages:
        yield finding("no-language", lambda _l: _("No language is chosen."), href="#form", stops=True)
    if not report.events and not report.baseline("events"):
        yield finding("empty", lambda _l: _("The edition counts no event at all."), href="#count")
    if choices.moment and choices.moment > timezone.now():
        yield finding(
            "future", lambda _l: _("The moment as of which it counts is still to come."), href="#count", stops=True
        )
    if report.sample_events:
        count = number(report.sample_events)
        yield finding(
            "sample", lambda _l: _("%(count)s of the events counted are sample data, not real events.") % {"count": count},
            href=EventLinks(report.definition).all(),
        )  # fmt: skip


def _published(compiled: Compiled) -> Iterator[Finding]:
    used = {row.published for row in compiled.report.baselines}
    for row in compiled.report.reconcile(published_figures()):
        published = row.published
        if published.is_derived or published in used or row.difference in (0, None):
            continue
        yield finding(
            "published",
            lambda language, row=row: _("%(what)s, %(span)s: %(recorded)s recorded, %(published)s published (%(difference)s).") % {
                **_said(row.published, language), "recorded": number(row.recorded),
                "published": number(row.published.value), "difference": difference(row.difference),
            },
            of=_key(published), href=reverse("reconciliation"),
        )  # fmt: skip


def _baselines(compiled: Compiled) -> Iterator[Finding]:
    for published in compiled.baselines.recorded_too:
        if compiled.report.recorded(published.measure, published.first, published.last) == published.value:
            continue
        yield finding(
            "baseline-both",
            lambda language, row=published: _("%(what)s, %(span)s: events are recorded, so the published figure is not counted as a baseline.") % _said(row, language),
            of=_key(published), href=reverse("reconciliation"),
        )  # fmt: skip
    for published in compiled.baselines.twice:
        yield finding(
            "baseline-twice",
            lambda language, row=published: _("%(what)s, %(span)s: two published figures stand as baselines for the same year.") % _said(row, language),
            of=_key(published), href=reverse("reconciliation"), stops=True,
        )  # fmt: skip
    for published in compiled.baselines.cut:
        yield finding(
            "baseline-cut",
            lambda language, row=published: _("%(what)s, %(span)s: the published figure reaches beyond the years of the edition and is not counted.") % _said(row, language),
            of=_key(published), href="#count",
        )  # fmt: skip


def _said(row: Published, language: str) -> dict[str, str]:
    what = _("Events") if row.measure == "events" else _("Participants")
    return {"what": what, "span": fiscal_years_in(language, row.first, row.last)}


def _key(row: Published) -> str:
    return f"{row.measure}-{row.first}-{row.last}"


def _register(compiled: Compiled) -> Iterator[Finding]:
    """The same count from the running totals, where they can give it: as of now, by the register's rules, for all regions."""
    choices = compiled.choices
    if choices.moment or choices.regions or choices.rules:
        return
    other = compile_report(compiled.report.definition, register=Register.whole())
    ours = compiled.report
    if (ours.events, ours.participants, ours.unknown) != (other.events, other.participants, other.unknown):
        yield finding(
            "register",
            lambda _l: _("The report page counts %(theirs)s events, this edition %(ours)s: the register is changing at this moment. Look again.") % {
                "theirs": number(other.events), "ours": number(ours.events),
            },
            href=reverse("report"), stops=True,
        )  # fmt: skip


def _rules(compiled: Compiled) -> Iterator[Finding]:
    for year in compiled.report.years_without_rule:
        yield finding(
            "no-rule",
            lambda language, year=year: _("%(year)s has no counting rule: its participants are not counted.") % {
                "year": fiscal_year_in(language, year)
            },
            of=year, href="#count",
        )  # fmt: skip


def _events(compiled: Compiled) -> Iterator[Finding]:
    report = compiled.report
    links = EventLinks(report.definition)
    if report.unknown:
        yield finding(
            "unknown",
            lambda _l: _("Events of which the number of participants is unknown: %(count)s.") % {"count": number(report.unknown)},
            href=f"{links.all()}&unknown=1",
        )  # fmt: skip
    if report.not_confirmed:
        yield finding(
            "not-confirmed",
            lambda _l: _("Events that are submitted but not yet confirmed: %(count)s.") % {"count": number(report.not_confirmed)},
            href=links.submitted(),
        )  # fmt: skip


def _places(compiled: Compiled) -> Iterator[Finding]:
    """Events of states that two missions share, without a county; missions that no longer serve any place."""
    day = timezone.localdate(timezone=TOKYO)
    choices = compiled.choices
    span = (first_day(choices.first), last_day(choices.last))
    split = list(State.objects.split(on=day).values_list("pk", flat=True))
    rows = Event.objects.counted(compiled.report.definition.statuses).filter(starts_on__range=span, county=None)
    count = rows.of_missions(choices.missions).filter(state__in=split).count()
    if count:
        query = "&".join(f"state={code}" for code in split)
        yield finding(
            "split-states",
            lambda _l: _("Events in states that two missions share (%(states)s), without a county: %(count)s.") % {
                "states": ", ".join(code.removeprefix("US-") for code in split), "count": number(count),
            },
            href=f"{EventLinks(compiled.report.definition).all()}&{query}",
        )  # fmt: skip
    known = {row.pk: row for row in Mission.objects.all()}
    serving = set(Jurisdiction.objects.on(day).order_by().values_list("mission", flat=True))
    counted = {str(row.code) for row in compiled.report.by_mission if row.events} | set(choices.missions)
    for code in sorted(counted):
        if code not in known:
            yield finding(
                "mission-gone",
                lambda _l, code=code: _("The mission %(code)s is not in the register any more.") % {"code": code},
                of=code, href="#count",
            )  # fmt: skip
        elif code not in serving:
            yield finding(
                "mission-closed",
                lambda _l, code=code: _("%(mission)s serves no place any more; its events count as before.") % {"mission": known[code].short_name},
                of=code, href=EventLinks(compiled.report.definition).of("mission", code),
            )  # fmt: skip


def _texts(compiled: Compiled) -> Iterator[Finding]:
    """A lead that was written while the figure was another."""
    for language in compiled.choices.languages:
        written = compiled.choices.text(language, "overview/lead")
        if "overview" in compiled.choices.pages_on and written:
            emphasis = compiled.maker("ja" if language == "ja" else "en").emphasis
            if emphasis not in written:
                yield finding(
                    "lead",
                    lambda _l, said=emphasis: _("The lead does not say “%(figure)s”, which is what is counted.") % {"figure": said},
                    of=language, href="#texts",
                )  # fmt: skip


def _practices(compiled: Compiled) -> Iterator[Finding]:
    """Each sentence is looked up when it is said, in the language that it is said in."""
    gathered = compiled.gathered
    for code, found, sentence in (
        (
            "photos-not-publishable",
            gathered.unpublishable,
            lambda: _("Chosen photos that may not be published, and are left out: %(count)s."),
        ),
        (
            "photos-without-consent",
            gathered.without_consent,
            lambda: _("Photos of which it is not recorded who agreed, or not in writing: %(count)s."),
        ),
        (
            "photos-unreadable",
            gathered.unreadable,
            lambda: _("Chosen photos whose file cannot be read, and are left out: %(count)s."),
        ),
    ):
        if found:
            yield finding(
                code,
                lambda _l, sentence=sentence, found=found: sentence() % {"count": len(found)},
                href=found[0].event.get_absolute_url(),
            )
    if gathered.missing:
        yield finding(
            "practices-missing",
            lambda _l: _("Chosen good practices that are not confirmed any more, and are left out: %(count)s.") % {"count": len(gathered.missing)},
            href="#practices",
        )  # fmt: skip


def _empty_pages(contents: Mapping[str, EditionContent]) -> Iterator[Finding]:
    """Pages of an indicator of which no value is on record: they would be handed in nearly blank."""
    blank = {
        language: [page.heading for page in content.pages if isinstance(page, IndicatorPage) and not page.values]
        for language, content in contents.items()
    }
    if any(blank.values()):
        headings = next(iter(blank.values()))
        yield finding(
            "empty-pages",
            lambda language: _("Pages that have no value to show: %(pages)s.") % {
                "pages": listed(language, blank.get(language, headings)),
            },
            href="#pages",
        )  # fmt: skip


def _numbers(contents: Mapping[str, EditionContent]) -> Iterator[Finding]:
    for language, content in contents.items():
        wrong = sums_that_differ(content)
        if wrong:
            yield finding(
                "sums",
                lambda _l, names=wrong: _("Map and tables do not agree: %(names)s.") % {"names": ", ".join(names)},
                of=language, href="#pages", stops=True,
            )  # fmt: skip


def _glyphs(contents: Mapping[str, EditionContent]) -> Iterator[Finding]:
    found = {str(row) for content in contents.values() for row in missing_glyphs(every_text(content))}
    if found:
        yield finding(
            "glyphs",
            lambda _l: _("Characters that no font of the documents has: %(signs)s.") % {"signs": ", ".join(sorted(found))},
            href="#texts",
        )  # fmt: skip


def files_differ(content: EditionContent, files: Mapping[str, bytes], *, href: str = "") -> list[Finding]:
    """Of rendered files: numbers that a file does not say as the value does."""
    return [
        finding(
            "file",
            lambda _l, format_=format_, lost=lost: _("The file %(file)s does not hold these numbers: %(numbers)s.") % {
                "file": f"{content.language}.{format_}", "numbers": ", ".join(lost[:8]),
            },
            of=f"{content.language}-{format_}", href=href, stops=True,
        )
        for format_, lost in numbers_missing(content, files).items()
    ]  # fmt: skip
