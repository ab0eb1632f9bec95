"""deploy/: the environment file holds every setting and no other, the units are sound, and `check --deploy` finds nothing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
READ = re.compile(r"""(?:environ\.get\(|environ\[|_flag\(|_words\()["']([A-Z_]+)["']""")
WRITTEN = {"PROMETHEUS_MULTIPROC_DIR"}
"""Set for a library, rather than read."""
OF_BIN_SERVE = {"SAMPLE", "PYTHON"}


def settings_read() -> set[str]:
    files = (ROOT / "grassroots" / "settings.py", ROOT / "grassroots" / "gunicorn.py")
    return {name for file in files for name in READ.findall(file.read_text())} - WRITTEN


def test_every_setting_stands_in_the_environment_file_with_its_meaning_and_no_other():
    lines = (DEPLOY / "register.env").read_text().splitlines()
    named = [(number, match[1]) for number, line in enumerate(lines) if (match := re.match(r"#?([A-Z_]+)=", line))]
    assert sorted(name for _number, name in named) == sorted(settings_read())
    for number, name in named:
        above = number
        while re.match(r"#?[A-Z_]+=", lines[above]):
            above -= 1
        assert re.match(r"# .", lines[above]), f"{name} is not explained"


def test_the_page_for_operators_lists_the_same_settings():
    table = (ROOT / "docs" / "operate.md").read_text().split("## Settings")[1].split("\n## ")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    listed = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert listed == settings_read() | OF_BIN_SERVE


def test_check_deploy_finds_nothing_in_the_settings_as_shipped(tmp_path):
    lines = (DEPLOY / "register.env").read_text().splitlines()
    shipped = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    own = {"SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "VAR_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **shipped, **own, "ALLOWED_HOSTS": shipped["ALLOWED_HOSTS"].strip('"')},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_the_units_are_sound():
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing")
    units = sorted(map(str, (DEPLOY / "systemd").iterdir()))
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if "/srv/register/.venv/bin/python is not exec" not in line]
    assert complaints == []


def test_each_job_is_a_command_that_there_is():
    units = (DEPLOY / "systemd").glob("*.service")
    jobs = {name for unit in units for name in re.findall(r"ExecStart=.* manage\.py (\w+)", unit.read_text())}
    assert jobs == {
        "backup",
        "clearsessions",
        "find_duplicates",
        "remove_old_uploads",
        "remove_used_api_keys",
        "send_reminders",
        "verify_audit",
    }
    for name in ("backup", "nightly", "reminders"):
        assert "OnCalendar=" in (DEPLOY / "systemd" / f"register-{name}.timer").read_text()
