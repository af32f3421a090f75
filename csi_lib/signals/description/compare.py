"""Before and after in single cases: mean, median and 90th percentile together, and how pairs of cases differ."""

from __future__ import annotations

from dataclasses import dataclass

from csi_lib.kpi.checks import ONE_MINUTE
from csi_lib.signals.description.sides import Sides
from csi_lib.stats import Refused
from csi_lib.stats.description import Level, Shift, describe_level, describe_shift


@dataclass(frozen=True)
class Comparison:
    """Both sides, and the differences between them, as description.

    Parameters
    ----------
    before, after : Level
        Mean, median, 90th percentile, geometric mean and n.
    shift : Shift
        Hodges-Lehmann shift, quantiles of all differences, Cliff's delta.
    """

    before: Level
    after: Level
    shift: Shift


def compare(sides: Sides) -> Comparison:
    """Describe both sides of a change in durations.

    Parameters
    ----------
    sides : Sides
        Cases of a duration.

    Returns
    -------
    Comparison
        In the unit of the KPI.

    Raises
    ------
    Refused
        When the KPI is a share: it has no median.
    """
    if not sides.is_duration:
        raise Refused(f"{sides.kpi.title} is a share, which has no median and no 90th percentile")
    before, after = sides.before["value"], sides.after["value"]
    return Comparison(
        describe_level(before, least=ONE_MINUTE[sides.unit], what="before"),
        describe_level(after, least=ONE_MINUTE[sides.unit], what="after"),
        describe_shift(before, after),
    )


def compare_shares(sides: Sides) -> tuple[float, float]:
    """Return the share before and after, in percent, over all cases of each side."""
    return float(sides.before["value"].mean()), float(sides.after["value"].mean())
