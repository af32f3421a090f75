"""Everything that truly happened, drawn once and tied together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.demo.agreements import agree_answers
from csi_lib.demo.chance import open_stream
from csi_lib.demo.changes import blame_changes, draw_changes
from csi_lib.demo.dirt import mark_tickets
from csi_lib.demo.handling import draw_handling
from csi_lib.demo.money import draw_work_hours
from csi_lib.demo.problems import draw_problems, link_problems
from csi_lib.demo.tickets import draw_tickets

FIXED_SHARE = 0.01  # of the incidents: mended by a change


@dataclass(frozen=True)
class Drawn:
    """Everything that truly happened, before any export is taken."""

    tickets: pd.DataFrame
    changes: pd.DataFrame
    problems: pd.DataFrame


def draw_records(seed: int, scale: float = 1.0) -> Drawn:
    """Draw tickets, changes and problems, linked to one another and marked for dirt.

    Parameters
    ----------
    seed : int
        Seed of the engagement.
    scale : float
        Share of the full volume.

    Returns
    -------
    Drawn
        Stamps UTC.
    """
    tickets, changes, problems = draw_tickets(seed, scale), draw_changes(seed, scale), draw_problems(seed, scale)
    linked = tickets.assign(
        problem=link_problems(seed, tickets, problems),
        caused_by=blame_changes(seed, tickets, changes),
        fixed_by=_name_fixes(seed, tickets, changes),
        work_seconds=np.rint(draw_work_hours(seed, tickets) * 3_600).astype(np.int64),
        answer_due=agree_answers(tickets),
    )
    return Drawn(mark_tickets(seed, draw_handling(seed, linked)), changes, problems)


def _name_fixes(seed: int, tickets: pd.DataFrame, changes: pd.DataFrame) -> np.ndarray:
    """Name for a few incidents the change that mended them: the next one opened."""
    rng = open_stream(seed, "fixed by")
    place = np.searchsorted(changes["opened"].to_numpy(), tickets["opened"].to_numpy())
    fixed = (rng.random(len(tickets)) < FIXED_SHARE) & tickets["incident"].to_numpy() & (place < len(changes))
    names = changes["number"].to_numpy(object)[np.minimum(place, len(changes) - 1)]
    return np.where(fixed, names, "")
