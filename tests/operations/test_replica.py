"""A primary and its streaming replica, made for this test: who reads where while the replica follows, lags and is stopped."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.browser.test_deployed import missing
from tests.postgresql_cluster import Cluster, folder_for_clusters, programs
from tests.sample_site import free_port

FAST = "-c fsync=off -c full_page_writes=off -c max_wal_senders=4"


@contextmanager
def primary_and_replica() -> Iterator[tuple[Cluster, Cluster]]:
    try:
        programs()
    except FileNotFoundError as error:
        missing(str(error))
    with folder_for_clusters() as folder:
        primary, replica = (Cluster(folder / name, free_port(), FAST) for name in ("primary", "replica"))
        primary.make()
        primary.start()
        try:
            source = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
            with psycopg.connect(primary.url("postgres"), autocommit=True) as admin:
                admin.execute("CREATE DATABASE register")
            dump = subprocess.Popen(["pg_dump", "--no-owner", "--schema=public", source], stdout=subprocess.PIPE)
            into = ["psql", "-q", "-o", os.devnull, "-d", primary.url()]
            subprocess.run(into, stdin=dump.stdout, check=True, stderr=subprocess.DEVNULL)
            assert dump.wait() == 0
            primary.run("pg_basebackup", "-R", "-c", "fast", "-N", "-D", str(replica.folder), "-d", primary.url(""))
            replica.start()
            try:
                yield primary, replica
            finally:
                replica.stop()
        finally:
            primary.stop()


STORY = """
import json, sys, time, django
django.setup()
from django.test.utils import setup_test_environment
setup_test_environment()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
from django.db import connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from accounts import replica, trail
from tests.factories import make_event, make_rules, make_user

def act(by):
    with trail.under("a page", by=by), transaction.atomic():
        make_event(in_person_count=10, created_by=by)

with transaction.atomic():
    make_rules()
    ann, ben = make_user("hq_reviewer"), make_user("hq_reviewer")
act(ann)
clients = {}
for name, person in (("ann", ann), ("ben", ben)):
    clients[name] = Client()
    clients[name].force_login(person)
clients["ann"].get("/report/")  # everything is loaded

def look(name):
    "How the report was answered: by which database, and how many events it counts."
    began = time.monotonic()
    try:
        connections["replica"].ensure_connection()
        with CaptureQueriesContext(connections["replica"]) as asked:
            answer = clients[name].get("/report/")
        there = len([each for each in asked if "events_" in each["sql"]]) > 0
    except Exception:
        answer, there = clients[name].get("/report/"), False
    assert answer.status_code == 200, answer
    return ["replica" if there else "primary", answer.context["report"].events, time.monotonic() - began < 10]

def tell(*said):
    print(json.dumps(said), flush=True)
    return json.loads(sys.stdin.readline())

for _attempt in range(100):
    if replica.is_fresh(ann):
        break
    time.sleep(0.1)
tell("follows", look("ann"), look("ben"))
act(ann)
tell("lags", look("ann"), look("ben"))
settings.REPLICA_MOST_LAG_SECONDS = 0.01
time.sleep(0.1)
tell("lags too much", look("ann"), look("ben"))
settings.REPLICA_MOST_LAG_SECONDS = 60
for _attempt in range(100):
    if replica.is_fresh(ann):
        break
    time.sleep(0.1)
tell("has caught up", look("ann"), look("ben"))
connections["replica"].close()
tell("stopped", look("ann"), look("ben"))
replica._failed_at["replica"] = float("-inf")
for _attempt in range(100):
    replica._failed_at["replica"] = float("-inf")
    if replica.is_fresh(ann):
        break
    time.sleep(0.1)
tell("back again", look("ann"), look("ben"))
"""


def test_reads_go_to_the_replica_unless_it_lags_is_stopped_or_lacks_what_the_reader_did(db):
    if connection.vendor != "postgresql":
        pytest.skip("a replica is PostgreSQL's")
    with primary_and_replica() as (primary, replica):
        environment = {
            **os.environ,
            "DATABASE_URL": primary.url(),
            "REPLICA_DATABASE_URL": replica.url(),
            "REPLICA_MOST_LAG_SECONDS": "60",
            "DJANGO_SETTINGS_MODULE": "grassroots.settings",
        }

        def ask(sql: str) -> None:
            with psycopg.connect(replica.url(), autocommit=True) as admin:
                admin.execute(sql)

        after = {
            "follows": lambda: ask("SELECT pg_wal_replay_pause()"),
            "lags too much": lambda: ask("SELECT pg_wal_replay_resume()"),
            "has caught up": replica.stop,
            "stopped": replica.start,
        }
        told = {}
        with subprocess.Popen(
            [sys.executable, "-c", STORY],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as story:
            for line in story.stdout:
                moment, ann, ben = json.loads(line)
                told[moment] = (ann, ben)
                after.get(moment, lambda: None)()
                story.stdin.write("null\n")
                story.stdin.flush()
        assert story.returncode == 0
    assert told == {
        "follows": (["replica", 1, True], ["replica", 1, True]),
        "lags": (["primary", 2, True], ["replica", 1, True]),  # ann added one: she sees it, ben a moment later
        "lags too much": (["primary", 2, True], ["primary", 2, True]),
        "has caught up": (["replica", 2, True], ["replica", 2, True]),
        "stopped": (["primary", 2, True], ["primary", 2, True]),
        "back again": (["replica", 2, True], ["replica", 2, True]),
    }
