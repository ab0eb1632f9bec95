"""Mail to the administrators about a fault of the program: where it broke, never what a person had sent."""

from __future__ import annotations

import logging
from hashlib import sha256

from django.core.cache import cache
from django.core.mail import mail_admins
from django.db import DatabaseError

from grassroots.log_lines import LineFormatter
from grassroots.operations import metrics

QUIET_SECONDS = 600
"""The same fault is not mailed again within this time."""


class ErrorMailHandler(logging.Handler):
    """Django's own handler mails the request with its form, cookies and settings; this one only the program's lines."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.setFormatter(LineFormatter("{levelname} {name} {message}", style="{"))

    def emit(self, record: logging.LogRecord) -> None:
        request = getattr(record, "request", None)
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else record.name
        subject = f"{error} at {metrics.view_of(request)}"
        if not self._is_new(subject):
            return
        lines = [f"Request: {getattr(request, 'id', '') or 'none'}", "", self.format(record)]
        mail_admins(subject, "\n".join(lines), fail_silently=True)

    def _is_new(self, subject: str) -> bool:
        """True as well where the place that remembers does not answer: then mail twice rather than not at all."""
        try:
            return cache.add(f"error-mail-{sha256(subject.encode()).hexdigest()}", 1, QUIET_SECONDS)
        except DatabaseError:
            return True
