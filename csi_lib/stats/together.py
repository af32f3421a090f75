"""One question asked of all series of a report: each is answered with the help of the others, or says why it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.designs import Design
from csi_lib.stats.grid import CYCLES_NEEDED, noise_grid, own_prior
from csi_lib.stats.likelihood import Array, Likelihoods, Projection, log_likelihoods, project, varies
from csi_lib.stats.mixture import MixtureFit, mix_all
from csi_lib.stats.refused import Refused
from csi_lib.stats.weighing import pooled_prior


@dataclass(frozen=True, eq=False)
class Question:
    """One series, asked one thing.

    Parameters
    ----------
    y : ndarray, shape (n,)
        The series on its working scale, one value for every period the design keeps.
    design : Design
        What is asked.
    cycle : int
        Periods of a season that is possible (12 for months); 0 declares that there is none.
    weights : ndarray, shape (n,), optional
        Cases behind each period, where they differ much.
    """

    y: Array
    design: Design
    cycle: int = 0
    weights: Array | None = None


def fit_together(questions: Sequence[Question]) -> tuple[MixtureFit | Refused, ...]:
    """Answer one question for all series of a report, each with the help of the others.

    Parameters
    ----------
    questions : sequence of Question
        All series that are asked the same thing. Lengths, gaps and dates may differ; series with different cycles
        make pools of their own.

    Returns
    -------
    tuple of MixtureFit or Refused
        In the order of the questions. A series that cannot be answered carries its reason, takes no part in the pool
        and is no claim.

    Raises
    ------
    ValueError
        When shapes do not agree, a value is not finite, or dates do not rise.
    """
    fitted = _fit_all(questions)
    answers: list[MixtureFit | Refused] = [item if isinstance(item, Refused) else Refused("") for item in fitted]
    for cycle in dict.fromkeys(question.cycle for question in questions):
        found = {
            place: item
            for place, item in enumerate(fitted)
            if isinstance(item, Likelihoods) and questions[place].cycle == cycle
        }
        if found:
            prior = pooled_prior(np.stack([item.log_likelihood for item in found.values()]), noise_grid(cycle))
        kinds = [(item.n, item.k, questions[place].design.beside_course) for place, item in found.items()]
        for kind in dict.fromkeys(kinds):
            alike = [place for place, own in zip(found, kinds, strict=True) if own == kind]
            own = own_prior(noise_grid(cycle), beside_course=kind[2])
            fits = mix_all([found[place] for place in alike], noise_grid(cycle), prior, own, len(found))
            for place, fit in zip(alike, fits, strict=True):
                answers[place] = fit
    return tuple(answers)


def fit_alone(y: ArrayLike, design: Design, *, cycle: int = 0) -> MixtureFit:
    """Answer one question for one series that stands alone.

    Parameters
    ----------
    y : array, shape (n,)
        The series on its working scale.
    design : Design
        What is asked.
    cycle : int
        Periods of a possible season; 0 for none.

    Returns
    -------
    MixtureFit
        Its prior is that of the grid.

    Raises
    ------
    Refused
        When the series cannot be answered.
    """
    (answer,) = fit_together([Question(np.asarray(y, dtype=np.float64), design, cycle)])
    if isinstance(answer, Refused):
        raise answer
    return answer


def _fit_all(questions: Sequence[Question]) -> list[Likelihoods | Refused]:
    """Fit every series; those that share a projection are fitted at once."""
    projections = [_prepare(question) for question in questions]
    found: list[Likelihoods | Refused] = [item if isinstance(item, Refused) else Refused("") for item in projections]
    for projection in {id(item): item for item in projections if isinstance(item, Projection)}.values():
        places = [place for place, item in enumerate(projections) if item is projection]
        y = np.stack([np.asarray(questions[place].y, dtype=np.float64) for place in places])
        moving = varies(y, projection)
        for place in np.array(places)[~moving]:
            found[place] = Refused("the series does not vary around its course")
        if moving.any():
            stack = log_likelihoods(y[moving], projection)
            for row, place in enumerate(np.array(places)[moving]):
                found[place] = stack[row]
    return found


def _prepare(question: Question) -> Projection | Refused:
    try:
        check_span(question.design.dates, question.cycle)
        return project(question.design, noise_grid(question.cycle), weights=question.weights)
    except Refused as refusal:
        return refusal


def check_span(dates: NDArray[np.int64], cycle: int) -> None:
    """Refuse a window below two whole seasons, where a season cannot be told from a change.

    Parameters
    ----------
    dates : ndarray of int, shape (n,)
        Numbers of the observed periods.
    cycle : int
        Periods of a possible season; 0 for none.

    Raises
    ------
    Refused
        When a season is possible and the window is too short for it.
    """
    span = int(dates[-1] - dates[0]) + 1 if len(dates) else 0
    if span < CYCLES_NEEDED * cycle:
        raise Refused(
            f"{span} periods are less than two seasons of {cycle}, and below that a season cannot be told from a change"
        )
