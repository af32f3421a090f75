"""What people say beside what can be shown, on one scale: a hollow square and a filled dot that tell apart in grey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, GREY, INK, clean_label, drawing, write_svg
from csi_lib.report.language import current

COLUMNS = ("name", "said", "low", "high")


def pair_chart(
    pairs: pd.DataFrame, title: str, scale: Sequence[str], said: str, shown: str, label: str = "", unproven: str = ""
) -> Picture:
    """Draw two judgements of the same things beside each other.

    Parameters
    ----------
    pairs : DataFrame
        ``COLUMNS``, in drawing order: places on the scale (0 is its first word), missing where there is none; ``low``
        and ``high`` differ where the second judgement is a range. Where ``unproven`` is given, ``basis`` as well.
    title : str
        Of the picture.
    scale : sequence of str
        The words of the scale, from the least to the best.
    said, shown : str
        What the square and the dot are called.
    label : str
        Under the axis.
    unproven : str
        The ``basis`` whose second judgement nobody has confirmed: its dots are hollow, and the words say so.

    Returns
    -------
    Picture
        The drawing; its words name both judgements of every row.
    """
    rows: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in pairs.to_dict("records")]
    with drawing(height=1.3 + 0.34 * max(2, len(rows))) as (figure, (axis,)):
        for place, row in enumerate(rows):
            _draw_row(axis, place, row, is_hollow=bool(unproven) and row["basis"] == unproven)
        axis.set_yticks(range(len(rows)), [clean_label(current().say(row["name"])) for row in rows], parse_math=False)
        axis.set_ylim(len(rows) - 0.4, -0.6)
        axis.set_xlim(-0.3, len(scale) - 0.7)
        axis.set_xticks(range(len(scale)), [current().say(word) for word in scale])
        axis.set_xlabel(clean_label(current().say(label), 80))
        _add_legend(axis, said, shown, unproven if any(row.get("basis") == unproven for row in rows) else "")
        svg = write_svg(figure)
    data = pairs[[*COLUMNS, *(["basis"] if unproven else [])]]
    return Picture(title, _describe(rows, title, scale, said, shown, unproven), svg, tuple(data.to_dict("records")))


def _draw_row(axis: Axes, place: int, row: Mapping[str, Any], *, is_hollow: bool) -> None:
    one, low, high = (None if pd.isna(row[key]) else float(row[key]) for key in ("said", "low", "high"))
    if low is not None and high is not None:
        if one is not None and not low <= one <= high:
            near = low if one < low else high
            axis.plot([one, near], [place, place], color=GREY, linewidth=1.6, zorder=2)
        axis.plot([low, high], [place, place], color=BLUE, linewidth=4, solid_capstyle="round", zorder=3)
        dot: dict[str, Any] = _HOLLOW if is_hollow else {"color": BLUE, "markersize": 6.5}
        axis.plot(sorted({low, high}), [place] * len({low, high}), "o", zorder=6, **dot)
    if one is not None:
        look: dict[str, Any] = {"markerfacecolor": "white", "markeredgecolor": INK, "markeredgewidth": 1.6}
        axis.plot([one], [place], "s", markersize=12, zorder=5, **look)  # under the dot, over the line


_HOLLOW: dict[str, Any] = {
    "markerfacecolor": "white",
    "markeredgecolor": BLUE,
    "markeredgewidth": 1.6,
    "markersize": 6.5,
}


def _add_legend(axis: Axes, said: str, shown: str, unproven: str) -> None:
    look: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": INK, "markeredgewidth": 1.6}
    axis.plot([], [], "s", markersize=10, label=current().say(said), **look)
    axis.plot([], [], "o", color=BLUE, markersize=6.5, label=current().say(shown))
    if unproven:
        axis.plot([], [], "o", label=current().say(f"{shown}: {unproven}"), **_HOLLOW)
    axis.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, fontsize=8.5)


def _describe(
    rows: Sequence[Mapping[str, Any]], title: str, scale: Sequence[str], said: str, shown: str, unproven: str
) -> str:
    clauses = []
    for row in rows:
        first, second = (_name(row[low], row[high], scale) for low, high in (("said", "said"), ("low", "high")))
        only = f" ({unproven})" if unproven and row["basis"] == unproven else ""
        clauses.append(f"{row['name']}: {said} {first}, {shown} {second}{only}")
    return f"{title}. {'; '.join(clauses)}."


def _name(low: Any, high: Any, scale: Sequence[str]) -> str:
    if pd.isna(low) or pd.isna(high):
        return "not rated"
    first, last = scale[int(low)], scale[int(high)]
    return first if first == last else f"{first}–{last}"
