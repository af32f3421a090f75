"""What is true: month effects, and the four planted truths that the kit's verdicts are tested against."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.demo.chance import open_stream
from csi_lib.demo.season import count_months, local_midnight
from csi_lib.demo.world import MONTHS, SERVICES

# Fixed before any verdict was looked at: how far a month strays on the log scale, and how much of it stays.
MONTH_SD = 0.10
MONTH_RHO = 0.3


@dataclass(frozen=True)
class Truth:
    """One planted truth: what happens to the time to resolve of one service's incidents.

    Parameters
    ----------
    initiative : str
        Id of the initiative, the name of its file.
    service : int
        Place of the service in ``SERVICES``.
    date : date
        Local day from which on an opened ticket is resolved faster.
    ratio : float
        True factor on the time to resolve from that day on; 1 is no effect.
    slope : float
        Change a month over the whole window, on the log scale, initiative or not.
    expected : tuple of str
        Verdicts that are right.
    """

    initiative: str
    service: int
    date: dt.date
    ratio: float
    slope: float
    expected: tuple[str, ...]


TRUTHS: tuple[Truth, ...] = (
    Truth("mailbox-self-repair", 0, dt.date(2025, 4, 1), 0.75, 0.0, ("improved",)),
    Truth("printer-newsletter", 1, dt.date(2025, 4, 1), 1.0, 0.0, ("no clear change",)),
    Truth("vpn-checklist", 2, dt.date(2025, 4, 1), 1.0, -0.015, ("no clear change",)),
    Truth("erp-key-users", 3, dt.date(2026, 4, 1), 0.80, 0.0, ("not enough evidence",)),
)


def draw_month_effects(seed: int) -> np.ndarray:
    """Draw how far each service's month strays: AR(1), begun in its stationary state.

    Parameters
    ----------
    seed : int
        Seed of the engagement.

    Returns
    -------
    ndarray, shape (6 services, 30 months)
        Added to the log of the time to resolve, by opening month.
    """
    shocks = open_stream(seed, "month effects").normal(0.0, 1.0, (len(SERVICES), MONTHS))
    effects = np.empty_like(shocks)
    effects[:, 0] = MONTH_SD * shocks[:, 0]
    for month in range(1, MONTHS):
        effects[:, month] = MONTH_RHO * effects[:, month - 1] + MONTH_SD * np.sqrt(1 - MONTH_RHO**2) * shocks[:, month]
    return effects


def plant_truths(opened: pd.Series, service: np.ndarray, incident: np.ndarray) -> np.ndarray:
    """Return what the planted truths add to the log of every ticket's time to resolve.

    Parameters
    ----------
    opened : Series of datetime64, shape (n,)
        Opening stamps, UTC.
    service : ndarray of int, shape (n,)
        Place in ``SERVICES``.
    incident : ndarray of bool, shape (n,)
        Requests are never touched.

    Returns
    -------
    ndarray, shape (n,)
        0 where nothing is planted.
    """
    planted = np.zeros(len(opened))
    months = count_months(opened)
    for truth in TRUTHS:
        own = incident & (service == truth.service)
        after = (opened >= local_midnight(truth.date)).to_numpy()
        planted += own * (truth.slope * months + after * np.log(truth.ratio))
    return planted
