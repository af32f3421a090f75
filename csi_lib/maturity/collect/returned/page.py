"""A JSON file that the page saved: the same checks as for a workbook."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from csi_lib.maturity.collect.people import Hide
from csi_lib.maturity.collect.returned.cover import fill_in
from csi_lib.maturity.collect.returned.form import Reply, Returned
from csi_lib.maturity.collect.returned.notes import Notes
from csi_lib.maturity.collect.returned.reply import quote, read_day, read_reply, write_text
from csi_lib.maturity.collect.returned.seal import read_seal

_KEYS = ("answer", "reason", "evidence", "seen", "ref", "note")
_AGAIN = "Ask for the file again, as the page saved it"


def read_saved(where: str, data: bytes, engagement: str, notes: Notes, hide: Hide) -> Returned | None:
    """Read a JSON file that the page of ``csi assess export --format html`` saved.

    Parameters
    ----------
    where : str
        The file, as messages name it.
    data : bytes
        What it holds.
    engagement : str
        Id of the engagement that it should belong to.
    notes : Notes
        Every fault goes there, with its key.
    hide : callable
        Turns an e-mail address into a pseudonym.

    Returns
    -------
    Returned or None
        None when nothing of it can be read.
    """
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_refuse_twice)
    except (ValueError, RecursionError) as error:
        detail = str(error) if isinstance(error, _TwiceError) else "it is damaged or no JSON"
        notes.refuse(where, f"the file cannot be read: {detail}", _AGAIN)
        return None
    form = found.get("form") if isinstance(found, dict) else None
    if not isinstance(form, dict):
        notes.refuse(where, "this is no form of this kit", "Take the file that the page saved")
        return None
    rows = form.get("questions")
    seal = read_seal(form, rows if isinstance(rows, list) else [], engagement, where, notes)
    if seal is None:
        return None
    respondent, role = fill_in(seal, found, lambda key: f"{where}, {key}", notes, hide)
    answers = found.get("answers")
    replies = _read_answers(answers if isinstance(answers, dict) else {}, seal.questions, where, notes, hide)
    date, saved = _read_day(found, where, notes), _read_stamp(found, where, notes)
    return Returned(where, seal, respondent, role, date, saved, replies)


class _TwiceError(ValueError):
    """A key stands twice in an object."""


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(f"the key '{key}' stands there twice")
        found[key] = value
    return found


def _read_answers(
    answers: Mapping[str, Any], questions: tuple[tuple[str, str, int, str], ...], where: str, notes: Notes, hide: Hide
) -> dict[str, Reply]:
    asked = [item[0] for item in questions]
    for name in answers:
        if name not in asked:
            notes.refuse(f"{where}, answers.{name}", f"{quote(name)} is no question of this form", _AGAIN)
    replies: dict[str, Reply] = {}
    for name in asked:
        given = answers.get(name)
        given = given if isinstance(given, dict) else {"answer": given}
        for key, value in given.items():
            if key not in _KEYS or not isinstance(value, str | None):
                notes.refuse(f"{where}, answers.{name}.{key}", f"{quote(str(value))} does not belong here", _AGAIN)
        texts = {key: value for key, value in given.items() if key in _KEYS and isinstance(value, str)}
        replies[name] = read_reply(texts, lambda key, name=name: f"answers.{name}.{key}", where, notes, hide)  # type: ignore[misc]
    return replies


def _read_day(found: Mapping[str, Any], where: str, notes: Notes) -> dt.date | None:
    try:
        return read_day(found.get("date"))
    except ValueError:
        text = quote(write_text(found.get("date")))
        notes.refuse(f"{where}, date", f"{text} is no day", "Write it like 2026-05-12")
        return None


def _read_stamp(found: Mapping[str, Any], where: str, notes: Notes) -> dt.datetime | None:
    text = write_text(found.get("saved"))
    if not text:
        return None
    try:
        stamp = dt.datetime.fromisoformat(text)
    except ValueError:
        notes.refuse(f"{where}, saved", f"{quote(text)} is no time", _AGAIN)
        return None
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=dt.UTC)
