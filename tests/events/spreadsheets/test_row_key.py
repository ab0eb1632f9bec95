"""A row key is ours or it is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.spreadsheets import row_key as module
from events.spreadsheets.row_key import RowKey, read_row_key, row_key


@given(st.integers(1, 10**17), st.integers(1, 10**8))
def test_a_key_comes_back(pk, version):
    assert read_row_key(row_key(pk, version)) == RowKey(pk, version)
    assert read_row_key(f" {row_key(pk, version)}\n") == RowKey(pk, version)


def test_a_key_that_was_counted_on_is_not_ours():
    pk, version, check = row_key(41, 2).split(".")
    changed = [f"42.{version}.{check}", f"{pk}.3.{check}", f"{pk}.{version}.{int(check, 16) + 1:010x}"]
    assert [read_row_key(text) for text in changed] == [None, None, None]


@pytest.mark.parametrize(
    "text", ["", "12", "1.1", "1.1.", "0.1.0000000000", "１.1.0000000000", "-1.1.aaaaaaaaaa", "9" * 5000]
)
def test_what_is_no_key(text):
    assert read_row_key(text) is None


def test_another_installation_gives_other_keys(settings):
    module._secret.cache_clear()
    ours = row_key(1, 1)
    settings.SECRET_KEY = "another installation"
    module._secret.cache_clear()
    assert read_row_key(ours) is None
    module._secret.cache_clear()
