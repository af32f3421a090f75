"""The people who answer the questionnaire in two rounds, and what is true of the processes they speak of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Respondent:
    """One person: whom they speak for, how much better than neutral they see things, and how often they cannot say."""

    name: str
    group: str
    role: str
    bias: float  # percent points
    unsure: float  # share of "don't know"
    rounds: tuple[int, ...] = (1, 2)  # in which rounds they were asked


@dataclass(frozen=True)
class State:
    """How far a process is, in percent as a neutral person would see it: attribute 1.1, level 2, level 3 and above."""

    performed: float
    managed: float
    established: float
    gain: float = 0.0  # how much of it came between the two rounds


ROUNDS = {1: dt.date(2025, 11, 3), 2: dt.date(2026, 5, 4)}  # first interview of each

RESPONDENTS: tuple[Respondent, ...] = (
    Respondent("r01", "agents", "first-line agent", -8.0, 0.05),
    Respondent("r02", "agents", "first-line agent", -2.0, 0.08),
    Respondent("r03", "agents", "second-line engineer", -10.0, 0.05),
    Respondent("r04", "staff", "problem manager", -5.0, 0.04),
    Respondent("r05", "staff", "change manager", 6.0, 0.04),
    Respondent("r06", "managers", "head of IT operations", 12.0, 0.02),
    Respondent("r07", "stakeholders", "head of accounting", -4.0, 0.16),
    Respondent("r08", "stakeholders", "plant manager", -7.0, 0.18),
    Respondent("r09", "users", "clerk", -3.0, 0.18),
    Respondent("r10", "users", "shift leader", -10.0, 0.22),
    # Two who see everything dark left, two who see it bright came: the plain mean of every process rises by them alone.
    Respondent("r11", "managers", "head of the service desk", 14.0, 0.03, (2,)),
    Respondent("r12", "staff", "knowledge manager", 8.0, 0.06, (2,)),
    Respondent("r13", "agents", "second-line engineer", -26.0, 0.06, (1,)),
    Respondent("r14", "staff", "operations engineer", -20.0, 0.05, (1,)),
)

IMPROVED = "incident"
STATES: dict[str, State] = {
    IMPROVED: State(96.0, 84.0, 62.0, gain=26.0),
    "problem": State(60.0, 38.0, 20.0),
    "change": State(84.0, 66.0, 52.0),
    "request": State(90.0, 72.0, 50.0),
    "event": State(72.0, 48.0, 30.0),
    "knowledge": State(52.0, 34.0, 22.0),
    "service-level": State(66.0, 46.0, 34.0),
    "availability": State(70.0, 44.0, 28.0),
    "desk": State(91.0, 74.0, 52.0),
    "ten-steps": State(58.0, 40.0, 30.0),
}

# Managers take problem management for done; those who do the work do not.
SPLIT_PROCESS = "problem"
SPLIT = {"managers": 30.0, "agents": -14.0, "staff": -6.0}

# Everybody says that faults are mended within the time promised; the tickets say otherwise.
CONTRADICTED = "inc-1.1-restored"
CONTRADICTED_SEEN = 99.0

# Asked in other words in the first round, and answered lower for the words alone.
REWORDED: dict[str, tuple[str, float]] = {
    "desk-1.1-first": (
        "Does the first person who is reached always solve everything that could be solved there?",
        -30.0,
    ),
    "desk-1.1-owned": (
        "Does somebody at the desk chase every single ticket, day after day, until it is closed?",
        -30.0,
    ),
    "desk-1.1-heard": ("Is everything that users say about the desk acted on?", -30.0),
}


def name_band(percent: float) -> str:
    """Name the letter of a percentage: N up to 15, P up to 50, L up to 85, F above (ISO/IEC 33020:2015, 5.3)."""
    return next((letter for letter, upto in (("N", 15.0), ("P", 50.0), ("L", 85.0)) if percent <= upto), "F")
