"""A record, or an entry of one of its lists, as the cells of a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from csi_lib.register.exchange.cells import Cell, show
from csi_lib.register.exchange.columns import Form


def list_entries(body: Mapping[str, Any], form: Form) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield what becomes a row: the record itself, as number 0, or the entries of its list, from 1."""
    if not form.path:
        yield 0, body
        return
    yield from enumerate(find_value(body, form.path) or [], 1)


def show_cells(body: Mapping[str, Any], form: Form) -> tuple[Cell, ...]:
    """Return the fields of a record, or of an entry of a list, as cells."""
    return tuple(show(find_value(body, column.path), column) for column in form.columns)


def mark(name: str, place: int) -> str:
    """Return the hidden mark by which a row is known again: the record's id, and the entry's number."""
    return f"{name} {place}" if place else name


def find_value(body: Any, path: tuple[str, ...]) -> Any:
    """Return the value at a way; None where the way ends before."""
    for part in path:
        if not isinstance(body, Mapping):
            return None
        body = body.get(part)
    return body
