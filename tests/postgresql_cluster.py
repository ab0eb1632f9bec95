"""A PostgreSQL server of one's own, in a folder of its own: it may be stopped and killed without troubling another."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Cluster:
    """`settings` are options of the server, as “-c fsync=off”."""

    folder: Path
    port: int
    settings: str

    def url(self, database: str = "register") -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def run(self, program: str, *arguments: str) -> None:
        """As a user that PostgreSQL starts for."""
        command = [str(programs() / program), *arguments]
        if getpass.getuser() == "root":
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/")
        assert done.returncode == 0, done.stderr

    def make(self) -> None:
        self.run(
            "initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N", "-D", str(self.folder)
        )

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder.parent} -c listen_addresses=127.0.0.1 {self.settings}"
        self.run("pg_ctl", "-w", "-D", str(self.folder), "-l", f"{self.folder}.log", "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """`how`: immediate, as when it is killed; fast, as an administrator does."""
        self.run("pg_ctl", "-w", "-D", str(self.folder), "-m", how, "stop")


def programs() -> Path:
    """The folder of the server's own programs, of the newest version. FileNotFoundError where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    beside = shutil.which("postgres")
    if not found and beside is None:
        raise FileNotFoundError("PostgreSQL's server is missing (Debian: apt install postgresql)")
    return found[-1].parent if found else Path(str(beside)).parent


@contextmanager
def own_cluster(port: int, settings: str) -> Iterator[Cluster]:
    """One that runs meanwhile and is gone afterwards, with what it held."""
    with folder_for_clusters() as folder:
        cluster = Cluster(folder / "data", port, settings)
        cluster.make()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


@contextmanager
def folder_for_clusters() -> Iterator[Path]:
    """A temporary folder that the user of PostgreSQL may write into."""
    with tempfile.TemporaryDirectory(prefix="register-cluster-") as name:
        if getpass.getuser() == "root":
            shutil.chown(name, "postgres")
        yield Path(name)
