"""What a backup says about itself, in its last member: a file without it was cut off."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from grassroots.operations.backup import Refused
from grassroots.operations.backup.facts import Facts

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Member:
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`kind` is "sqlite" or "postgresql", `server` the version that wrote it; `missing` are media that the database names
    and that were not there to be backed up."""

    made_at: str
    version: str
    kind: str
    server: str
    facts: Facts
    members: dict[str, Member]
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, data: bytes) -> Manifest:
        """Refused for one that this program does not understand."""
        try:
            said = json.loads(data)
            if said["format"] != FORMAT:
                raise Refused(f"The backup has format {said['format']}; this program reads format {FORMAT}.")
            members = {name: Member(**member) for name, member in said["members"].items()}
            return cls(**{**said, "members": members, "facts": Facts.from_plain(said["facts"])})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(f"The backup's manifest cannot be read ({error}): the file is damaged.") from error
