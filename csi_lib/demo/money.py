"""Costs, heads, users and the portfolio itself: the small tables."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from csi_lib.demo.chance import open_stream
from csi_lib.demo.season import STAMP, add_hours, to_utc
from csi_lib.demo.world import FIRST_DAY, MONTHS, SERVICES, TEAMS, TICKETS, USERS

ACTIVITIES: tuple[tuple[str, str, float], ...] = (  # activity, category, euros a ticket of the average month
    ("incident", "labour", 31.0),
    ("request", "labour", 12.0),
    ("problem", "labour", 4.0),
    ("change", "labour", 9.0),
    ("service", "licences", 22.0),
)
PROJECTS: tuple[tuple[dt.date, str, str, str, float], ...] = (  # month, category, activity, service, euros
    (dt.date(2024, 9, 1), "consulting", "project", SERVICES[3].name, 64_000.0),
    (dt.date(2025, 3, 1), "labour", "project", SERVICES[0].name, 24_000.0),
    (dt.date(2026, 2, 1), "hardware", "project", SERVICES[2].name, 88_500.0),
)
STAFF = 46
ACTIVE_USERS = 240  # of the portal, the one service whose users can go elsewhere
KEPT_SHARE = 0.93
PAYROLL_USERS = 60
PAYROLL_SHARE = 0.97  # at work in a month
BUSY_SHARE = 0.65  # of the paid hours are spent on tickets


def list_months() -> list[dt.date]:
    """List the first day of every month of the window."""
    places = (FIRST_DAY.month - 1 + month for month in range(MONTHS))
    return [dt.date(FIRST_DAY.year + place // 12, place % 12 + 1, 1) for place in places]


def draw_costs(seed: int) -> pd.DataFrame:
    """Draw one booking per month, service and activity; canonical columns of ``costs``, stamps UTC."""
    rng = open_stream(seed, "costs")
    rows = [
        (month, category, activity, item.name, euros * item.share * TICKETS / MONTHS)
        for month in list_months()
        for item in SERVICES
        for activity, category, euros in ACTIVITIES
    ]
    costs = pd.DataFrame(rows, columns=["month", "category", "activity", "service", "usual"])
    amount = costs["usual"] * np.exp(0.06 * rng.standard_normal(len(costs)))
    # Projects come last: what was booked before them stays as it was.
    projects = pd.DataFrame([(*row[:-1], 0.0) for row in PROJECTS], columns=costs.columns)
    costs = pd.concat([costs, projects], ignore_index=True)
    amount = pd.concat([amount, pd.Series([euros for *_, euros in PROJECTS])], ignore_index=True)
    booked = to_utc(pd.Series(costs["month"].astype(STAMP) + pd.Timedelta(days=24, hours=12)))
    return costs.assign(
        id=[f"BKG{place + 1:05d}" for place in range(len(costs))],
        booked_at=booked,
        amount=amount.round(2),
        currency="EUR",
    )


def draw_headcount(seed: int) -> pd.DataFrame:
    """Draw the users and staff of every month, as a whole and by service; canonical columns of ``headcount``."""
    rng = open_stream(seed, "headcount")
    rows = []
    for month in list_months():
        rows.append((month, USERS + int(rng.integers(-25, 26)), STAFF, ""))
        rows += [
            (month, round(USERS * (0.2 + item.share) * 2), max(2, round(STAFF * item.share)), item.name)
            for item in SERVICES
        ]
    heads = pd.DataFrame(rows, columns=["month", "users", "staff", "service"])
    counted = to_utc(pd.Series(heads["month"].astype(STAMP) + pd.Timedelta(hours=8)))
    return heads.assign(
        id=[f"HDC{place + 1:04d}" for place in range(len(heads))],
        users=heads["users"].clip(upper=USERS + 25),
        counted_at=counted,
    )


def draw_usage(seed: int) -> pd.DataFrame:
    """Draw who used the portal in which month: most stay, some go, others come; canonical columns of ``usage``."""
    rng = open_stream(seed, "usage")
    portal = next(item.name for item in SERVICES if item.choice)
    active, newest, parts = np.arange(ACTIVE_USERS), ACTIVE_USERS, []
    for month in list_months():
        days = rng.integers(0, 28, len(active)) * 24 + rng.integers(8, 18, len(active))
        used = add_hours(pd.Series(np.full(len(active), np.datetime64(month, "s"))), days)
        parts.append(pd.DataFrame({"used_at": to_utc(used), "user": active}))
        kept = active[rng.random(len(active)) < KEPT_SHARE]
        joined = np.arange(newest, newest + ACTIVE_USERS - len(kept))
        active, newest = np.concatenate([kept, joined]), newest + len(joined)
    usage = pd.concat(parts, ignore_index=True)
    named = usage.assign(user=[f"portal-{user:04d}" for user in usage["user"]], service=portal)
    both = pd.concat([named, _use_payroll(seed)], ignore_index=True)
    return both.assign(id=[f"USE{place + 1:06d}" for place in range(len(both))])


def _use_payroll(seed: int) -> pd.DataFrame:
    """Draw who used the payroll, which nobody can do without: all of a small group in nearly every month."""
    rng = open_stream(seed, "usage of payroll")
    users = np.arange(PAYROLL_USERS)
    parts = []
    for month in list_months():
        here = users[rng.random(len(users)) < PAYROLL_SHARE]
        hours = rng.integers(0, 28, len(here)) * 24 + rng.integers(8, 18, len(here))
        used = add_hours(pd.Series(np.full(len(here), np.datetime64(month, "s"))), hours)
        parts.append(pd.DataFrame({"used_at": to_utc(used), "user": [f"payroll-{user:03d}" for user in here]}))
    return pd.concat(parts, ignore_index=True).assign(service=SERVICES[-1].name)


def list_services() -> pd.DataFrame:
    """List the portfolio; canonical columns of ``services``."""
    rows = [
        (f"SRV{place + 1:03d}", item.name, f"owner-{place + 1}", item.state, item.hours_per_day, item.choice)
        for place, item in enumerate(SERVICES)
    ]
    return pd.DataFrame(rows, columns=["id", "name", "owner", "state", "agreed_hours_per_day", "choice"])


def draw_capacity(seed: int, tickets: pd.DataFrame) -> pd.DataFrame:
    """Draw the paid hours less leave of every group and month; canonical columns of ``capacity``, stamps UTC.

    Enough for its work, whatever the scale: a group spends about two thirds of its hours on tickets.
    """
    rng = open_stream(seed, "capacity")
    months = list_months()
    worked = draw_work_hours(seed, tickets)
    usual = pd.Series(worked).groupby(tickets["team"].to_numpy()).sum() / MONTHS
    rows = [
        (dt.datetime(month.year, month.month, month.day, 9), TEAMS[team], hours / BUSY_SHARE)
        for month in months
        for team, hours in usual.items()
    ]
    frame = pd.DataFrame(rows, columns=["day", "team", "usual"])
    return frame.assign(
        id=[f"CAP{place + 1:05d}" for place in range(len(frame))],
        worked_on=to_utc(pd.Series(frame["day"].astype(STAMP))),
        available_hours=(frame["usual"] * rng.uniform(0.92, 1.05, len(frame))).round(1),
        service="",
    )


def draw_work_hours(seed: int, tickets: pd.DataFrame) -> np.ndarray:
    """Draw the hours worked on every ticket, shape (n,): a few tenths of an hour, more where it was handed over."""
    rng = open_stream(seed, "work hours")
    return np.where(tickets["escalated"], 1.1, 0.35) * np.exp(0.5 * rng.standard_normal(len(tickets)))
