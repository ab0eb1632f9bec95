"""An index on a table that is being written to while it is made."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations.operations import AddIndex


def _kind(schema_editor: Any) -> type[AddIndex]:
    return AddIndexConcurrently if schema_editor.connection.vendor == "postgresql" else AddIndex


class AddIndexQuietly(AddIndexConcurrently):
    """CREATE INDEX CONCURRENTLY on PostgreSQL, where a plain one lets nobody write until it is done; plain on SQLite.

    Its migration says `atomic = False`, and holds nothing else: where it ends half way, the invalid index is dropped by hand
    (`DROP INDEX`) and the migration run again.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        _kind(schema_editor).database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        _kind(schema_editor).database_backwards(self, app_label, schema_editor, from_state, to_state)
