"""What an initiative returns on its cost: a distribution, the chance that it pays, and what drives it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from csi_lib.register.benefits.days import DAYS_OF_A_MONTH
from csi_lib.register.benefits.flow import Flow, list_days, sum_flows
from csi_lib.register.benefits.ledger import Ledger
from csi_lib.register.benefits.line import CostLine, Input, Line
from csi_lib.stats import Refused
from csi_lib.stats.money import (
    Bar,
    Summary,
    draw_inputs,
    find_payback,
    present_value,
    rank_drivers,
    return_on,
    summarise,
)

Array = NDArray[np.float64]
Reading = Literal["evidenced", "promised", "to date"]
READINGS: tuple[Reading, ...] = ("to date", "evidenced", "promised")

DRAWS = 20_000  # a share of draws is then known to 0.7 percentage points, 95 %
SEED = 20260630
CELLS = 6_000_000  # money of a draw on a day held at once, 48 MB: more draws are worked out one part after the other
FLAT = 1e-9  # a return that moves by less does not move


@dataclass(frozen=True)
class Driver:
    """One input of a return and how far it moves it.

    Parameters
    ----------
    label, unit : str
        What it is.
    bar : Bar
        Return, as a fraction, at both ends of the input, and its share of the variance.
    """

    label: str
    unit: str
    bar: Bar


@dataclass(frozen=True)
class Return:
    """What comes back on what was spent.

    Parameters
    ----------
    about : str
        Id of an initiative; empty: all of them together.
    reading : {"to date", "evidenced", "promised"}
        Realised up to the last day of the data; by the evidence over the horizon; or as it was promised over it.
    cash : bool
        Only money that comes in or goes out; else avoided cost and own hours too.
    currency : str
        Of the amounts.
    first, last : date
        First and last day on which anything falls due; the first is what is discounted to.
    benefit, cost : float
        Present values at the best guess.
    base : float
        (benefit - cost)/cost at the best guess, as a fraction.
    roi, npv : Summary
        Of the return as a fraction, and of benefit less cost.
    payback : Summary
        Months until the money is back for good.
    drivers : tuple of Driver
        Widest first.
    draws, seed : int
        Of the simulation.
    """

    about: str
    reading: Reading
    cash: bool
    currency: str
    first: dt.date
    last: dt.date
    benefit: float
    cost: float
    base: float
    roi: Summary
    npv: Summary
    payback: Summary
    drivers: tuple[Driver, ...]
    draws: int
    seed: int


def work_out(
    ledger: Ledger,
    about: str = "",
    reading: Reading = "evidenced",
    *,
    cash: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Return:
    """Draw what an initiative, or all of them, return on their cost.

    Parameters
    ----------
    ledger : Ledger
        Benefits and costs; only lines that are counted enter.
    about : str
        Id of an initiative; empty: all that have a cost.
    reading : {"to date", "evidenced", "promised"}
        Which benefits count, and until when.
    cash : bool
        Leave out avoided cost and own hours.
    draws, seed : int
        Of the simulation; the same seed gives the same numbers.

    Returns
    -------
    Return
        Effects are drawn on their own scale, one draw for all benefits that rest on the same verdict; costs, unit
        costs and volumes from PERT distributions. Every input is drawn independently of the others.

    Raises
    ------
    Refused
        When no cost is stated, none of them is cash or falls due in this time, or amounts are in several currencies.
    """
    lines, costs = _choose(ledger, about, cash)
    benefit_flows = [flow for line in lines for flow in (line.promise if reading == "promised" else line.evidence)]
    cost_flows = [flow for line in costs for flow in line.flows]
    if reading == "to date":
        benefit_flows, cost_flows = (
            [flow.until(ledger.as_of) for flow in side] for side in (benefit_flows, cost_flows)
        )
    inputs = _gather(lines, costs, [*benefit_flows, *cost_flows])
    days = list_days([*benefit_flows, *cost_flows])
    if not list_days(cost_flows):
        raise Refused(_say_lack(ledger, about, costs))
    model = Model(benefit_flows, cost_flows, days, ledger.rate)
    base = model.evaluate({name: np.full(1, item.chance.base) for name, item in inputs.items()})
    chances = {name: item.chance for name, item in inputs.items()}
    drawn = draw_inputs(chances, draws, seed)
    found = model.evaluate(drawn, draws)
    bars = rank_drivers(lambda values: model.evaluate(values, 2).roi, chances, drawn, found.roi)
    return Return(
        about=about,
        reading=reading,
        cash=cash,
        currency=_currency(lines, costs),
        first=days[0],
        last=days[-1],
        benefit=float(base.benefit[0]),
        cost=float(base.cost[0]),
        base=float(base.roi[0]),
        roi=summarise(found.roi),
        npv=summarise(found.benefit - found.cost),
        payback=summarise(found.payback / DAYS_OF_A_MONTH),
        drivers=tuple(Driver(inputs[bar.name].label, inputs[bar.name].unit, bar) for bar in bars if bar.width > FLAT),
        draws=draws,
        seed=seed,
    )


def _choose(ledger: Ledger, about: str, cash: bool) -> tuple[list[Line], list[CostLine]]:
    costs = [line for line in ledger.costs if line.counted and about in ("", line.initiative)]
    # a benefit without any cost of its initiative would make all the others look better
    stated = {line.initiative for line in costs}
    lines = [line for line in ledger.lines if line.counted and line.is_money and line.initiative in stated]
    if cash:
        return [line for line in lines if line.is_cash], [line for line in costs if line.is_cash]
    return lines, costs


def _say_lack(ledger: Ledger, about: str, costs: Sequence[CostLine]) -> str:
    """Say which costs there are none of, so that nobody looks for one that stands there."""
    stated = any(line.counted and about in ("", line.initiative) for line in ledger.costs)
    which = "no cost that is stated falls due in this time" if costs else "no cost that is stated is paid in cash"
    return f"{which if stated else 'no cost is stated'}, and a return is one on a cost"


def _currency(lines: Sequence[Line], costs: Sequence[CostLine]) -> str:
    found = sorted({line.currency for line in lines} | {line.currency for line in costs})
    if len(found) > 1:
        raise Refused(f"the amounts are in {' and '.join(found)}, and no rate of exchange is stated")
    return found[0] if found else ""


def _gather(lines: Sequence[Line], costs: Sequence[CostLine], flows: Sequence[Flow]) -> dict[str, Input]:
    used = {name for flow in flows if flow.days for name in flow.inputs}
    given = [*(line.inputs for line in lines), *(line.inputs for line in costs)]
    known = {name: item for inputs in given for name, item in inputs.items()}
    return {name: known[name] for name in sorted(used)}


@dataclass(frozen=True, eq=False)
class Worth:
    """Present values, return and payback (days) of every draw, each of shape (k,)."""

    benefit: Array
    cost: Array
    roi: Array
    payback: Array


@dataclass(frozen=True, eq=False)
class Model:
    """From inputs to what comes back.

    Parameters
    ----------
    benefits, costs : sequence of Flow
        Both sides.
    days : tuple of date
        Every day on which anything falls due.
    rate : float
        Yearly discount rate.
    """

    benefits: Sequence[Flow]
    costs: Sequence[Flow]
    days: tuple[dt.date, ...]
    rate: float

    def evaluate(self, values: Mapping[str, Array], draws: int = 1) -> Worth:
        """Return what every draw comes to; of many draws on many days a part at a time."""
        step = max(1, CELLS // len(self.days))
        if draws <= step:
            return self._evaluate(values, draws)
        cuts = [slice(start, start + step) for start in range(0, draws, step)]
        parts = [
            self._evaluate({name: drawn[cut] for name, drawn in values.items()}, len(range(draws)[cut])) for cut in cuts
        ]
        return Worth(*(np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Worth)))

    def _evaluate(self, values: Mapping[str, Array], draws: int) -> Worth:
        since = [(day - self.days[0]).days for day in self.days]
        came = sum_flows(self.benefits, self.days, values, draws)
        went = sum_flows(self.costs, self.days, values, draws)
        benefit, cost = present_value(came, since, self.rate), present_value(went, since, self.rate)
        return Worth(benefit, cost, return_on(benefit, cost), find_payback(came - went, since, self.rate))
