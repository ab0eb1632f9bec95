from collections import Counter
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from events.models import Letter
from events.reminders.letters import plan
from events.reminders.sending import send

TOKYO = ZoneInfo("Asia/Tokyo")


class Command(BaseCommand):
    help = (
        "Sends each person one letter about what waits for him: deadlines, returned events, comments, counts that are "
        "missing. Safe to run often: nothing is told twice, and nobody gets two letters a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print what would go to whom, and send nothing")
        parser.add_argument(
            "--now",
            default="",
            help="as if it were that moment: 2027-04-23 (nine in the morning in Tokyo) or 2027-04-23T07:00+09:00",
        )

    def handle(self, *, dry_run: bool, now: str, **_options) -> None:
        moment = _moment(now)
        if dry_run:
            self._show(moment)
        else:
            self._send(moment)

    def _show(self, moment: datetime) -> None:
        count = 0
        for planned in plan(now=moment):
            count += 1
            self.stdout.write(f"To: {planned.person.email}\nSubject: {planned.subject}\n\n{planned.text}\n{'-' * 72}")
        self.stdout.write(f"{count} letters would be sent.")

    def _send(self, moment: datetime) -> None:
        states = Counter(letter.state for letter in send(now=moment))
        self.stdout.write(f"{states[Letter.State.SENT]} letters sent.")
        unsure = Letter.objects.not_certain(now=timezone.now()).count()
        if unsure:
            self.stderr.write(f"{unsure} letters did not go out, or nobody knows: see the page “Letters”.")
        if states[Letter.State.FAILED]:
            said = f"{states[Letter.State.FAILED]} letters were not taken by the mail server."
            if left := sum(1 for _each in plan(now=moment)):
                said += f" It does not answer: {left} more were not tried, and the next run writes them."
            raise CommandError(said)


def _moment(text: str) -> datetime:
    if not text:
        return timezone.now()
    try:
        moment = parse_datetime(text)
        day = parse_date(text)
    except ValueError:
        moment = day = None
    if day and len(text) <= len("2027-04-23"):
        return datetime.combine(day, time(9), tzinfo=TOKYO).astimezone(UTC)
    if moment is None:
        raise CommandError(f"“{text}” is no moment: write 2027-04-23 or 2027-04-23T07:00+09:00.")
    return moment if moment.tzinfo else moment.replace(tzinfo=TOKYO)
