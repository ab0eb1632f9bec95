"""How long forty people wait who sign in at the same moment: password hashing alone, ours against Django's defaults.

    python bench/sign_ins.py

Prints wall-clock and processor seconds; the second does not depend on what else the machine does.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
os.environ.setdefault("SECRET_KEY", "for-the-bench-only")

import django
from django.contrib.auth.hashers import Argon2PasswordHasher

from accounts.hashers import Argon2

PEOPLE, CORES = 40, 2


def measure(hasher) -> tuple[float, float]:
    kept = hasher.encode("correct horse battery", hasher.salt())
    wall, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(lambda _person: hasher.verify("correct horse battery", kept), range(PEOPLE)))
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    django.setup()
    ours, theirs = measure(Argon2()), measure(Argon2PasswordHasher())
    for name, (wall, cpu) in (("m=19456 t=2 p=1 (ours)", ours), ("m=102400 t=2 p=8 (Django's)", theirs)):
        print(
            f"{name:28} {wall:6.2f} s on the clock, {cpu:6.2f} s of processor, {cpu / CORES:5.2f} s on two free cores"
        )
    print(f"ratio of processor time: {theirs[1] / ours[1]:.1f}")
