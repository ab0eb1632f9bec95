"""Two scanners from outside against the register on loopback: sqlmap at level 2 on its addresses, wapiti on what it finds.

    python -m tests.outside_scan [--wapiti COMMAND] [--sqlmap COMMAND] [--only PART OF AN ADDRESS]

Ordinary packages: sqlmap of Debian, wapiti3 of PyPI. The values that the addresses carry are Japanese, as in use: with Latin
ones both tools missed a planted injection. Faults are planted beside the register (tests/scan_urls.py); the run ends with 1
when one of them was missed, or when anything else was found. Not part of the suite: it takes the better part of an hour.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

from tests.sample_site import sample_site, session_of

PORT = 8195
HOST = f"http://127.0.0.1:{PORT}"
CANARIES = ("/canary/sql/?q=祭り", "/api/v1/canary?title=祭り")
ADDRESSES = (
    "/events/?q=日本祭り&state=US-MA&mission=BOS&category=festival&fiscal_year_min=2019&sort=-starts_on",
    "/find/?q=ボストン",
    "/practices/?q=寿司&state=US-MA&fiscal_year_min=2017",
    "/report/?fiscal_year_min=2017&fiscal_year_max=2020&mission=BOS&status=counted",
    "/board/?fiscal_year_min=2017&by=category&question=many-bases&sort=-events&state=US-MA",
    "/states/?sort=events",
    "/calendar/?month=2021-03&mission=BOS",
    "/review/?q=祭り&mission=BOS",
    "/trail/?q=案件&kind=change",
    "/duplicates/?mission=BOS",
    "/letters/?q=件",
    "/people/?q=担当&role=mission_staff",
    "/events/export.csv?q=日本祭り&mission=BOS",
    "/api/v1/events?q=日本祭り&mission=BOS&state=US-MA",
    "/api/v1/missions?q=ボストン",
)
MODULES = "sql,timesql,xss,permanentxss,exec,file,xxe,redirect,crlf,ssrf,methods"
LEFT_ALONE = ("/accounts/logout/", "/accounts/password/", "/admin/", "/imports/", "/language/")
"""They would end the session, or are long work that has tests of its own for hostile input."""


def by_sqlmap(command: str, address: str, *, session: str, folder: Path) -> list[str]:
    """The parameters that it holds to be injectable."""
    asked = [
        command, "-u", HOST + quote(address, safe="/?&=-%"), f"--cookie=sessionid={session}", "--batch", "--level=2", "--risk=2",
        "--flush-session", "--disable-coloring", "--threads=2", f"--output-dir={folder / 'sqlmap'}", "--skip=sessionid",
        "--ignore-code=*",
    ]  # fmt: skip
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    (folder / "sqlmap.log").open("a", encoding="utf-8").write(f"{address}\n{said}\n")
    if "all tested parameters do not appear to be injectable" not in said and "Parameter: " not in said:
        raise SystemExit(f"sqlmap tested nothing of {address}:\n{said[-1500:]}")
    return sorted({line.removeprefix("Parameter: ") for line in said.splitlines() if line.startswith("Parameter: ")})


def by_wapiti(command: str, *, session: str, folder: Path, seconds: int) -> list[str]:
    """“kind at path”, each once."""
    report = folder / "wapiti.json"
    asked = [
        command, "-u", f"{HOST}/canary/", "-H", f"Cookie: sessionid={session}", "-m", MODULES, "--scope", "domain", "-d", "4",
        "--max-scan-time", str(seconds), "--max-links-per-page", "60", "--max-files-per-dir", "40", "-f", "json", "-o", str(report),
        "--flush-session", "--no-bugreport", *(part for path in LEFT_ALONE for part in ("-x", f"{HOST}{path}*")),
    ]  # fmt: skip
    subprocess.run(asked, stdout=subprocess.DEVNULL, check=False)
    found = json.loads(report.read_text(encoding="utf-8"))
    return sorted({f"{kind} at {each['path']}" for kind, all_of in found["vulnerabilities"].items() for each in all_of})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sqlmap", default="sqlmap")
    parser.add_argument("--wapiti", default="wapiti")
    parser.add_argument("--wapiti-seconds", type=int, default=1200)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    wrong = []
    with tempfile.TemporaryDirectory() as name, sample_site(port=PORT, settings_module="tests.scan_settings"):
        folder, session = Path(name), session_of("administrator@example.org")
        for address in (*CANARIES, *ADDRESSES):
            if asked.only not in address:
                continue
            found = by_sqlmap(asked.sqlmap, address, session=session, folder=folder)
            print(f"sqlmap  {address}: {', '.join(found) or 'nothing'}", flush=True)
            wrong += [f"sqlmap {address}"] if bool(found) != (address in CANARIES) else []
        if not asked.only:
            found = by_wapiti(asked.wapiti, session=session, folder=folder, seconds=asked.wapiti_seconds)
            print("wapiti ", "; ".join(found) or "nothing")
            planted = [each for each in found if "canary" in each]
            wrong += [each for each in found if each not in planted]
            kinds = ("SQL Injection", "Cross Site Scripting")
            wrong += [kind for kind in kinds if not any(kind in each for each in planted)]
    print("Otherwise than it should be: " + "; ".join(wrong) if wrong else "Every canary was found, and nothing else.")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
