"""Many questions at once: p-values that stay honest when a report asks for all its KPIs."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray


def false_discovery(p: ArrayLike) -> NDArray[np.float64]:
    """Adjust a family of p-values so that at most 5 % of the claims with q < .05 are expected to be false.

    Parameters
    ----------
    p : array, shape (m,)
        Two-sided p-values; NaN where nothing was tested, which is then no member of the family.

    Returns
    -------
    ndarray, shape (m,)
        Adjusted p-values (q), NaN where p is.

    Source
    ------
    Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57(1), 289-300, doi 10.1111/j.2517-6161.1995.tb02031.x.
    """
    given = np.asarray(p, dtype=np.float64)
    out = np.full(given.shape, np.nan)
    tested = np.isfinite(given)
    if tested.any():
        out[tested] = scipy.stats.false_discovery_control(given[tested], method="bh")
    return out


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Adjust a family of p-values so that any false claim among those below .05 has a chance of at most 5 %.

    Parameters
    ----------
    p : array, shape (m,)
        Two-sided p-values; NaN where nothing was tested, which is then no member of the family.

    Returns
    -------
    ndarray, shape (m,)
        Adjusted p-values, NaN where p is; never below p, at most one.

    Source
    ------
    Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70.
    """
    given = np.asarray(p, dtype=np.float64)
    out = np.full(given.shape, np.nan)
    tested = np.flatnonzero(np.isfinite(given))
    order = tested[np.argsort(given[tested], kind="stable")]
    steps = given[order] * np.arange(len(order), 0, -1)
    out[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return out
