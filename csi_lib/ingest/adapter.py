"""An export format as a file: which heading feeds which canonical column, and how its texts are read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from csi_lib.errors import SettingsError, did_you_mean, suggest
from csi_lib.ingest.values import READINGS
from csi_lib.settings import Id, Settings, find_home, list_kit, load
from csi_lib.tables import TABLES, Table

# Units an export may use, in seconds.
SECONDS: dict[str, float] = {"s": 1.0, "min": 60.0, "h": 3_600.0, "d": 86_400.0}
HISTORIES = ("updates",)  # the named functions of history.py

# White space anywhere; behind a label the marks of some forms, and the mark of a list field.
_MARKS = re.compile(r"\[list\]\s*$|[\s\u200b\ufeff]+|[*+?:]+\s*$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class ColumnRule(Settings):
    """Where one canonical column comes from, and how its texts are read."""

    headings: list[str] = Field(min_length=1)  # the first one found in the file wins
    join: bool = (
        False  # all of them together make the value: the id of an export that numbers nothing; one may be "A | B"
    )
    values: dict[str, list[str]] = {}  # canonical value -> texts of the export
    by_kind: dict[str, dict[str, list[str]]] = {}  # the same, for one kind of ticket only (codes that differ)
    lead: bool = False  # "3 - Moderate" is read as "3"
    unit: Literal["", "s", "min", "h", "d"] = ""  # unit of the export; default: the canonical one
    read: str = ""  # named reading of values.py, for texts that no value map holds
    prefixes: dict[str, list[str]] = {}  # value -> beginnings of the id that stand for it where no text does

    @field_validator("read")
    @classmethod
    def _reading_is_known(cls, value: str) -> str:
        if value and value not in READINGS:
            raise ValueError(f"no reading '{value}'; {did_you_mean(value, READINGS)}")
        return value


class TableRule(Settings):
    """One canonical table in this export format."""

    columns: dict[str, ColumnRule]
    order: list[str] = []  # headings of a running update number; the greatest is the newest
    history: str = ""  # named function that turns successive updates into ticket_history
    wanted: list[str] = []  # columns whose absence means that the wrong view was exported
    recipe: str = ""  # how to export again

    @field_validator("columns", mode="before", json_schema_input_type=dict[str, ColumnRule | list[str]])
    @classmethod
    def _accept_short_form(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: {"headings": rule} if isinstance(rule, list) else rule for name, rule in value.items()}

    @field_validator("history")
    @classmethod
    def _history_is_known(cls, value: str) -> str:
        if value and value not in HISTORIES:
            raise ValueError(f"no function '{value}'; {did_you_mean(value, HISTORIES)}")
        return value


class Adapter(Settings):
    """One export format: headings, value maps, date formats and missing marks."""

    version: Literal[1]
    id: Id
    title: str
    sources: list[str] = []  # where this is known from
    missing: list[str] = [""]
    dates: list[str] = Field(min_length=1)
    yes: list[str] = ["true", "yes", "1"]
    no: list[str] = ["false", "no", "0"]
    row_caps: list[int] = [1_000, 10_000]
    cell_caps: list[int] = [500_000]
    sentinels: list[str] = []  # days that stand for "never", as YYYY-MM-DD; counted as missing, with a finding
    zone_hint: str = ""  # what the tool's stamps are in, and where to look it up
    window: Literal["", "opened", "closed", "updated"] = ""  # which stamp the tool's own date range goes by
    canonical: bool = False  # every canonical table under its canonical headings
    tables: dict[str, TableRule] = {}

    @field_validator("sentinels")
    @classmethod
    def _sentinels_are_days(cls, value: list[str]) -> list[str]:
        wrong = next((item for item in value if not _DAY.fullmatch(item)), None)
        if wrong is not None:
            raise ValueError(f"'{wrong}' is no day; write it as \"1970-01-01\"")
        return value

    @model_validator(mode="after")
    def _names_are_canonical(self) -> Adapter:
        for name, rule in self.tables.items():
            if name not in TABLES:
                raise ValueError(f"no table '{name}'; {did_you_mean(name, TABLES)}")
            _check_columns(TABLES[name], rule)
        return self

    def rule(self, table: Table) -> TableRule | None:
        """Return how this format writes a table; None where it does not."""
        if self.canonical:
            return TableRule(columns={item.name: ColumnRule(headings=[item.name]) for item in read_columns(table)})
        return self.tables.get(table.name)


def read_columns(table: Table) -> list[Any]:
    """List the columns of a table that come from an export (the others are derived)."""
    return [item for item in table.columns if not item.derived]


def _check_columns(table: Table, rule: TableRule) -> None:
    known = {item.name: item for item in read_columns(table)}
    for name, column in rule.columns.items():
        if name not in known:
            raise ValueError(f"table {table.name} reads no column '{name}'; {did_you_mean(name, known)}")
        allowed = known[name].values
        maps = [column.values, column.prefixes, *column.by_kind.values()]
        for value in (value for texts in maps for value in texts):
            if allowed and value not in allowed:
                raise ValueError(f"{table.name}.{name} has no value '{value}'; {did_you_mean(value, allowed)}")
    for name in rule.wanted:
        if name not in known:
            raise ValueError(f"table {table.name} reads no column '{name}'; {did_you_mean(name, known)}")


def load_adapter(name: str, home: Path, where: str = "") -> tuple[Adapter, Path]:
    """Load an export format by its name.

    Parameters
    ----------
    name : str
        File name without ``.yml``.
    home : Path
        The project's root.
    where : str
        File and key that name the format, for messages; default: the folder of the formats.

    Returns
    -------
    tuple of (Adapter, Path)
        The format and its file.

    Raises
    ------
    SettingsError
        When there is no such format, or its file does not hold together.
    """
    known = list_kit("params/sources", ".yml", home)
    if name not in known:
        place = where or str((home or find_home()) / "params" / "sources")
        raise SettingsError(f"no adapter '{name}'", where=place, do=suggest(name, known))
    path = known[name]
    state = path.stat()
    return _load_once(path, state.st_mtime_ns, state.st_size), path


@lru_cache(maxsize=32)
def _load_once(path: Path, changed: int, size: int) -> Adapter:
    # An engagement has a dozen sources of one or two formats; reading the YAML takes longer than a small export.
    return load(path, Adapter)


def fold_text(text: str) -> str:
    """Reduce a heading or value to what counts: case, white space, kind of apostrophe and form marks do not."""
    plain = text if text.isascii() else unicodedata.normalize("NFC", text).replace("\u2019", "'")
    return _MARKS.sub("", plain.casefold())


@dataclass(frozen=True)
class Mapping:
    """Which cell of a row feeds which canonical column."""

    columns: dict[str, tuple[int, ...]]  # canonical column -> place in the row; several are joined
    order: int | None  # place of the running update number
    unused: tuple[str, ...]  # headings nobody reads
    twice: tuple[str, ...]  # headings that stand there more than once and are read


def map_headings(rule: TableRule, headings: list[str]) -> Mapping:
    """Find the place of every canonical column in a heading row.

    Parameters
    ----------
    rule : TableRule
        The accepted headings.
    headings : list of str
        The heading row as it stands in the file.

    Returns
    -------
    Mapping
        Places found; an absent column is not in it, nor one that is joined from headings of which one is absent (the
        same event would go by another id). Of a heading that stands twice the first counts.
    """
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        places.setdefault(fold_text(heading), place)
    found = {name: _find_places(places, column) for name, column in rule.columns.items()}
    columns = {name: own for name, own in found.items() if own}
    order = _first(places, rule.order)
    used = {*(place for own in columns.values() for place in own), *([order] if order is not None else [])}
    keys = [fold_text(heading) for heading in headings]
    twice = tuple(headings[place] for place in sorted(used) if keys.count(keys[place]) > 1)
    unused = tuple(text for key, text in zip(keys, headings, strict=True) if key and places[key] not in used)
    return Mapping(columns, order, unused, twice)


def _find_places(places: dict[str, int], column: ColumnRule) -> tuple[int, ...]:
    if column.join:
        known = [_first(places, list(split_heading(item))) for item in column.headings]
        return () if None in known else tuple(place for place in known if place is not None)
    first = _first(places, column.headings)
    return () if first is None else (first,)


def split_heading(text: str) -> tuple[str, ...]:
    """List the spellings of one part of a joined value: "Created at | created_at"."""
    return tuple(text.split(" | "))


def list_headings(rule: TableRule) -> set[str]:
    """List all headings a table is known by, folded."""
    texts = [text for column in rule.columns.values() for item in column.headings for text in split_heading(item)]
    return {fold_text(text) for text in [*texts, *rule.order]}


def _first(places: dict[str, int], headings: list[str]) -> int | None:
    return next((places[fold_text(item)] for item in headings if fold_text(item) in places), None)


def count_known(rule: TableRule, headings: list[str]) -> int:
    """Count the headings of a row that this format knows; tells the right delimiter from a wrong one."""
    known = list_headings(rule)
    return sum(fold_text(heading) in known for heading in headings)
