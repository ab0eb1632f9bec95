"""Settings of tests/outside_scan.py: the register's, with pages beside it that have the faults a scanner must find."""

from grassroots.settings import *  # noqa: F403 all of them

ROOT_URLCONF = "tests.scan_urls"
ACCOUNT_RATE_LIMITS: dict = {}  # a scanner asks for hundreds of files; the limits have tests of their own
