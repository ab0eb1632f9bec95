"""The files that pages ask for."""

import re
from pathlib import Path

from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent


def test_collectstatic_gives_every_file_its_lasting_name(settings, tmp_path):
    """A reference that leads nowhere (a sourceMappingURL, an url()) raises here."""
    settings.STATIC_ROOT = str(tmp_path / "static")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    names = {path.name for path in (tmp_path / "static").rglob("*.*")}
    for stem, ending in [("register", "css"), ("tokens", "css"), ("register", "js"), ("htmx.min", "js")]:
        assert [name for name in names if re.fullmatch(rf"{re.escape(stem)}\.[0-9a-f]{{12}}\.{ending}", name)], stem


def test_every_colour_that_the_look_uses_is_defined():
    used = re.findall(r"var\((--[\w-]+)", (ROOT / "static/css/register.css").read_text())
    texts = [(ROOT / "static/css" / name).read_text() for name in ("tokens.css", "register.css")]
    defined = set(re.findall(r"(--[\w-]+)\s*:", "".join(texts)))
    assert sorted(set(used) - defined) == []


def test_no_template_needs_an_inline_script_or_style():
    """The content security policy would block it, silently for the author."""
    inline = re.compile(
        r'<style|\sstyle=|<script(?![^>]*\ssrc=)(?![^>]*type="application/json")|\son[a-z]+=|javascript:', re.IGNORECASE
    )
    found = [path.name for path in (ROOT / "templates").rglob("*.html") if inline.search(path.read_text())]
    assert found == []
