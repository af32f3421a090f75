"""What these periods could have shown, and how many more show the change that was agreed as worthwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from csi_lib.signals.verdicts.beside import At
from csi_lib.signals.wording import say_count, say_size
from csi_lib.stats import Design, Refused, Scale
from csi_lib.stats.power import MOST_PERIODS, Noise, count_periods, find_minimal, find_ratio

_HALVINGS = 60


@dataclass(frozen=True)
class Outlook:
    """What can be seen, and when.

    Parameters
    ----------
    detectable : float or None
        Smallest change found in four of five cases once the rules allow a verdict; size on the natural scale.
    more : int or None
        Further periods until that is the worthwhile change or less; None: more than 60, or none was agreed.
    sentence : str
        Both in words.
    """

    detectable: float | None
    more: int | None
    sentence: str


NO_OUTLOOK = Outlook(None, None, "")


def say_wait(least: int, noun: str) -> Outlook:
    """Say how long the rules ask to wait, where nothing is known of the noise yet."""
    return (
        Outlook(None, None, f"With {say_count(least, f'more {noun}')} a verdict is possible.") if least else NO_OUTLOOK
    )


@dataclass(frozen=True, eq=False)
class View:
    """One series seen with more and more periods.

    Parameters
    ----------
    noise : Noise
        As a fit has learned it.
    design : callable
        Number of further periods -> design.
    scale : Scale
        The KPI's working scale.
    level : float
        Where changes are turned into units, working scale.
    better : str
        Good direction, in which a change is sized; lower where there is none.
    least : int
        Further periods before the rules allow a verdict.
    """

    noise: Noise
    design: Callable[[int], Design]
    scale: Scale
    level: float
    better: str
    least: int = 0

    def minimal(self) -> Callable[[int], float]:
        """Return the minimal detectable change, working scale, by the number of further periods."""
        base = self.design(self.least)
        size = find_minimal(self.noise, base)
        return lambda more: size * find_ratio(self.noise, base, self.design(more))

    def natural(self, change: float) -> float:
        """Return the size of a change in the good direction on the natural scale."""
        sign = 1 if self.better == "higher" else -1
        return self.scale.effect(At(sign * change, sign * change, sign * change, self.level)).size

    def working(self, size: float) -> float | None:
        """Return the change on the working scale that has this natural size; None where no change is that large."""
        low, high = 0.0, 1.0
        while self.natural(high) < size:
            low, high = high, 2 * high
            if high > 1e6 or self.natural(high) <= self.natural(low):
                return None
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self.natural(middle) < size else (low, middle)
        return (low + high) / 2


def look_ahead(view: View, worthwhile: float, noun: str, unit: str) -> Outlook:
    """Say what can be seen now and what later.

    Parameters
    ----------
    view : View
        The series.
    worthwhile : float
        Size agreed as worthwhile; 0: none.
    noun, unit : str
        Of the periods and of the KPI.

    Returns
    -------
    Outlook
        Empty where no number of periods answers the question.
    """
    try:
        minimal = view.minimal()
        detectable = view.natural(minimal(view.least))
    except Refused:
        return NO_OUTLOOK
    wanted = view.working(worthwhile) if worthwhile > 0 else None
    more = None if wanted is None else count_periods(minimal, wanted, least=view.least)
    return Outlook(detectable, more, _say_outlook(view, detectable, more, worthwhile, noun, unit))


def _say_outlook(view: View, detectable: float, more: int | None, worthwhile: float, noun: str, unit: str) -> str:
    size = say_size(detectable, view.scale.kind, unit)
    seen = (
        f"With {say_count(view.least, f'more {noun}')} a verdict is possible, and a change of {size} would be found "
        "in four of five cases"
        if view.least
        else f"A change of {size} would have been found in four of five cases"
    )
    if worthwhile <= 0 or (more is not None and more <= view.least):
        return f"{seen}."
    agreed = f"the {say_size(worthwhile, view.scale.kind, unit)} agreed as worthwhile"
    if more is None:
        return f"{seen}; {agreed} would not be, even with {MOST_PERIODS} more {noun}s."
    return f"{seen}, {agreed} with {say_count(more, f'more {noun}')}."
