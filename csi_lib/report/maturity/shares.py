"""A grid of shares: each cell holds a bar as high as its share, and the number; one cell of a row may be framed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, GREY, INK, clean_label, drawing, write_svg
from csi_lib.report.chart import Chart
from csi_lib.report.language import current
from csi_lib.report.wording import MISSING, say_value

_ROW, _HEAD = 0.46, 0.75  # inches
_LEFT = 2.6  # columns' widths that the names take
_NAME = 34  # characters of a name
_LEAST = 0.005  # smaller shares are not written


def share_grid(
    shares: pd.DataFrame, title: str, columns: Mapping[str, str], *, framed: str = "", chart: Chart | None = None
) -> Picture:
    """Draw shares by row and column.

    Parameters
    ----------
    shares : DataFrame
        ``name``, a column of shares (0..1) for each key of ``columns``, missing where there is none, and ``framed``:
        key of the column whose cell is framed, or empty. Further columns ride along as data.
    title : str
        Of the picture.
    columns : mapping of str to str
        Key -> heading, from left to right.
    framed : str
        What the frame stands for; empty for none.
    chart : Chart, optional
        How the rows are drawn by an office program.

    Returns
    -------
    Picture
        The drawing; its words name every share above half a percent.
    """
    rows: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in shares.to_dict("records")]
    with drawing(height=_HEAD + _ROW * len(rows) + (0.35 if framed else 0.0)) as (figure, (axis,)):
        for place, heading in enumerate(columns.values()):
            said = clean_label(current().say(heading), 14)
            axis.text(place + 0.5, -0.25, said, fontsize=9, color=INK, ha="center", va="center")
        for place, row in enumerate(rows):
            said = clean_label(current().say(str(row["name"])), _NAME)
            axis.text(-_LEFT, place + 0.5, said, fontsize=9, color=INK, va="center")
            for column, key in enumerate(columns):
                _draw_cell(axis, column, place, row[key], is_framed=row.get("framed") == key)
        if framed:
            _explain_frame(axis, len(rows), current().say(framed))
        axis.set_xlim(-_LEFT, max(4, len(columns)) + 0.1)
        axis.set_ylim(len(rows) + (0.8 if framed else 0.1), -0.6)
        axis.axis("off")
        svg = write_svg(figure)
    data = tuple(_name_columns(row, columns, framed) for row in rows)
    return Picture(title, _describe(rows, title, columns, framed), svg, data, chart)


def _name_columns(row: Mapping[str, Any], columns: Mapping[str, str], framed: str) -> dict[str, Any]:
    """Head the numbers behind the picture by what it shows: no key, and nothing that only says where a frame is."""
    found = {columns.get(key, key): value for key, value in row.items() if key != "framed"}
    return found | ({framed: columns.get(str(row.get("framed", "")), "")} if framed else {})


def _draw_cell(axis: Axes, column: int, place: int, share: Any, *, is_framed: bool) -> None:
    missing = pd.isna(share)
    ground: dict[str, Any] = {"facecolor": "white", "edgecolor": "#9ca3af", "linewidth": 0.6}
    hatch = "////" if missing else None
    axis.add_patch(Rectangle((column + 0.04, place + 0.06), 0.92, 0.88, zorder=1, hatch=hatch, **ground))
    if not missing:
        height = 0.8 * float(share)
        axis.add_patch(Rectangle((column + 0.1, place + 0.9 - height), 0.2, height, facecolor=BLUE, zorder=2))
        said = current().number(f"{100 * float(share):.0f} %") if share >= _LEAST else ("0" if share == 0 else "<1 %")
        bold = "bold" if share >= 0.5 else "normal"
        ink = INK if share >= _LEAST else GREY
        axis.text(
            column + 0.63,
            place + 0.52,
            said,
            fontsize=9,
            color=ink,
            fontweight=bold,
            ha="center",
            va="center",
            zorder=3,
        )
    if is_framed:
        frame = Rectangle((column + 0.04, place + 0.06), 0.92, 0.88, fill=False, edgecolor=INK, linewidth=2.2, zorder=4)
        axis.add_patch(frame)


def _explain_frame(axis: Axes, place: int, said: str) -> None:
    axis.add_patch(Rectangle((0.04, place + 0.3), 0.3, 0.34, fill=False, edgecolor=INK, linewidth=2.2))
    axis.text(0.45, place + 0.48, clean_label(said, 60), fontsize=8.5, color=INK, va="center")


def _describe(rows: Sequence[Mapping[str, Any]], title: str, columns: Mapping[str, str], framed: str) -> str:
    clauses = []
    for row in rows:
        known = [(heading, row[key]) for key, heading in columns.items() if pd.notna(row[key])]
        said = [f"{heading} {say_value(100 * share, '%')}" for heading, share in known if share >= _LEAST]
        if framed and row.get("framed"):
            said.append(f"{framed} {columns[str(row['framed'])]}")
        clauses.append(f"{row['name']}: {', '.join(said) if said else (MISSING if not known else '0 %')}")
    return f"{title}. {'; '.join(clauses)}."
