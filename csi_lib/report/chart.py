"""What a picture plots, as data: enough to draw it again as a native chart of an office program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.report.plain import make_plain

Shape = Literal["line", "bars", "intervals", "profile", "steps", "radar"]
Role = Literal["value", "center", "limit", "earlier", "low", "high", "target", "reached"]


NO_EFFECT = {"ratio": 1.0, "rate ratio": 1.0}  # where nothing changed; 0 for every other kind
KIND_TITLES = {
    "ratio": "Factor (1 = no change)",
    "rate ratio": "Factor of the rate (1 = no change)",
    "percentage points": "Change in percentage points (0 = no change)",
    "difference": "Change (0 = no change)",
}


@dataclass(frozen=True)
class Line:
    """One plotted column of a picture's data.

    Parameters
    ----------
    key : str
        Key of the column.
    label : str
        What it is called beside the drawing.
    role : {"value", "center", "limit", "earlier", "low", "high", "target", "reached"}
        What it is: the values, the centre and the limits of a control chart and those of an earlier stretch, the ends
        of an interval, a target, percent reached so far.
    """

    key: str
    label: str
    role: Role = "value"

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", make_plain(str(self.label)))
        if self.role not in get_args(Role):
            raise UsageError(f"unknown role '{self.role}'", do=did_you_mean(str(self.role), get_args(Role)))


@dataclass(frozen=True)
class Chart:
    """How the rows of a picture are plotted.

    Parameters
    ----------
    shape : {"line", "bars", "intervals", "profile", "steps", "radar"}
        Values over time; bars from the top; effects with their intervals, one scale per ``effect_kind`` and ``unit``
        of the rows; levels with range and target; step curves over a number; levels around a centre.
    x : str
        Key of the category or of the time.
    lines : tuple of Line
        What is plotted, the values first.
    unit : str
        Unit of the values.
    marks : tuple of (str, str)
        Days (ISO 8601) with what happened then.
    target : float, optional
        A level line.
    x_label : str
        What stands below the lower axis, with its unit; empty where its categories say it.
    """

    shape: Shape
    x: str
    lines: tuple[Line, ...]
    unit: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    target: float | None = None
    x_label: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", make_plain(str(self.unit)))
        object.__setattr__(self, "x_label", make_plain(str(self.x_label)))
        object.__setattr__(self, "target", make_plain(self.target))
        object.__setattr__(self, "lines", tuple(self.lines))
        object.__setattr__(self, "marks", tuple((str(day), make_plain(str(what))) for day, what in self.marks))
        if self.shape not in get_args(Shape):
            raise UsageError(f"unknown shape '{self.shape}'", do=did_you_mean(str(self.shape), get_args(Shape)))

    def to_json(self) -> dict[str, Any]:
        """Return the chart as plain JSON values; what is empty is left out."""
        lines = [{"key": line.key, "label": line.label, "role": line.role} for line in self.lines]
        marks = [list(mark) for mark in self.marks]
        data = {"shape": self.shape, "x": self.x, "lines": lines, "unit": self.unit, "marks": marks}
        data |= {"x_label": self.x_label}
        return {key: value for key, value in data.items() if value} | (
            {} if self.target is None else {"target": self.target}
        )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Chart:
        """Rebuild a chart from its JSON values."""
        lines = tuple(Line(**line) for line in data["lines"])
        marks = tuple((str(day), str(what)) for day, what in data.get("marks", ()))
        return cls(**{**data, "lines": lines, "marks": marks})
