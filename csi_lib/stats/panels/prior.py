"""What is believed of a panel before anybody answers: six shapes a panel may have, each held loosely or tightly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Floats = NDArray[np.float64]

# No single Dirichlet is good everywhere: 1/2 a letter covers 73 to 92 % where nearly everybody says F, 1/4 a letter
# 82 to 91 % where half say N and half say F (tests/bench/panels.py). So the answers themselves choose among shapes.
_EVEN = (0.25, 0.25, 0.25, 0.25)
_POLARISED = (0.45, 0.05, 0.05, 0.45)
_CONSENSUS = ((0.7, 0.1, 0.1, 0.1), (0.1, 0.7, 0.1, 0.1), (0.1, 0.1, 0.7, 0.1), (0.1, 0.1, 0.1, 0.7))
SHAPES = np.array([_EVEN, _POLARISED, *_CONSENSUS])
CONCENTRATIONS = (1.0, 2.0, 4.0)  # answers that a shape is worth
COMPONENTS: Floats = np.concatenate([strength * SHAPES for strength in CONCENTRATIONS])  # 18 Dirichlet priors


def weigh_components(counts: Floats) -> Floats:
    """Say how likely each shape of the prior is, given how often each letter was answered.

    Parameters
    ----------
    counts : array, shape (4,)
        Answers per letter, lowest first; need not be whole numbers.

    Returns
    -------
    array, shape (18,)
        Probabilities of the components; equal before any answer.

    Source
    ------
    Marginal likelihood of the Dirichlet-multinomial: Minka (2000), Estimating a Dirichlet distribution.
    """
    strength = COMPONENTS.sum(axis=1)
    log_weight = (
        gammaln(strength)
        - gammaln(strength + counts.sum())
        + (gammaln(COMPONENTS + counts) - gammaln(COMPONENTS)).sum(axis=1)
    )
    weight = np.exp(log_weight - log_weight.max())
    return weight / weight.sum()
