"""One coefficient of short, autocorrelated, seasonal series: a mixture of t distributions over the unknown noise.

Model: y = X beta + u. Under every noise model of a grid the generalised least squares estimate, its t distribution and
its REML likelihood are exact; weighting them by likelihood times prior leaves the noise model out of the answer. The
prior is estimated from all series of a report, which is what gives the procedure its power; a series' own answer, with
the prior that no other series has touched, is kept beside it. How often it is wrong is measured: ``make calibrate``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, stdtr, stdtrit

from csi_lib.stats.designs import Design
from csi_lib.stats.grid import CYCLES_NEEDED, Grid, noise_grid, own_prior
from csi_lib.stats.likelihood import Array, Likelihoods, Projection, log_likelihoods, project, stack_likelihoods, varies
from csi_lib.stats.refused import Refused
from csi_lib.stats.student import student_cdf

ALPHA = 0.05  # two-sided; the interval is the 95 % interval of the same mixture
TAILS = (ALPHA / 2, 1 - ALPHA / 2)
EM_STEPS = 60  # ten times as many change no cell of the calibration by more than .1 point
PRIOR_WEIGHT = 1.0  # pseudo-series of the prior in the pool
_NEWTON_STEPS = 100  # halving alone would need about 60
_NO_WEIGHT = 1e-13
_NEWTON_NEAR = 1e-7  # of a standard error; what is left after such a step is its square


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
        lo, hi = _interval(self.likelihoods, self.own_weights)
        return min(self.lo, float(lo)), max(self.hi, float(hi))

    def p_at(self, value: float) -> float:
        """Return the two-sided p of "the coefficient equals this value" (working scale), pooled prior."""
        return float(two_sided_p(self.likelihoods, self.weights, value))


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
            fits = _mix_all([found[place] for place in alike], noise_grid(cycle), prior, own, len(found))
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
    return _mix_all([likelihoods], grid, prior, strict, pooled)[0]


def _mix_all(found: Sequence[Likelihoods], grid: Grid, prior: Array, own: Array, pooled: int) -> list[MixtureFit]:
    """Mix series with as many periods and columns, all at once."""
    stack = stack_likelihoods(found)
    weights, own_weights = posterior(stack, prior), posterior(stack, own)
    lo, hi = _interval(stack, weights)
    tails = _tails(stack)
    p, own_p = _fold(weights, *tails), _fold(own_weights, *tails)
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


def _interval(likelihoods: Likelihoods, weights: Array) -> tuple[Array, Array]:
    """Return both ends of the interval of every series, shapes (...)."""
    # What is dropped cannot move a tail by as much as rounding does; every row keeps as many points as the fullest one.
    most = int((weights > _NO_WEIGHT).sum(axis=-1).max())
    kept = np.argsort(-weights, axis=-1, kind="stable")[..., :most]
    fewer = likelihoods.pick(lambda part: np.take_along_axis(part, kept, axis=-1))
    heavy = np.take_along_axis(weights, kept, axis=-1)
    lo, hi = (quantiles(fewer, heavy, q) for q in TAILS)
    return lo, hi


def pooled_prior(log_likelihood: ArrayLike, grid: Grid) -> Array:
    """Estimate the prior of the noise models from all series of a report, by expectation and maximisation.

    Parameters
    ----------
    log_likelihood : array, shape (..., K, g)
        REML log-likelihoods of the K series of each report.
    grid : Grid
        Its prior takes part as one more series.

    Returns
    -------
    ndarray, shape (..., g)
        Masses summing to one. One series alone has nothing to pool: K = 1 gives the prior of the grid.
    """
    log = np.asarray(log_likelihood, dtype=np.float64)
    count = log.shape[-2]
    mass = np.broadcast_to(grid.prior, (*log.shape[:-2], log.shape[-1])).copy()
    if count < 2:
        return mass
    likely = np.exp(log - log.max(axis=-1, keepdims=True))
    for _ in range(EM_STEPS):
        # sum over k of L_kg pi_g / (L pi)_k, as two products of a matrix and a vector
        inverse = 1 / (likely @ mass[..., None])[..., 0]
        shared = mass * (inverse[..., None, :] @ likely)[..., 0, :]
        mass = (shared + PRIOR_WEIGHT * grid.prior) / (count + PRIOR_WEIGHT)
    return mass


def posterior(likelihoods: Likelihoods, prior: Array) -> Array:
    """Return the posterior probability of every grid point, shape (..., g)."""
    log = likelihoods.log_likelihood
    mass = np.exp(log - log.max(axis=-1, keepdims=True)) * prior
    return np.asarray(mass / mass.sum(axis=-1, keepdims=True))


def two_sided_p(likelihoods: Likelihoods, weights: Array, value: ArrayLike = 0.0) -> Array:
    """Return the two-sided p of "the coefficient equals this value" under the mixture.

    Parameters
    ----------
    likelihoods : Likelihoods
        Arrays of shape (..., g).
    weights : ndarray, shape (..., g)
        From ``posterior``.
    value : float or array, shape (...)
        On the working scale.

    Returns
    -------
    ndarray, shape (...)
        Twice the smaller tail, at most one.
    """
    return _fold(weights, *_tails(likelihoods, value))


def _tails(likelihoods: Likelihoods, value: ArrayLike = 0.0) -> tuple[Array, Array]:
    """Return the probability above and below a value under every noise model, each to full precision when small."""
    t = (likelihoods.b - np.asarray(value, dtype=np.float64)[..., None]) / likelihoods.se
    near = stdtr(likelihoods.nu, -np.abs(t))
    return np.where(t > 0, 1 - near, near), np.where(t > 0, near, 1 - near)


def _fold(weights: Array, above: Array, below: Array) -> Array:
    smaller = np.minimum((weights * above).sum(axis=-1), (weights * below).sum(axis=-1))
    return np.asarray(np.minimum(1.0, 2 * smaller))


def quantiles(likelihoods: Likelihoods, weights: Array, q: float) -> Array:
    """Return one quantile of the mixture for every series.

    Parameters
    ----------
    likelihoods : Likelihoods
        Arrays of shape (..., g).
    weights : ndarray, shape (..., g)
        From ``posterior``.
    q : float
        Between 0 and 1.

    Returns
    -------
    ndarray, shape (...)
        Working scale. Newton's method, kept within a bracket that halves whenever a step would leave it.
    """
    b, se, nu = likelihoods.b, likelihoods.se, likelihoods.nu
    height = weights / se * np.exp(gammaln((nu + 1) / 2) - gammaln(nu / 2)) / np.sqrt(nu * np.pi)
    ends = b + stdtrit(nu, q) * se
    low, high = ends.min(axis=-1), ends.max(axis=-1)  # a quantile of a mixture lies between those of its components
    x = (weights * ends).sum(axis=-1)
    near = _NEWTON_NEAR * se.min(axis=-1) + 4 * np.spacing(np.abs(x))
    for _ in range(_NEWTON_STEPS):
        t = (x[..., None] - b) / se
        excess = (weights * student_cdf(t, nu)).sum(axis=-1) - q
        density = (height * np.exp(-(nu + 1) / 2 * np.log1p(t**2 / nu))).sum(axis=-1)
        low, high = np.where(excess < 0, x, low), np.where(excess < 0, high, x)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = x - excess / density
        new = np.where((step >= low) & (step <= high), step, (low + high) / 2)
        if (np.abs(new - x) <= near).all():
            return np.asarray(new)
        x = new
    return np.asarray(x)
