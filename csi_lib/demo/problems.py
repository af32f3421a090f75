"""Problems as they ran, and which incidents belong to them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from csi_lib.demo.chance import open_stream
from csi_lib.demo.season import STAMP, add_hours, draw_stamps, end_of_data
from csi_lib.demo.world import SERVICES

PROBLEMS = 330
LINKED_SHARE = 0.05  # of the incidents that come while a problem of their service is young
LINKED_WITHIN = np.timedelta64(45 * 24 * 3_600, "s")
RISK_ACCEPTED_SHARE = 0.08
CANCELLED_SHARE = 0.03


def draw_problems(seed: int, scale: float = 1.0) -> pd.DataFrame:
    """Draw every problem of the window with its whole life.

    Returns
    -------
    DataFrame
        One row per problem, by opening; stamps UTC, past the end of the data where the problem lives that long.
    """
    rng = open_stream(seed, "problems")
    opened = draw_stamps(rng, PROBLEMS * scale)
    size = len(opened)
    root_cause = add_hours(opened, 24 * 9 * np.exp(0.8 * rng.standard_normal(size)))
    resolved = add_hours(root_cause, 24 * 14 * np.exp(0.8 * rng.standard_normal(size)))
    service = rng.choice(len(SERVICES), size, p=[item.share for item in SERVICES])
    return pd.DataFrame(
        {
            "number": [f"PRB{place + 40_001:07d}" for place in range(size)],
            "opened": opened,
            "root_cause": root_cause,
            "resolved": resolved,
            "closed": add_hours(resolved, 24 * rng.uniform(1, 10, size)),
            "accepted": rng.random(size) < RISK_ACCEPTED_SHARE,
            "cancelled": rng.random(size) < CANCELLED_SHARE,
            "priority": rng.choice(np.array([1, 2, 3, 4]), size, p=[0.05, 0.2, 0.5, 0.25]),
            "category": rng.choice(np.array(["Software", "Network", "Hardware", "Datenbank"], dtype=object), size),
            "service": service,
            "team": np.array([item.team for item in SERVICES])[service],
        }
    )


def link_problems(seed: int, tickets: pd.DataFrame, problems: pd.DataFrame) -> np.ndarray:
    """Name for every incident the problem behind it.

    Returns
    -------
    ndarray of str, shape (n tickets,)
        Number of the youngest problem of its service that is at most 45 days old, for a few of them; else empty.
    """
    rng = open_stream(seed, "problem links")
    linked = np.full(len(tickets), "", dtype=object)
    chosen = (rng.random(len(tickets)) < LINKED_SHARE) & tickets["incident"].to_numpy()
    opened = tickets["opened"].to_numpy(STAMP)
    for service in range(len(SERVICES)):
        own = problems[problems["service"] == service]
        begun = own["opened"].to_numpy(STAMP)
        rows = np.flatnonzero(chosen & (tickets["service"] == service).to_numpy())
        place = np.searchsorted(begun, opened[rows], side="right") - 1
        rows, place = rows[place >= 0], place[place >= 0]
        young = opened[rows] - begun[place] <= LINKED_WITHIN
        linked[rows[young]] = own["number"].to_numpy(object)[place[young]]
    return linked


def read_problems(problems: pd.DataFrame) -> pd.DataFrame:
    """Cut the problems at the end of the data, and say where each stands.

    Returns
    -------
    DataFrame
        The same rows with ``state``, ``code`` and ``updated``; later stamps are missing.
    """
    end = end_of_data()
    cut = problems.copy()
    for name in ("root_cause", "resolved", "closed"):
        cut[name] = cut[name].mask(cut[name] > end)
    # A cancelled problem has no fix and no cause.
    for name in ("root_cause", "resolved"):
        cut[name] = cut[name].mask(cut["cancelled"])
    steps = [cut["closed"].notna(), cut["resolved"].notna(), cut["root_cause"].notna()]
    code = np.select([cut["cancelled"], cut["accepted"]], ["Canceled", "Risk Accepted"], "Fix Applied")
    return cut.assign(
        state=np.select(steps, ["Closed", "Resolved", "Fix in Progress"], "Root Cause Analysis"),
        code=np.where(cut["closed"].notna() | cut["resolved"].notna(), code, ""),
        known_error=cut["root_cause"].notna(),
        updated=cut[["opened", "root_cause", "resolved", "closed"]].max(axis=1),
    )
