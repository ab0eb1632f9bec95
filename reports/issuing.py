"""Issues a draft: files first, then one transaction that freezes definition, figures, event versions and files.

Killed at any moment it leaves either no edition or a whole one: nothing is written before the transaction, and the
edition itself is the last row of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import trail
from reports import frozen_triggers, kept_events
from reports.edition_compiling import Compiled, compile_edition
from reports.edition_content import EditionContent, IssuedOver
from reports.edition_files import render_all
from reports.edition_json import from_json
from reports.findings import Finding
from reports.gate import files_differ, gate
from reports.kept_events import KeptEvent
from reports.models import Edition, EditionBlob, EditionDraft, EditionEvent, EditionFile, EditionFinding

TRIES = 3


class NotIssued(Exception):
    """Nothing was written. `findings` are those that no reason was given for, or for which no reason is enough."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.sentence_en for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that is written, made before the transaction begins."""

    number: int
    compiled: Compiled
    contents: Mapping[str, EditionContent]
    files: Mapping[str, Mapping[str, bytes]]
    findings: list[Finding]


def issue(draft: EditionDraft, *, by, reasons: Mapping[str, str], compiled: Compiled | None = None) -> Edition:
    """`reasons`: why it is issued all the same, by a finding's code, by its kind for all that have none of their own,
    or by "*" for all that are left. `compiled`: what was compiled of this draft a moment ago, by whoever had to show its
    findings.

    NotIssued, DraftConflict or ValidationError when it was not issued; PermissionDenied for anybody but HQ.
    """
    if not by.is_hq:
        raise PermissionDenied
    compiled = compiled or compile_edition(draft.chosen)
    for _attempt in range(TRIES):
        prepared = _prepare(compiled, number=next_number(), draft=draft, reasons=reasons)
        with transaction.atomic():
            _wait_for_others()
            if next_number() == prepared.number:
                return _write(prepared, draft=draft, by=by, reasons=reasons)
    raise NotIssued([])


def next_number() -> int:
    return (Edition.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def short_address(number: int) -> str:
    """What is printed at the foot of each page; '' where the installation has no public address."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/e/{number}" if settings.PUBLIC_ADDRESS else ""


def _wait_for_others() -> None:
    """SQLite lets one transaction write at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [frozen_triggers.LOCK])


def _prepare(compiled: Compiled, *, number: int, draft, reasons: Mapping[str, str]) -> Prepared:
    contents = compiled.contents(edition=number, address=short_address(number))
    findings = gate(compiled, contents, draft=draft)
    _refuse(findings, reasons)
    contents = {
        language: replace(content, findings=_over(findings, reasons, language))
        for language, content in contents.items()
    }
    pages = reverse("draft_preview", args=[draft.pk])
    files = {language: render_all(content, compiled.gathered.bytes) for language, content in contents.items()}
    for language, content in contents.items():
        findings += files_differ(content, files[language], href=pages)
    _refuse(findings, reasons)
    return Prepared(number, compiled, contents, files, findings)


def _refuse(findings: list[Finding], reasons: Mapping[str, str]) -> None:
    left = [finding for finding in findings if finding.stops or not reason_for(finding, reasons)]
    if left:
        raise NotIssued(left)
    unasked = set(reasons) - {"*"} - {key for finding in findings for key in (finding.code, finding.kind)}
    if unasked:
        raise ValidationError(
            _("A reason is given for what was not found: %(codes)s.") % {"codes": ", ".join(sorted(unasked))}
        )
    for text in {reason_for(finding, reasons) for finding in findings}:
        EditionFinding._meta.get_field("reason").run_validators(text)


def reason_for(finding: Finding, reasons: Mapping[str, str]) -> str:
    """Its own, that of its kind or that of all, whichever is the first to say anything."""
    given = (reasons.get(key, "").strip() for key in (finding.code, finding.kind, "*"))
    return next(filter(None, given), "")


def _over(findings: list[Finding], reasons: Mapping[str, str], language: str) -> tuple[IssuedOver, ...]:
    return tuple(IssuedOver(each.code, each.sentence(language), reason_for(each, reasons)) for each in findings)


def _write(prepared: Prepared, *, draft: EditionDraft, by, reasons: Mapping[str, str]) -> Edition:
    """Within the transaction: what belongs to the edition first, the edition last."""
    compiled, number = prepared.compiled, prepared.number
    draft.become_issued(by=by)
    for data in compiled.gathered.bytes.values():
        EditionBlob.keep(data)
    kept = [
        EditionFile(
            edition_id=number, language=language, format=format_, blob_id=EditionBlob.keep(data), size=len(data)
        )
        for language, files in prepared.files.items()
        for format_, data in files.items()
    ]
    EditionFile.objects.bulk_create(kept)
    rows = list(kept_events.kept_events(number, compiled))
    kept_events.write(rows)
    EditionFinding.objects.bulk_create(
        EditionFinding(
            edition_id=number, code=finding.code, sentence_ja=finding.sentence_ja, sentence_en=finding.sentence_en,
            reason=reason_for(finding, reasons),
        )
        for finding in prepared.findings
    )  # fmt: skip
    definition = compiled.frozen_choices.as_plain()
    edition = _edition(prepared, draft=draft, by=by, definition=definition)
    edition.digest = digest_of(definition, kept, rows)
    edition.save(force_insert=True)
    trail.record("edition", by=by, about=f"edition {number}", details={"digest": edition.digest, "events": len(rows)})
    return edition


def _edition(prepared: Prepared, *, draft: EditionDraft, by, definition: dict) -> Edition:
    report, choices = prepared.compiled.report, prepared.compiled.frozen_choices
    titles = {language: content.title for language, content in prepared.contents.items()}
    return Edition(
        number=prepared.number,
        standing=choices.standing,
        title_ja=titles.get("ja", ""),
        title_en=titles.get("en", ""),
        meeting=choices.meeting,
        issued_on=choices.day or prepared.compiled.moment.date(),
        as_of=prepared.compiled.moment,
        first_year=choices.first,
        last_year=choices.last,
        definition=definition,
        events=report.events,
        participants=report.participants,
        unknown=report.unknown,
        baseline_events=report.baseline("events"),
        baseline_participants=report.baseline("participants"),
        is_sample=bool(report.sample_events),
        draft=draft,
        based_on=draft.based_on,
        issued_by=by,
    )


def digest_of(definition: dict, files: list[EditionFile], rows: Iterable[EditionEvent | KeptEvent]) -> str:
    """SHA-256 over the definition, the files' hashes and the event versions: changed by whatever changes one of them."""
    found = hashlib.sha256(json.dumps(definition, ensure_ascii=False, sort_keys=True).encode())
    for file in sorted(files, key=lambda row: (row.language, row.format)):
        found.update(f"{file.language} {file.format} {file.blob_id}\n".encode())
    for row in sorted(rows, key=lambda row: row.event_id):
        found.update(
            f"{row.event_id} {row.history_row} {row.version} {row.participants} {row.is_counted} {row.rule}\n".encode()
        )
    return found.hexdigest()


def is_whole(edition: Edition) -> bool:
    """Whether definition, files and events still are what was issued: bytes against hashes, all against the digest."""
    files = list(edition.files.select_related("blob"))
    if any(hashlib.sha256(bytes(file.blob.data)).hexdigest() != file.blob_id for file in files):
        return False
    return digest_of(edition.definition, files, list(edition.counted_events.all())) == edition.digest


def frozen_content(edition: Edition, language: str) -> EditionContent:
    """The value of which the files of that language were made. EditionFile.DoesNotExist for another language."""
    file = edition.files.select_related("blob").get(language=language, format=EditionFile.Format.JSON)
    return from_json(file.blob.verified().decode())


def frozen_photos(content: EditionContent) -> dict[str, bytes]:
    """The photos of an issued edition by hash."""
    wanted = {photo.sha256 for photo in content.photos()}
    return {blob.sha256: blob.verified() for blob in EditionBlob.objects.filter(pk__in=wanted)}


def frozen_photo(edition: Edition, sha256: str) -> bytes | None:
    """None unless a file of the edition prints it."""
    languages = edition.files.filter(format=EditionFile.Format.JSON).values_list("language", flat=True)
    if not any(photo.sha256 == sha256 for each in languages for photo in frozen_content(edition, each).photos()):
        return None
    return EditionBlob.objects.get(pk=sha256).verified()
