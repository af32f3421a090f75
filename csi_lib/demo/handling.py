"""How tickets were handled: replies, the first fix, escalation, whose they are and what was ordered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from csi_lib.demo.chance import open_stream
from csi_lib.demo.season import add_hours
from csi_lib.demo.tickets import AUTO_CLOSE_HOURS
from csi_lib.demo.world import DEPARTMENTS, ITEMS, USERS

MAJOR_SHARES = {1: 0.30, 2: 0.01}  # of the incidents of a priority: declared major
CONTACT_MARKS = {"Phone": 0.80, "Chat": 0.65}  # of the tickets that stayed where they came: solved at once
OTHER_MARK = 0.50
WRONG_MARK = 0.02  # marked as solved at once although it was handed on
ESCALATED_EARLY, ESCALATED_LATE = 0.02, 0.14  # handed up, in time and past it
WITHOUT_DEPARTMENT = 0.03  # of the people: the directory does not know
WITHOUT_ITEM = 0.04  # of the requests: written freely


def draw_handling(seed: int, tickets: pd.DataFrame) -> pd.DataFrame:
    """Draw what agents and users did on the way; every trait from a stream of its own.

    Parameters
    ----------
    seed : int
        Seed of the engagement.
    tickets : DataFrame
        As drawn.

    Returns
    -------
    DataFrame
        The tickets with ``first_resolved`` and ``reopened_at`` (UTC), ``agent_replies``, ``customer_replies``,
        ``first_contact``, ``handed_up``, ``major``, ``department`` and ``item``.
    """
    agents, users = _draw_replies(seed, tickets)
    return tickets.assign(
        **_draw_first_fix(seed, tickets),
        agent_replies=agents,
        customer_replies=users,
        first_contact=_mark_first_contacts(seed, tickets),
        handed_up=_hand_up(seed, tickets),
        major=_declare_major(seed, tickets),
        department=_name_departments(seed, tickets),
        item=_order_items(seed, tickets),
    )


def _draw_first_fix(seed: int, tickets: pd.DataFrame) -> dict[str, pd.Series]:
    """Draw the first fix; of a reopened ticket it lies between the first answer and the last fix, else it is that."""
    rng = open_stream(seed, "first fix")
    started = tickets["responded"].fillna(tickets["opened"])
    room = (tickets["resolved"] - started).dt.total_seconds().to_numpy() / 3_600
    first = add_hours(started, room * rng.uniform(0.25, 0.6, len(tickets)))
    # After a week the tool closes the ticket, and who comes back gets a new one.
    gap = np.minimum(
        room * rng.uniform(0.05, 0.3, len(tickets)), rng.uniform(0.2, 0.95, len(tickets)) * AUTO_CLOSE_HOURS
    )
    again = add_hours(first, gap)
    return {
        "first_resolved": first.where(tickets["reopened"], tickets["resolved"]),
        "reopened_at": again.where(tickets["reopened"]),
    }


def _draw_replies(seed: int, tickets: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    rng = open_stream(seed, "replies")
    handed = tickets["escalated"].to_numpy()
    again = tickets["reopened"].to_numpy().astype(np.int64)
    agents = 1 + rng.poisson(np.where(handed, 1.6, 0.35)) + again
    # A ticket on hold waited for the user, who then said something.
    users = rng.poisson(np.where(handed, 1.0, 0.3)) + again
    return agents, np.maximum(users, tickets["held"].to_numpy().astype(np.int64))


def _mark_first_contacts(seed: int, tickets: pd.DataFrame) -> np.ndarray:
    chance = open_stream(seed, "first contact").random(len(tickets))
    stayed = tickets["reassigned"].to_numpy() == 0
    shares = tickets["channel"].map(CONTACT_MARKS).fillna(OTHER_MARK).to_numpy()
    return np.asarray(chance < np.where(stayed, shares, WRONG_MARK))


def _hand_up(seed: int, tickets: pd.DataFrame) -> np.ndarray:
    chance = open_stream(seed, "handed up").random(len(tickets))
    late = (tickets["resolved"] > tickets["due"]).to_numpy()
    return np.asarray(chance < np.where(late, ESCALATED_LATE, ESCALATED_EARLY))


def _declare_major(seed: int, tickets: pd.DataFrame) -> np.ndarray:
    chance = open_stream(seed, "major").random(len(tickets))
    shares = tickets["priority"].map(MAJOR_SHARES).fillna(0.0).to_numpy()
    return np.asarray(tickets["incident"].to_numpy() & (chance < shares))


def _name_departments(seed: int, tickets: pd.DataFrame) -> np.ndarray:
    rng = open_stream(seed, "departments")
    names = np.array([name for name, _ in DEPARTMENTS], dtype=object)
    people = rng.choice(names, USERS, p=[share for _, share in DEPARTMENTS])
    people[rng.random(USERS) < WITHOUT_DEPARTMENT] = ""
    return people[tickets["caller"]]


def _order_items(seed: int, tickets: pd.DataFrame) -> np.ndarray:
    rng = open_stream(seed, "items")
    names = np.array([name for name, _ in ITEMS], dtype=object)
    chosen = rng.choice(names, len(tickets), p=[share for _, share in ITEMS])
    return np.where(tickets["incident"] | (rng.random(len(tickets)) < WITHOUT_ITEM), "", chosen)
