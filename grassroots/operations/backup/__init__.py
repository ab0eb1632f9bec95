"""Backups: database and media in one file with a manifest, and back again. docs/decisions/0025 says why in this form."""


class Refused(Exception):
    """What was asked for was not done, and nothing was changed; the sentence says why and what to do."""
