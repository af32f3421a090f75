"""Surveys: a satisfaction question after some tickets, and a recommendation question every quarter."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from csi_lib.demo.chance import open_stream
from csi_lib.demo.season import add_hours, end_of_data, local_midnight
from csi_lib.demo.world import FIRST_DAY, MONTHS, SERVICES, TEAMS, USERS

ASKED_SHARE = 0.25
ANSWERED_SHARE = 0.30
CSAT_SHARES = (0.05, 0.08, 0.15, 0.37, 0.35)  # 1 to 5
NPS_ASKED = 450  # people a quarter
NPS_ANSWERED_SHARE = 0.35
NPS_SHARES = (0.03, 0.02, 0.03, 0.04, 0.05, 0.09, 0.10, 0.17, 0.22, 0.14, 0.11)  # 0 to 10


def draw_surveys(seed: int, tickets: pd.DataFrame, scale: float = 1.0) -> pd.DataFrame:
    """Draw the surveys that were sent, answered or not.

    Returns
    -------
    DataFrame
        Canonical columns of ``surveys``; stamps UTC, nothing after the end of the data.
    """
    surveys = pd.concat([_ask_after_tickets(seed, tickets), _ask_every_quarter(seed, scale)], ignore_index=True)
    sent = surveys[surveys["sent_at"] <= end_of_data()].reset_index(drop=True)
    late = sent["responded_at"] > end_of_data()
    return sent.assign(
        id=[f"SVY{place + 1:06d}" for place in range(len(sent))],
        responded_at=sent["responded_at"].mask(late),
        score=sent["score"].mask(late),
    )


def _ask_after_tickets(seed: int, tickets: pd.DataFrame) -> pd.DataFrame:
    rng = open_stream(seed, "csat")
    asked = tickets[(rng.random(len(tickets)) < ASKED_SHARE) & ~tickets["cancelled"]]
    size = len(asked)
    sent = add_hours(asked["resolved"], np.full(size, 0.25))
    return _answer(
        rng,
        pd.DataFrame(
            {
                "kind": "csat",
                "sent_at": sent,
                "score": rng.choice(np.arange(1.0, 6.0), size, p=CSAT_SHARES),
                "ticket_id": asked["number"],
                "service": np.array([item.name for item in SERVICES], dtype=object)[asked["service"]],
                "team": np.array(TEAMS, dtype=object)[asked["team"]],
                "respondent": [f"user-{user:04d}" for user in asked["caller"]],
            }
        ),
        ANSWERED_SHARE,
    )


def _ask_every_quarter(seed: int, scale: float) -> pd.DataFrame:
    rng = open_stream(seed, "nps")
    people = max(1, round(NPS_ASKED * scale))
    days = [local_midnight(_month_start(month)) + pd.Timedelta(days=14, hours=9) for month in range(1, MONTHS, 3)]
    size = people * len(days)
    users = np.concatenate([rng.choice(USERS, people, replace=False) for _ in days])
    return _answer(
        rng,
        pd.DataFrame(
            {
                "kind": "nps",
                "sent_at": pd.Series(np.repeat(np.array(days, dtype="datetime64[s]"), people)),
                "score": rng.choice(np.arange(0.0, 11.0), size, p=np.array(NPS_SHARES)),
                "ticket_id": "",
                "service": "",
                "team": "",
                "respondent": [f"user-{user:04d}" for user in users],
            }
        ),
        NPS_ANSWERED_SHARE,
    )


def _answer(rng: np.random.Generator, surveys: pd.DataFrame, share: float) -> pd.DataFrame:
    answered = rng.random(len(surveys)) < share
    responded = add_hours(surveys["sent_at"], 18 * np.exp(rng.standard_normal(len(surveys))))
    return surveys.assign(responded_at=responded.where(answered), score=surveys["score"].where(answered))


def _month_start(month: int) -> dt.date:
    years, rest = divmod(FIRST_DAY.month - 1 + month, 12)
    return dt.date(FIRST_DAY.year + years, rest + 1, 1)
