"""Composes an edition, and issues it, in a terminal."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.models import User
from regions.pack import pack
from regions.text import in_a_row
from reports.edition_choices import Choices
from reports.edition_compiling import TOKYO, compile_edition
from reports.edition_texts import OF_2021
from reports.findings import Finding
from reports.gate import gate
from reports.issuing import NotIssued, issue
from reports.models import Edition, EditionDraft
from reports.starting_points import after, fresh


class Command(BaseCommand):
    help = "Composes an edition for fiscal years, shows what the gate finds, and issues it with --issue."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--from", dest="first", type=int, help="first fiscal year")
        parser.add_argument("--to", dest="last", type=int, help="last fiscal year")
        parser.add_argument("--user", required=True, help="e-mail address of the person at headquarters")
        parser.add_argument("--name", default="", help="name of the draft")
        parser.add_argument("--after", type=int, help="number of the edition whose choices are carried forward")
        parser.add_argument("--draft", type=int, help="issue this draft rather than compose one")
        parser.add_argument("--as-of", dest="as_of", default="", help="a moment such as 2021-07-30T09:00+09:00")
        parser.add_argument("--date", default="", help="date of the document, such as 2021-07-30")
        parser.add_argument("--language", nargs="+", choices=["ja", "en"], help="ja, en or both; by default ja")
        parser.add_argument("--provisional", action="store_true", help="issue as provisional (速報)")
        parser.add_argument("--summary-of-2021", action="store_true", help="with the summary of 30 July 2021")
        parser.add_argument("--issue", action="store_true", help="issue it")
        parser.add_argument(
            "--reason", action="append", default=[], metavar="CODE=REASON",
            help="why it is issued over this finding, or over this kind of them (returns-2019=… or returns=…)",
        )  # fmt: skip
        parser.add_argument("--over-findings", default="", metavar="REASON", help="why, for all that have no --reason")
        parser.add_argument("--messages", default="en", choices=["ja", "en"], help="language of what is printed")

    def handle(self, *args, **options) -> None:
        with override(options["messages"]):
            try:
                draft = self._draft(options)
                self._issue(draft, options) if options["issue"] else self._show(draft)
            except PermissionDenied:
                raise CommandError(_("Only headquarters may do this.")) from None
            except ValidationError as error:
                raise CommandError(in_a_row(error.messages)) from None

    def _draft(self, options: dict) -> EditionDraft:
        by = _person(options["user"])
        self.by = by
        if options["draft"]:
            draft = EditionDraft.objects.visible_to(by).filter(pk=options["draft"]).first()
            if draft is None:
                raise CommandError(_("There is no such draft."))
            return draft
        before = _edition(options["after"]) if options["after"] else None
        choices = _chosen(options, before)
        name = options["name"] or f"{choices.first}-{choices.last}"
        return EditionDraft.start(name, choices, by=by, based_on=before)

    def _show(self, draft: EditionDraft) -> None:
        compiled = compile_edition(draft.chosen)
        for finding in gate(compiled, compiled.contents()):
            self.stdout.write(f"{finding.code}: {finding.sentence(self._language())}")
        self.stdout.write(_("Draft %(number)d is saved. It was not issued.") % {"number": draft.pk})

    def _issue(self, draft: EditionDraft, options: dict) -> None:
        try:
            edition = issue(draft, by=self.by, reasons={**_reasons(options["reason"]), "*": options["over_findings"]})
        except NotIssued as refused:
            raise CommandError("\n".join(self._missing(refused.findings, draft))) from None
        except ValidationError as error:
            kept = _("Not issued. Draft %(number)d is kept.") % {"number": draft.pk}
            raise CommandError("\n".join([*error.messages, kept])) from None
        self.stdout.write(
            _("Edition %(number)d is issued: %(digest)s") % {"number": edition.number, "digest": edition.digest}
        )

    def _missing(self, findings: list[Finding], draft: EditionDraft) -> list[str]:
        """What no reason is enough for, then what lacks one, then how to give it."""
        lines = []
        for finding in findings:
            said = f"{finding.code}: {finding.sentence(self._language())}"
            lines.append(f"{_('Cannot be issued:')} {said}" if finding.stops else said)
        lines.append(_("Not issued. Draft %(number)d is kept.") % {"number": draft.pk})
        lacking = [finding for finding in findings if not finding.stops]
        if lacking:
            lines.append(_("Reasons are missing: %(count)d. Give each with --reason CODE=REASON, or one for all with --over-findings REASON.") % {"count": len(lacking)})  # fmt: skip
            lines.append(" ".join([f"--draft {draft.pk} --issue", *(f'--reason {each.code}="…"' for each in lacking)]))
        return lines

    @staticmethod
    def _language() -> str:
        return get_language() or "en"


def _reasons(given: list[str]) -> dict[str, str]:
    """CODE=REASON, each code once."""
    found: dict[str, str] = {}
    for text in given:
        code, equals, reason = text.partition("=")
        if not equals or not code.strip() or not reason.strip():
            raise CommandError(_("Write a reason like returns-2019=REASON, not “%(text)s”.") % {"text": text})
        if code.strip() in found:
            raise CommandError(_("Two reasons are given for “%(code)s”.") % {"code": code.strip()})
        found[code.strip()] = reason
    return found


def _person(email: str) -> User:
    person = User.objects.filter(email=email.lower(), is_active=True).first()
    if person is None:
        raise CommandError(_("Nobody has the e-mail address “%(email)s”.") % {"email": email})
    if not person.is_hq:
        raise PermissionDenied
    return person


def _chosen(options: dict, before: Edition | None) -> Choices:
    """What the options say, on top of the edition before or of a fresh start."""
    first, last = options["first"], options["last"]
    if before:
        choices = after(before)
        choices = choices.with_(first=first or choices.first, last=last or choices.last)
    elif first is None or last is None:
        raise CommandError(_("Say --from and --to."))
    else:
        choices = fresh(first, last)
    if not 2000 <= choices.first <= choices.last <= 2099:
        raise CommandError(_("Fiscal years are from 2000 to 2099, the first not after the last."))
    changes: dict = {"languages": tuple(options["language"] or choices.languages)}
    if options["as_of"]:
        changes["as_of"] = _moment(options["as_of"])
    if options["date"]:
        changes["issued_on"] = _day(options["date"])
    if options["provisional"]:
        changes["standing"] = "provisional"
    if options["summary_of_2021"]:
        if not pack().is_of_the_united_states:
            raise CommandError(_("The summary of 30 July 2021 is of the United States alone."))
        changes["texts"] = {**choices.texts, **OF_2021}
    return choices.with_(**changes)


def _edition(number: int) -> Edition:
    edition = Edition.objects.filter(pk=number).first()
    if edition is None:
        raise CommandError(_("There is no edition %(number)d.") % {"number": number})
    return edition


def _moment(text: str) -> str:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(_("Write the moment like 2021-07-30T09:00+09:00."))
    return (moment if moment.tzinfo else moment.replace(tzinfo=TOKYO)).isoformat()


def _day(text: str) -> str:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(_("Write the date like 2021-07-30."))
    return day.isoformat()
