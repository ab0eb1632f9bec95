"""OpenAPI 3.1: as committed, valid, in both languages; a client generated from it reads, drafts, changes and submits.

After a change that is meant: SNAPSHOTS=write pytest tests/api/test_description.py, and read the difference.
"""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import httpx
import orjson
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse

from events.models import Event
from tests.api.asking import ROOT, Program
from tests.factories import make_event, make_rules, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
KEPT = Path(__file__).parent / "openapi.json"


def described(language: str = "en") -> dict:
    return Program(make_user(), language=language).get("openapi.json").json()


def test_the_description_is_as_committed():
    found = json.dumps(described(), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("SNAPSHOTS") == "write":
        KEPT.write_text(found, encoding="utf-8")
    assert found == KEPT.read_text(encoding="utf-8")


def test_it_is_openapi_with_examples_and_summaries_in_both_languages():
    english, japanese = described(), described("ja")
    assert english["openapi"] == "3.1.0"
    summaries = [each["paths"]["/api/v1/events"]["post"]["summary"] for each in (english, japanese)]
    assert summaries[0] == "A new draft" and summaries[1] not in ("", "A new draft")
    sent = english["paths"]["/api/v1/events"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    assert {"title_ja" in each["value"] for each in sent.values()} == {True, False}
    make_rules()
    program = Program(make_user(), "draft")
    made = [program.send("POST", "events", each["value"]).status_code for each in sent.values()]
    assert made == [201, 201], "the examples are what they are examples of"
    assert Program().get("openapi.json").status_code == 401


@pytest.fixture
def client_package(tmp_path, monkeypatch):
    """Made by openapi-python-client from what the API says of itself."""
    source, config, target = tmp_path / "openapi.json", tmp_path / "config.yml", tmp_path / "register_client"
    source.write_bytes(orjson.dumps(described()))
    config.write_text("post_hooks: []\n", encoding="utf-8")
    made = subprocess.run(
        [Path(sys.executable).with_name("openapi-python-client"), "generate", "--path", source, "--output-path", target,
         "--meta", "none", "--config", config, "--fail-on-warning"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.syspath_prepend(tmp_path)
    for signal in (request_started, request_finished):  # the server would close the test's own connection
        signal.disconnect(close_old_connections)
    yield lambda name: import_module(f"register_client.{name}")
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    for name in [name for name in sys.modules if name.startswith("register_client")]:
        del sys.modules[name]


def test_a_generated_client_reads_drafts_changes_and_submits(client_package):
    make_rules()
    make_event(title_en="There already")
    program = Program(make_user(), "submit")
    transport = httpx.WSGITransport(app=get_wsgi_application())
    client = client_package("client").AuthenticatedClient(
        base_url="http://testserver", token=program.token, httpx_args={"transport": transport}
    )
    models, events = client_package("models"), "api.events"
    page = client_package(f"{events}.list_events").sync(client=client, fiscal_year_min=2019, mission=["BOS"])
    assert [each.title_en for each in page.results] == ["There already"]
    sent = json.loads(KEPT.read_text(encoding="utf-8"))["paths"]["/api/v1/events"]["post"]["requestBody"]["content"]
    example = sent["application/json"]["examples"]["Draft-en"]["value"]
    made = client_package(f"{events}.create_event").sync_detailed(
        client=client, body=models.EventInput.from_dict(example), idempotency_key="generated-1"
    )
    assert (made.status_code, made.parsed.status.value) == (201, "draft")
    key = str(made.parsed.id)
    changed = client_package(f"{events}.update_event").sync_detailed(
        key,
        client=client,
        body=models.PatchedEventInput.from_dict({"city": "Cambridge"}),
        if_match=made.headers["ETag"],
    )
    assert (changed.parsed.city, changed.parsed.version) == ("Cambridge", 2)
    submit = client_package(f"{events}.submit_event")
    refused = submit.sync(key, client=client, if_match=made.headers["ETag"])
    assert (refused.status, refused.type_) == (412, "/api/#changed")
    handed_in = submit.sync(key, client=client, if_match=changed.headers["ETag"])
    assert (handed_in.status.value, handed_in.number) == ("submitted", Event.objects.get(pk=key).number)
    figures = client_package("api.figures.read_figures").sync(client=client)
    assert figures.events == 2


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_names_each_address_with_a_command(language):
    client = Client()
    client.force_login(make_user(language=language))
    page = client.get(reverse("api_reference"))
    said = described(language)
    text = page.content.decode()
    wanted = [each["summary"] for methods in said["paths"].values() for each in methods.values()]
    assert len(wanted) > 15
    assert [summary for summary in wanted if summary not in text.replace("&#x27;", "'")] == []
    assert text.count("curl") == len(wanted)
    assert f"http://testserver{ROOT}events" in text
