"""How complete the record of an initiative is: what it lacks, and which of four stages somebody has seen through."""

from __future__ import annotations

from dataclasses import dataclass

from csi_lib.register.initiatives.initiative import WENT_LIVE, Initiative
from csi_lib.register.initiatives.review import is_declared_late

DECIDED_STATES = ("running", *WENT_LIVE)  # by then a way was chosen


def find_gaps(initiative: Initiative) -> tuple[str, ...]:
    """List what the record of an initiative lacks, one clause each.

    Returns
    -------
    tuple of str
        Empty when all is there; an idea is asked for nothing yet, and one that was stopped only for what it taught.
    """
    item = initiative
    if item.status == "idea":
        return ()
    if item.status == "stopped":
        return _list(((not item.objective, NO_OBJECTIVE),))
    live = item.status in WENT_LIVE
    return _list(
        (
            (not item.objective, NO_OBJECTIVE),
            (item.declared is None, "the measurement was never declared"),
            (item.declared is not None and is_declared_late(item), "declared after the fact"),
            (item.date is None, "no go-live date"),
            (not (item.baseline or item.objective), "no baseline"),
            (item.target is not None and item.target.by is None, "no date for the target"),
            (not item.guards, "no guard KPI"),
            (item.status in DECIDED_STATES and not item.options, "no options weighed"),
            (item.status in DECIDED_STATES and item.decision is None, "no decision noted"),
            (live and not item.tests, "no test evidence"),
            (live and not item.training, "no training noted"),
            (not item.risks, "no risks assessed"),
            (item.status == "closed" and not item.evaluations, "closed without an evaluation"),
            (item.status == "closed" and not item.lessons, "no lessons noted"),
        )
    )


NO_OBJECTIVE = "serves no objective"


def _list(checks: tuple[tuple[bool, str], ...]) -> tuple[str, ...]:
    return tuple(clause for lacking, clause in checks if lacking)


@dataclass(frozen=True)
class Completeness:
    """Which of the four stages of proactive improvement the record of an initiative shows.

    Parameters
    ----------
    initiative : str
        Id.
    identified : bool
        Where the idea comes from, and what was seen: an opportunity of the register, or its own words and source.
    analysed : bool
        Options weighed and one chosen, with the measurement declared.
    eliminated : bool
        Carried out: tested, live.
    monitored : bool
        Compared before and after by a run.
    """

    initiative: str
    identified: bool
    analysed: bool
    eliminated: bool
    monitored: bool

    @property
    def share(self) -> float:
        """Share of the four stages, 0..1."""
        return (self.identified + self.analysed + self.eliminated + self.monitored) / 4


def check_completeness(initiative: Initiative) -> Completeness:
    """Tell which stages of identify, analyse, eliminate, monitor the record of an initiative shows."""
    item = initiative
    return Completeness(
        initiative=item.id,
        identified=bool(item.opportunities or (item.opportunity and item.source)),
        analysed=bool(item.options and item.decision and item.declared),
        eliminated=bool(item.began and item.status in WENT_LIVE and item.tests),
        monitored=bool(item.evaluations),
    )
