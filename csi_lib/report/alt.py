"""What a picture says in words: the numbers, for who cannot see it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from csi_lib.report.marks import Heading
from csi_lib.report.wording import count_words, say_change, say_period, say_value

MOST_NAMED = 12  # bars or intervals named one by one; the rest is counted


def describe_series(
    points: pd.DataFrame, title: str, unit: str, marks: list[tuple[str, str]], heading: Heading | None = None
) -> str:
    """Say what a control chart shows: first, last, least and greatest value, limits, signals and marks.

    Parameters
    ----------
    points : DataFrame
        Chart frame as ``figures.POINT_COLUMNS``.
    title, unit : str
        Of the series.
    marks : list of (str, str)
        Day and label of each intervention.
    heading : Heading, optional
        The marks above the chart, the target and the rebasings.

    Returns
    -------
    str
        Plain sentences.
    """
    drawn = points[points["value"].notna() & points["enough"].fillna(False).astype(bool)]
    if drawn.empty:
        return f"{title}: no period has a value that can be used."
    sentences = [
        f"{title}: {count_words(len(drawn), 'period')} with a value, "
        f"first {_say_point(drawn.iloc[0], unit)}, last {_say_point(drawn.iloc[-1], unit)}.",
        f"Least {_say_point(drawn.loc[drawn['value'].idxmin()], unit)}, "
        f"greatest {_say_point(drawn.loc[drawn['value'].idxmax()], unit)}.",
        _say_limits(points, unit),
        _say_outside(points, unit),
        _say_patterns(points, unit),
        _say_unusable(points),
        *[f"Marked: {label} on {day}." for day, label in marks],
        *_say_heading(heading, unit),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _say_point(row: pd.Series, unit: str) -> str:
    return f"{say_value(row['value'], unit)} in {say_period(row['period_start'], row['period_end'])}"


def _say_limits(points: pd.DataFrame, unit: str) -> str:
    known = points[points["center"].notna()]
    if known.empty:
        return "No limits are drawn."
    last = known.iloc[-1]
    if pd.isna(last["lower"]) and pd.isna(last["upper"]):
        return f"Centre line {say_value(last['center'], unit)}, no limits."
    return (
        f"Centre line {say_value(last['center'], unit)}, limits {say_value(last['lower'], unit)} "
        f"to {say_value(last['upper'], unit)}."
    )


def _say_outside(points: pd.DataFrame, unit: str) -> str:
    outside = points[points["outside"].fillna(False).astype(bool)]
    if outside.empty:
        return "No point is outside the limits." if points[["lower", "upper"]].notna().any(axis=None) else ""
    named = ", ".join(_say_point(row, unit) for _, row in outside.head(MOST_NAMED).iterrows())
    return f"{count_words(len(outside), 'point')} outside the limits: {named}{_say_rest(len(outside))}."


def _say_patterns(points: pd.DataFrame, unit: str) -> str:
    """Name the points that a rule marks although they are inside the limits."""
    if "signal" not in points:
        return ""
    marked = points[points["signal"].fillna("").ne("") & ~points["outside"].fillna(False).astype(bool)]
    if marked.empty:
        return ""
    named = ", ".join(f"{_say_point(row, unit)} ({row['signal']})" for _, row in marked.head(MOST_NAMED).iterrows())
    return f"{count_words(len(marked), 'point')} marked by another rule: {named}{_say_rest(len(marked))}."


def _say_heading(heading: Heading | None, unit: str) -> list[str]:
    if heading is None:
        return []
    said = [f"New limits from {day}: {reason}." for day, reason in heading.rebases]
    if heading.variation:
        said.append(f"{heading.words}{f' ({heading.said})' if heading.said else ''}.")
    if heading.target is not None:
        said.append(f"Target {say_value(heading.target, unit)}{f': {heading.assurance}' if heading.assurance else ''}.")
    return said


def _say_unusable(points: pd.DataFrame) -> str:
    count = int((~points["enough"].fillna(False).astype(bool)).sum())
    return f"{count_words(count, 'period')} cannot be used and {'is' if count == 1 else 'are'} grey." if count else ""


def describe_effects(effects: pd.DataFrame, title: str) -> str:
    """Say each effect with its interval and verdict.

    Parameters
    ----------
    effects : DataFrame
        ``label``, ``verdict``, ``effect``, ``lo``, ``hi``, ``effect_kind``, ``unit``.
    title : str
        Of the picture.

    Returns
    -------
    str
        One clause per row.
    """
    clauses = [_say_effect(row) for row in effects.head(MOST_NAMED).to_dict("records")]
    return f"{title}. {'; '.join(clauses) or 'No effects'}{_say_rest(len(effects))}."


def _say_effect(row: Mapping[Hashable, Any]) -> str:
    said = f"{row['label']}: {row['verdict']}"
    if pd.isna(row["effect"]):
        return said
    low, high = (say_change(row[key], row["effect_kind"], row["unit"]) for key in ("lo", "hi"))
    return f"{said}, {say_change(row['effect'], row['effect_kind'], row['unit'])} ({low} to {high})"


def describe_bars(bars: pd.DataFrame, title: str, unit: str) -> str:
    """Say each bar: its name, value and, where there is one, the share reached so far.

    Parameters
    ----------
    bars : DataFrame
        ``name``, ``value`` and perhaps ``cumulative`` in percent, in drawing order.
    title, unit : str
        Of the picture.

    Returns
    -------
    str
        One clause per bar.
    """
    clauses = []
    for row in bars.head(MOST_NAMED).to_dict("records"):
        reached = f" (together {say_value(row['cumulative'], '%')})" if "cumulative" in row else ""
        clauses.append(f"{row['name']} {say_value(row['value'], unit)}{reached}")
    return f"{title}: {'; '.join(clauses) or 'no bars'}{_say_rest(len(bars))}."


def describe_levels(levels: pd.DataFrame, title: str, highest: float) -> str:
    """Say each level with its range and target.

    Parameters
    ----------
    levels : DataFrame
        ``name``, ``level``, ``low``, ``high`` and perhaps ``target``, in drawing order.
    title : str
        Of the picture.
    highest : float
        Top of the scale.

    Returns
    -------
    str
        One clause per row, all of them.
    """
    clauses = []
    for row in levels.to_dict("records"):
        if pd.isna(row["level"]):
            clauses.append(f"{row['name']} not rated")
            continue
        span = "" if pd.isna(row["low"]) else f" (between {say_value(row['low'])} and {say_value(row['high'])})"
        goal = row.get("target")
        wanted = "" if goal is None or pd.isna(goal) else f", target {say_value(goal)}"
        clauses.append(f"{row['name']} {say_value(row['level'])}{span}{wanted}")
    return f"{title}, on a scale up to {say_value(highest)}: {'; '.join(clauses) or 'nothing rated'}."


def _say_rest(count: int) -> str:
    return f"; and {count - MOST_NAMED:,} more" if count > MOST_NAMED else ""
