import pytest
from django.utils import translation

from accounts.roles import Role
from tests.factories import make_user


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.PUBLIC_ADDRESS = "https://register.example.org"
    with translation.override("en"):
        yield


@pytest.fixture
def hq():
    return make_user(Role.HQ_REVIEWER, name="Tokyo Taro", email="taro@example.org")


@pytest.fixture
def boston():
    return make_user(name="Boston Hanako", email="hanako@example.org")
