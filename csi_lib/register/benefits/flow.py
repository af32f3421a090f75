"""Money by day as a product of figures that are not known exactly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from csi_lib.register.benefits.gain import Gain

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Factor:
    """One input of a product.

    Parameters
    ----------
    input : str
        Its name.
    gain : Gain or None
        How an effect becomes a gain; None: the input itself.
    """

    input: str
    gain: Gain | None = None

    def of(self, values: Mapping[str, Array]) -> Array:
        """Return the factor for every draw, shape (k,)."""
        return self.gain.of(values[self.input]) if self.gain else values[self.input]


@dataclass(frozen=True)
class Flow:
    """What one cost or benefit brings on which day: quantity times all factors.

    Parameters
    ----------
    days : tuple of date
        Rising.
    quantity : tuple of float
        One a day.
    factors : tuple of Factor
        What it is multiplied with.
    fades : str
        Input that is lost of the effect in a year; empty: nothing fades.
    ages : tuple of float
        Years over which it has faded, one a day; empty without fading.
    """

    days: tuple[dt.date, ...]
    quantity: tuple[float, ...]
    factors: tuple[Factor, ...] = ()
    fades: str = ""
    ages: tuple[float, ...] = ()

    def money(self, values: Mapping[str, Array]) -> Array:
        """Return the money of every draw and day, shape (k, days)."""
        product = np.prod([factor.of(values) for factor in self.factors], axis=0) if self.factors else np.ones(1)
        found = np.multiply.outer(np.atleast_1d(product), np.array(self.quantity))
        if self.fades:
            found = found * np.power.outer(1.0 - np.atleast_1d(values[self.fades]), np.array(self.ages))
        return np.asarray(found)

    def until(self, day: dt.date) -> Flow:
        """Return what falls due up to a day, inclusive."""
        kept = sum(1 for own in self.days if own <= day)
        return replace(self, days=self.days[:kept], quantity=self.quantity[:kept], ages=self.ages[:kept])

    def after(self, day: dt.date) -> Flow:
        """Return what falls due after a day."""
        gone = sum(1 for own in self.days if own <= day)
        return replace(self, days=self.days[gone:], quantity=self.quantity[gone:], ages=self.ages[gone:])

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs."""
        return (*(factor.input for factor in self.factors), *([self.fades] if self.fades else []))


def list_days(flows: Iterable[Flow]) -> tuple[dt.date, ...]:
    """List every day on which anything falls due, in order."""
    return tuple(sorted({day for flow in flows for day in flow.days}))


def sum_flows(flows: Sequence[Flow], days: Sequence[dt.date], values: Mapping[str, Array], draws: int) -> Array:
    """Add flows up by draw and day.

    Parameters
    ----------
    flows : sequence of Flow
        All of one side.
    days : sequence of date
        Every day of theirs is among them.
    values : mapping of str to ndarray, shape (draws,)
        Inputs.
    draws : int
        How many.

    Returns
    -------
    ndarray, shape (draws, days)
        Money.
    """
    place = {day: column for column, day in enumerate(days)}
    total = np.zeros((draws, len(days)))
    for flow in flows:
        if flow.days:
            total[:, [place[day] for day in flow.days]] += flow.money(values)
    return total
