"""CSV that a spreadsheet opens without running anything, and that loses nothing."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pandas as pd

from csi_lib.report.plain import make_plain

# A cell that begins so is a formula to a spreadsheet (OWASP, "CSV Injection"). Text that already begins with
# apostrophes before such a sign gets one more, so that taking one away always gives the original back.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_QUOTED = re.compile(r"[\",\r\n]|^\s|\s$")


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as UTF-8 CSV with ``\\n`` line ends, the same bytes for the same frame.

    Parameters
    ----------
    frame : DataFrame
        Its columns, not its index, are written. Numbers are written in full precision, missing values as nothing,
        stamps as ISO 8601, flags as ``true`` and ``false``; text that a spreadsheet would run gets an apostrophe in
        front and is otherwise whole.
    path : Path
        The file to write.
    """
    heads = [guard_text(str(name)) for name in frame.columns]
    columns = [_write_column(frame.iloc[:, place]) for place in range(frame.shape[1])]
    lines = [",".join(_quote(head) for head in heads), *(",".join(row) for row in zip(*columns, strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _write_column(column: pd.Series) -> list[str]:
    """Write the cells of a column, and what stands there often only once: long tables repeat themselves."""
    if column.dtype == object:
        return _write_objects(column.tolist())
    if column.dtype.kind == "f":
        return [
            repr(value) if math.isfinite(value) else ""
            for value in column.to_numpy(dtype=float, na_value=math.nan).tolist()
        ]
    codes, distinct = pd.factorize(column, use_na_sentinel=False)
    written = [write_cell(value) for value in distinct.tolist()]
    return [written[code] for code in codes.tolist()]


def _write_objects(values: list[Any]) -> list[str]:
    written: dict[str, str] = {}  # of texts alone: 1, 1.0 and True are equal, and yet are written differently
    cells = []
    for value in values:
        if type(value) is not str:
            cells.append(write_cell(value))
        elif value in written:
            cells.append(written[value])
        else:
            cells.append(written.setdefault(value, write_cell(value)))
    return cells


def write_cell(value: Any) -> str:
    """Write one value as a CSV cell, quoted where it has to be."""
    plain = make_plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, int | float):
        return repr(plain)
    return _quote(guard_text(str(plain)))


def guard_text(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard_text(text: str) -> str:
    """Take the apostrophe of ``guard_text`` away again."""
    return text[1:] if _GUARDED.match(text) else text


def _quote(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if _QUOTED.search(cell) else cell
