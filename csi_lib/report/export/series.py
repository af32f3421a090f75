"""What a native chart is made of: a picture's rows as named series, each with its look, free of any file format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from csi_lib.report.blocks import Picture
from csi_lib.report.chart import KIND_TITLES, NO_EFFECT, Chart, Line
from csi_lib.report.export.stamps import read_stamp
from csi_lib.report.export.words import say
from csi_lib.report.language import current
from csi_lib.report.wording import say_change, say_number

Form = Literal["line", "bars", "steps", "radar"]
Look = Literal[
    "value", "second", "unusable", "outside", "marked", "center", "limit", "earlier", "expected",
    "edge", "value edge", "second edge", "target", "event", "better", "worse", "quiet",
]  # fmt: skip
Stamp = dt.date | dt.datetime

LEVELS = 5  # at the rim of a radar
NOTE_LENGTH = 48  # characters of a name beside a point or a bar; the numbers behind it hold it whole
_ABOVE = 0.08  # of the values' span that a mark stands above them
_EDGES = {"low": "edge", "high": "edge", "reached": "second"}
_VERDICTS: dict[str, Look] = {"improved": "better", "worse": "worse", "no clear change": "value"}


@dataclass(frozen=True)
class Series:
    """One series of a native chart.

    Parameters
    ----------
    label : str
        What it is called in the legend.
    look : str
        What it is, and so how it is drawn.
    values : tuple of float or None
        One per category, or one per place where ``places`` are given.
    key : str
        Key of the picture's column that holds just these values; empty where they were derived.
    notes : tuple of str
        Text beside each point; empty for none.
    looks : tuple of str
        Look of each point where points differ; empty for none.
    whiskers : tuple of (tuple, tuple)
        Distances down and up to the ends of an interval; empty for none.
    places : tuple of float
        Places along the number axis of a step curve.
    """

    label: str
    look: Look
    values: tuple[float | None, ...]
    key: str = ""
    notes: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()
    whiskers: tuple[tuple[float | None, ...], tuple[float | None, ...]] | None = None
    places: tuple[float, ...] = ()


@dataclass(frozen=True)
class Plot:
    """One native chart; a picture with several scales gives several.

    Parameters
    ----------
    form : {"line", "bars", "steps", "radar"}
        Values over time; bars from the top; step curves over a number; levels around a centre.
    categories : tuple
        Dates or names, one per row.
    key : str
        Key of the picture's column that holds just these categories; empty where they were derived.
    series : tuple of Series
        The values first.
    title : str
        Of the value axis.
    cross : float, optional
        Value at which bars begin; default 0.
    unit : str
        Of the values.
    events : tuple of str
        What the marks stand for, whole, with their days.
    below : str
        Title of the lower axis.
    """

    form: Form
    categories: tuple[Any, ...]
    key: str
    series: tuple[Series, ...]
    title: str = ""
    cross: float | None = None
    unit: str = ""
    events: tuple[str, ...] = ()
    below: str = ""

    @property
    def ends(self) -> tuple[float, float]:
        """Least and greatest value drawn, 0 and 1 where there is none."""
        values = [value for series in self.series for value in series.values if value is not None] or [0.0, 1.0]
        return min(values), max(values)

    @property
    def over_time(self) -> bool:
        """Whether the categories are dates."""
        return self.form == "line" and bool(self.categories) and all(isinstance(at, dt.date) for at in self.categories)


def plot_picture(picture: Picture, language: str = "en") -> tuple[Plot, ...]:
    """Turn a picture's rows into the series of native charts.

    Parameters
    ----------
    picture : Picture
        With or without the word how it is plotted.
    language : {"en", "de"}
        Of the words in the legend.

    Returns
    -------
    tuple of Plot
        Empty where there is nothing to plot.
    """
    chart = picture.chart
    if chart is None or not any(_number(row.get(line.key)) is not None for row in picture.data for line in chart.lines):
        return ()
    if chart.shape == "intervals":
        return tuple(_plot_effects(chart, rows) for rows in _group_scales(picture.data))
    if chart.shape in ("bars", "profile"):
        return (_plot_bars(chart, picture.data),)
    if chart.shape == "radar":
        return (_plot_radar(chart, picture.data),)
    if chart.shape == "steps":
        return (_plot_steps(chart, picture.data),)
    return (_plot_line(chart, picture.data, language),)


def _plot_line(chart: Chart, rows: Sequence[Mapping[Any, Any]], language: str) -> Plot:
    stamps = [read_stamp(row.get(chart.x)) for row in rows]
    dated = all(stamp is not None for stamp in stamps)
    categories = tuple(stamps) if dated else tuple(str(row.get(chart.x)) for row in rows)
    series = [part for line in chart.lines for part in _split_line(line, rows, chart, language)]
    if chart.target is not None:
        series.append(Series(say("target", language), "target", (chart.target,) * len(rows)))
    if dated and chart.marks:
        series.append(_mark_events(chart, stamps, series, language))
    drawn = tuple(part for part in series if any(value is not None for value in part.values))
    events = tuple(f"{current().number(day)} {what}" for day, what in sorted(chart.marks))
    return Plot("line", categories, chart.x, drawn, chart.unit, unit=chart.unit, events=events)


def _split_line(line: Line, rows: Sequence[Mapping[Any, Any]], chart: Chart, language: str) -> list[Series]:
    """Return a column as series: of the values, those that cannot be used, signal or are foretold stand apart."""
    values = _take(rows, line.key)
    if line.role != "value":
        return [Series(line.label, _EDGES.get(line.role, line.role), values, line.key)]  # type: ignore[arg-type]
    look: Look = "value" if line is next(other for other in chart.lines if other.role == "value") else "second"
    unusable = [row.get("enough") is False for row in rows]
    foretold = [row.get("foretold") is True for row in rows]
    outside = [row.get("outside") is True and row.get("enough") is not False for row in rows]
    marked = [
        bool(row.get("signal")) and not far and not poor for row, far, poor in zip(rows, outside, unusable, strict=True)
    ]
    apart = [poor or ahead for poor, ahead in zip(unusable, foretold, strict=True)]
    plain = Series(line.label, look, _keep(values, [not away for away in apart]), "" if any(apart) else line.key)
    parts: list[tuple[str, Look, list[bool]]] = [
        ("expected", "expected", foretold),
        ("outside", "outside", outside),
        ("marked", "marked", marked),
        ("unusable", "unusable", unusable),
    ]
    return [plain, *[Series(say(word, language), part, _keep(values, which)) for word, part, which in parts]]


def _mark_events(chart: Chart, stamps: Sequence[Any], series: Sequence[Series], language: str) -> Series:
    """Return a mark at the top of each period in which something happened, with what it was."""
    heights = [value for part in series for value in part.values if value is not None]
    bottom = min(heights)
    top = max(heights) + _ABOVE * (max(heights) - bottom)
    notes = [""] * len(stamps)
    for day, what in sorted(chart.marks):
        when = read_stamp(day)
        before = [place for place, stamp in enumerate(stamps) if when is not None and _day(stamp) <= _day(when)]
        place = before[-1] if before else 0
        said = " ".join(what.split())
        notes[place] = f"{notes[place]}\n{said}" if notes[place] else said
    values = tuple(top if note else None for note in notes)
    reach = tuple(top - bottom if note else None for note in notes)
    short = tuple(_shorten(note) for note in notes)
    return Series(say("event", language), "event", values, notes=short, whiskers=(reach, (None,) * len(notes)))


def _day(stamp: Any) -> dt.date:
    return stamp.date() if isinstance(stamp, dt.datetime) else stamp


def _shorten(note: str) -> str:
    first, *others = note.split("\n")
    return f"{_cut(first)} (+{len(others)})" if others else _cut(first)


def _cut(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= NOTE_LENGTH else f"{folded[: NOTE_LENGTH - 1]}…"


def _plot_bars(chart: Chart, rows: Sequence[Mapping[Any, Any]]) -> Plot:
    values = next(line for line in chart.lines if line.role == "value")
    reached = next((line for line in chart.lines if line.role == "reached"), None)
    targets = [
        Series(line.label, "target", _take(rows, line.key), line.key) for line in chart.lines if line.role == "target"
    ]
    notes = tuple(_say_bar(row, values.key, reached.key if reached else "", chart.unit) for row in rows)
    whiskers = _whiskers(chart, rows, values.key)
    if whiskers:
        notes = ()  # a label would lie on the whisker
    drawn = Series(values.label, "value", _take(rows, values.key), values.key, notes, whiskers=whiskers)
    whole = [str(row.get(chart.x)) for row in rows]
    names = tuple(_cut(name) for name in whole)
    key = chart.x if list(names) == whole else ""
    return Plot("bars", names, key, (drawn, *targets), chart.unit, unit=chart.unit)


def _say_bar(row: Mapping[Any, Any], key: str, reached: str, unit: str) -> str:
    value, share = _number(row.get(key)), _number(row.get(reached))
    if value is None:
        return ""
    said = say_number(value, unit) + (f" (Σ {say_number(share, '%')} %)" if share is not None else "")
    return current().number(said)


def _group_scales(rows: Sequence[Mapping[Any, Any]]) -> list[list[Mapping[Any, Any]]]:
    groups: dict[Any, list[Mapping[Any, Any]]] = {}
    for row in rows:
        groups.setdefault((row.get("effect_kind"), row.get("unit")), []).append(row)
    return list(groups.values())


def _plot_effects(chart: Chart, rows: Sequence[Mapping[Any, Any]]) -> Plot:
    kind, unit = str(rows[0].get("effect_kind") or ""), str(rows[0].get("unit") or "")
    key = next(line.key for line in chart.lines if line.role == "value")
    verdicts = [str(row.get("verdict") or "") for row in rows]
    values = _take(rows, key)
    names = tuple(
        _say_effect(str(row.get(chart.x)), str(row.get("verdict") or ""), row.get(key), kind, unit) for row in rows
    )
    looks = tuple(_VERDICTS.get(verdict, "quiet") for verdict in verdicts)
    title = current().say(KIND_TITLES.get(kind, kind))
    title = f"{title}, {unit}" if kind == "difference" and unit else title
    series = Series(title, "value", values, looks=looks, whiskers=_whiskers(chart, rows, key))
    return Plot("bars", names, "", (series,), title, NO_EFFECT.get(kind, 0.0), unit)


def _say_effect(name: str, verdict: str, value: Any, kind: str, unit: str) -> str:
    change = "" if _number(value) is None else say_change(value, kind, current().say(unit) if unit else "")
    parts = [current().say(verdict), current().number(change)]
    said = ", ".join(part for part in parts if part)
    return f"{_cut(name)}: {said}" if said else _cut(name)


def _whiskers(
    chart: Chart, rows: Sequence[Mapping[Any, Any]], key: str
) -> tuple[tuple[float | None, ...], tuple[float | None, ...]] | None:
    ends = {line.role: line.key for line in chart.lines}
    if "low" not in ends or "high" not in ends:
        return None
    middle = _take(rows, key)
    low, high = _take(rows, ends["low"]), _take(rows, ends["high"])
    down = tuple(_less(value, end) for value, end in zip(middle, low, strict=True))
    return down, tuple(_less(end, value) for value, end in zip(middle, high, strict=True))


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else max(0.0, one - other)


def _plot_radar(chart: Chart, rows: Sequence[Mapping[Any, Any]]) -> Plot:
    looks: dict[str, Look] = {"value": "value", "earlier": "second", "target": "target"}
    series = tuple(Series(line.label, looks[line.role], _take(rows, line.key), line.key) for line in chart.lines)
    whole = [str(row.get(chart.x)) for row in rows]
    names = tuple(_cut(name) for name in whole)
    return Plot("radar", names, chart.x if list(names) == whole else "", series, chart.unit, unit=chart.unit)


def _plot_steps(chart: Chart, rows: Sequence[Mapping[Any, Any]]) -> Plot:
    sides = [line.key for line in chart.lines if line.role == "value"]
    series = []
    for line in chart.lines:
        places, values = _step(_take(rows, chart.x), _take(rows, line.key))
        look: Look = "second" if any(line.key.startswith(side) for side in sides[1:]) else "value"
        edges: dict[Look, Look] = {"value": "value edge", "second": "second edge"}
        series.append(Series(line.label, look if line.role == "value" else edges[look], values, places=places))
    return Plot("steps", (), "", tuple(series), chart.unit, unit=chart.unit, below=chart.x_label)


def _step(
    places: Sequence[float | None], values: Sequence[float | None]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the corners of a curve that keeps each value until the next place."""
    known = [(at, value) for at, value in zip(places, values, strict=True) if at is not None and value is not None]
    corners = known[:1]
    for (_, before), (at, value) in zip(known, known[1:], strict=False):
        corners += [(at, before), (at, value)] if value != before else [(at, value)]
    return tuple(at for at, _ in corners), tuple(value for _, value in corners)


def _take(rows: Sequence[Mapping[Any, Any]], key: str) -> tuple[float | None, ...]:
    return tuple(_number(row.get(key)) for row in rows)


def _keep(values: Sequence[float | None], which: Sequence[bool]) -> tuple[float | None, ...]:
    return tuple(value if kept else None for value, kept in zip(values, which, strict=True))


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
