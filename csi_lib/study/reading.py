"""The figures of an engagement for a command that needs no whole study."""

from __future__ import annotations

from csi_lib.study.contracts import Figures
from csi_lib.study.inputs import read_inputs


def read_figures(params: str) -> Figures:
    """Read an engagement's exports, or what was prepared of them.

    Parameters
    ----------
    params : str
        Id of an engagement, or the path of its file.

    Returns
    -------
    Figures
        KPIs are measured when they are asked for.

    Raises
    ------
    CsiError
        When something cannot be read.
    """
    given = read_inputs(params)
    first, as_of = given.window()
    return Figures(given.engagement, given.found, given.kpis, first, as_of)
