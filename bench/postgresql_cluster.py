"""A PostgreSQL server of one's own, in a folder of its own: it may be stopped and killed without troubling another."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))
SETTINGS = "-c listen_addresses=127.0.0.1 -c max_connections=60 -c shared_buffers=512MB"


class Cluster:
    """Begins empty and is gone when the `with` ends. It syncs each commit to disk, as in production."""

    def __init__(self, port: int):
        self.port = port
        self.url = f"postgres://postgres@127.0.0.1:{port}/postgres"

    def __enter__(self) -> Cluster:
        self.folder = Path(tempfile.mkdtemp(prefix="register-cluster-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-D", str(self.folder))
        self.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._run("pg_ctl", "-m", "immediate", "-D", str(self.folder), "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        options = f"{SETTINGS} -c port={self.port} -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-w", "-D", str(self.folder), "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """`how`: fast, as an administrator does; immediate, as when it is killed."""
        self._run("pg_ctl", "-m", how, "-D", str(self.folder), "stop")

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_postgres, str(PROGRAMS / program), *arguments]
        subprocess.run(command, check=check, stdout=subprocess.DEVNULL, cwd="/")
