"""What Lighthouse says of the main pages, as staff and as headquarters see them, on a phone and at a desk.

    npm install lighthouse@12 somewhere, then LIGHTHOUSE=…/node_modules/.bin/lighthouse python -m bench.lighthouse

It serves the register with its sample (tests/sample_site.py), behind nothing: what nginx would add (HTTP/2, TLS) is not there. To
reach: 95 for performance, accessibility and best practices. It prints a Markdown table, with what cost a page its points.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess

from tests.sample_site import sample_site, session_of

LIGHTHOUSE = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse") or "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = 95
PAGES = {
    "": ("/accounts/login/",),
    "staff.bos@example.org": ("/", "/events/", "/events/new/", "/events/imports/paste/", "/calendar/", "/dashboard/"),
    "reviewer@example.org": ("/", "/report/", "/board/", "/returns/", "/practices/"),
}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"


def asked(address: str, session: str, *, is_desk: bool) -> dict:
    """Lighthouse's report of a page."""
    command = [
        LIGHTHOUSE, address, "--output=json", "--output-path=stdout", "--quiet", "--disable-full-page-screenshot",
        f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}", *(["--preset=desktop"] if is_desk else []),
    ]  # fmt: skip
    if session:
        command.append(f"--extra-headers={json.dumps({'Cookie': f'sessionid={session}', 'Accept-Language': 'ja'})}")
    browser = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""
    done = subprocess.run(
        command, env={**os.environ, "CHROME_PATH": browser}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def lost(report: dict) -> str:
    """The audits that cost points in a category that missed."""
    missed = [
        report["categories"][name] for name in CATEGORIES if round(report["categories"][name]["score"] * 100) < LEAST
    ]
    found = [ref["id"] for category in missed for ref in category["auditRefs"] if ref.get("weight")]
    return ", ".join(name for name in dict.fromkeys(found) if (report["audits"][name]["score"] or 0) < 0.9)


def main() -> None:
    print("| page | as | on | performance | accessibility | best practices | layout shift | what cost points |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with sample_site() as site:
        for email, addresses in PAGES.items():
            session = session_of(email) if email else ""
            for address in addresses:
                for is_desk in (False, True):
                    show(address, email, asked(site + address, session, is_desk=is_desk), is_desk=is_desk)


def show(address: str, email: str, report: dict, *, is_desk: bool) -> None:
    if not report["finalDisplayedUrl"].endswith(address):
        raise SystemExit(f"{address} led to {report['finalDisplayedUrl']}")
    scores = " | ".join(str(round(report["categories"][each]["score"] * 100)) for each in CATEGORIES)
    shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
    who, where = email.partition("@")[0] or "nobody", "a desk" if is_desk else "a phone"
    print(f"| `{address}` | {who} | {where} | {scores} | {shift:.3f} | {lost(report)} |", flush=True)


if __name__ == "__main__":
    main()
