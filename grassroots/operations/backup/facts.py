"""What is compared before and after: counts, the head of the trail, editions. Read in plain SQL, of any database and any
version of the register."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import Any

RECORDS, EDITIONS, BLOBS, MIGRATIONS = "accounts_record", "reports_edition", "reports_editionblob", "django_migrations"
AT_A_TIME = 50


@dataclass(frozen=True, slots=True)
class Facts:
    """`migrations`: app -> its last migration. `rows`: table -> how many. `head`: the trail's last hash, "" without one.
    `editions`: number -> digest. `files`: how many bytes of editions are kept under their SHA-256, those that agree."""

    migrations: dict[str, str]
    rows: dict[str, int]
    head: str
    editions: dict[str, str]
    files: int

    @classmethod
    def from_plain(cls, said: dict[str, Any]) -> Facts:
        return cls(**{each.name: said[each.name] for each in fields(cls)})

    def differences(self, other: Facts) -> list[str]:
        """In sentences, what `other` has otherwise."""
        found = [
            f"{table} has {other.rows.get(table, 0):,} rows instead of {count:,}"
            for table, count in sorted(self.rows.items())
            if other.rows.get(table, 0) != count
        ]
        if self.head != other.head:
            found.append(f"the trail ends in {other.head or 'nothing'} instead of {self.head or 'nothing'}")
        if self.editions != other.editions:
            found.append("the editions' digests are not the same")
        if self.files != other.files:
            found.append(f"{other.files} files of editions have the hash of their bytes instead of {self.files}")
        if self.migrations != other.migrations:
            found.append("other migrations have been applied")
        return found


def read(cursor, *, tables: list[str]) -> Facts:
    """`cursor` of a database driver, within one snapshot; `tables` are those that the register has there."""

    def asked(sql: str) -> list:
        cursor.execute(sql)
        return cursor.fetchall()

    rows = {table: asked(f'SELECT COUNT(*) FROM "{table}"')[0][0] for table in sorted(tables)}
    head = ""
    if RECORDS in tables:
        found = asked(f"SELECT hash FROM {RECORDS} WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1")
        head = found[0][0] if found else ""
    editions = asked(f"SELECT number, digest FROM {EDITIONS} ORDER BY number") if EDITIONS in tables else []
    applied = (
        asked(f"SELECT app, MAX(name) FROM {MIGRATIONS} GROUP BY app ORDER BY app") if MIGRATIONS in tables else []
    )
    return Facts(
        migrations=dict(applied),
        rows=rows,
        head=head,
        editions={str(number): digest for number, digest in editions},
        files=_true_files(cursor) if BLOBS in tables else 0,
    )


def _true_files(cursor) -> int:
    """A few at a time: they are megabytes each."""
    cursor.execute(f"SELECT sha256 FROM {BLOBS} ORDER BY sha256")
    names = [name for (name,) in cursor.fetchall()]
    count = 0
    for start in range(0, len(names), AT_A_TIME):
        listed = ", ".join(f"'{name}'" for name in names[start : start + AT_A_TIME] if name.isalnum())
        cursor.execute(f"SELECT sha256, data FROM {BLOBS} WHERE sha256 IN ({listed})")
        count += sum(hashlib.sha256(bytes(data)).hexdigest() == sha256 for sha256, data in cursor.fetchall())
    return count
