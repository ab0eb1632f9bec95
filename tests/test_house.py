"""House rules that a linter does not know."""

import os


def test_checks_before_the_suite_passed():
    """bin/test runs linters, types and PostgreSQL first and tells here what failed, so that its last lines say so."""
    assert os.environ.get("FAILED_CHECKS", "") == ""
