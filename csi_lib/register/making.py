"""A record made of plain values, whoever wrote these: a file, a sheet, a command, the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ConfigDict, ValidationError

from csi_lib.errors import SettingsError, did_you_mean
from csi_lib.register.record import Record

RecordT = TypeVar("RecordT", bound=Record)


def make_record(kind: type[RecordT], plain: Mapping[str, Any], where: str = "") -> RecordT:
    """Make a record of a kind.

    Parameters
    ----------
    kind : type of Record
        Its class; ``find_kind`` finds it by name.
    plain : mapping
        Its keys and values; ``version`` may be left out.
    where : str
        Where the values stand, for the message; default the kind and the id.

    Returns
    -------
    Record
        Checked by its kind alone, not against the rest of the register.

    Raises
    ------
    SettingsError
        Naming every key that is missing, unknown or wrong.
    """
    try:
        return kind.model_validate({"version": 1, **plain})
    except ValidationError as error:
        faults = [_say_fault(fault, kind) for fault in error.errors(include_url=False)]
        place = where or f"{kind.KIND} '{plain.get('id', '')}'"
        raise SettingsError("; ".join(faults), where=place) from None


def make_unread(kind: str, plain: Mapping[str, Any]) -> Record:
    """Stand in for a record that its kind refuses, e.g. since a rule became stricter: it says what it said.

    Returns
    -------
    Record
        Of no kind's class, so that nothing counts it; any keys.
    """
    model: Any = type("Unread", (Record,), {"KIND": kind, "model_config": ConfigDict(extra="allow", frozen=True)})
    unread: Record = model.model_construct(**plain)
    return unread


def _say_fault(fault: Any, model: type[Record]) -> str:
    key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        near = f"; {did_you_mean(key, model.model_fields)}" if len(fault["loc"]) == 1 else ""
        return f"unknown key '{key}'{near}"
    if fault["type"] == "missing":
        return f"key '{key}' is missing"
    said = str(fault["msg"]).removeprefix("Value error, ")
    given = fault["input"]
    shown = f" (given: {given!r})" if isinstance(given, str | int | float | bool) else ""
    return f"{key}: {said[0].lower()}{said[1:]}{shown}" if key else f"{said[0].lower()}{said[1:]}"
