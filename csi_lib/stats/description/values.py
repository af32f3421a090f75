"""Single values as they come: finite ones only, and never none."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.refused import Refused

Array = NDArray[np.float64]


def take_values(values: ArrayLike, what: str) -> Array:
    """Return the values as a flat array of numbers.

    Parameters
    ----------
    values : array, shape (n,)
        Any order, any unit.
    what : str
        How the refusal names them.

    Returns
    -------
    ndarray of float, shape (n,)
        A copy.

    Raises
    ------
    Refused
        When there is none, or one is missing or infinite.
    """
    taken = np.array(values, dtype=np.float64).ravel()
    if not len(taken):
        raise Refused(f"there is no case {what}")
    if not np.isfinite(taken).all():
        raise Refused(f"a case {what} has no finite value")
    return taken
