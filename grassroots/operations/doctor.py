"""What is wrong with an installation, in sentences: each check looks at one thing and says what it found and what to do."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from smtplib import SMTPException
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core import checks
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Record, User
from events.models import Letter
from grassroots.operations.health import is_migrated, is_writable
from regions.models import Mission
from reports.documents.glyphs import BOLD, FONTS, REGULAR

GIGABYTE = 10**9
LEAST_FREE = 2 * GIGABYTE
MOST_CLOCK_SECONDS = 2
OLDEST_POSTGRESQL = 15_00_00
E_MAIL_SECONDS = 10
QUIET = timedelta(days=8)
SAFE_WHEN_ON = {
    "fsync": "a power cut can ruin the database",
    "full_page_writes": "a power cut can ruin pages of the database",
    "synchronous_commit": "a crash can lose what was acknowledged",
    "autovacuum": "tables grow and queries slow down",
}
"""Settings of PostgreSQL that are on unless somebody turned them off -> what comes of that."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`level`: "ok", "note" (worth knowing), "warning" (will trouble somebody), "problem" (does not work or is unsafe)."""

    level: str
    about: str
    sentence: str
    what_to_do: str = ""


def examine() -> Iterator[Finding]:
    """Every finding in the order of the checks; of the database, only what can be asked of it as it stands."""
    yield from _settings()
    fault = _unreachable_database()
    if fault is not None:
        yield Finding(
            "problem", "database", f"The database does not answer: {fault}", "See DATABASE_URL, and that it runs."
        )
    elif not is_migrated():
        yield Finding(
            "problem", "migrations", "The database is older than the program.", "Run manage.py prepare --no-sample."
        )
        yield from _database()
    else:
        yield Finding("ok", "migrations", "The database is as new as the program.")
        for check in (_house, _database, _clock, _people, _letters):
            yield from check()
    for check in (_folders, _mail, _fonts_and_words):
        yield from check()


def _unreachable_database() -> str | None:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return str(error).splitlines()[0]
    return None


def _settings() -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding("problem", "settings", "DEBUG is on: error pages show the program's inside.", "Set DEBUG=0.")
    if not settings.HTTPS:
        yield Finding(
            "warning",
            "settings",
            "HTTPS is off: passwords and cookies travel in the open.",
            "Set HTTPS=1, unless only this machine reaches the site.",
        )
    if not settings.PUBLIC_ADDRESS:
        yield Finding(
            "note",
            "settings",
            "No address is printed at the foot of issued documents, and reminders have no links.",
            "PUBLIC_ADDRESS names one.",
        )
    if not settings.ADMINS:
        yield Finding(
            "note", "settings", "Nobody is mailed about faults of the program.", "ADMINS names who should be."
        )


def _house() -> Iterator[Finding]:
    """Django's own checks and ours: secret key, cookies, triggers."""
    with override("en"):
        found = checks.run_checks(include_deployment_checks=settings.HTTPS, databases=["default"])
    for each in found:
        if each.is_silenced():
            continue
        level = "problem" if each.level >= checks.ERROR else "warning"
        yield Finding(level, "checks", f"{each.msg} ({each.id})", str(each.hint or ""))
    if not found:
        yield Finding("ok", "checks", "Django's checks and ours find nothing.")


def _database() -> Iterator[Finding]:
    found = list(_postgresql() if connection.vendor == "postgresql" else _sqlite())
    yield from found or [Finding("ok", "database", f"{connection.display_name} answers and is set as it should be.")]
    table = settings.CACHES["default"].get("LOCATION")
    if table and table not in connection.introspection.table_names():
        yield Finding(
            "problem",
            "database",
            "The table that sign-in limits count in is missing.",
            "Run manage.py prepare --no-sample.",
        )


def _shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return cursor.fetchone()[0]


def _postgresql() -> Iterator[Finding]:
    version = int(_shown("server_version_num"))
    if version < OLDEST_POSTGRESQL:
        yield Finding(
            "warning",
            "database",
            f"PostgreSQL {_shown('server_version')} is older than what is tested, 15.",
            "Upgrade it.",
        )
    if _shown("server_encoding") != "UTF8":
        yield Finding(
            "problem", "database", "The database does not keep text as UTF-8.", "Make it anew with ENCODING 'UTF8'."
        )
    for name, why in SAFE_WHEN_ON.items():
        if _shown(name) == "off":
            yield Finding("problem", "database", f"{name} is off: {why}.", f"Set {name} = on in postgresql.conf.")


def _sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    name = str(connection.settings_dict["NAME"])
    if mode != "wal" and "memory" not in name:
        yield Finding(
            "warning",
            "database",
            f"SQLite keeps its journal as “{mode}”: writers and readers wait for one another.",
            "Put the database on a local disk, where it can use WAL.",
        )
    if settings.HTTPS:
        yield Finding(
            "note", "database", "SQLite holds one server alone.", "Several servers need PostgreSQL (DATABASE_URL)."
        )


def _clock() -> Iterator[Finding]:
    """This machine's clock against the database's (on SQLite they are one), and the time zones of the missions."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            away = abs((datetime.now(UTC) - cursor.fetchone()[0]).total_seconds())
        if away > MOST_CLOCK_SECONDS:
            yield Finding(
                "problem",
                "clock",
                f"This machine's clock is {away:,.0f} s away from the database's.",
                "Let both follow NTP.",
            )
    last = Record.objects.aggregate(last=Max("at"))["last"]
    ahead = (last - timezone.now()).total_seconds() if last else 0
    if ahead > MOST_CLOCK_SECONDS:
        yield Finding(
            "warning",
            "clock",
            f"The trail's last moment is {ahead:,.0f} s ahead of this machine's clock, which was set back.",
            "See that it is right now. Until it is past that moment, what is written counts as of it.",
        )
    unknown = []
    for zone in Mission.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct():
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            unknown.append(zone)
    if unknown:
        yield Finding("problem", "clock", f"Time zones are unknown here: {', '.join(unknown)}.", "Install tzdata anew.")


def _people() -> Iterator[Finding]:
    administrators = [person for person in User.objects.filter(is_active=True) if person.is_staff]
    if not administrators:
        yield Finding("problem", "people", "There is no administrator.", "Run manage.py createsuperuser.")
    samples = User.objects.filter(is_sample=True, is_active=True).count()
    if samples and settings.HTTPS:
        yield Finding(
            "problem",
            "people",
            f"{samples} sample accounts with a printed password can sign in.",
            "Run manage.py remove_sample.",
        )


def _letters() -> Iterator[Finding]:
    unsure = Letter.objects.not_certain(now=timezone.now()).count()
    if unsure:
        yield Finding(
            "warning",
            "letters",
            f"{unsure} reminders did not go out, or nobody knows.",
            "An administrator sends them again on the page /letters/.",
        )
    last = Letter.objects.order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    if last is None or timezone.now() - last > QUIET:
        yield Finding(
            "note", "letters", "Nobody was reminded of anything for a week.", "Run manage.py send_reminders every day."
        )


def _folders() -> Iterator[Finding]:
    for name in ("MEDIA_ROOT", "VAR_DIR"):
        folder = Path(getattr(settings, name))
        if not is_writable(folder):
            yield Finding("problem", "folders", f"Nothing can be written into {name} ({folder}).", "See who owns it.")
            continue
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE:
            yield Finding(
                "warning",
                "folders",
                f"{name} has {free / GIGABYTE:.1f} GB left ({folder}).",
                "Make room before it is full.",
            )
        else:
            yield Finding("ok", "folders", f"{name} can be written and has {free / GIGABYTE:,.0f} GB left.")
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Finding("problem", "folders", "Static files are not collected.", "Run manage.py prepare --no-sample.")


def _mail() -> Iterator[Finding]:
    backend = settings.EMAIL_BACKEND
    if not backend.endswith("smtp.EmailBackend"):
        level = "warning" if settings.HTTPS else "note"
        yield Finding(level, "e-mail", f"Mail is not sent but given to {backend}.", "EMAIL_HOST names the mail server.")
        return
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(E_MAIL_SECONDS)
    try:
        server = get_connection()
        server.open()
        server.close()
    except (OSError, SMTPException) as error:
        yield Finding("problem", "e-mail", f"The mail server does not answer: {error}", "See the settings of e-mail.")
    else:
        yield Finding("ok", "e-mail", "The mail server answers.")
    finally:
        socket.setdefaulttimeout(before)


def _fonts_and_words() -> Iterator[Finding]:
    missing = sorted(name for name in {*REGULAR, *BOLD} if not (FONTS / name).exists())
    if missing:
        yield Finding(
            "problem", "fonts", f"Fonts of the documents are missing: {', '.join(missing)}.", "Restore the tree."
        )
    for text in Path(settings.BASE_DIR).glob("locale/*/LC_MESSAGES/django.po"):
        compiled = text.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < text.stat().st_mtime:
            language = text.parts[-3]
            yield Finding(
                "warning",
                "words",
                f"The texts of the language “{language}” are not compiled.",
                "Run pybabel compile -D django -d locale.",
            )
