"""House rules that a linter does not know. Each collects every offender, so that one run names them all."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core import checks
from django.db import connection, models
from simple_history.models import HistoricalRecords

from events import triggers
from grassroots.checks import check_direction_of_references, check_history, check_triggers

ROOT = Path(__file__).resolve().parent.parent
OURS = ("accounts", "bench", "events", "grassroots", "regions", "reports", "tests")
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
SHEETS = sorted((ROOT / "static").rglob("*.css"))
MODULES = sorted(path for part in OURS for path in (ROOT / part).rglob("*.py"))
OWN_CODE = [path for path in MODULES if "migrations" not in path.parts]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")])

MARKED_SAFE = {
    "templates/django/forms/field.html": "help texts are the program's own; Django's password rules are an HTML list",
}
"""Where text is put into a page unescaped: file -> why that is safe."""

KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")
TEMPLATE_COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.S)
INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*\ssrc=)(?![^>]*type="application/json")""",
    re.I,
)
FROM_ELSEWHERE = re.compile(
    r"""(?:\ssrc|<link[^>]*\shref|srcset|@import|url\()\s*[=(]?\s*["']?\s*(?:https?:)?//""", re.I
)
UNESCAPED = re.compile(r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off|\bmark_safe\b|\bSafeString\b|__html__")
GROUPED_KEY = re.compile(
    r"""=["'](?:\{%[^}]*%\}|[^"'<>])*\{\{ (?:[\w.]+\.(?:pk|id)|[\w.]*(?:photo|instance)\.(?:width|height)|(?:[\w.]+\.)?version) \}\}"""
)
"""A key or a size in an attribute would be written 16,055 by itself."""
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home|tmp|Users)/")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def hits(pattern: re.Pattern, paths: list[Path], *, without: re.Pattern | None = None) -> list[str]:
    """`file:line: what was found` of each match."""
    found = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if without:
            text = without.sub(lambda match: "\n" * match.group().count("\n"), text)
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found += [f"{relative(path)}:{line}: {match.group().strip()}"]
    return found


def nodes(*kinds: type, paths: list[Path] = OWN_CODE) -> Iterator[tuple[str, ast.AST]]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kinds):
                yield f"{relative(path)}:{node.lineno}", node


def test_checks_before_the_suite_passed():
    """bin/test runs linters, types and PostgreSQL first and tells here what failed, so that its last lines say so."""
    assert os.environ.get("FAILED_CHECKS", "") == ""


@pytest.mark.parametrize(
    ("pattern", "found", "left"),
    [
        (KANA_OR_KANJI, ["<p>案件</p>", "ボストン総", "ｶﾅ"], ["<p>Event</p>", "100％", "—"]),
        (INLINE, ['<p style="x">', "<style>", '<a onclick="x()">', "<script>"], ['<script src="/x.js">', "styled = 1"]),
        (FROM_ELSEWHERE, ['<img src="https://x">', '<link href="//x">', "url(http://x)"], ['<a href="https://x">']),
        (UNESCAPED, ["{{ x|safe }}", "{% autoescape off %}", "mark_safe(x)"], ["{{ x }}", "safely"]),
        (
            GROUPED_KEY,
            ['href="{% url "a" %}?a={{ event.pk }}"', 'value="{{ version }}"', '<img width="{{ photo.width }}">'],
            ["{{ x.pk|stringformat:'d' }}", "<b>{{ x.pk }}</b>"],
        ),
        (MACHINE, ["see /home/me/x", "`/tmp/x`"], ["../tmp/x", "/events/new/"]),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern, found, left):
    assert [text for text in found if not pattern.search(text)] == []
    assert [text for text in left if pattern.search(text)] == []


# ---- templates and style sheets


def test_screens_are_written_in_english_and_translated():
    """A Japanese word in a template would be one that English readers cannot read and translators never see."""
    assert hits(KANA_OR_KANJI, TEMPLATES, without=TEMPLATE_COMMENT) == []


def test_no_inline_script_or_style():
    """The Content-Security-Policy would block it without a word."""
    assert hits(INLINE, TEMPLATES) == []


def test_nothing_is_fetched_from_elsewhere():
    assert hits(FROM_ELSEWHERE, [*TEMPLATES, *SHEETS]) == []


def test_a_key_in_an_attribute_is_written_without_commas():
    assert hits(GROUPED_KEY, TEMPLATES) == []


def test_components_are_not_written_by_hand():
    """A notice or the way to a page stands in its partial of templates/components, through the tags of `components`."""
    by_hand = re.compile(r"""class=["'][^"']*(?<![\w-])(?:notice|breadcrumbs)(?![\w-])""")
    assert (bool(by_hand.search('<p class="big notice notice--info">')), bool(by_hand.search('class="notices"'))) == (
        True,
        False,
    )
    own = {"templates/components/_notice.html", "templates/components/_breadcrumbs.html"}
    assert [hit for hit in hits(by_hand, TEMPLATES) if hit.split(":")[0] not in own] == []


def test_every_component_is_shown_on_the_styleguide():
    """By itself, or because the frame of each page holds it."""
    frame = {"_account", "_find", "_header", "_messages", "_navigation", "_person"}
    page = (ROOT / "templates" / "handbook" / "styleguide.html").read_text(encoding="utf-8")
    components = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")} - frame
    shown = {name for name in components if f'"components/{name}.html"' in page or f"{{% {name[1:]} " in page}
    assert components - shown == set()


def test_unescaped_text_is_listed_with_its_reason():
    code = [path for path in OWN_CODE if "tests" not in path.parts]
    pages = [path for path in TEMPLATES if path.suffix != ".txt"]  # mail is plain text
    found = hits(UNESCAPED, [*pages, *code])
    assert [hit for hit in found if hit.split(":")[0] not in MARKED_SAFE] == []


# ---- modules


def test_a_module_is_named_for_what_it_holds():
    forbidden = {"common", "core", "helpers", "misc", "services", "util", "utils"}
    named = [relative(path) for path in OWN_CODE if {path.stem, *path.parent.parts} & forbidden]
    assert named == []


def test_a_module_has_at_most_400_lines():
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in OWN_CODE}
    assert {path: length for path, length in lengths.items() if length > 400} == {}


def test_a_function_has_at_most_60_lines():
    functions = nodes(ast.FunctionDef, ast.AsyncFunctionDef)
    lengths = {f"{where} {node.name}": node.end_lineno - node.lineno + 1 for where, node in functions}
    assert {name: length for name, length in lengths.items() if length > 60} == {}


def test_migrations_are_named_for_their_purpose():
    assert [relative(path) for path in MODULES if "migrations" in path.parts and "_auto_" in path.stem] == []


def test_every_noqa_gives_its_reason():
    assert hits(re.compile(r"#\s*noqa(?::\s*[A-Z0-9, ]+?)?\s*$", re.M), OWN_CODE) == []


def test_views_scope_events_first():
    """`Event.objects.visible_to(user)`, `editable_by` or `answered_for_by`: no view starts from all events."""
    views = [path for path in OWN_CODE if "views" in (path.stem, *path.parent.parts) and "tests" not in path.parts]
    scoped = {"visible_to", "editable_by", "answered_for_by", "none"}
    offenders = []
    for where, node in nodes(ast.Attribute, paths=views):
        if not (isinstance(node.value, ast.Attribute) and node.value.attr in ("objects", "history")):
            continue
        model = node.value.value
        if (
            isinstance(model, ast.Name)
            and model.id in ("Event", "RunningTotal", "AxisTotal")
            and node.attr not in scoped
        ):
            offenders.append(f"{where} {model.id}.{node.value.attr}.{node.attr}")
    for where, node in nodes(ast.Call, paths=views):
        if isinstance(node.func, ast.Name) and node.func.id in ("get_object_or_404", "get_list_or_404"):
            first = node.args[0]
            if isinstance(first, ast.Name) and first.id == "Event":
                offenders.append(f"{where} {node.func.id}(Event, …)")
    assert offenders == []


def test_queries_are_counted_around_a_block():
    """Called outside `with`, the fixture counts nothing and the test cannot fail."""
    counters = {"assertNumQueries", "django_assert_num_queries", "django_assert_max_num_queries"}

    def is_counter(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        return (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) in counters

    both = list(nodes(ast.With, ast.Call))
    in_with = {id(item.context_expr) for _where, node in both if isinstance(node, ast.With) for item in node.items}
    assert [where for where, node in both if is_counter(node) and id(node) not in in_with] == []


def test_rows_are_locked_by_reading_them():
    """To count or to add up what was selected for update locks nothing."""
    assert hits(re.compile(r"select_for_update\([^)]*\)[.\w()]*\.(count|aggregate)\("), OWN_CODE) == []


def test_documents_and_code_name_no_machine():
    texts = [*DOCUMENTS, *(path for path in OWN_CODE if path != Path(__file__).resolve()), *TEMPLATES]
    assert hits(MACHINE, texts) == []


# ---- the system checks: they find what they are there for


def test_the_house_is_in_order():
    assert check_direction_of_references() + check_history() == []


@pytest.fixture
def isolated_model(monkeypatch):
    """A model of an app for one test; it is forgotten again."""
    made = []

    def make(app_label: str, **attributes) -> type[models.Model]:
        attributes |= {"__module__": f"{app_label}.models", "Meta": type("Meta", (), {"app_label": app_label})}
        made.append(type("Stray", (models.Model,), attributes))
        return made[-1]

    yield make
    for model in made:
        registered = apps.all_models[model._meta.app_label]
        for name in [name for name in registered if name.endswith("stray")]:
            del registered[name]
    apps.clear_cache()


def test_a_reference_upwards_given_as_a_string_is_found(isolated_model):
    isolated_model("regions", event=models.ForeignKey("events.Event", models.CASCADE), history=HistoricalRecords())
    errors = check_direction_of_references()
    assert "regions.Stray.event refers to events, which stands above regions." in [error.msg for error in errors]


def test_a_model_without_history_is_found(isolated_model):
    isolated_model("events", name=models.TextField())
    assert [error.msg for error in check_history()] == ["events.Stray keeps no history of its changes."]


@pytest.mark.django_db
def test_missing_triggers_are_found():
    assert check_triggers(databases=["default"]) == []
    with connection.cursor() as cursor:
        for name, table in triggers._present(connection, cursor).items():
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
    assert [warning.id for warning in check_triggers(databases=["default"])] == ["house.W001"]
    assert [message.level for message in check_triggers(databases=["default"])] == [checks.WARNING]
