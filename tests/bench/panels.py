"""How often the intervals of a maturity rating hold the truth, and how wide they are: every cell, printed.

Run ``python -m tests.bench.panels``; it renews ``params/calibration/panels.csv``, which the report reads. For one
question every possible panel is gone through, so its coverage is exact; the rest is simulated. ``--panels 50`` is quick
and writes nothing.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import itertools
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from scipy.stats import norm

from csi_lib.stats.panels import Panel, climb_all, count_ticks, draw_attributes, find_interval
from csi_lib.stats.panels.levels import TICKS

FILE = Path(__file__).parents[2] / "params" / "calibration" / "panels.csv"
SHARES = np.array([0, 1 / 3, 2 / 3, 1])
PEOPLE = (3, 5, 8, 12)  # the cells of the aim; 1, 2 and 20 stand beside them
MORE_PEOPLE = (1, 2, *PEOPLE, 20)
TRUTHS = {
    "spread": (0.10, 0.25, 0.40, 0.25),
    "mostly F": (0.02, 0.05, 0.13, 0.80),
    "90 % F": (0.02, 0.03, 0.05, 0.90),
    "polarised": (0.45, 0.05, 0.05, 0.45),
    "mostly P": (0.10, 0.70, 0.15, 0.05),
    "mostly N": (0.80, 0.13, 0.05, 0.02),
    "F or nothing": (0.20, 0.00, 0.00, 0.80),
}
NAMED = tuple(TRUTHS)[:5]  # the two of the reference, 90 % F, a polarised panel and one more; two further ones beside
EFFECTS = (0.0, 0.3, 0.6, 1.0)  # correlation of one person's leaning from question to question
TEAMS = ((3, 6), (5, 8), (5, 20), (8, 10), (5, 5))
QUESTIONS, WIDE, PANELS, AIM = 5, 0.35, 600, 92
LEVELS = {  # what attributes 1.1, 2.1 and 2.2 are in truth, and the level that makes
    "level 0": (("mostly P", "mostly P", "mostly P"), 0),
    "level 1": (("spread", "spread", "mostly P"), 1),
    "level 2": (("90 % F", "spread", "spread"), 2),
}
EDGES = np.array([[50, -1, -1], [85, 50, 50]], dtype=np.int64) * TICKS
EDGES[EDGES < 0] = -1

Interval = Callable[[np.ndarray], tuple[float, float]]


@dataclass(frozen=True)
class Row:
    """One cell: coverage in percent with its standard error, and mean width in percentage points."""

    what: str
    method: str
    truth: str
    people: int
    questions: int
    effect: float
    team: int
    coverage: float
    error: float
    width: float
    panels: int


def find_mean(truth: str) -> float:
    """Return the share achieved if everybody answered."""
    return float(np.dot(TRUTHS[truth], SHARES))


def our_interval(answers: np.ndarray, team: int | None = None) -> tuple[float, float]:
    """Return the kit's interval of one attribute."""
    panel = Panel(answers.astype(np.int8), np.zeros(answers.shape[1], dtype=int), SHARES, team=team)
    return find_interval(draw_attributes(panel)[:, 0], panel.answers)


def fixed_dirichlet(strength: float) -> Interval:
    """Return the interval of a single Dirichlet prior on one question, for comparison."""

    def interval(answers: np.ndarray) -> tuple[float, float]:
        counts = np.bincount(answers.ravel(), minlength=4)
        drawn = np.random.default_rng(counts.tolist()).dirichlet(counts + strength, 4000) @ SHARES
        return tuple(np.quantile(drawn, [0.025, 0.975]))

    return interval


def bootstrap(answers: np.ndarray) -> tuple[float, float]:
    """Return the percentile interval of a bootstrap over respondents, for comparison."""
    own = SHARES[answers].mean(axis=1)
    rng = np.random.default_rng(np.sort(answers.sum(axis=1)).tolist())
    return tuple(np.quantile(rng.choice(own, (2000, len(own))).mean(axis=1), [0.025, 0.975]))


METHODS: dict[str, Interval] = {
    "mixture": our_interval,
    "Dirichlet(1/2)": fixed_dirichlet(0.5),
    "Dirichlet(1/4)": fixed_dirichlet(0.25),
    "bootstrap": bootstrap,
}


def list_panels(people: int) -> np.ndarray:
    """Return every way in which that many people can answer one question: counts per letter."""
    found = [item for item in itertools.product(range(people + 1), repeat=4) if sum(item) == people]
    return np.array(found)


def weigh_panels(counts: np.ndarray, truth: str) -> np.ndarray:
    """Return the probability of each panel under a truth (multinomial)."""
    shares = np.maximum(np.array(TRUTHS[truth]), 1e-300)
    ways = np.array([math.lgamma(row.sum() + 1) - sum(math.lgamma(item + 1) for item in row) for row in counts])
    return np.exp(ways + counts @ np.log(shares))


def measure_questions(methods: dict[str, Interval] = METHODS, people: tuple[int, ...] = MORE_PEOPLE) -> Iterator[Row]:
    """Go through every panel on one question."""
    for method, k in itertools.product(methods, people):
        if method != "mixture" and k not in PEOPLE:
            continue
        counts = list_panels(k)
        ends = np.array([methods[method](np.repeat(np.arange(4), row)[:, None]) for row in counts])
        for truth in TRUTHS:
            weight, mean = weigh_panels(counts, truth), find_mean(truth)
            held = (ends[:, 0] <= mean + 1e-12) & (ends[:, 1] >= mean - 1e-12)
            width = float(weight @ (ends[:, 1] - ends[:, 0]))
            yield Row("question", method, truth, k, 1, 0, 0, _percent(weight @ held), 0.0, _percent(width), 0)


def answer_alike(truths: list[str], people: int, effect: float, rng: np.random.Generator) -> np.ndarray:
    """Draw answers of people who lean one way throughout, more or less."""
    return answer_shares([np.array(TRUTHS[truth]) for truth in truths], people, effect, rng)


def answer_shares(shares: list[np.ndarray], people: int, effect: float, rng: np.random.Generator) -> np.ndarray:
    """Draw the same from the shares of the letters of each question."""
    leaning = rng.standard_normal((people, 1))
    drawn = norm.cdf(np.sqrt(effect) * leaning + np.sqrt(1 - effect) * rng.standard_normal((people, len(shares))))
    edges = [np.cumsum(row)[:3] for row in shares]
    return np.stack([np.searchsorted(edge, drawn[:, i]) for i, edge in enumerate(edges)], axis=1).astype(np.int8)


def simulate(row: Row, panels: int, one: Callable[[np.random.Generator], tuple[bool, float]]) -> Row:
    """Count how often the truth is held."""
    rng = np.random.default_rng(hash_text(repr(row)))
    found = np.array([one(rng) for _ in range(panels)], dtype=float)
    share = found[:, 0].mean()
    error = math.sqrt(max(share * (1 - share), 1 / panels) / panels)
    return Row(
        **{**row.__dict__, "coverage": _percent(share), "error": _percent(error), "width": _percent(found[:, 1].mean())}
    )


def hash_text(text: str) -> int:
    """Turn a text into a number that is the same in every process."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def measure_attributes(
    panels: int, people: tuple[int, ...] = MORE_PEOPLE[1:], truths: tuple[str, ...] = NAMED
) -> Iterator[Row]:
    """Simulate attributes of five questions that the same people answered, for every person effect."""
    for effect, truth, k in itertools.product(EFFECTS, (*truths, "mixed"), people):
        asked = list(NAMED) if truth == "mixed" else [truth] * QUESTIONS
        mean = float(np.mean([find_mean(name) for name in asked]))

        def one(rng: np.random.Generator, asked=asked, k=k, effect=effect, mean=mean) -> tuple[bool, float]:
            low, high = our_interval(answer_alike(asked, k, effect, rng))
            return low <= mean <= high, high - low

        yield simulate(Row("attribute", "mixture", truth, k, QUESTIONS, effect, 0, 0, 0, 0, panels), panels, one)


def measure_teams(panels: int) -> Iterator[Row]:
    """Simulate part of a team, or all of it, answering: the truth is what the whole team would say."""
    for (k, team), truth in itertools.product(TEAMS, NAMED):

        def one(rng: np.random.Generator, k=k, team=team, truth=truth) -> tuple[bool, float]:
            everybody = answer_alike([truth] * 3, team, 0.3, rng)
            low, high = our_interval(everybody[:k], team=team)
            mean = SHARES[everybody].mean()
            return low - 1e-9 <= mean <= high + 1e-9, high - low

        yield simulate(Row("team", "mixture", truth, k, 3, 0.3, team, 0, 0, 0, panels), panels, one)


def measure_stop(panels: int) -> Iterator[Row]:
    """Simulate interviews that end as soon as the interval is narrower than a band (3 at least, 12 at most)."""
    for truth in NAMED:

        def one(rng: np.random.Generator, truth=truth) -> tuple[bool, float]:
            answers = answer_alike([truth] * 3, 12, 0.3, rng)
            for k in range(3, 13):
                low, high = our_interval(answers[:k])
                if high - low <= WIDE:
                    break
            return low <= find_mean(truth) <= high, high - low

        yield simulate(Row("stop", "mixture", truth, 12, 3, 0.3, 0, 0, 0, 0, panels), panels, one)


def measure_levels(panels: int) -> Iterator[Row]:
    """Simulate the level: do the fewest levels that together have 95 % hold the true one? Width is their number."""
    for (name, (truths, level)), k in itertools.product(LEVELS.items(), PEOPLE):
        asked = [truths[0]] * 5 + [truths[1]] * 3 + [truths[2]] * 3
        blocks = np.array([0] * 5 + [1] * 3 + [2] * 3)

        def one(rng: np.random.Generator, asked=asked, blocks=blocks, k=k, level=level) -> tuple[bool, float]:
            panel = Panel(answer_alike(asked, k, 0.3, rng), blocks, SHARES)
            shares = climb_all(count_ticks(draw_attributes(panel)), EDGES).levels
            order = np.argsort(-shares)
            held = order[: int(np.searchsorted(np.cumsum(shares[order]), 0.95) + 1)]
            return level in held, len(held) / 100

        yield simulate(Row("level", "mixture", name, k, 11, 0.3, 0, 0, 0, 0, panels), panels, one)


def measure_gaps(panels: int) -> Iterator[Row]:
    """Simulate attributes of which everybody answers about half: the rest is not known, or not asked of that group."""
    for effect, truth, k in itertools.product((0.3, 1.0), NAMED, PEOPLE):

        def one(rng: np.random.Generator, truth=truth, k=k, effect=effect) -> tuple[bool, float]:
            answers = answer_alike([truth] * QUESTIONS, k, effect, rng)
            answers = np.where(rng.random(answers.shape) < 0.5, answers, -1)
            answers[0, 0] = max(answers[0, 0], 0) if (answers < 0).all() else answers[0, 0]
            low, high = our_interval(answers[:, (answers >= 0).any(axis=0)])
            return low <= find_mean(truth) <= high, high - low

        yield simulate(Row("gaps", "mixture", truth, k, QUESTIONS, effect, 0, 0, 0, 0, panels), panels, one)


def measure_said(panels: int) -> Iterator[Row]:
    """Simulate truths of all kinds and see whether levels that are said to have p % are true p times of 100.

    ``truth`` holds the tenth in which the probability lies, ``width`` the mean of what was said, ``panels`` how often.
    """
    rng = np.random.default_rng(hash_text("said"))
    said: list[float] = []
    held: list[bool] = []
    blocks = np.array([0] * 5 + [1] * 3 + [2] * 3)
    for _ in range(5 * panels):
        shares = [rng.dirichlet(8 * np.array(TRUTHS[name]) + 0.3) for name in rng.choice(list(TRUTHS), 3)]
        answers = answer_shares([shares[block] for block in blocks], int(rng.choice(PEOPLE)), 0.3, rng)
        drawn = draw_attributes(Panel(answers, blocks, SHARES))
        level = climb_all(count_ticks(np.array([[float(row @ SHARES) for row in shares]])), EDGES).levels.argmax()
        said += climb_all(count_ticks(drawn), EDGES).levels.tolist()
        held += [place == level for place in range(len(EDGES) + 1)]
    tenth = np.minimum((np.array(said) * 10).astype(int), 9)
    for place in range(10):
        own, right = np.array(said)[tenth == place], np.array(held)[tenth == place]
        error = math.sqrt(max(right.mean() * (1 - right.mean()), 1 / len(own)) / len(own))
        cell = (_percent(right.mean()), _percent(error), _percent(own.mean()), len(own))
        yield Row("said", "mixture", f"{10 * place} to {10 * place + 10} %", 0, 11, 0.3, 0, *cell)


def measure_bootstrap(panels: int) -> Iterator[Row]:
    """Simulate the bootstrap over respondents where it is let in, on the same attributes."""
    for truth in NAMED:

        def one(rng: np.random.Generator, truth=truth) -> tuple[bool, float]:
            low, high = bootstrap(answer_alike([truth] * QUESTIONS, 20, 0.3, rng))
            return low <= find_mean(truth) <= high, high - low

        yield simulate(Row("attribute", "bootstrap", truth, 20, QUESTIONS, 0.3, 0, 0, 0, 0, panels), panels, one)


def _percent(share: float) -> float:
    return round(100 * float(share), 1)


def run_all(panels: int) -> list[Row]:
    """Measure every cell, printing each as it is done."""
    simulated = (
        measure_attributes,
        measure_gaps,
        measure_bootstrap,
        measure_teams,
        measure_stop,
        measure_levels,
        measure_said,
    )
    rows = []
    for row in itertools.chain(measure_questions(), *(part(panels) for part in simulated)):
        print(say(row), flush=True)
        rows.append(row)
    return rows


def say(row: Row) -> str:
    """Put a cell into one line."""
    where = f"{row.what:9} {row.method:14} {row.truth:12} k={row.people:<2} questions={row.questions:<2}"
    held = f"{row.coverage:5.1f} % ±{row.error:.1f} width {row.width}"
    return f"{where} effect={row.effect} team={row.team or '-':<3} {held}"


def read_rows(path: Path = FILE) -> list[dict[str, str]]:
    """Read the stored table."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main(words: list[str] | None = None) -> int:
    """Print every cell and what stays below the aim; 1 when a cell of the aim does, beyond the noise of simulation."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.panels", description=__doc__)
    parser.add_argument("--panels", type=int, default=0, help="simulated panels a cell; given, nothing is written")
    given = parser.parse_args(words)
    rows = run_all(given.panels or PANELS)
    low = [row for row in rows if row.method == "mixture" and row.what != "said" and row.coverage < AIM]
    print(f"{len(rows)} cells; below {AIM} %: {len(low)}")
    print("\n".join(say(row) for row in low))
    if not given.panels:
        with FILE.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([field.name for field in fields(Row)])
            writer.writerows(astuple(row) for row in rows)
    return (
        1
        if any(row.coverage + 3 * row.error < AIM and row.truth in NAMED and row.people in PEOPLE for row in low)
        else 0
    )


if __name__ == "__main__":
    sys.exit(main())
