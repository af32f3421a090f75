"""JSON: one object a line, or one list of objects, as rows under dotted headings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from csi_lib.errors import SourceError
from csi_lib.ingest.book import write_cell
from csi_lib.ingest.sheet import Broken, Sheet

_DISPLAY = {"display_value", "value", "link"}  # how ServiceNow's interface writes one field
_NO_LIST = "this JSON holds no list of records"


def read_objects(text: str, path: Path) -> Sheet:
    """Read JSON as rows.

    Parameters
    ----------
    text : str
        One JSON object a line (NDJSON), a JSON list of objects, or an object one key of which holds that list
        (``{"records": [...]}``). An object that only wraps another one (``{"ticket": {...}}``) is unwrapped.
    path : Path
        The file, for messages.

    Returns
    -------
    Sheet
        Headings in the order of their first appearance, nested ones with dots (``metric_set.reopens``); lists as
        JSON. Row numbers are lines, or places in the list. What is no object is in ``broken``.

    Raises
    ------
    SourceError
        When the text holds no list of records.
    """
    numbered = list(_read_lines(text))
    if len(numbered) == 1 or sum(not isinstance(value, dict) for _, value, _ in numbered) > len(numbered) / 2:
        numbered = _read_whole(text, path)
    rows: list[tuple[int, dict[str, str]]] = []
    broken: list[Broken] = []
    for number, value, raw in numbered:
        try:
            if not isinstance(value, dict):
                raise ValueError
            rows.append((number, dict(_flatten(_unwrap(value)))))
        except (ValueError, RecursionError):
            broken.append(Broken(number, "no JSON object", [raw]))
    headings = list(dict.fromkeys(name for _, row in rows for name in row))
    cells = [[row.get(name, "") for name in headings] for _, row in rows]
    return Sheet(headings, cells, [number for number, _ in rows], broken)


def _read_lines(text: str) -> Iterator[tuple[int, Any, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line), line.strip()
            except (ValueError, RecursionError):
                yield number, None, line.strip()


def _read_whole(text: str, path: Path) -> list[tuple[int, Any, str]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        at = f": line {error.lineno}, {error.msg}" if isinstance(error, json.JSONDecodeError) else ""
        do = "Export it again: one object a line, or one list of objects"
        raise SourceError(f"this is no JSON that can be read{at}", where=str(path), do=do) from None
    found = _find_list(data)
    if found is None:
        if isinstance(data, dict) and _unwrap(data):  # one record and nothing else
            found = [data]
        else:
            raise SourceError(_NO_LIST, where=str(path), do="Export a list of tickets")
    return [(number, item, json.dumps(item, ensure_ascii=False)) for number, item in enumerate(found, start=1)]


def _find_list(data: Any) -> list[Any] | None:
    if isinstance(data, list):
        return data
    if not isinstance(data, dict):
        return None
    lists = [value for value in data.values() if isinstance(value, list) and any(isinstance(v, dict) for v in value)]
    # A record may hold lists of objects, too (its comments): a wrapper holds nothing but the list and plain counts.
    plain = [value for value in data.values() if not isinstance(value, list | dict)]
    return lists[0] if len(lists) == 1 and len(lists) + len(plain) == len(data) and len(plain) < 5 else None


def _unwrap(value: dict[str, Any]) -> dict[str, Any]:
    inner = next(iter(value.values())) if len(value) == 1 else None
    return inner if isinstance(inner, dict) and not set(inner) <= _DISPLAY else value


def _flatten(value: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, item in value.items():
        name = f"{before}{key}"
        if isinstance(item, dict) and item and set(item) <= _DISPLAY:
            item = item.get("display_value") or item.get("value") or ""
        if isinstance(item, dict):
            yield from _flatten(item, f"{name}.")
        elif isinstance(item, list):
            yield name, json.dumps(item, ensure_ascii=False) if item else ""
        else:
            yield name, "" if item is None else write_cell(item)
