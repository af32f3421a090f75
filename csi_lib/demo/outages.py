"""Outages and planned maintenance."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from csi_lib.demo.chance import open_stream
from csi_lib.demo.season import STAMP, add_hours, end_of_data, list_days, local_midnight, to_utc
from csi_lib.demo.world import DAYS, LAST_DAY, SERVICES

OUTAGES_A_SERVICE = 22
WHOLE_SHARE = 0.45  # of the outages: all users of the service were hit
CAUSES: tuple[tuple[str, float], ...] = (
    ("change", 0.3),
    ("hardware", 0.25),
    ("software", 0.25),
    ("provider", 0.15),
    ("", 0.05),
)


def draw_outages(seed: int) -> pd.DataFrame:
    """Draw the downtime of every service; one outage still lasts when the data end.

    Returns
    -------
    DataFrame
        Canonical columns of ``outages``; stamps UTC.
    """
    rng = open_stream(seed, "outages")
    parts = [_break_service(rng, place) for place in range(len(SERVICES))] + [_maintain_services(), _break_now()]
    outages = pd.concat(parts, ignore_index=True).sort_values(
        ["started_at", "service"], kind="stable", ignore_index=True
    )
    return outages.assign(
        id=[f"OUT{place + 1:05d}" for place in range(len(outages))],
        ended_at=outages["ended_at"].mask(outages["ended_at"] > end_of_data()),
        weight=_weigh_outages(seed, outages),
    )


def _weigh_outages(seed: int, outages: pd.DataFrame) -> np.ndarray:
    """Draw the part of the users that each outage hit; missing where all of them were, and for maintenance."""
    rng = open_stream(seed, "outage weights")
    part = rng.choice(np.array([0.1, 0.25, 0.5, 0.75]), len(outages), p=[0.3, 0.3, 0.25, 0.15])
    whole = (rng.random(len(outages)) < WHOLE_SHARE) | (outages["kind"] == "maintenance").to_numpy()
    return np.where(whole, np.nan, part)


def _break_service(rng: np.random.Generator, place: int) -> pd.DataFrame:
    size = int(rng.poisson(OUTAGES_A_SERVICE))
    started = to_utc(
        pd.Series(list_days()[0].astype(STAMP) + rng.integers(0, DAYS * 86_400, size).astype("timedelta64[s]"))
    )
    cause = rng.choice(np.array([name for name, _ in CAUSES], dtype=object), size, p=[share for _, share in CAUSES])
    return pd.DataFrame(
        {
            "service": SERVICES[place].name,
            "started_at": started,
            "ended_at": add_hours(started, 0.75 * np.exp(1.0 * rng.standard_normal(size))),
            "kind": "unplanned",
            "cause": cause,
        }
    )


def _maintain_services() -> pd.DataFrame:
    """Maintain every service on the second Sunday of a month, 22:00 to midnight."""
    days = pd.DatetimeIndex(list_days())
    sundays = days[(days.day_of_week == 6) & (days.day > 7) & (days.day <= 14)]
    started = to_utc(pd.Series(np.tile(sundays.to_numpy(STAMP) + np.timedelta64(22, "h"), len(SERVICES))))
    names = np.repeat(np.array([item.name for item in SERVICES], dtype=object), len(sundays))
    ended = add_hours(started, np.full(len(started), 2.0))
    return pd.DataFrame(
        {"service": names, "started_at": started, "ended_at": ended, "kind": "maintenance", "cause": ""}
    )


def _break_now() -> pd.DataFrame:
    midnight = local_midnight(LAST_DAY + dt.timedelta(days=1))
    started = pd.Series([midnight - pd.Timedelta(minutes=95)], dtype=STAMP)
    ended = pd.Series([midnight + pd.Timedelta(minutes=95)], dtype=STAMP)
    return pd.DataFrame(
        {"service": SERVICES[-1].name, "started_at": started, "ended_at": ended, "kind": "unplanned", "cause": ""}
    )
