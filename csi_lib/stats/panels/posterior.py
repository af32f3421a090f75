"""What the answers of few people say of all: draws of what everybody would answer, per attribute."""

from __future__ import annotations

import numpy as np

from csi_lib.stats.panels.likeness import count_looks, estimate_likeness
from csi_lib.stats.panels.panel import LETTERS, NO_ANSWER, Panel, seed_of, sort_people
from csi_lib.stats.panels.prior import COMPONENTS, Floats, weigh_components

DRAWS = 4000


def draw_attributes(panel: Panel, draws: int = DRAWS) -> Floats:
    """Draw what each attribute would be worth if everybody had answered.

    Each person gets a random weight, the same for all questions (a Bayesian bootstrap over people, so that answers of
    one person stay together), and each attribute some made-up answers of a shape that its answers make likely. For one
    question that is exactly the posterior under a mixture of Dirichlet priors.

    Parameters
    ----------
    panel : Panel
        Who answered what.
    draws : int
        How many.

    Returns
    -------
    array, shape (draws, attributes)
        Shares achieved, 0..1; NaN for an attribute without an answer. Where the whole team answered, every draw is
        what it answered.

    Source
    ------
    Rubin (1981), The Bayesian bootstrap, Annals of Statistics 9, 130-134, doi 10.1214/aos/1176345338; made-up answers:
    Ferguson (1973), Annals of Statistics 1, 209-230, doi 10.1214/aos/1176342360; a finite team: Cochran (1977),
    Sampling Techniques, 2.6.
    """
    panel = sort_people(panel)
    rng = np.random.default_rng(seed_of(panel))
    attributes = int(panel.blocks.max()) + 1 if len(panel.blocks) else 0
    out = np.full((draws, attributes), np.nan)
    if not panel.people:
        return out
    # Single precision: seven digits of a random weight are plenty, and no band's edge is met by a draw.
    weights = rng.standard_exponential((draws, panel.people), dtype=np.float32)
    weights *= _scale_weights(panel).astype(np.float32)
    there = panel.answers != NO_ANSWER
    values = np.where(there, panel.shares[panel.answers], 0.0)
    both = weights @ np.concatenate([values, there], axis=1).astype(np.float32)
    sums, masses = (side.astype(float) for side in np.split(both, 2, axis=1))
    for block in range(attributes):
        held = (panel.blocks == block) & there.any(axis=0)
        if held.any():
            extra, mass = _draw_made_up(panel, held, draws, rng)
            scores = (sums[:, held] + extra[:, None]) / (masses[:, held] + mass[:, None])
            out[:, block] = _hold_to_team(_join(scores, panel), panel, held)
    return out


def _scale_weights(panel: Panel) -> Floats:
    """Scale the people's weights so that they are worth their effective number, (sum w)^2 / sum w^2."""
    weights = np.ones(panel.people) if panel.weights is None else panel.weights
    return weights * weights.sum() / (weights**2).sum()


def _draw_made_up(panel: Panel, held: np.ndarray, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw what the made-up answers add to every question of an attribute: their worth and their number."""
    answers = panel.answers[:, held]
    questions = answers.shape[1]
    people = _scale_weights(panel)
    counts = np.array([(people @ (answers == letter)).sum() for letter in range(LETTERS)]) / questions
    values = np.where(answers != NO_ANSWER, panel.shares[answers], np.nan)
    looks = count_looks(answers != NO_ANSWER, estimate_likeness(values))
    chosen = rng.choice(len(COMPONENTS), size=draws, p=weigh_components(counts * looks))
    made_up = rng.standard_gamma(COMPONENTS[chosen] / looks)
    return made_up @ panel.shares, made_up.sum(axis=1)


def _join(scores: Floats, panel: Panel) -> Floats:
    return np.median(scores, axis=1) if panel.median else scores.mean(axis=1)


def _hold_to_team(drawn: Floats, panel: Panel, held: np.ndarray) -> Floats:
    """Draw the attribute towards what was answered, the more, the more of the team has answered."""
    if not panel.sampled:
        return drawn
    answers, weights = panel.answers[:, held], np.ones(panel.people) if panel.weights is None else panel.weights
    there = answers != NO_ANSWER
    said = weights @ np.where(there, panel.shares[answers], 0.0) / (weights @ there)
    centre = float(np.median(said) if panel.median else said.mean())
    return centre + np.sqrt(1 - panel.sampled) * (drawn - centre)
