"""Takes one guard after another out of a copy of the code; for each, a test must fail.

    python tests/mutants.py [part of a name]

Not part of the suite, because it runs parts of the suite once for each mutant. It ends with 1 when a mutant
survives, and says so when the code that a mutant changes is no longer there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mutants_of_api import GUARDS_OF_API
from mutants_of_documents import DOCUMENTS
from mutants_of_editions import EDITIONS
from mutants_of_lists import LISTS
from mutants_of_merging import GUARDS_OF_MERGING
from mutants_of_returns import RETURNS
from mutants_of_review import REVIEW

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.security_mutants import GUARDS  # noqa: E402 found once the tree is on the path

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")


@dataclass(frozen=True)
class Mutant:
    name: str
    file: str
    old: str
    new: str
    tests: str
    on_postgresql: bool = False  # SQLite lets one transaction write at a time, whatever the code locks


MUTANTS = [
    Mutant(
        "a version needs no change set",
        "accounts/trail/triggers.py",
        "WHERE {self.now} IS NULL",
        "WHERE 1 = 0",
        "tests/accounts/test_trail.py",
    ),
    Mutant(
        "a sealed record can be edited",
        "accounts/trail/triggers.py",
        "WHEN OLD.{seal} <> '' {refuse}",
        "WHEN 1 = 0 {refuse}",
        "tests/accounts/test_trail.py",
    ),
    Mutant(
        "the chain does not look at the record before",
        "accounts/trail/verifying.py",
        "if record.previous != previous:",
        "if False:",
        "tests/accounts/test_trail.py",
    ),
    Mutant(
        "an edited record passes",
        "accounts/trail/verifying.py",
        "if hash_of(record) != record.hash:",
        "if False:",
        "tests/accounts/test_trail.py",
    ),
    Mutant(
        "a head that was kept is not looked for",
        "accounts/trail/verifying.py",
        "    if not is_known:",
        "    if False:",
        "tests/accounts/test_trail.py",
    ),
    Mutant(
        "an edited version passes",
        "accounts/trail/verifying.py",
        "elif digest(said[row.version]) != row.digest:",
        "elif False:",
        "tests/accounts/test_trail.py",
    ),
    Mutant(
        "a row edited behind the register's back passes",
        "accounts/trail/verifying.py",
        "elif _same(said[last[pk]]) != _same(values):",
        "elif False:",
        "tests/accounts/test_trail.py",
    ),
    Mutant(
        "a role given behind the register's back passes",
        "accounts/trail/verifying.py",
        "elif any(new[name] != user[name] for name in OF_A_PERSON):",
        "elif False:",
        "tests/accounts/test_trail.py",
    ),
    Mutant(
        "an earlier moment sees what came later",
        "accounts/trail/as_of.py",
        'known = history._base_manager.exclude(pk__in=later.order_by().values("version"))',
        "known = history._base_manager.all()",
        "tests/reports/test_as_of.py",
    ),
    Mutant(
        "two writers append to the same head",
        "accounts/trail/chain.py",
        'if connection.vendor == "postgresql":',
        "if False:",
        "tests/accounts/test_trail_race.py",
        on_postgresql=True,
    ),
    Mutant(
        "a closed year is closed in the verbs only",
        "events/triggers.py",
        "**(year_triggers.sqlite() if has_years else {})",
        "**{}",
        "tests/events/test_closed_year.py",
    ),
    Mutant(
        "an event can be moved into a closed year",
        "events/year_triggers.py",
        '"UPDATE": ("OLD", "NEW")',
        '"UPDATE": ("OLD",)',
        "tests/events/test_closed_year.py",
    ),
    Mutant(
        "an exception lets every mission in",
        "events/years.py",
        "(mission, year) not in self.let_in",
        "year not in {each for _mission, each in self.let_in}",
        "tests/events/test_closed_year.py",
    ),
    Mutant(
        "an exception lets every mission past the database",
        "events/year_triggers.py",
        "AND x.mission_id = {row}.mission_id AND x.ended_at",
        "AND x.ended_at",
        "tests/events/test_closed_year.py",
    ),
    Mutant(
        "an exception never runs out",
        "events/year_triggers.py",
        " AND x.until > {NOW[vendor]}",
        "",
        "tests/events/test_closed_year.py",
    ),
    Mutant(
        "a pass is left behind",
        "events/years.py",
        "YearPass.objects.filter(pk__in=[each.pk for each in passes]).delete()",
        "pass",
        "tests/events/test_closed_year.py tests/events/test_corrections.py",
    ),
    Mutant(
        "only the year that an event moves to is looked at",
        "events/years.py",
        "if kept and (closed := self.stop(*kept)):",
        "if kept and (closed := None):",
        "tests/events/test_closed_year.py",
    ),
    Mutant(
        "a closing does not wait for a write in flight",
        "events/year_triggers.py",
        "PERFORM pg_advisory_xact_lock_shared({LOCK}); ",
        "",
        "tests/events/test_closed_year_paths.py",
        on_postgresql=True,
    ),
    Mutant(
        "an import writes into a year that was closed after its review",
        "events/intake/writing.py",
        "stale += closed\n            if closed:",
        "if False:",
        "tests/events/test_closed_year_paths.py",
    ),
    Mutant(
        "an import's review knows no closed years",
        "events/intake/comparing.py",
        "if closed := self.years.stop(mission, *years):",
        "if closed := None:",
        "tests/events/test_closed_year_paths.py",
    ),
    Mutant(
        "a correction overwrites what was changed since",
        "events/corrections.py",
        "if event.version != request.event_version:",
        "if False:",
        "tests/events/test_corrections.py",
    ),
    Mutant(
        "a mission sees another's correction requests",
        "events/models/correction.py",
        "return self.filter(mission=user.mission_id) if user.is_of_mission else self.none()",
        "return self.all() if user.is_of_mission else self.none()",
        "tests/events/test_corrections.py",
    ),
    Mutant(
        "a mission reads what others have not confirmed",
        "events/querysets.py",
        "return self.filter(confirmed | Q(mission=user.mission_id))",
        "return self.all()",
        "tests/events/test_visibility.py",
    ),
    Mutant(
        "a mission writes another's events",
        "events/querysets.py",
        "return self.all()\n        return self.filter(mission=user.mission_id)",
        "return self.all()\n        return self.all()",
        "tests/events/test_visibility.py",
    ),
    Mutant(
        "withdrawn events can be edited",
        "events/querysets.py",
        "return self.answered_for_by(user).exclude(status=Status.WITHDRAWN)",
        "return self.answered_for_by(user)",
        "tests/events/test_visibility.py",
    ),
    Mutant(
        "a figure joins the partner missions",
        "events/querysets.py",
        "rows = self.order_by().values(trait).annotate(",
        "rows = self.annotate(partner=F('partner_missions')).order_by().values(trait).annotate( ",
        "tests/events/test_running_totals.py",
    ),
    Mutant(
        "the version is checked and then saved",
        "events/models/event.py",
        "Event.objects.filter(pk=self.pk, version=version).update(version=version + 1)",
        "Event.objects.filter(pk=self.pk, version=version).exists()",
        "tests/events",
    ),
    Mutant(
        "a number is read before its row is locked",
        "events/models/number.py",
        'row.update(last=F("last") + count)  # takes the row\'s lock before it is read\n            last = row.values_list("last", flat=True).get()',
        'last = row.values_list("last", flat=True).get() + count\n            row.update(last=last)',
        "tests/events/test_numbers.py",
        on_postgresql=True,
    ),
    Mutant(
        "an update does not reach the running totals",
        "events/triggers.py",
        "parts.append(of(old, -1, sources[0]))",
        "pass",
        "tests/events/test_running_totals.py",
    ),
    Mutant(
        "drafts are counted in reports",
        "events/status.py",
        "COUNTED = (Status.SUBMITTED, Status.CONFIRMED)",
        "COUNTED = (Status.DRAFT, Status.SUBMITTED, Status.CONFIRMED)",
        "tests/reports",
    ),
    Mutant(
        "an unreadable filter shows every row",
        "accounts/strict_filterset.py",
        "if self.is_valid() else self.queryset.none()",
        "if self.is_valid() else self.queryset.all()",
        "tests/events/test_filters.py tests/events/test_list.py",
    ),
    Mutant(
        "a misspelt filter is passed over",
        "accounts/strict_filterset.py",
        "if name not in known:",
        "if name is None:",
        "tests/events/test_filters.py tests/events/test_list.py",
    ),
    Mutant(
        "the list is not scoped",
        "events/filters.py",
        "super().__init__(data, Event.objects.visible_to(user) if queryset is None",
        "super().__init__(data, Event.objects.exclude(pk=None) if queryset is None",
        "tests/events/test_filters.py tests/events/test_list.py",
    ),
    Mutant(
        "the list's totals are not scoped",
        "events/filters.py",
        "self._narrowed(RunningTotal.objects.visible_to(self.user), asked)",
        "self._narrowed(RunningTotal.objects.exclude(pk=None), asked)",
        "tests/events/test_filters.py tests/events/test_list.py",
    ),
    Mutant(
        "the detail page is not scoped",
        "events/views/detail.py",
        "visible = Event.objects.visible_to(request.user).select_related",
        "visible = Event.objects.select_related",
        "tests/events/test_detail.py",
    ),
    Mutant(
        "photos are served to everybody",
        "events/views/photo.py",
        "Photo.objects.visible_to(request.user)",
        "Photo.objects.all()",
        "tests/events/test_photos.py",
    ),
    Mutant(
        "a photo that may not be published is shown to others",
        "events/models/photo.py",
        "Q(event__in=events, is_publishable=True)",
        "Q(event__in=events)",
        "tests/events/test_photos.py",
    ),
    Mutant(
        "a photo to which nobody agreed is shown to others",
        "events/models/photo.py",
        "is_publishable=True) & AGREED)",
        "is_publishable=True))",
        "tests/events/test_practice_pages.py",
    ),
    Mutant(
        "the gallery shows photos that may not be published",
        "events/practice_filters.py",
        "queryset=Photo.objects.publishable()",
        "queryset=Photo.objects.all()",
        "tests/events/test_practice_pages.py",
    ),
    Mutant(
        "the board counts what others have not had confirmed",
        "reports/views/board.py",
        "Register.visible_to(request.user)",
        "Register.whole()",
        "tests/reports/test_board_page.py",
    ),
    Mutant(
        "another mission's nominations are shown",
        "events/models/practice.py",
        "self.filter(selected | Q(event__mission=user.mission_id)) if user.is_of_mission else",
        "self.all() if user.is_of_mission else",
        "tests/events/test_practices.py",
    ),
    Mutant(
        "an unconfirmed story is offered to a document",
        "events/querysets.py",
        "self.practices().filter(status=Status.CONFIRMED, practice__state",
        "self.practices().filter(practice__state",
        "tests/events/test_practices.py",
    ),
    Mutant(
        "photos that may not be published are offered to a document",
        "events/querysets.py",
        "queryset=Photo.objects.publishable()",
        "queryset=Photo.objects.all()",
        "tests/events/test_practices.py",
    ),
    Mutant(
        "a typed form is given back to whoever signs in",
        "events/views/typed_form.py",
        '(kept["by"] != request.user.pk or "fresh" in request.GET)',
        '("fresh" in request.GET)',
        "tests/events",
    ),
    *(Mutant(*each) for each in (*GUARDS, *REVIEW, *EDITIONS, *DOCUMENTS)),
    *(Mutant(*each) for each in (*RETURNS, *GUARDS_OF_MERGING, *LISTS, *GUARDS_OF_API)),
]


def survives(mutant: Mutant, folder: Path) -> str | None:
    """None when a test failed, as it should; else what went wrong."""
    target = folder / mutant.file
    text = target.read_text() if target.exists() else ""
    if text.count(mutant.old) != 1:
        return f"the code it changes stands {text.count(mutant.old)} times in {mutant.file}"
    target.write_text(text.replace(mutant.old, mutant.new))
    try:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *mutant.tests.split()]
        database = {"DATABASE_URL": POSTGRESQL} if mutant.on_postgresql else {}
        environment = {"SECRET_KEY": "for-tests-only", "HTTPS": "0", **os.environ, **database}
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    finally:
        target.write_text(text)
    if done.returncode == 0:
        return "every test passed"
    return None if done.returncode == 1 else f"pytest ended with {done.returncode}: {done.stdout[-500:]}"


def main() -> int:
    wanted = " ".join(sys.argv[1:])
    failures = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "copy"
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", ".venv", "var", "*_cache", "__pycache__"))
        for mutant in MUTANTS:
            if wanted in mutant.name:
                problem = survives(mutant, folder)
                failures += problem is not None
                print(
                    f"{'SURVIVES' if problem else 'killed'}: {mutant.name}{f' ({problem})' if problem else ''}",
                    flush=True,
                )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
