"""Says in sentences what is wrong with this installation; ends with 1 when something is."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from grassroots.operations.doctor import examine

MARKS = {"ok": "ok     ", "note": "note   ", "warning": "warning", "problem": "PROBLEM"}


class Command(BaseCommand):
    help = (
        "Looks at settings, database, migrations, clock, folders, e-mail, fonts and accounts, and says what is wrong."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *, json: bool, **_options) -> None:
        findings = list(examine())
        if json:
            self.stdout.write(_as_json(findings))
        else:
            for finding in findings:
                self.stdout.write(f"{MARKS[finding.level]}  {finding.about}: {finding.sentence}")
                if finding.what_to_do:
                    self.stdout.write(f"         → {finding.what_to_do}")
        if any(finding.level == "problem" for finding in findings):
            raise SystemExit(1)


def _as_json(findings) -> str:
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1)
