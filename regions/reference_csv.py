"""Reference data as CSV files in the tree: read, compared with the register, written with history.

Each app lists its files in `reference_tables.py`; `manage.py load_reference` loads them in order.
A file's first line is `# source: …; as of: 2021-07-30`, its second the names of the columns.

Whose value stands: a field belongs to whoever changed it last, which the history tells. What
load_reference itself wrote follows the file; what anybody else wrote (HQ in the admin, a row
changed behind the history's back) stays and is reported. A row that HQ deleted is not brought
back, and a row that only the register has is never removed. `overwrite` makes the file win,
except that it too removes nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

REASON = "load_reference"
HEAD = re.compile(r"^# source: (?P<source>.+); as of: (?P<as_of>\d{4}-\d{2}-\d{2})$")

Row = dict[str, str]
Key = tuple


class BadFile(Exception):
    """A sentence with the file and the line; nothing of the load is kept."""


class NoPlace(Exception):
    """A row has nowhere to go because HQ took away what it belongs to: reported and left out."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """One CSV file and the model it fills.

    `key` names the fields that say which row is meant. `columns` names the field of each column whose
    name is another; `not_kept` lists columns for the reader alone, `in_register_only` fields that no file
    says anything about. `preparing` is called once per load
    and returns what turns a line's columns into the model's (raising ValueError or NoPlace).
    """

    file: str
    model: type[models.Model]
    key: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    not_kept: tuple[str, ...] = ()
    in_register_only: tuple[str, ...] = ()
    preparing: Callable[[], Callable[[Row], Row]] | None = None


@dataclass
class Outcome:
    """What loading one file did, in words for a terminal."""

    file: str
    as_of: date
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    only_in_register: list[str] = field(default_factory=list)
    changed_rows: int = 0
    unchanged: int = 0


def load(tables: tuple[Table, ...], *, root: Path, overwrite: bool = False) -> list[Outcome]:
    """Loads the files in their order, all or nothing. BadFile says what is wrong and where."""
    with transaction.atomic():
        return [_Load(table, root=root, overwrite=overwrite).run() for table in tables]


class _Load:
    def __init__(self, table: Table, *, root: Path, overwrite: bool):
        self.table = table
        self.root = root
        self.overwrite = overwrite
        self.options = table.model._meta
        self.fields = {f.name: f for f in self.options.concrete_fields}

    def run(self) -> Outcome:
        as_of, lines = self._read()
        self.outcome = Outcome(file=self.table.file, as_of=as_of)
        self.reason = f"{REASON} {self.table.file} as of {as_of}"
        wanted = self._wanted(lines)
        present = {self._key(row): row for row in self.table.model._base_manager.all()}
        self.history = _History(self.table, self.fields)
        added: list[tuple[int, models.Model]] = []
        changed: list[tuple[int, models.Model]] = []
        written: set[str] = set()
        met = set()
        for key, (line, values) in wanted.items():
            row = present.get(key)
            if row is None and (former := self.history.former_row(key)) is not None:
                row = next((r for k, r in present.items() if r.pk == former and k not in wanted), None)
                if row is None and not self.overwrite:
                    self.outcome.kept.append(f"{_text(key)} was deleted in the register")
                    continue
            if row is None:
                added.append((line, self.table.model(**values)))
                self.outcome.added.append(_text(key))
                continue
            met.add(row.pk)
            names = self._take_over(row, values)
            if names:
                written |= names
                self.outcome.changed_rows += 1
                changed.append((line, row))
            else:
                self.outcome.unchanged += 1
        self.outcome.only_in_register = [_text(key) for key, row in present.items() if row.pk not in met]
        self._write(
            [row for _line, row in self._checked(added)], [row for _line, row in self._checked(changed)], written
        )
        return self.outcome

    # ---- reading

    def _read(self) -> tuple[date, list[tuple[int, Row]]]:
        try:
            text = (self.root / self.table.file).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise BadFile(f"{self.table.file}: there is no such file below {self.root}.") from None
        except UnicodeDecodeError as error:
            raise BadFile(f"{self.table.file}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from None
        first, _, rest = text.removeprefix("\ufeff").partition("\n")
        head = HEAD.match(first.strip())
        if not head:
            raise self._bad(1, "the first line must read “# source: …; as of: 2021-07-30”")
        try:
            as_of = date.fromisoformat(head["as_of"])
        except ValueError:
            raise self._bad(1, f"“{head['as_of']}” is not a date") from None
        reader = csv.reader(io.StringIO(rest, newline=""), strict=True)
        try:
            return as_of, self._rows(reader)
        except csv.Error as error:
            raise self._bad(reader.line_num + 1, f"not readable as CSV: {error}") from None

    def _rows(self, reader) -> list[tuple[int, Row]]:
        header: list[str] = next(reader, [])
        known = self._columns()
        for name in header:
            if name not in known:
                raise self._bad(2, f"unknown column “{name}”; known are {', '.join(known)}")
        if len(set(header)) < len(header):
            raise self._bad(2, "a column stands there twice")
        missing = [name for name in known if name not in header and name not in self.table.not_kept]
        if missing:
            raise self._bad(2, f"missing column “{missing[0]}”")
        rows = []
        for cells in reader:
            line = reader.line_num + 1
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise self._bad(line, f"{len(cells)} cells where the header has {len(header)}")
            rows.append((line, dict(zip(header, cells, strict=True))))
        return rows

    def _columns(self) -> list[str]:
        named = {value: name for name, value in self.table.columns.items()}
        own = [
            named.get(f.name, f.name)
            for f in self.options.concrete_fields
            if not f.auto_created and f.name not in self.table.in_register_only
        ]
        if self.table.preparing:
            own = list(self.table.columns)
        return [*own, *self.table.not_kept]

    # ---- understanding

    def _wanted(self, lines: list[tuple[int, Row]]) -> dict[Key, tuple[int, dict]]:
        prepare = self.table.preparing() if self.table.preparing else None
        known = {
            name: set(f.related_model._base_manager.values_list("pk", flat=True))
            for name, f in self.fields.items()
            if f.is_relation
        }
        wanted: dict[Key, tuple[int, dict]] = {}
        own_codes = {cells.get(self.options.pk.name) for _line, cells in lines}
        for line, cells in lines:
            row = {name: text for name, text in cells.items() if name not in self.table.not_kept}
            try:
                row = prepare(row) if prepare else {self.table.columns.get(k, k): v for k, v in row.items()}
                values = {self.fields[name].attname: self._value(name, text) for name, text in row.items()}
            except NoPlace as none:
                self.outcome.kept.append(f"line {line}: {none}")
                continue
            except ValueError as error:
                raise self._bad(line, str(error)) from None
            for name, codes in known.items():
                code = values.get(self.fields[name].attname)
                of_self = self.fields[name].related_model is self.table.model and code in own_codes
                if code is not None and code not in codes and not of_self:
                    raise self._bad(line, f"{name}: there is no {self._what(name)} with the code “{code}”")
            key = tuple(values[self.fields[name].attname] for name in self.table.key)
            if key in wanted:
                raise self._bad(line, f"{_text(key)} stands already on line {wanted[key][0]}")
            wanted[key] = (line, values)
        return wanted

    def _value(self, name: str, text: str):
        f = self.fields[name]
        if text == "" and f.null:
            return None
        if isinstance(f, models.BooleanField):
            if text not in ("true", "false"):
                raise ValueError(f"{name}: “{text}” is neither true nor false")
            return text == "true"
        if isinstance(f, models.DateField):
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise ValueError(f"{name}: “{text}” is not a date like 2021-07-30") from None
        if isinstance(f, models.IntegerField) and not re.fullmatch(r"-?[0-9]+", text):
            raise ValueError(f"{name}: “{text}” is not a whole number")
        return f.target_field.to_python(text) if f.is_relation else f.to_python(text)

    def _what(self, name: str) -> str:
        return str(self.fields[name].related_model._meta.verbose_name)

    # ---- comparing

    def _key(self, row: models.Model) -> Key:
        return tuple(getattr(row, self.fields[name].attname) for name in self.table.key)

    def _take_over(self, row: models.Model, values: dict) -> set[str]:
        """Puts the file's values on the row where they may stand there; the names of the fields changed."""
        changed = []
        for name, new in values.items():
            old = getattr(row, name)
            if old == new:
                continue
            if not self.overwrite and not self.history.is_ours(row, name):
                self.outcome.kept.append(f"{_text(self._key(row))} {name} is {old!r}; the file says {new!r}")
                continue
            changed.append((name, old, new))
        label = _text(self._key(row))
        for name, old, new in changed:
            setattr(row, name, new)
            self.outcome.changed.append(f"{label} {name}: {old!r} -> {new!r}")
        return {name for name, _old, _new in changed}

    # ---- writing

    def _checked(self, rows: list[tuple[int, models.Model]]) -> list[tuple[int, models.Model]]:
        relations = [f.name for f in self.fields.values() if f.is_relation]
        checks = [c for c in self.options.constraints if isinstance(c, models.CheckConstraint)]
        for line, row in rows:
            try:
                row.clean_fields(exclude=[*relations, *(f.name for f in self.fields.values() if f.auto_created)])
                for check in checks:
                    check.validate(self.table.model, row)
            except ValidationError as error:
                sentences = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
                text = "; ".join(f"{name}: {' '.join(said)}".removeprefix(": ") for name, said in sentences.items())
                raise self._bad(line, text) from None
        return rows

    def _write(self, added: list, changed: list, names: set[str]) -> None:
        try:
            if added:
                bulk_create_with_history(added, self.table.model, default_change_reason=self.reason)
            if changed:
                bulk_update_with_history(changed, self.table.model, sorted(names), default_change_reason=self.reason)
        except IntegrityError as error:
            raise BadFile(
                f"{self.table.file}: the file does not agree with rows that HQ changed in the register ({error})."
            ) from None

    def _bad(self, line: int, what: str) -> BadFile:
        return BadFile(f"{self.table.file}, line {line}: {what.rstrip('.')}.")


class _History:
    """Who wrote what, read once and only when something differs."""

    def __init__(self, table: Table, fields: Mapping[str, models.Field]):
        self.table = table
        self.pk = table.model._meta.pk.attname
        self.names = [f.attname for f in fields.values()]
        self.key = [fields[name].attname for name in table.key]
        self._records: dict | None = None
        self._former: dict[Key, object] = {}

    def _read(self) -> dict[object, list[dict]]:
        if self._records is None:
            self._records = {}
            columns = {*self.names, "history_change_reason", "history_type"}
            for record in self.table.model.history.order_by("history_date", "history_id").values(*columns):
                self._records.setdefault(record[self.pk], []).append(record)
                self._former[tuple(record[name] for name in self.key)] = record[self.pk]
        return self._records

    def former_row(self, key: Key):
        """The primary key of the row that once had this key, None when there was none."""
        self._read()
        return self._former.get(key)

    def is_ours(self, row: models.Model, name: str) -> bool:
        """Whether load_reference was the last to change this field."""
        ours, value = False, object()
        for record in self._read().get(row.pk, []):
            if record[name] != value:
                value, ours = record[name], (record["history_change_reason"] or "").startswith(REASON)
        return ours and value == getattr(row, name)


def _text(key: Key) -> str:
    return " ".join("open" if part is None else str(part) for part in key)
