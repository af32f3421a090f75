"""What every value of a record has to be, whatever its kind: letters, days of our time, numbers that can be added."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

# No service desk kept tickets before 1970, no plan reaches beyond 2199, and pandas counts no day after 2262.
FIRST_DAY, LAST_DAY = dt.date(1970, 1, 1), dt.date(2199, 12, 31)
# A sum of some numbers of this size is still right to the cent: a double holds whole cents up to 9e13.
LARGEST = 1e13
# Texts that may have several lines, by their key, or by it and the one above; every other text is one line.
LONG = frozenset((
    "answer", "basis", "because_of", "body", "clause", "complexity", "consequence", "decisions.what",
    "description", "escalation", "evidence", "feedback.customers", "feedback.employees", "hypothesis", "lessons",
    "log.what", "maturity", "minutes", "mission", "mitigation", "momentum", "note", "opportunity", "outcome",
    "penalty", "realistic", "reason", "result", "said", "says", "seen", "serves", "size", "unlinked", "verdict",
    "vision", "waived", "withdrawn"
))  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")  # all but tab and line ends
_BREAK = re.compile("[\t\n\x85\u2028\u2029]")

Way = tuple[str | int, ...]


def check_values(record: BaseModel) -> None:
    """Refuse values that no record can mean; all of them are named at once.

    Parameters
    ----------
    record : BaseModel
        Of any kind.

    Raises
    ------
    ValidationError
        Naming the key of every control character, line end in a text of one line, day far off, and number too large.
    """
    faults = [_tell(way, value, said) for way, value in _walk(record, ()) if (said := _find_fault(way, value))]
    if faults:
        raise ValidationError.from_exception_data(type(record).__name__, faults)


def _tell(way: Way, value: Any, said: str) -> InitErrorDetails:
    given = str(value) if isinstance(value, dt.date) else value  # as it was written
    return InitErrorDetails(type=PydanticCustomError("implausible", "{said}", {"said": said}), loc=way, input=given)


def _walk(value: Any, way: Way) -> Iterator[tuple[Way, Any]]:
    """Yield every single value and the way to it; the names within a mapping are values too."""
    if isinstance(value, BaseModel):
        for key, inner in value:
            yield from _walk(inner, (*way, key))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield way, key
            yield from _walk(inner, (*way, key))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _walk(inner, (*way, place))
    else:
        yield way, value


def _find_fault(way: Way, value: Any) -> str:
    if isinstance(value, str):
        if _CONTROL.search(value):
            return "there is a control character in the text; write it again without"
        if _BREAK.search(value) and not _is_long(way):
            return "the text is one line; write it without line ends and tabs"
    elif isinstance(value, dt.date):
        if not FIRST_DAY <= value <= LAST_DAY:
            return f"no day is before {FIRST_DAY} or after {LAST_DAY}; look at the year, or leave out what has no end"
    elif isinstance(value, int | float) and abs(value) > LARGEST:
        return f"the number is larger than {LARGEST:,.0f}; look at its digits"
    return ""


def _is_long(way: Way) -> bool:
    keys = [key for key in way if isinstance(key, str)]
    return bool({".".join(keys[-1:]), ".".join(keys[-2:])} & LONG)


def join_lines(value: Any) -> Any:
    """Return plain values with every line end written as ``\\n``, as texts from other systems do not have them."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
    if isinstance(value, dict):
        return {key: join_lines(inner) for key, inner in value.items()}
    return [join_lines(inner) for inner in value] if isinstance(value, list) else value
