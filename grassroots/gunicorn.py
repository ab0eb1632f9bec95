"""How gunicorn serves the register: `gunicorn --config python:grassroots.gunicorn grassroots.wsgi`."""

import os
import re
from pathlib import Path

# Each process writes its counters there, and whichever is asked adds all up, of every gunicorn on this machine.
counters = Path(os.environ.get("VAR_DIR", Path(__file__).resolve().parent.parent / "var")) / "metrics"
counters.mkdir(parents=True, exist_ok=True)
for left in counters.glob("*.db"):
    number = re.search(r"(\d+)\.db$", left.name)
    if number is None or not Path("/proc", number[1]).exists():  # of a process that is gone
        left.unlink(missing_ok=True)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counters)

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WORKERS") or min(os.cpu_count() or 1, 4))
worker_class = "gthread"
threads = int(os.environ.get("THREADS") or 4)
preload_app = True  # the workers share the program's memory, and a fault in it ends the start at once
timeout = 60
graceful_timeout = 30
# Longer than nginx, or a person who reads for a moment, leaves a connection idle: whoever asks just as it is closed gets a reset.
keepalive = 75
max_requests, max_requests_jitter = 10_000, 1_000
loglevel = "warning"


def when_ready(server) -> None:
    if bind.startswith("unix:"):
        return
    address = bind.replace("0.0.0.0:", "127.0.0.1:")
    print(f"\nThe register is at http://{address}/  (Ctrl-C stops it)", flush=True)  # noqa: T201 for who typed the command


def child_exit(server, worker) -> None:
    from prometheus_client import multiprocess  # it reads the folder's name when it is first imported

    multiprocess.mark_process_dead(worker.pid)
