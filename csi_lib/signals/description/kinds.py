"""Whether another mix of tickets, and not another way of working, moved the number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.kpi.checks import ONE_MINUTE
from csi_lib.signals.description.sides import Sides
from csi_lib.stats import Refused
from csi_lib.stats.description import MixedEffect, split_mix

COLUMNS = ("priority", "category", "service", "team")
WORTH_SAYING = 0.02  # of the mean before: a smaller mix part is not worth a warning


@dataclass(frozen=True)
class KindSplit:
    """One difference, split by one notion of what a kind of case is.

    Parameters
    ----------
    by : tuple of str
        Columns whose values make a kind.
    mean : MixedEffect
        Of the plain mean, in the unit of the KPI (percentage points for a share).
    log : MixedEffect or None
        Of the mean logarithm of durations: its exponentials are factors of the geometric mean.
    """

    by: tuple[str, ...]
    mean: MixedEffect
    log: MixedEffect | None

    @property
    def factor(self) -> float | None:
        """Factor of the geometric mean, all cases as they come."""
        return None if self.log is None else float(np.exp(self.log.crude))

    @property
    def factor_within(self) -> float | None:
        """Factor of the geometric mean with every kind weighed as before."""
        return None if self.log is None else float(np.exp(self.log.within))

    @property
    def warns(self) -> bool:
        """Whether the mix explains most of a difference, and is large enough to say so."""
        return self.mean.mostly_mix and abs(self.mean.mix) >= WORTH_SAYING * abs(self.mean.before)


def split_kinds(sides: Sides) -> tuple[KindSplit, ...]:
    """Split the difference of both sides by every notion of kind that the data know.

    Parameters
    ----------
    sides : Sides
        Cases of a duration or a share.

    Returns
    -------
    tuple of KindSplit
        By priority, category, service and team, those of them that vary and are not fixed by the slice, and by
        priority and category together.

    Raises
    ------
    Refused
        When no column tells kinds of case apart.
    """
    known = [name for name in COLUMNS if _tells_apart(sides, name)]
    if not known:
        raise Refused("no column tells kinds of ticket apart")
    wanted: list[tuple[str, ...]] = [(name,) for name in known]
    if {"priority", "category"} <= set(known):
        wanted.append(("priority", "category"))
    splits = (_split_by(sides, by) for by in wanted)
    return tuple(split for split in splits if split is not None)


def _tells_apart(sides: Sides, name: str) -> bool:
    if name not in sides.before or name in sides.intervention.where:
        return False
    return pd.concat([sides.before[name], sides.after[name]]).nunique() > 1


def _split_by(sides: Sides, by: tuple[str, ...]) -> KindSplit | None:
    values = [side["value"].to_numpy(dtype=np.float64) for side in (sides.before, sides.after)]
    kinds = _number_kinds(sides, by)
    try:
        mean = split_mix((values[0], kinds[0]), (values[1], kinds[1]))
        if not sides.is_duration:
            return KindSplit(by, mean, None)
        logs = [np.log(np.maximum(side, ONE_MINUTE[sides.unit])) for side in values]
        return KindSplit(by, mean, split_mix((logs[0], kinds[0]), (logs[1], kinds[1])))
    except Refused:  # no kind on both sides: this notion of kind says nothing
        return None


def _number_kinds(sides: Sides, by: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the kinds over both sides: a client's texts may be as long as a page, numbers stay short."""
    both = pd.concat([side[list(by)] for side in (sides.before, sides.after)], ignore_index=True)
    numbers = both.groupby(list(by), sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
    return numbers[: len(sides.before)], numbers[len(sides.before) :]
