"""One coefficient of short, autocorrelated, seasonal series: a mixture of t distributions over the unknown noise.

Model: y = X beta + u. Under every noise model of a grid the generalised least squares estimate, its t distribution and
its REML likelihood are exact; weighting them by likelihood times prior leaves the noise model out of the answer. The
prior is estimated from all series of a report, which is what gives the procedure its power; a series' own answer, with
the prior that no other series has touched, is kept beside it. How often it is wrong is measured: ``make calibrate``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csi_lib.stats.grid import Grid, own_prior
from csi_lib.stats.likelihood import Array, Likelihoods, stack_likelihoods
from csi_lib.stats.weighing import ALPHA, find_interval, find_tails, fold_tails, posterior, two_sided_p


@dataclass(frozen=True, eq=False)
class MixtureFit:
    """The tested coefficient of one series, with the noise model averaged out.

    Parameters
    ----------
    b : float
        Estimate on the working scale: the weighted mean over the grid.
    lo, hi : float
        Equal-tailed 95 % interval; it excludes b0 exactly when ``p_at(b0)`` is below .05.
    p : float
        Two-sided p of "the coefficient is zero", prior pooled over all series asked together.
    own_p : float
        The same with a stricter prior that no other series has touched. A headline claim needs both.
    rho : float
        Posterior mean of the lag-1 autocorrelation, the season left aside.
    seasonal : float
        Posterior probability that there is a season; 0 where none was possible.
    level : float
        Fitted level at the midpoint of the design: where an effect is turned into units.
    n, k, nu : int
        Periods, columns of the design, and n - k.
    pooled : int
        Number of series that made the prior.
    weights, own_weights : ndarray, shape (g,)
        Posterior probability of each grid point, under either prior.
    likelihoods : Likelihoods
        The components that were mixed.
    grid : Grid
        The noise models.
    """

    b: float
    lo: float
    hi: float
    p: float
    own_p: float
    rho: float
    seasonal: float
    level: float
    n: int
    k: int
    nu: int
    pooled: int
    weights: Array
    own_weights: Array
    likelihoods: Likelihoods
    grid: Grid

    @property
    def claims(self) -> bool:
        """Whether "no change" is left out under the pooled prior and under the series' own: a headline needs both."""
        return max(self.p, self.own_p) < ALPHA

    @property
    def widest(self) -> tuple[float, float]:
        """The interval that holds those of both priors: it leaves out zero exactly when ``claims`` is true."""
        lo, hi = find_interval(self.likelihoods, self.own_weights)
        return min(self.lo, float(lo)), max(self.hi, float(hi))

    def p_at(self, value: float) -> float:
        """Return the two-sided p of "the coefficient equals this value" (working scale), pooled prior."""
        return float(two_sided_p(self.likelihoods, self.weights, value))


def mix(likelihoods: Likelihoods, grid: Grid, prior: Array, *, own: Array | None = None, pooled: int = 1) -> MixtureFit:
    """Put a prior to the likelihoods of one series and read the answer off the mixture.

    Parameters
    ----------
    likelihoods : Likelihoods
        Of one series: arrays of shape (g,).
    grid : Grid
        The noise models.
    prior : ndarray, shape (g,)
        From ``pooled_prior``.
    own : ndarray, shape (g,), optional
        From ``own_prior``; default that of a design without a course.
    pooled : int
        Number of series that made the prior.

    Returns
    -------
    MixtureFit
        Estimate, interval, both p and the posterior of the noise.
    """
    strict = own_prior(grid, beside_course=False) if own is None else own
    return mix_all([likelihoods], grid, prior, strict, pooled)[0]


def mix_all(found: Sequence[Likelihoods], grid: Grid, prior: Array, own: Array, pooled: int) -> list[MixtureFit]:
    """Mix series with as many periods and columns, all at once."""
    stack = stack_likelihoods(found)
    weights, own_weights = posterior(stack, prior), posterior(stack, own)
    lo, hi = find_interval(stack, weights)
    tails = find_tails(stack)
    p, own_p = fold_tails(weights, *tails), fold_tails(own_weights, *tails)
    weights.setflags(write=False)
    own_weights.setflags(write=False)
    return [
        MixtureFit(
            b=float(weights[i] @ one.b),
            lo=float(lo[i]),
            hi=float(hi[i]),
            p=float(p[i]),
            own_p=float(own_p[i]),
            rho=float(weights[i] @ grid.rho),
            seasonal=float(weights[i][grid.season > 0].sum()),
            level=float(weights[i] @ one.level),
            n=one.n,
            k=one.k,
            nu=one.nu,
            pooled=pooled,
            weights=weights[i],
            own_weights=own_weights[i],
            likelihoods=one,
            grid=grid,
        )
        for i, one in enumerate(found)
    ]
