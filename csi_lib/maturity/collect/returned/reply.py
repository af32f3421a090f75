"""One row of a form as an answer: every text is checked, none is guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from csi_lib.maturity.answers import Answer
from csi_lib.maturity.collect.people import Hide, hide_addresses
from csi_lib.maturity.collect.returned.form import Reply
from csi_lib.maturity.collect.returned.notes import Notes
from csi_lib.maturity.collect.words import read_answer, read_evidence

_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SHOWN = 60  # letters of a text that a message quotes
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def write_text(value: Any) -> str:
    """Return a cell's or key's value as the text that a person sees, without control characters."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text).strip()


def quote(text: str) -> str:
    """Return the beginning of a text in quotes, on one line, for a message."""
    folded = " ".join(text.split())
    return f"'{folded if len(folded) <= _SHOWN else folded[: _SHOWN - 1] + '…'}'"


def read_day(value: Any) -> dt.date | None:
    """Return the day that a cell or key holds, None where it is empty.

    Raises
    ------
    ValueError
        When it holds something else.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = write_text(value)
    if not text:
        return None
    german = _GERMAN_DAY.fullmatch(text)
    try:
        if german:
            return dt.date(int(german[3]), int(german[2]), int(german[1]))
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError("no day; write it like 2026-05-12") from None


# Key -> how it is read, what is said when it cannot be, and what to do (empty: what the reader says).
_READERS: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "answer": (lambda value: read_answer(write_text(value)), "is no answer", ""),
    "evidence": (lambda value: read_evidence(write_text(value)), "is no kind of evidence", ""),
    "seen": (read_day, "is no day", "Write it like 2026-05-12"),
}


def read_reply(
    values: Mapping[str, Any], name_place: Callable[[str], str], where: str, notes: Notes, hide: Hide
) -> Reply:
    """Read one question's cells.

    Parameters
    ----------
    values : mapping
        ``answer``, ``reason``, ``evidence``, ``seen``, ``ref`` and ``note`` as they stand in the form.
    name_place : callable
        Key -> where it stands in the file, for messages.
    where : str
        The file.
    notes : Notes
        Faults go there.
    hide : callable
        Turns an e-mail address in a text into a pseudonym.

    Returns
    -------
    Reply
        Blank where the answer is empty or cannot be read.
    """
    texts = {key: hide_addresses(write_text(values.get(key)), hide) for key in ("reason", "ref", "note")}
    read: dict[str, Any] = {}
    whole = True
    for key, (reader, what, do) in _READERS.items():
        try:
            read[key] = reader(values.get(key))
        except ValueError as error:
            whole, read[key] = False, None
            shown = hide_addresses(write_text(values.get(key)), hide)
            notes.refuse(f"{where}, {name_place(key)}", f"{quote(shown)} {what}", do or _capital(str(error)))
    if read["answer"] == "NA" and not texts["reason"]:
        do = "Ask the person why, or take the answer out"
        notes.refuse(f"{where}, {name_place('reason')}", "'Not applicable' stands there without a reason", do)
        whole = False
    if not whole or read["answer"] is None:
        left = _say_left(read, texts)
        if whole and left:
            what = f"the answer is blank, but something stands beside it: {quote(left)}"
            notes.remark(f"{where}, {name_place('answer')}", what, "It stays in the answer file as a remark")
        return Reply(None, name_place("answer"), left)
    answer = Answer(answer=read["answer"], evidence=read["evidence"] or "none", seen=read["seen"], **texts)
    return Reply(answer, name_place("answer"))


def _say_left(read: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    said = {"evidence": read["evidence"] or "", "seen": read["seen"] or "", **texts}
    return "; ".join(f"{key}: {' '.join(str(value).split())}" for key, value in said.items() if value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
