"""The thirteen diagnostic rules, in their order: each looks at the facts and proposes, or says why it is silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from csi_lib.signals.diagnosis.changes import look_at_backlog, look_at_failure, look_at_success
from csi_lib.signals.diagnosis.incidents import look_at_first_contact, look_at_reopened, look_at_volume
from csi_lib.signals.diagnosis.levels import look_at_breaches
from csi_lib.signals.diagnosis.money import look_at_cost
from csi_lib.signals.diagnosis.problems import look_at_identification, look_at_recurring
from csi_lib.signals.diagnosis.proposal import Answer, Facts, Proposal, Silence
from csi_lib.signals.diagnosis.satisfaction import look_at_resolution, look_at_response, look_at_retention


@dataclass(frozen=True)
class Rule:
    """One diagnostic rule.

    Parameters
    ----------
    id : str
        DR01 to DR13.
    title : str
        What it looks for.
    look : callable
        Facts in, an answer out.
    """

    id: str
    title: str
    look: Callable[[Facts], Answer]


# features.md 1.3, in its order; the words are the kit's own.
RULES = (
    Rule("DR01", "Many incidents: look for what they have in common", look_at_volume),
    Rule("DR02", "More solved at first contact: check that fixes hold", look_at_first_contact),
    Rule("DR03", "Many reopened incidents: look at how they are closed", look_at_reopened),
    Rule("DR04", "Change success: keep what goes well", look_at_success),
    Rule("DR05", "Failing changes: look at testing and approval", look_at_failure),
    Rule("DR06", "A growing backlog of changes: look where they wait", look_at_backlog),
    Rule("DR07", "Time to the root cause beside repeat incidents", look_at_identification),
    Rule("DR08", "Recurring incidents: look at the largest problems", look_at_recurring),
    Rule("DR09", "Satisfaction by time to respond", look_at_response),
    Rule("DR10", "Satisfaction by time to resolve", look_at_resolution),
    Rule("DR11", "Missed agreements: propose an action", look_at_breaches),
    Rule("DR12", "Users who stay beside what they say", look_at_retention),
    Rule("DR13", "Cost beside its guards", look_at_cost),
)

_ORDER = ("high", "medium", "low")


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What all rules said.

    Parameters
    ----------
    proposals : tuple of Proposal
        The most pressing first, then by rule.
    silences : tuple of Silence
        Every other rule with its reason, by rule.
    """

    proposals: tuple[Proposal, ...]
    silences: tuple[Silence, ...]


def diagnose(facts: Facts) -> Diagnosis:
    """Ask every rule.

    Parameters
    ----------
    facts : Facts
        What is known.

    Returns
    -------
    Diagnosis
        Every rule is in it once.
    """
    answers = [rule.look(facts) for rule in RULES]
    spoke = [item for item in answers if isinstance(item, Proposal)]
    return Diagnosis(
        tuple(sorted(spoke, key=lambda item: (_ORDER.index(item.priority), item.rule))),
        tuple(item for item in answers if isinstance(item, Silence)),
    )
