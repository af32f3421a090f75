"""A table taken in: every row becomes a record, is there already, says nothing, or is refused with its reason."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from csi_lib.ingest.sheet import Sheet
from csi_lib.maturity.collect.people import Hide, hide_addresses
from csi_lib.maturity.collect.returned.reply import quote, read_day
from csi_lib.register.change import Change
from csi_lib.register.exchange.take.recipe import NUMBER, SCORE, Recipe
from csi_lib.register.kinds import KINDS
from csi_lib.register.known import Known
from csi_lib.register.record import Record
from csi_lib.register.register import Register
from csi_lib.register.rules import list_faults

Fate = Literal["taken", "there", "differs", "silent", "refused"]
TITLE = 80  # letters of a title that is made of a text
_DAYS = ("raised", "received", "answered")
# What an opportunity and a feedback say; the rest may have been changed since they were taken in.
_SAYS = ("title", "said", "service")


@dataclass(frozen=True)
class Row:
    """What became of one row.

    Parameters
    ----------
    number : int
        Of the file, from 1.
    fate : {"taken", "there", "differs", "silent", "refused"}
        ``there``: the register has it already; ``differs``: it has another one under that id; ``silent``: the row
        says nothing.
    name : str
        Id of the record.
    text : str
        What it says, or why it is not taken.
    """

    number: int
    fate: Fate
    name: str
    text: str


@dataclass(frozen=True)
class Taken:
    """What became of a table.

    Parameters
    ----------
    changes : tuple of Change
        New records.
    rows : tuple of Row
        Every row of the file, in order.
    unread : tuple of str
        Headings of columns that are not read.
    replied : int
        Rows with a score or a text; of a survey those who replied.
    """

    changes: tuple[Change, ...]
    rows: tuple[Row, ...]
    unread: tuple[str, ...]
    replied: int = 0

    @property
    def fates(self) -> Counter[str]:
        """How many rows there are of every fate; they add up to all rows."""
        return Counter(row.fate for row in self.rows)

    @property
    def refused(self) -> tuple[Row, ...]:
        """Rows that stand in the way."""
        return tuple(row for row in self.rows if row.fate in ("refused", "differs"))


@dataclass(frozen=True)
class Wish:
    """How a table is to be read.

    Parameters
    ----------
    prefix : str
        Ids begin with it.
    day : date
        Of a row that names none.
    chosen : mapping of str to str
        Key -> heading, before the recipe.
    values : mapping of str to object
        Key -> value for every row, before the recipe; a column goes before both.
    dates : str
        ``strptime`` format of the days; empty: ISO 8601 and 31.12.2026.
    hide : callable
        Turns an e-mail address into a pseudonym.
    """

    prefix: str
    day: dt.date
    chosen: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    dates: str = ""
    hide: Hide = str


def take(sheet: Sheet, recipe: Recipe, wish: Wish, register: Register, known: Known) -> Taken:
    """Make records of the rows of a table.

    Parameters
    ----------
    sheet : Sheet
        The table.
    recipe : Recipe
        Which column is what.
    wish : Wish
        What the user said.
    register : Register
        As it stands: what is there already is not taken twice.
    known : Known
        What records may point at.

    Returns
    -------
    Taken
        Every row accounted for.

    Raises
    ------
    UsageError
        When a heading that was named is not there.
    """
    columns = recipe.find_columns(sheet.headings, wish.chosen)
    rows: list[Row] = [Row(item.row, "refused", "", item.reason) for item in sheet.broken]
    made: dict[str, tuple[int, Record]] = {}
    replied = 0
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        given = {key: hide_addresses(cells[col].strip(), wish.hide) for key, col in columns.items()}
        replied += bool(given.get("said") or given.get(SCORE))
        rows.append(_take_row(number, given, recipe, wish, register, made))
    changes, refused = _ask_rules(made, register, known)
    told = [refused.get(row.number, row) for row in rows]
    unread = tuple(name for col, name in enumerate(sheet.headings) if col not in columns.values() and name)
    return Taken(changes, tuple(sorted(told, key=lambda row: row.number)), unread, replied)


def _take_row(
    number: int,
    given: Mapping[str, str],
    recipe: Recipe,
    wish: Wish,
    register: Register,
    made: dict[str, tuple[int, Record]],
) -> Row:
    if not given.get("said") and not given.get("title"):
        return Row(number, "silent", "", "the row has no text")
    try:
        record = _make_record(given, recipe, wish)
    except ValidationError as error:
        return Row(number, "refused", "", "; ".join(_say(fault) for fault in error.errors(include_url=False)))
    except ValueError as error:
        return Row(number, "refused", "", str(error))
    name, said = record.id, quote(str(getattr(record, "said", "")))
    if name in made:
        other = made[name][0]
        return Row(number, "refused", name, f"row {other} has the same {'number' if given.get(NUMBER) else 'text'}")
    entry = register.entry(recipe.kind, name)
    if entry is not None:
        same = _says(entry.record) == _says(record)
        text = said if same else f"{recipe.kind} '{name}' is there and says something else; give --prefix another word"
        return Row(number, "there" if same else "differs", name, text)
    twin = next((item.record.id for item in register.entries if _is_twin(item.record, record)), "")
    if twin:
        return Row(number, "there", twin, said)
    made[name] = (number, record)
    return Row(number, "taken", name, said)


def _says(record: Record) -> tuple[Any, ...]:
    return tuple(getattr(record, key, "") for key in _SAYS)


def _is_twin(other: Record, record: Record) -> bool:
    return other.KIND == record.KIND and not other.withdrawn and _says(other) == _says(record)


def _make_record(given: Mapping[str, str], recipe: Recipe, wish: Wish) -> Record:
    model = KINDS[recipe.kind]
    body: dict[str, Any] = {"version": 1, **recipe.values, **wish.values}
    for key, text in given.items():
        if text and key in model.model_fields:
            words = {word.casefold(): meant for word, meant in recipe.words.get(key, {}).items()}
            body[key] = words.get(text.casefold(), text)
    for key in _DAYS:
        if given.get(key):
            body[key] = _read_day(given[key], wish.dates)
    first = "raised" if "raised" in model.model_fields else "received"
    body.setdefault(first, wish.day.isoformat())
    body.setdefault("said", given.get("title", ""))
    if "title" in model.model_fields:
        body.setdefault("title", _cut(given.get("said", "")))
        body["title"] = re.sub(r"\s*[\r\n\t\x85\u2028\u2029]\s*", " ", body["title"])  # a title is one line
    body["said"] += _say_score(given.get(SCORE, ""), recipe)
    _add_evidence(body, given, recipe, wish)
    body["id"] = _make_id(given, body, wish.prefix)
    return model.model_validate(body)


def _add_evidence(body: dict[str, Any], given: Mapping[str, str], recipe: Recipe, wish: Wish) -> None:
    if "evidence" in KINDS[recipe.kind].model_fields:
        number = f"{wish.prefix} {given[NUMBER]}" if given.get(NUMBER) else wish.prefix
        beside = [f"{key}: {given[key]}" for key in recipe.beside if given.get(key)]
        body["evidence"] = "; ".join([*filter(None, [body.get("evidence", "")]), number, *beside])


def _say_score(text: str, recipe: Recipe) -> str:
    if not text or recipe.scale is None:
        return ""
    try:
        score = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"score: {quote(text)} is no number") from None
    scale = recipe.scale
    if not scale.holds(score):
        raise ValueError(f"score: {score:g} is not between {scale.low:g} and {scale.high:g}; say --scale LOW-HIGH")
    return f" (score {scale.tell(score):.3g} of 5)"


def _read_day(text: str, form: str) -> str:
    """Read a day, with or without a time of day."""
    try:
        if form:
            return dt.datetime.strptime(text, form).date().isoformat()
        day = read_day(re.split(r"[T ]", text, maxsplit=1)[0])
    except ValueError:
        way = f"of the form {form}" if form else "like 2026-05-12 or 12.05.2026; name another form by --dates"
        raise ValueError(f"{quote(text)} is no day {way}") from None
    return day.isoformat() if day else ""


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE else line[: TITLE - 1].rsplit(" ", 1)[0] + "…"


def _make_id(given: Mapping[str, str], body: Mapping[str, Any], prefix: str) -> str:
    """Make an id of the row's number, else of what it says: the same row gives the same id again."""
    number = slug(given.get(NUMBER, ""))
    if number:
        return f"{prefix}-{number}"[:63].rstrip("-")
    said = "\n".join(str(body.get(key, "")) for key in ("title", "said", "service", "raised", "received"))
    return f"{prefix[:50]}-{hashlib.sha256(said.encode()).hexdigest()[:10]}"


def slug(text: str) -> str:
    """Return a text as part of an id: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _say(fault: Any) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "missing":
        return f"{key} is missing"
    said = str(fault["msg"]).removeprefix("Value error, ")
    given = f" (given: {quote(fault['input'])})" if isinstance(fault["input"], str) else ""
    return f"{key}: {said[0].lower()}{said[1:]}{given}" if key else said


def _ask_rules(
    made: Mapping[str, tuple[int, Record]], register: Register, known: Known
) -> tuple[tuple[Change, ...], dict[int, Row]]:
    """Ask the rules of the register, and refuse the rows that break one."""
    changes = tuple(Change(record) for _, record in made.values())
    refused: dict[int, Row] = {}
    for fault in list_faults(register, changes, known):
        number = made[fault.id][0] if fault.id in made else 0
        key = f"{fault.key}: " if fault.key else ""
        do = f". {fault.do}" if fault.do else ""
        refused.setdefault(number, Row(number, "refused", fault.id, f"{key}{fault.what}{do}"))
    return tuple(change for change in changes if made[change.record.id][0] not in refused), refused


def list_taken(found: Taken, recipe: Recipe) -> Iterator[str]:
    """Say what became of a table: counts that add up, then what was refused."""
    counts = found.fates
    words = {
        "taken": f"taken in as {recipe.kind}",
        "there": "in the register already",
        "silent": "without a text",
        "differs": "in the register with another text",
        "refused": "refused",
    }
    parts = [f"{counts[fate]:,} {word}" for fate, word in words.items() if counts[fate]]
    total = len(found.rows)
    yield f"{total:,} row{'s' * (total != 1)} = {' + '.join(parts)}"
    if recipe.scale is not None and total:
        yield f"{found.replied:,} of {total:,} replied ({100 * found.replied / total:.1f} %)"
