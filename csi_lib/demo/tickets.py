"""Incidents and requests as they truly ran: stamps in UTC, nothing cut off and nothing spoiled yet."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from csi_lib.demo.chance import open_stream
from csi_lib.demo.effects import draw_month_effects, plant_truths
from csi_lib.demo.season import add_hours, count_months, cut_off, draw_stamps, end_of_data
from csi_lib.demo.world import CATEGORIES, CHANNELS, DESK_TEAMS, HUGE_CATEGORY, SERVICES, STRAY_TEAM, TICKETS, USERS

INCIDENT_SHARE = 0.70
CANCELLED_SHARE = 0.015
ESCALATED_SHARE = 0.42
STRAY_SHARE = 0.02  # of the escalated: the group nobody meant
BOUNCE_MEAN = 0.5  # further hand-overs of an escalated ticket
REOPEN_SHARE = {True: 0.045, False: 0.015}  # incident, request
HOLD_SHARE = 0.18
KNOWLEDGE_SHARE = 0.30
HUGE_TICKETS = 5
AUTO_CLOSE_HOURS = 7 * 24  # of an incident; a request closes with its fulfilment

SIGMA = 1.1  # of the log of the time to resolve, ticket by ticket
MEDIAN_HOURS = {True: (2.0, 4.0, 9.0, 20.0, 36.0), False: (8.0, 16.0, 36.0, 60.0, 90.0)}  # by priority 1 to 5
TARGET_HOURS = {True: (4.0, 8.0, 24.0, 72.0, 120.0), False: (24.0, 48.0, 96.0, 168.0, 240.0)}
SLOWER_ESCALATED = 1.7
SLOWER_REOPENED = 1.8

_RESPONSE_MINUTES = (10.0, 20.0, 45.0, 90.0, 150.0)
_RESPONSE_SIGMA = 0.9
_SILENT_SHARE = 0.01  # nobody noted the first answer

# impact, urgency -> priority, as the tool's own matrix has it; and how often each pair is chosen
_PAIRS = ((1, 1, 1), (1, 2, 2), (2, 1, 2), (1, 3, 3), (2, 2, 3), (3, 1, 3), (2, 3, 4), (3, 2, 4), (3, 3, 5))
_PAIR_SHARES = (0.015, 0.035, 0.045, 0.025, 0.33, 0.04, 0.11, 0.23, 0.17)


def draw_tickets(seed: int, scale: float = 1.0) -> pd.DataFrame:
    """Draw every ticket of the window with its whole life, past the end of the data where it runs that long.

    Parameters
    ----------
    seed : int
        Seed of the engagement.
    scale : float
        Share of the full volume; 1 is about 60,000 tickets.

    Returns
    -------
    DataFrame
        One row per ticket, by opening: what it is, how it ran (stamps UTC), and ``month_effect`` and ``planted``,
        the two terms on the log of ``hours`` that a test may take out again.
    """
    rng = open_stream(seed, "tickets")
    opened = draw_stamps(rng, TICKETS * scale)
    size = len(opened)
    incident = rng.random(size) < INCIDENT_SHARE
    service = rng.choice(len(SERVICES), size, p=[item.share for item in SERVICES])
    pair = np.array(_PAIRS)[rng.choice(len(_PAIRS), size, p=_PAIR_SHARES)]
    tickets = pd.DataFrame(
        {
            "number": _number_tickets(incident),
            "incident": incident,
            "opened": opened,
            "service": service,
            "impact": pair[:, 0],
            "urgency": pair[:, 1],
            "priority": pair[:, 2],
            "category": _draw_categories(rng, size),
            "channel": rng.choice(
                np.array([name for name, _ in CHANNELS], dtype=object), size, p=[p for _, p in CHANNELS]
            ),
            "caller": rng.integers(0, USERS, size),
            "ci": np.minimum(rng.geometric(0.12, size), 40),
        }
    )
    routed = _route(rng, tickets)
    return _add_stamps(rng, routed, draw_month_effects(seed))


def _number_tickets(incident: np.ndarray) -> np.ndarray:
    count = np.where(incident, np.cumsum(incident), np.cumsum(~incident)) + 10_000
    return np.array(
        [f"{'INC' if kind else 'REQ'}{place:07d}" for kind, place in zip(incident, count, strict=True)], dtype=object
    )


def _draw_categories(rng: np.random.Generator, size: int) -> np.ndarray:
    names = np.array([name for name, _ in CATEGORIES], dtype=object)
    chosen = rng.choice(names, size, p=[share for _, share in CATEGORIES])
    chosen[rng.choice(size, HUGE_TICKETS, replace=False)] = HUGE_CATEGORY
    return chosen


def _route(rng: np.random.Generator, tickets: pd.DataFrame) -> pd.DataFrame:
    """Decide who works on it, how often it changes hands and whether the fix holds."""
    size = len(tickets)
    incident = tickets["incident"].to_numpy()
    escalated = rng.random(size) < ESCALATED_SHARE
    desk = np.where(rng.random(size) < 0.65, *DESK_TEAMS)
    second = np.array([item.team for item in SERVICES])[tickets["service"]]
    second = np.where(rng.random(size) < STRAY_SHARE, STRAY_TEAM, second)
    team = np.where(escalated, second, desk)
    return tickets.assign(
        escalated=escalated,
        team=team,
        agent=team * 12 + rng.integers(0, 12, size),
        reassigned=np.where(escalated, 1 + rng.poisson(BOUNCE_MEAN, size), rng.random(size) < 0.03),
        reopened=rng.random(size) < np.where(incident, REOPEN_SHARE[True], REOPEN_SHARE[False]),
        cancelled=rng.random(size) < CANCELLED_SHARE,
        held=rng.random(size) < HOLD_SHARE,
        knowledge=rng.random(size) < KNOWLEDGE_SHARE,
    )


def _add_stamps(rng: np.random.Generator, tickets: pd.DataFrame, effects: np.ndarray) -> pd.DataFrame:
    size, opened = len(tickets), tickets["opened"]
    service = tickets["service"].to_numpy()
    month_effect = effects[service, count_months(opened)]
    planted = plant_truths(opened, service, tickets["incident"].to_numpy())
    usual = _usual_hours(tickets) * np.exp(SIGMA * rng.standard_normal(size))
    hours = usual * np.exp(month_effect + planted)
    hold_hours = np.where(tickets["held"], hours * rng.beta(2, 4, size), 0.0)
    resolved = add_hours(opened, hours)
    closed = add_hours(resolved, np.where(tickets["incident"], AUTO_CLOSE_HOURS + rng.random(size) / 4, 0.0))
    return tickets.assign(
        hours=hours,
        month_effect=month_effect,
        planted=planted,
        hold_seconds=np.rint(hold_hours * 3_600).astype(np.int64),
        created=add_hours(opened, rng.integers(0, 121, size) / 3_600).pipe(cut_off, end_of_data()),
        # From the usual hours, not the real ones: what makes a fix faster must not make the answer faster.
        responded=_respond(rng, tickets, usual),
        resolved=resolved,
        closed=closed.where(~tickets["cancelled"], resolved),
        due=add_hours(opened, _by_priority(tickets, TARGET_HOURS) + hold_hours),
    )


def _usual_hours(tickets: pd.DataFrame) -> np.ndarray:
    """Median time to resolve of a ticket like this one, in hours, with no month and no initiative in it."""
    slowness = np.array([item.slowness for item in SERVICES])[tickets["service"]]
    escalated = np.where(tickets["escalated"], SLOWER_ESCALATED, 1.0)
    reopened = np.where(tickets["reopened"], SLOWER_REOPENED, 1.0)
    return _by_priority(tickets, MEDIAN_HOURS) * slowness * escalated * reopened


def _by_priority(tickets: pd.DataFrame, hours: Mapping[bool, tuple[float, ...]]) -> np.ndarray:
    place = tickets["priority"].to_numpy() - 1
    return np.where(tickets["incident"], np.array(hours[True])[place], np.array(hours[False])[place])


def _respond(rng: np.random.Generator, tickets: pd.DataFrame, usual: np.ndarray) -> pd.Series:
    size = len(tickets)
    minutes = np.array(_RESPONSE_MINUTES)[tickets["priority"] - 1] * np.exp(_RESPONSE_SIGMA * rng.standard_normal(size))
    minutes = np.where(tickets["channel"] == "Chat", minutes / 60, minutes)
    minutes = np.where(tickets["channel"] == "Phone", 0.0, np.minimum(minutes, usual * 60 * 0.4))
    stamps = add_hours(tickets["opened"], minutes / 60)
    return stamps.where(rng.random(size) >= _SILENT_SHARE)
