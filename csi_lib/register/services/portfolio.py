"""What a service is worth beside the others: four figures that everybody can check, and a decision that is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csi_lib.register.service import Service

# A score below or above these, of 100, calls for the decision that is proposed; a convention, not a finding.
LOW, HIGH = 25.0, 60.0
LEAST_ANSWERS = 30
FORMULA = (
    "Score: the mean of those of the four parts that are known, each 0 to 100. Value: what its customers said, 1 to 5, "
    "as 0 to 100. Use: users against those of the most used service. Satisfaction: marks 4 and 5 among those given. "
    "Cost: 100 less the cost per user against that of the dearest service."
)


@dataclass(frozen=True)
class Facts:
    """What is known of one service over the last year; None: unknown."""

    users: float | None = None
    content: float | None = None  # percent of marks 4 and 5
    answers: int = 0
    cost: float | None = None  # of the last year
    tickets: int = 0
    parts_passed: int | None = None  # of its design package, of six


@dataclass(frozen=True)
class Worth:
    """One service of the portfolio with its score.

    Parameters
    ----------
    service : Service
        The entry.
    facts : Facts
        What it rests on.
    value, use, content, cost : float or None
        The four parts, 0 to 100.
    score : float or None
        Their mean; None where fewer than two are known.
    per_user : float or None
        Cost a user and year.
    proposal, reason : str
        What is proposed, and why; people decide.
    """

    service: Service
    facts: Facts
    value: float | None
    use: float | None
    content: float | None
    cost: float | None
    score: float | None
    per_user: float | None
    proposal: str
    reason: str


def weigh_services(services: Sequence[Service], facts: Mapping[str, Facts]) -> tuple[Worth, ...]:
    """Score the services of a portfolio against each other.

    Parameters
    ----------
    services : sequence of Service
        All of them; those of the pipeline and the retired get no score.
    facts : mapping of str to Facts
        By id of the service.

    Returns
    -------
    tuple of Worth
        In the order given.
    """
    run = [item for item in services if item.status == "operational"]
    known = {item.id: facts.get(item.id, Facts()) for item in services}
    per_user = {item.id: _divide(known[item.id].cost, known[item.id].users) for item in run}
    most_users = max((known[item.id].users or 0 for item in run), default=0)
    dearest = max((value for value in per_user.values() if value is not None), default=0)
    return tuple(
        _weigh(item, known[item.id], most_users, per_user.get(item.id), dearest)
        if item.status == "operational"
        else _set_aside(item, known[item.id])
        for item in services
    )


def _divide(cost: float | None, users: float | None) -> float | None:
    return cost / users if cost is not None and users else None


def _weigh(service: Service, facts: Facts, most_users: float, per_user: float | None, dearest: float) -> Worth:
    value = None if service.value is None else 25.0 * (service.value - 1)
    use = None if facts.users is None or not most_users else 100 * facts.users / most_users
    content = facts.content if facts.answers >= LEAST_ANSWERS else None
    cost = None if per_user is None or not dearest else 100 * (1 - per_user / dearest)
    there = [part for part in (value, use, content, cost) if part is not None]
    score = sum(there) / len(there) if len(there) > 1 else None
    proposal, reason = _propose(service, use, content, cost, score)
    return Worth(service, facts, value, use, content, cost, score, per_user, proposal, reason)


def _propose(
    service: Service, use: float | None, content: float | None, cost: float | None, score: float | None
) -> tuple[str, str]:
    if score is None:
        return "find out", "fewer than two of the four parts are known"
    if use is not None and use < LOW and content is not None and content < HIGH:
        return "retire or replace", "few use it, and those who do are not content"
    if content is not None and content < HIGH:
        return "improve", f"{content:.0f} % of the marks are 4 or 5"
    if cost is not None and cost < LOW and (service.value is None or service.value < 4):
        return "look at its cost", "a user of it costs most or nearly so, and its customers do not value it highest"
    return "keep", f"a score of {score:.0f} of 100"


def _set_aside(service: Service, facts: Facts) -> Worth:
    if service.status == "pipeline":
        passed = facts.parts_passed
        ready = passed == 6
        word = "build" if ready else "design first"
        reason = "its design package is complete" if ready else _say_design(passed)
    elif facts.tickets:
        word, reason = "find its users", f"{facts.tickets:,} tickets name it after its last day"
    else:
        word, reason = "none", f"retired since {service.until}; its history is kept"
    return Worth(service, facts, None, None, None, None, None, None, word, reason)


def _say_design(passed: int | None) -> str:
    return "it has no design package" if passed is None else f"{passed} of 6 parts of its design package are there"
