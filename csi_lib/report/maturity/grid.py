"""A grid of letters by process and attribute: the darker the better, and the letter itself in every cell."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import GREY, INK, WIDTH, clean_label, drawing, write_svg
from csi_lib.report.language import current

# Ground and ink per letter: one hue, ever darker, so that a grey copy keeps the order; contrast at least 4.5.
SHADES: dict[str, tuple[str, str]] = {
    "N": ("#ffffff", INK),
    "P": ("#cfe1ee", INK),
    "L": ("#6ba6cd", "#111827"),
    "F": ("#084e7c", "#ffffff"),
}
_EDGES = ("15", "50", "85")
_ROW, _HEAD = 0.34, 1.15  # inches
_LEFT = 3.3  # columns' widths that the names take
_NAME = 34  # characters of a name
_CHARACTER, _BETWEEN = 0.068, 0.22  # inches of a letter of the legend, and between two of its words


def letter_grid(cells: pd.DataFrame, title: str, meanings: Mapping[str, str]) -> Picture:
    """Draw letters by process and attribute, the processes in groups.

    Parameters
    ----------
    cells : DataFrame
        ``group, name, column, letter, percent, level``: one row per process and attribute, in drawing order; an empty
        letter is not rated, an attribute without a row was not asked.
    title : str
        Of the picture.
    meanings : mapping of str to str
        Letter -> what it means, for the legend, from the least to the best.

    Returns
    -------
    Picture
        The drawing; its words read it row by row.
    """
    columns = sorted({str(item) for item in cells["column"]})
    groups = [(str(name), list(part.groupby("name", sort=False))) for name, part in cells.groupby("group", sort=False)]
    height = _HEAD + _ROW * sum(len(rows) + 1 for _, rows in groups) + 0.35
    with drawing(height=height) as (figure, (axis,)):
        place = 0.0
        for name, rows in groups:
            _write_group(axis, name, place, len(columns))
            for at, (process, part) in enumerate(rows, start=1):
                _draw_row(axis, str(process), part.to_dict("records"), columns, place + at)
            place += len(rows) + 1
        _write_heads(axis, columns)
        known = meanings if (cells["letter"] != "").all() else {**meanings, "": "not rated"}
        _draw_legend(axis, known, place + 0.45, WIDTH / (_LEFT + len(columns) + 1.2))
        axis.set_xlim(-_LEFT, len(columns) + 1.2)
        axis.set_ylim(place + 1.3, -0.9)
        axis.axis("off")
        svg = write_svg(figure)
    data = cells[["group", "name", "level", "column", "letter", "percent"]]
    return Picture(title, _describe(groups, title, columns, meanings), svg, tuple(data.to_dict("records")))


def _write_group(axis: Axes, name: str, place: float, width: int) -> None:
    axis.plot([-_LEFT, width + 1.1], [place + 0.95, place + 0.95], color="#9ca3af", linewidth=0.8)
    axis.text(
        -_LEFT, place + 0.6, clean_label(current().say(name)), fontsize=9, fontweight="bold", color=INK, va="center"
    )


def _draw_row(
    axis: Axes, process: str, cells: Sequence[Mapping[Hashable, Any]], columns: Sequence[str], place: float
) -> None:
    said = clean_label(current().say(process), _NAME)
    axis.text(-_LEFT + 0.1, place + 0.5, said, fontsize=9, color=INK, va="center")
    for cell in cells:
        _draw_cell(axis, columns.index(str(cell["column"])), place, cell)
    level = cells[0]["level"] if cells else None
    _write_level(axis, len(columns) + 0.65, place, None if pd.isna(level) else int(level))


def _draw_cell(axis: Axes, column: int, place: float, cell: Mapping[Hashable, Any]) -> None:
    letter = str(cell["letter"] or "")
    ground, ink = SHADES.get(letter, ("#ffffff", GREY))
    hatch = None if letter else "////"
    box = Rectangle(
        (column + 0.03, place + 0.05), 0.94, 0.9, facecolor=ground, edgecolor="#9ca3af", linewidth=0.6, hatch=hatch
    )
    axis.add_patch(box)
    if not letter:
        return
    axis.text(column + 0.38, place + 0.52, letter, fontsize=10, fontweight="bold", color=ink, ha="center", va="center")
    percent = "" if pd.isna(cell["percent"]) else current().number(_say_percent(float(cell["percent"])))
    axis.text(column + 0.72, place + 0.54, percent, fontsize=7, color=ink, ha="center", va="center")


def _say_percent(percent: float) -> str:
    """Say a percent in two digits, and in one more where they would stand on the edge of a band."""
    said = f"{percent:.0f}"
    return said if said not in _EDGES or float(said) == percent else f"{percent:.1f}"


def _write_level(axis: Axes, at: float, place: float, level: int | None) -> None:
    said = "–" if level is None else str(level)
    box = {"boxstyle": "circle,pad=0.22", "facecolor": "white", "edgecolor": INK, "linewidth": 1.0}
    axis.text(at, place + 0.5, said, fontsize=9, fontweight="bold", color=INK, ha="center", va="center", bbox=box)


def _write_heads(axis: Axes, columns: Sequence[str]) -> None:
    for column, name in enumerate(columns):
        axis.text(column + 0.5, -0.12, name, fontsize=9, color=INK, ha="center", va="center")
    axis.text(
        len(columns) + 0.65,
        -0.12,
        current().say("Level"),
        fontsize=9,
        fontweight="bold",
        color=INK,
        ha="center",
        va="center",
    )
    for level in sorted({name.split(".")[0] for name in columns}):
        own = [place for place, name in enumerate(columns) if name.split(".")[0] == level]
        axis.plot([own[0] + 0.06, own[-1] + 0.94], [-0.48, -0.48], color=INK, linewidth=1.2)
        said = current().say(f"level {level}")
        axis.text((own[0] + own[-1] + 1) / 2, -0.68, said, fontsize=8, color=INK, ha="center", va="center")


def _draw_legend(axis: Axes, meanings: Mapping[str, str], place: float, inches: float) -> None:
    """Write what each letter means; ``inches`` is the width of a column."""
    at = -_LEFT + 0.1
    for letter, meaning in meanings.items():
        ground, ink = SHADES.get(letter, ("#ffffff", GREY))
        axis.add_patch(
            Rectangle(
                (at, place),
                0.42,
                0.55,
                facecolor=ground,
                edgecolor="#9ca3af",
                linewidth=0.6,
                hatch=None if letter else "////",
            )
        )
        axis.text(at + 0.21, place + 0.29, letter, fontsize=8.5, fontweight="bold", color=ink, ha="center", va="center")
        said = current().say(meaning)
        axis.text(at + 0.55, place + 0.29, said, fontsize=8, color=INK, va="center")
        at += 0.55 + (_CHARACTER * len(said) + _BETWEEN) / inches


def _describe(
    groups: Sequence[tuple[str, Sequence[tuple[Hashable, pd.DataFrame]]]],
    title: str,
    columns: Sequence[str],
    meanings: Mapping[str, str],
) -> str:
    said = [f"{title}." if columns else f"{title}: nothing rated."]
    said.append(f"{'; '.join(f'{letter} {meaning}' for letter, meaning in meanings.items())}.")
    for name, rows in groups:
        for process, part in rows:
            letters = ", ".join(f"{row['column']} {row['letter'] or 'not rated'}" for row in part.to_dict("records"))
            level = part.iloc[0]["level"]
            reached = "not rated" if pd.isna(level) else f"level {int(level)}"
            said.append(f"{process} ({name}): {reached}; PA {letters}.")
    return " ".join(said)
