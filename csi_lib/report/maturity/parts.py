"""Where the change of each score comes from: three parts, each with its own hatching, and the whole as a mark."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, GREY, INK, LABEL_LENGTH, clean_label, drawing, write_svg
from csi_lib.report.language import current
from csi_lib.report.wording import say_change

# Part -> fill, hatch: told apart in grey as well.
PARTS: dict[str, tuple[str, str]] = {
    "answers": (BLUE, ""),
    "questionnaire": ("#ffffff", "////"),
    "people": ("#d1d5db", ""),
    "undivided": ("#ffffff", "xx"),
}


def parts_chart(parts: pd.DataFrame, title: str, names: Mapping[str, str]) -> Picture:
    """Draw the parts of each change beside each other, rises to the right and falls to the left.

    Parameters
    ----------
    parts : DataFrame
        ``name, whole, answers, questionnaire, people, undivided, verdict``: percentage points, missing where a part
        cannot be told; rows in drawing order.
    title : str
        Of the picture.
    names : mapping of str to str
        What each part is called, by column; a part that is not named is not drawn.

    Returns
    -------
    Picture
        The drawing; its words name every part.
    """
    rows: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in parts.to_dict("records")]
    drawn = [key for key in PARTS if key in names and parts[key].notna().any()]
    with drawing(height=1.35 + 0.42 * max(2, len(rows))) as (figure, (axis,)):
        for place, row in enumerate(rows):
            _draw_row(axis, place, row, drawn)
        axis.axvline(0, color=INK, linewidth=1.0, zorder=3)
        axis.set_yticks(range(len(rows)), [_break(current().say(row["name"])) for row in rows], parse_math=False)
        axis.set_ylim(len(rows) - 0.4, -0.7)
        axis.margins(x=0.25)
        axis.set_xlabel(current().say("Change in percentage points (0 = no change)"))
        axis.grid(axis="y", visible=False)
        _add_legend(figure, axis, drawn, names)
        svg = write_svg(figure)
    data = parts[["name", "verdict", "whole", *drawn]]
    return Picture(title, _describe(rows, title, drawn, names), svg, tuple(data.to_dict("records")))


def _break(name: str) -> str:
    """Break a long name over two lines instead of cutting it; only what fills both is cut."""
    return "\n".join(textwrap.wrap(clean_label(name, 2 * LABEL_LENGTH), LABEL_LENGTH, max_lines=2, placeholder="…"))


def _draw_row(axis: Axes, place: int, row: Mapping[str, Any], drawn: Sequence[str]) -> None:
    ends = {1: 0.0, -1: 0.0}  # how far the bars reach to the right and to the left
    for key in drawn:
        if pd.isna(row[key]) or not row[key]:
            continue
        fill, hatch = PARTS[key]
        side = 1 if row[key] > 0 else -1
        axis.barh(
            place,
            row[key],
            left=ends[side],
            height=0.56,
            facecolor=fill,
            edgecolor=INK,
            linewidth=0.7,
            hatch=hatch,
            zorder=2,
        )
        ends[side] += float(row[key])
    if pd.notna(row["whole"]):
        axis.plot([row["whole"]], [place], "D", color="white", markeredgecolor=INK, markersize=6.5, zorder=5)
    said = clean_label(current().say(str(row["verdict"])))
    axis.annotate(
        said,
        (ends[1], place),
        (10, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=INK if row["verdict"] in ("improved", "worse") else GREY,
        fontweight="bold" if row["verdict"] in ("improved", "worse") else "normal",
    )


def _add_legend(figure: Figure, axis: Axes, drawn: Sequence[str], names: Mapping[str, str]) -> None:
    for key in drawn:
        fill, hatch = PARTS[key]
        axis.barh([0], [0], facecolor=fill, edgecolor=INK, linewidth=0.7, hatch=hatch, label=current().say(names[key]))
    axis.plot([], [], "D", color="white", markeredgecolor=INK, markersize=6.5, label=current().say(names["whole"]))
    # Above the whole figure: long names of processes leave the axes too narrow for it.
    figure.legend(loc="outside upper left", ncols=len(drawn) + 1, frameon=False, fontsize=8.5)


def _describe(rows: Sequence[Mapping[str, Any]], title: str, drawn: Sequence[str], names: Mapping[str, str]) -> str:
    clauses = []
    for row in rows:
        if pd.isna(row["whole"]):
            clauses.append(f"{row['name']}: {row['verdict']}")
            continue
        said = [f"{names['whole']} {say_change(row['whole'], 'percentage points')}"]
        said += [f"{names[key]} {say_change(row[key], 'percentage points')}" for key in drawn if pd.notna(row[key])]
        clauses.append(f"{row['name']}: {row['verdict']}; {', '.join(said)}")
    return f"{title}. {'. '.join(clauses)}."
