"""Asks the API as a program does: with a token, without cookies."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from accounts.models import ApiToken

ROOT = "/api/v1/"


class Program:
    """A person's program: `get`, `post` and `patch` of what stands behind /api/v1/; `token` is its text."""

    def __init__(self, person=None, scope: str = "read", *, language: str = "en") -> None:
        self.client = Client()
        self.person, self.row, self.token = person, None, ""
        self.headers = {"Accept-Language": language} if language else {}
        if person:
            self.row, self.token = ApiToken.make(by=person, name="test", scope=scope, days=30)
            self.headers["Authorization"] = f"Bearer {self.token}"

    def get(self, path: str, data: dict | None = None, **headers: str) -> Any:
        return self.client.get(ROOT + path, data, headers=self._with(headers))

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        kind = "application/json"
        return self.client.generic(method, ROOT + path, text, kind, headers=self._with(headers))

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        return self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
