"""Settings of the free baseline of bench/load.py: the register's, with the addresses of bench/load_admin_urls.py beside its own."""

from grassroots.settings import *  # noqa: F403 all of them

ROOT_URLCONF = "bench.load_admin_urls"
