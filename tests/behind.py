"""Writing where only somebody who owns the database can: past the program, and past the triggers of the trail."""

from contextlib import contextmanager

from django.db import connection

from accounts.trail import triggers


@contextmanager
def nobody_watching():
    """As somebody at an SQL prompt: nothing of the program around the statement."""
    watching, connection.execute_wrappers[:] = list(connection.execute_wrappers), []
    try:
        yield
    finally:
        connection.execute_wrappers[:] = watching


@contextmanager
def behind_its_back():
    """As somebody who owns the database: the triggers off as well."""
    triggers.remove(connection)
    with nobody_watching():
        yield
    triggers.install(connection)
