"""The change of slope after a change: description beside a verdict, never a claim of its own."""

from __future__ import annotations

from csi_lib.signals.verdicts.beside import At
from csi_lib.signals.verdicts.sides import Sides
from csi_lib.signals.verdicts.verdict import Slope
from csi_lib.stats import MixtureFit, Refused


def describe_slope(sides: Sides, fit: MixtureFit | Refused, level: float) -> Slope | None:
    """Turn a change of slope into what it amounts to over a year.

    Parameters
    ----------
    sides : Sides
        The treated series.
    fit : MixtureFit or Refused
        Of its change of slope, over the whole window and on the working scale.
    level : float
        Where it is turned into units, working scale.

    Returns
    -------
    Slope or None
        Over the whole window where the periods make no year; None where the fit was refused.
    """
    if isinstance(fit, Refused):
        return None
    numbers = sides.series.numbers[sides.used]
    year = sides.series.year
    share = year / float(numbers[-1] - numbers[0]) if year else 1.0
    effect = sides.series.scale.effect(At(share * fit.b, share * fit.lo, share * fit.hi, level))
    return Slope(effect.estimate, effect.lo, effect.hi, fit.p, "a year" if year else "the window")
