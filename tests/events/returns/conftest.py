from datetime import datetime

import pytest
from django.utils import timezone, translation

from accounts.roles import Role
from tests.events.returns.spring import NOW
from tests.factories import make_user


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def hq():
    return make_user(Role.HQ_REVIEWER, name="Tokyo Taro")


@pytest.fixture
def at(monkeypatch):
    """Sets the clock; it stands at NOW until it is set again."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    put(NOW)
    return put
