"""How a KPI of each kind comes about: from a course on its working scale and noise, to the numbers a client has.

Continuous kinds are Gaussian on their working scale. Proportions are beta-binomial and counts Poisson or negative
binomial in every period; their memory comes through Gaussian copulas, one for the underlying level and one for the
drawing of cases, both with the noise of the cell.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrik, betaincinv, gammaincinv, ndtr, pdtrik

from csi_lib.stats import Sample

Array = NDArray[np.float64]

PLAIN_LEVEL, PLAIN_SD = 100.0, 15.0
CASES = (40, 160)  # denominators of a share, drawn anew for every period
SPREAD = 0.01  # correlation of two cases of one period (beta-binomial)
EXPOSURE = (0.8, 1.2)  # the length over which a count runs, drifting from the first to the last period


class Process(ABC):
    """A KPI kind with its level and spread.

    ``case`` says which of several processes of one kind it is; empty where there is one.
    """

    kind: str
    case: str
    none: float = 0.0  # the effect that is none
    copulas: int = 1

    @property
    @abstractmethod
    def start(self) -> float:
        """Level on the working scale."""

    @property
    @abstractmethod
    def sd(self) -> float:
        """Standard deviation of the noise on the working scale."""

    @abstractmethod
    def move(self, effect: float) -> float:
        """Return by how much an effect, in its unit, moves the working scale."""

    def find(self, effect: float, level: Array) -> Array:
        """Return the working coefficient that stands for an effect at a midpoint level."""
        return np.full(level.shape, self.move(effect))

    @abstractmethod
    def draw(self, rng: np.random.Generator, course: Array, noise: list[Array]) -> Sample:
        """Draw the numbers a client has, shape of ``course``, working scale."""


@dataclass(frozen=True)
class Plain(Process):
    """Scores: Gaussian, level 100, standard deviation 15; effects are added."""

    kind: str = "score"
    case: str = ""

    @property
    def start(self) -> float:
        return PLAIN_LEVEL

    @property
    def sd(self) -> float:
        return PLAIN_SD

    def move(self, effect: float) -> float:
        return effect

    def draw(self, rng: np.random.Generator, course: Array, noise: list[Array]) -> Sample:
        return Sample.of(course + PLAIN_SD * noise[0])


@dataclass(frozen=True)
class Stock(Process):
    """Open tickets: whole numbers around 200, lognormal with a spread of 15 percent; effects are added."""

    kind: str = "stock"
    case: str = "skewed, whole numbers"

    @property
    def start(self) -> float:
        return 200.0

    @property
    def sd(self) -> float:
        return 30.0

    def move(self, effect: float) -> float:
        return effect

    def draw(self, rng: np.random.Generator, course: Array, noise: list[Array]) -> Sample:
        return Sample.of(np.maximum(np.round(course + 200 * (np.exp(0.15 * noise[0]) - np.exp(0.15**2 / 2))), 0))


@dataclass(frozen=True)
class Nps(Process):
    """A promoter score of 30 that rests on 50 answers, so that it moves in steps of 2; effects are added."""

    kind: str = "nps"
    case: str = "50 answers"

    @property
    def start(self) -> float:
        return 30.0

    @property
    def sd(self) -> float:
        return 12.0

    def move(self, effect: float) -> float:
        return effect

    def draw(self, rng: np.random.Generator, course: Array, noise: list[Array]) -> Sample:
        return Sample.of(np.clip(2 * np.round((course + 12 * noise[0]) / 2), -100, 100))


@dataclass(frozen=True)
class Availability(Process):
    """100 percent less a lognormal downtime of .5 percent: skewed, as availability is; effects are added."""

    kind: str = "availability"
    case: str = "skewed"

    @property
    def start(self) -> float:
        return 0.0

    @property
    def sd(self) -> float:
        return 0.27

    def move(self, effect: float) -> float:
        return effect

    def draw(self, rng: np.random.Generator, course: Array, noise: list[Array]) -> Sample:
        return Sample.of(100 - 0.5 * np.exp(0.5 * noise[0]) + course)


@dataclass(frozen=True)
class Lognormal(Process):
    """Durations and money: lognormal; effects are ratios."""

    kind: str
    sigma: float
    case: str = ""
    none: float = 1.0

    @property
    def start(self) -> float:
        return float(np.log(PLAIN_LEVEL))

    @property
    def sd(self) -> float:
        return self.sigma

    def move(self, effect: float) -> float:
        return float(np.log(effect))

    def draw(self, rng: np.random.Generator, course: Array, noise: list[Array]) -> Sample:
        return Sample.of(np.exp(course + self.sigma * noise[0]))


@dataclass(frozen=True)
class Share(Process):
    """Proportions: beta-binomial with changing denominators; effects are percentage points."""

    level: float
    kind: str = "proportion"
    copulas: int = 2

    @property
    def case(self) -> str:  # type: ignore[override]
        return f"{100 * self.level:g} %"

    @property
    def start(self) -> float:
        return float(np.arcsin(np.sqrt(self.level)))

    @property
    def sd(self) -> float:
        cases = sum(CASES) / 2
        return float(np.sqrt((1 + (cases - 1) * SPREAD) / cases) / 2)

    def move(self, effect: float) -> float:
        return float(np.arcsin(np.sqrt(self.level + effect / 100))) - self.start

    def find(self, effect: float, level: Array) -> Array:
        ratio = effect / 100 / np.sin(2 * np.clip(level, 0, np.pi / 2))
        return np.arcsin(np.clip(ratio, -1, 1))

    def draw(self, rng: np.random.Generator, course: Array, noise: list[Array]) -> Sample:
        mean = np.sin(np.clip(course, 0.05, np.pi / 2 - 0.05)) ** 2
        size = 1 / SPREAD - 1
        chance = betaincinv(mean * size, (1 - mean) * size, ndtr(noise[0]))
        of = rng.integers(CASES[0], CASES[1] + 1, course.shape).astype(np.float64)
        met = np.clip(np.ceil(bdtrik(ndtr(noise[1]), of, np.clip(chance, 1e-12, 1 - 1e-12))), 0, of)
        return Sample.of(100 * met / of, numerator=met, denominator=of)


@dataclass(frozen=True)
class Count(Process):
    """Counts: Poisson, or negative binomial with a variance of some times the mean; effects are rate ratios."""

    mean: float
    times: int = 1
    kind: str = "count"
    none: float = 1.0
    copulas: int = 2

    @property
    def case(self) -> str:  # type: ignore[override]
        return f"mean {self.mean:g}, variance {self.times} x mean"

    @property
    def start(self) -> float:
        return float(2 * np.sqrt(self.mean))

    @property
    def sd(self) -> float:
        return float(np.sqrt(self.times))

    def move(self, effect: float) -> float:
        return self.start * (float(np.sqrt(effect)) - 1)

    def find(self, effect: float, level: Array) -> Array:
        root = np.sqrt(effect)
        return 2 * level * (root - 1) / (root + 1)

    def draw(self, rng: np.random.Generator, course: Array, noise: list[Array]) -> Sample:
        exposure = np.linspace(*EXPOSURE, course.shape[-1])
        mean = np.maximum(course / 2, 0.3) ** 2 * exposure
        if self.times > 1:
            mean = gammaincinv(mean / (self.times - 1), ndtr(noise[0])) * (self.times - 1)
        cases = np.maximum(np.ceil(pdtrik(ndtr(noise[1]), np.maximum(mean, 1e-9))), 0)
        return Sample.of(cases, exposure=np.broadcast_to(exposure, course.shape))


PROCESSES: dict[str, Process] = {
    "score": Plain(),
    "stock": Stock(),
    "nps": Nps(),
    "availability": Availability(),
    "duration": Lognormal("duration", 0.3),
    "money": Lognormal("money", 0.8),
    "share 30": Share(0.30),
    "share 5": Share(0.05),
    "share 95": Share(0.95),
    "count 20": Count(20),
    "count 20 wide": Count(20, 3),
    "count 4": Count(4),
    "count 4 wide": Count(4, 3),
}
