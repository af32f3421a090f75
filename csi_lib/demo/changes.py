"""Changes as they ran, and which incidents they caused."""

from __future__ import annotations

import numpy as np
import pandas as pd

from csi_lib.demo.chance import open_stream
from csi_lib.demo.season import STAMP, add_hours, draw_stamps, end_of_data
from csi_lib.demo.world import SERVICES

CHANGES = 1_900
CANCELLED_SHARE = 0.04
KINDS: tuple[tuple[str, float, float, float], ...] = (  # kind, share, median lead time in hours, sigma of its log
    ("Standard", 0.55, 60.0, 0.6),
    ("Normal", 0.37, 240.0, 0.7),
    ("Emergency", 0.08, 8.0, 0.8),
)
OUTCOMES: tuple[tuple[str, float, float], ...] = (  # close code, share, share that causes incidents
    ("Successful", 0.88, 0.02),
    ("Successful with issues", 0.07, 0.20),
    ("Unsuccessful", 0.05, 0.40),
)
CAUSED_WITHIN = np.timedelta64(3 * 24 * 3_600, "s")


def draw_changes(seed: int, scale: float = 1.0) -> pd.DataFrame:
    """Draw every change of the window with its whole life.

    Returns
    -------
    DataFrame
        One row per change, by opening; stamps UTC, past the end of the data where the change runs that long.
    """
    rng = open_stream(seed, "changes")
    opened = draw_stamps(rng, CHANGES * scale)
    size = len(opened)
    kind = rng.choice(len(KINDS), size, p=[share for _, share, _, _ in KINDS])
    lead = np.array([hours for _, _, hours, _ in KINDS])[kind]
    lead = lead * np.exp(np.array([sigma for *_, sigma in KINDS])[kind] * rng.standard_normal(size))
    planned = add_hours(opened, lead)
    started = add_hours(planned, rng.exponential(0.3, size))
    work = 2.0 * np.exp(0.8 * rng.standard_normal(size))
    ended = add_hours(started, work)
    service = rng.choice(len(SERVICES), size, p=[item.share for item in SERVICES])
    return pd.DataFrame(
        {
            "number": [f"CHG{place + 30_001:07d}" for place in range(size)],
            "kind": np.array([name for name, *_ in KINDS], dtype=object)[kind],
            "opened": opened,
            "approved": add_hours(opened, lead * np.where(kind == 0, 0.05, rng.uniform(0.3, 0.8, size))),
            "planned_start": planned,
            "planned_end": add_hours(planned, np.ceil(work * 1.2)),
            "started": started,
            "ended": ended,
            "closed": add_hours(ended, 20 * np.exp(0.7 * rng.standard_normal(size))),
            "outcome": rng.choice(len(OUTCOMES), size, p=[share for _, share, _ in OUTCOMES]),
            "cancelled": rng.random(size) < CANCELLED_SHARE,
            "risk": rng.choice(np.array(["High", "Moderate", "Low"], dtype=object), size, p=[0.1, 0.3, 0.6]),
            "priority": rng.choice(np.array([2, 3, 4]), size, p=[0.1, 0.4, 0.5]),
            "service": service,
            "team": np.array([item.team for item in SERVICES])[service],
        }
    )


def blame_changes(seed: int, tickets: pd.DataFrame, changes: pd.DataFrame) -> np.ndarray:
    """Name for every incident the change that caused it.

    Parameters
    ----------
    seed : int
        Seed of the engagement.
    tickets, changes : DataFrame
        As drawn.

    Returns
    -------
    ndarray of str, shape (n tickets,)
        Number of the change, or empty; the incident follows the change's end within three days, in its service.
    """
    rng = open_stream(seed, "caused by")
    blamed = np.full(len(tickets), "", dtype=object)
    risky = np.array([share for *_, share in OUTCOMES])[changes["outcome"]]
    culprits = changes[(rng.random(len(changes)) < risky) & ~changes["cancelled"] & (changes["ended"] < end_of_data())]
    wanted = rng.integers(1, 4, len(culprits))
    opened, incident = tickets["opened"].to_numpy(STAMP), tickets["incident"].to_numpy()
    for service in range(len(SERVICES)):
        own = np.flatnonzero(incident & (tickets["service"] == service).to_numpy())
        chosen = (culprits["service"] == service).to_numpy()
        for number, ended, count in zip(
            culprits["number"][chosen], culprits["ended"][chosen], wanted[chosen], strict=True
        ):
            first = int(np.searchsorted(opened[own], np.datetime64(ended, "s"), side="right"))
            near = own[first : first + count]
            blamed[near[opened[near] - np.datetime64(ended, "s") <= CAUSED_WITHIN]] = number
    return blamed


def read_changes(changes: pd.DataFrame) -> pd.DataFrame:
    """Cut the changes at the end of the data: what is later has not happened, and the state says so.

    Returns
    -------
    DataFrame
        The same rows with ``state``, ``close_code`` and ``updated``; later stamps are missing.
    """
    end = end_of_data()
    cancelled = changes["cancelled"]
    # A cancelled change is closed on the day it was to begin, and never worked on.
    cut = changes.assign(closed=changes["closed"].where(~cancelled, changes["planned_start"]))
    for name in ("approved", "started", "ended", "closed"):
        gone = cut[name] > end
        cut[name] = cut[name].mask(gone | (cancelled if name in ("started", "ended") else False))
    steps = [
        cut["closed"].notna() & cancelled,
        cut["closed"].notna(),
        cut["ended"].notna(),
        cut["started"].notna(),
        cut["approved"].notna(),
    ]
    state = np.select(steps, ["Canceled", "Closed", "Review", "Implement", "Scheduled"], "Assess")
    codes = np.array([name for name, *_ in OUTCOMES], dtype=object)[cut["outcome"]]
    return cut.assign(
        state=state,
        close_code=np.where(state == "Closed", codes, ""),
        updated=cut[["opened", "approved", "started", "ended", "closed"]].max(axis=1),
    )
