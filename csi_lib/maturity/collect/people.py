"""Who is asked: a pseudonym, a group and a role; a name is refused and an address becomes a pseudonym."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from csi_lib.errors import CsiError, SettingsError, UsageError, did_you_mean
from csi_lib.maturity.bank import Group
from csi_lib.settings import read_yaml

GROUPS: tuple[str, ...] = get_args(Group)
Hide = Callable[[str], str]  # an address -> the engagement's pseudonym for it

# Nobody's name: a few letters and a number, or the kit's own keyed pseudonym.
_WORDS = "|".join((*GROUPS, "agent", "user", "manager", "stakeholder", "respondent", "person", "interview"))
_PSEUDONYM = re.compile(rf"(?:[a-z]{{1,3}}|{_WORDS})[-_]?[0-9]{{1,6}}|p-[0-9a-f]{{16}}")
ADDRESS = re.compile(r"[^\s@<>;,:\"'()\[\]]+@[^\s@<>;,:\"'()\[\]]+\.[^\s@<>;,:\"'()\[\]]*[^\s@<>;,:\"'()\[\].!?]")
_COLUMNS = ("respondent", "group", "role", "processes")


@dataclass(frozen=True)
class Person:
    """One respondent, or a role whose people fill their pseudonym in themselves.

    Parameters
    ----------
    group : str
        ``users``, ``agents``, ``staff``, ``stakeholders`` or ``managers``.
    respondent : str
        A pseudonym; empty when the person fills it in.
    role : str
        What they do; empty when the person fills it in.
    processes : tuple of str
        What they are asked about; empty for everything.
    """

    group: str
    respondent: str = ""
    role: str = ""
    processes: tuple[str, ...] = ()


def name_respondent(text: str, hide: Hide) -> str:
    """Return the pseudonym that stands for a person from here on.

    Parameters
    ----------
    text : str
        A pseudonym such as ``r01``, or an e-mail address.
    hide : callable
        Turns an address into the engagement's pseudonym; the address is kept nowhere.

    Returns
    -------
    str
        The pseudonym.

    Raises
    ------
    ValueError
        When the text could be a name.
    """
    given = text.strip()
    if "@" in given:
        return hide(given)
    if not _PSEUDONYM.fullmatch(given):
        raise ValueError("this could be a person's name; a pseudonym is a few letters and a number, like r01")
    return given


def hide_addresses(text: str, hide: Hide) -> str:
    """Return the text with the engagement's pseudonym in place of every e-mail address."""
    return ADDRESS.sub(lambda found: hide(found.group()), text) if "@" in text else text


def read_person(text: str, hide: Hide) -> Person:
    """Read ``r01:agents:first-line agent``.

    Raises
    ------
    UsageError
        When a part is missing, the group is unknown or the respondent could be a name.
    """
    parts = [part.strip() for part in text.split(":", 2)]
    if len(parts) < 3 or not all(parts):
        raise UsageError(
            "a respondent is PSEUDONYM:GROUP:ROLE", where="--respondent", do='For example r01:agents:"first-line agent"'
        )
    respondent, group, role = parts
    return _make_person(respondent, group, role, (), "--respondent", hide)


def load_people(path: Path, hide: Hide) -> tuple[Person, ...]:
    """Read a list of people: a CSV file or a YAML list with respondent, group, role and, if wished, processes.

    Parameters
    ----------
    path : Path
        ``.csv`` (comma or semicolon) or ``.yml``.
    hide : callable
        Turns an address into a pseudonym.

    Returns
    -------
    tuple of Person
        In the order of the file.

    Raises
    ------
    SettingsError
        When the file cannot be read, a column is missing or unknown, or a line names no group, role or pseudonym.
    """
    rows = _read_yaml_rows(path) if path.suffix.lower() in {".yml", ".yaml"} else _read_csv_rows(path)
    if not rows:
        raise SettingsError("nobody stands in the file", where=str(path), do=f"Give each person {', '.join(_COLUMNS)}")
    return tuple(_read_row(row, place, path, hide) for place, row in rows)


def _read_csv_rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError("this is not UTF-8 text", where=str(path), do="Save it as CSV UTF-8") from None
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror}", where=str(path), do="Check the path") from None
    head = text.partition("\n")[0]
    mark = ";" if head.count(";") > head.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=mark)
    rows = [(f"row {reader.line_num}", row) for row in reader if any(_texts(row.values()))]
    return [(place, {(key or "").strip().casefold(): value for key, value in row.items()}) for place, row in rows]


def _texts(values: Iterable[Any]) -> list[str]:
    return [value for value in values if isinstance(value, str) and value.strip()]


def _read_yaml_rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    data, _ = read_yaml(path)
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise SettingsError(
            "a list of people was expected", where=str(path), do="Write - {respondent: r01, group: agents, role: …}"
        )
    return [(f"person {number}", item) for number, item in enumerate(data, start=1)]


def _read_row(row: dict[str, Any], place: str, path: Path, hide: Hide) -> Person:
    where = f"{path}, {place}"
    for key in row:
        if key not in _COLUMNS:
            said = "more cells than headings" if key == "" else f"unknown column '{key}'"
            raise SettingsError(said, where=where, do=did_you_mean(key, _COLUMNS).capitalize())
    given = {key: str(row.get(key) or "").strip() for key in ("respondent", "group", "role")}
    missing = [key for key, value in given.items() if not value]
    if missing:
        raise SettingsError(f"{' and '.join(missing)} missing", where=where, do="Every person needs all three")
    processes = _read_list(row.get("processes"))
    return _make_person(given["respondent"], given["group"], given["role"], processes, where, hide)


def _read_list(value: Any) -> tuple[str, ...]:
    words = value if isinstance(value, list) else re.split(r"[\s,;|]+", str(value or ""))
    return tuple(str(word).strip() for word in words if str(word).strip())


def _make_person(respondent: str, group: str, role: str, processes: Sequence[str], where: str, hide: Hide) -> Person:
    error: type[CsiError] = UsageError if where.startswith("--") else SettingsError
    if group not in GROUPS:
        raise error(f"unknown group '{group}'", where=where, do=did_you_mean(group, GROUPS).capitalize())
    if "@" in role:
        raise error("an address stands where the role belongs", where=where, do="Write what the person does")
    try:
        name = name_respondent(respondent, hide)
    except ValueError as fault:
        raise error(str(fault), where=where, do="An e-mail address is taken too and becomes a pseudonym") from None
    return Person(group, name, role, tuple(processes))


def check_once(people: Sequence[Person]) -> None:
    """Refuse one respondent named twice.

    Raises
    ------
    UsageError
        Naming the pseudonym.
    """
    names = [person.respondent for person in people if person.respondent]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UsageError(f"respondent '{twice[0]}' is named twice", do="Name every person once")
