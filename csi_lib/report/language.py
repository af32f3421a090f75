"""The words of a report in another language: files of ``params/words``, the language in use, and blocks said in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import field_validator

from csi_lib.errors import SettingsError
from csi_lib.report.sentences import ENGLISH, KINDS, LETTERS, NUMBER, PLACE, Words
from csi_lib.settings import Settings, find_kit, load

__all__ = ["ENGLISH", "Words", "WordsFile", "current", "load_words", "say_rows", "speaking", "translate"]

# A cell of a text column without letters is said only where it can be no code of a client's.
_PLAIN_CELL = re.compile(rf"× ?{NUMBER}|{NUMBER} ?[%hd]|\d{{4}}-\d{{2}}(?:-\d{{2}})?|[\d.()× ÷−]+ = {NUMBER}")

# Columns, by their heading, of names of a client or codes: only what stands for none or for the rest is said.
_NAMES = frozenset(
    {
        "Author",
        "Baseline",
        "By agreement",
        "By contract",
        "By initiative",
        "Category",
        "Clause",
        "Column",
        "Comment",
        "Content",
        "Customers say",
        "Employees say",
        "Decided in",
        "Decision or next step",
        "File",
        "Heading in the export",
        "Hypothesis",
        "Initiative",
        "Issue",
        "Line for the settings",
        "Milestone",
        "Named by objective",
        "Objective",
        "Opportunity",
        "Option",
        "Project manager",
        "Promised for",
        "Raised by",
        "Reason given",
        "Recommendation",
        "Serves",
        "Service",
        "Service manager",
        "Signed with the reason",
        "Source",
        "Success factor",
        "Table",
        "Team",
        "What came of it, or why",
        "What shows that it is in line again, or why it was dropped",
        "What the contract says of a miss",
        "What was seen",
    }
)
_NAME_KEYS = {"name", "label"}  # of the rows behind a picture
_NO_NAME = re.compile(r"all|\(none\)|all [\d,]+ others|[\d,]+ files?")


class WordsFile(Settings):
    """One file of ``params/words/<language>``."""

    version: Literal[1]
    phrases: dict[str, str] = {}  # whole texts, word for word
    sentences: dict[str, str] = {}  # with places: {n…} number, {d…} date, {t…} a client's words, {p…} a phrase

    @field_validator("sentences")
    @classmethod
    def _places_agree(cls, value: dict[str, str]) -> dict[str, str]:
        for english, other in value.items():
            here, there = (sorted(match.group() for match in PLACE.finditer(text)) for text in (english, other))
            if here != there or len(set(here)) < len(here):
                raise ValueError(f"'{english}' and '{other}' do not have the same places, each once")
            unknown = next((match[1] for match in PLACE.finditer(english) if match[1] not in KINDS), None)
            if unknown:
                raise ValueError(f"'{english}': a place begins with one of {', '.join(KINDS)}, not with '{unknown}'")
        return value


@cache
def load_words(language: str, home: Path | None = None) -> Words:
    """Load the wording of a language.

    Parameters
    ----------
    language : str
        Name of a folder of ``params/words``; ``en`` needs none.
    home : Path, optional
        The project's root.

    Returns
    -------
    Words
        All files of the folder together.

    Raises
    ------
    SettingsError
        When there is no such folder, a file is wrong, or two files say one text differently.
    """
    if language == ENGLISH:
        return Words()
    folder = find_kit("params/words", home) / language
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise SettingsError(f"no words of the language '{language}'", where=str(folder))
    phrases: dict[str, str] = {}
    sentences: dict[str, str] = {}
    for path in files:
        given = load(path, WordsFile)
        for known, own in ((phrases, given.phrases), (sentences, given.sentences)):
            twice = next((text for text, said in own.items() if known.get(text, said) != said), None)
            if twice is not None:
                raise SettingsError(f"'{twice}' is said differently in another file", where=str(path))
            known |= own
    return Words(language, phrases, sentences)


_CURRENT: ContextVar[Words] = ContextVar("words", default=Words())  # noqa: B039  # never changed in place but for counts


def current() -> Words:
    """Return the wording in use."""
    return _CURRENT.get()


@contextmanager
def speaking(language: str, home: Path | None = None) -> Iterator[Words]:
    """Say everything in a language for a while."""
    words = load_words(language, home)
    token = _CURRENT.set(words)
    try:
        yield words
    finally:
        _CURRENT.reset(token)


def translate(data: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return the JSON values of a block in another language; keys, numbers and a client's texts stay.

    Parameters
    ----------
    data : mapping
        JSON values of a block.
    words : Words
        The wording.

    Returns
    -------
    dict
        A block of the same kind.
    """
    if words.language == ENGLISH:
        return dict(data)
    return {**data, **_TRANSLATORS[data["type"]](data, words)}


def _translate_heading(data: Mapping[str, Any], words: Words) -> dict[str, Any]:
    return {"text": words.say(data["text"])}


def _translate_text(data: Mapping[str, Any], words: Words) -> dict[str, Any]:
    return {"body": words.say(data["body"])}


def _translate_number(data: Mapping[str, Any], words: Words) -> dict[str, Any]:
    known = words.label(data["text"])
    return {"label": words.say(data["label"]), "text": words.cell(data["text"]) if known == data["text"] else known}


def _translate_table(data: Mapping[str, Any], words: Words) -> dict[str, Any]:
    columns = [{**column, "label": words.say(column["label"])} for column in data["columns"]]
    # A day stays as data write it: sheets hold it as a date, and a page says it when it is shown.
    days = {column["key"] for column in data["columns"] if column["kind"] == "stamp"}
    named = _NAMES | (
        {"Owner"} if any(column["label"] in ("Initiative", "Objective") for column in data["columns"]) else set()
    )
    names = {column["key"] for column in data["columns"] if column["label"] in named}
    rows = [
        {
            key: value if key in days or _is_name(key, value, names) else _translate_cell(value, words)
            for key, value in row.items()
        }
        for row in data["rows"]
    ]
    return {"title": words.say(data["title"]), "note": words.say(data["note"]), "columns": columns, "rows": rows}


def _is_name(key: str, value: Any, names: set[str]) -> bool:
    return key in names and isinstance(value, str) and not _NO_NAME.fullmatch(value)


def say_rows(rows: Sequence[Mapping[str, Any]], words: Words) -> list[dict[str, Any]]:
    """Return the rows behind a picture with the cells that are words of ours said in a language."""
    if words.language == ENGLISH:
        return [dict(row) for row in rows]
    return [
        {
            key: value if _is_name(key, value, _NAME_KEYS) else _translate_cell(value, words)
            for key, value in row.items()
        }
        for row in rows
    ]


def _translate_cell(value: Any, words: Words) -> Any:
    """Say a cell in this language where all of it is known; what is not is a client's word and no gap."""
    if not isinstance(value, str) or not value.strip():
        return value
    if not LETTERS.search(value):
        return words.number(value) if _PLAIN_CELL.fullmatch(value) else value
    found = words.find_phrase(value)
    return value if found is None else found


def _translate_picture(data: Mapping[str, Any], words: Words) -> dict[str, Any]:
    found: dict[str, Any] = {"title": words.title(data["title"]), "alt": words.say(data["alt"])}
    if "chart" in data:
        chart = dict(data["chart"])
        chart["lines"] = [{**line, "label": words.say(line["label"])} for line in chart["lines"]]
        if "x_label" in chart:
            chart["x_label"] = words.say(chart["x_label"])
        found["chart"] = chart
    return found


_TRANSLATORS = {
    "heading": _translate_heading,
    "text": _translate_text,
    "number": _translate_number,
    "table": _translate_table,
    "picture": _translate_picture,
}
