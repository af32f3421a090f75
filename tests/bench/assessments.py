"""Score 500 respondents on 30 processes and say how sure each level is, against a plain loop over respondents.

Run by ``make bench``. The rival does the same job in plain Python: exact sums respondent by respondent, then draw by
draw a weight for every respondent, every answer added up, and the ladder climbed. Its percents have to be the same to
the last digit and its intervals the same but for the luck of the draw, or nothing is timed. It takes an hour for 4,000
draws, so it makes a few and its time is scaled; the kit makes all of them, and a bootstrap beside. A second rival loops
over respondents but draws all weights of one at once with numpy; it is told for comparison and is no bar.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from csi_lib.maturity import Framework, Process, Sheet, find_level, list_replies, load_framework, load_questions
from csi_lib.maturity.answers import Answer
from csi_lib.maturity.chance import Confidence, estimate_confidence
from csi_lib.maturity.framework import band
from csi_lib.maturity.methods import Counts
from csi_lib.maturity.rating import Rating
from csi_lib.maturity.scoring import rate_counted
from csi_lib.stats.panels import COMPONENTS, DRAWS, count_looks, estimate_likeness, weigh_components

LEAST = 10.0
CHECKED = 400  # draws of the rival on one process, to see that its intervals are the kit's
GROUPS = ("users", "agents", "staff", "stakeholders", "managers")
SHARES = {"N": 0.05, "P": 0.2, "L": 0.35, "F": 0.35, "DK": 0.05}


def make_sheets(processes: Sequence[Process], respondents: int, seed: int = 1) -> list[Sheet]:
    """Draw the answers of that many people, each asked what their group is asked."""
    rng = np.random.default_rng(seed)
    replies = {word: Answer(answer=word) for word in SHARES}
    words, chances = list(SHARES), list(SHARES.values())
    sheets = []
    for number in range(respondents):
        group = GROUPS[number % len(GROUPS)]
        asked = [item.id for process in processes for item in process.questions if group in item.groups]
        drawn = rng.choice(len(words), size=len(asked), p=chances)
        answers = {name: replies[words[place]] for name, place in zip(asked, drawn, strict=True)}
        sheet = {"version": 1, "respondent": f"r{number:03}", "group": group, "role": "any", "date": None}
        sheets.append(Sheet.model_construct(**sheet, processes=[], answers=answers))
    return sheets


def assess_all(
    sheets: list[Sheet], processes: Sequence[Process], framework: Framework
) -> tuple[tuple[Rating, ...], tuple[Confidence, ...]]:
    """Do the job as the kit does it."""
    counts = Counts(list_replies(sheets, processes))
    ratings = rate_counted(counts, processes, framework)
    return ratings, estimate_confidence(counts.replies, processes, framework, ratings)


# --- the rival --------------------------------------------------------------------------------------------------


@dataclass
class Loop:
    """The same job, respondent by respondent."""

    sheets: list[Sheet]
    framework: Framework

    def score(self, process: Process) -> dict[str, Fraction]:
        """Average the questions over the respondents, and the attributes over their questions."""
        scores: dict[str, list[Fraction]] = {}
        for question in process.rated:
            total, people = Fraction(0), 0
            for sheet in self.sheets:
                reply = sheet.answers.get(question.id)
                if reply is not None and reply.answer in self.framework.answers:
                    total += self.framework.answers[reply.answer]
                    people += 1
            if people:
                scores.setdefault(str(question.attribute), []).append(total * 100 / people)
        percents = {name: sum(found, Fraction(0)) / len(found) for name, found in scores.items()}
        find_level({name: band(percent, self.framework) for name, percent in percents.items()}, self.framework)
        return percents

    def draw(self, process: Process, draws: int, seed: int = 1) -> dict[str, list[float]]:
        """Draw what each attribute would be worth if everybody had answered."""
        rng = random.Random(seed)
        shares = {name: float(share) for name, share in self.framework.answers.items()}
        attributes = {item.id: str(item.attribute) for item in process.rated}
        prior = {name: self._find_prior(process, name) for name in sorted(set(attributes.values()))}
        found: dict[str, list[float]] = {name: [] for name in prior}
        for _ in range(draws):
            sums, masses = dict.fromkeys(attributes, 0.0), dict.fromkeys(attributes, 0.0)
            for sheet in self.sheets:
                weight = rng.expovariate(1.0)
                for question in attributes:
                    reply = sheet.answers.get(question)
                    if reply is not None and reply.answer in shares:
                        sums[question] += weight * shares[reply.answer]
                        masses[question] += weight
            for name, (chances, looks) in prior.items():
                chosen = COMPONENTS[rng.choices(range(len(COMPONENTS)), chances)[0]]
                made_up = [rng.gammavariate(worth / looks, 1.0) for worth in chosen]
                extra = sum(one * share for one, share in zip(made_up, sorted(shares.values()), strict=True))
                own = [item for item, attribute in attributes.items() if attribute == name and masses[item]]
                scores = [(sums[item] + extra) / (masses[item] + sum(made_up)) for item in own]
                found[name].append(100 * sum(scores) / len(scores))
            exact = {name: Fraction(round(values[-1] * 1e9), 10**9) for name, values in found.items()}
            find_level({name: band(percent, self.framework) for name, percent in exact.items()}, self.framework)
        return found

    def draw_wide(self, process: Process, draws: int) -> dict[str, np.ndarray]:
        """Draw the same, respondent by respondent, but all draws of one at once."""
        rng = np.random.default_rng(1)
        shares = {name: float(share) for name, share in self.framework.answers.items()}
        attributes = {item.id: str(item.attribute) for item in process.rated}
        sums, masses = ({name: np.zeros(draws) for name in attributes} for _ in range(2))
        for sheet in self.sheets:
            weight = rng.standard_exponential(draws)
            for question in attributes:
                reply = sheet.answers.get(question)
                if reply is not None and reply.answer in shares:
                    sums[question] += weight * shares[reply.answer]
                    masses[question] += weight
        found = {}
        for name in sorted(set(attributes.values())):
            chances, looks = self._find_prior(process, name)
            made_up = rng.standard_gamma(COMPONENTS[rng.choice(len(COMPONENTS), size=draws, p=chances)] / looks)
            extra, mass = made_up @ np.array(sorted(shares.values())), made_up.sum(axis=1)
            own = [item for item, attribute in attributes.items() if attribute == name and masses[item].any()]
            found[name] = 100 * np.mean([(sums[item] + extra) / (masses[item] + mass) for item in own], axis=0)
        return found

    def _find_prior(self, process: Process, attribute: str) -> tuple[list[float], float]:
        order = sorted(self.framework.answers, key=lambda name: self.framework.answers[name])
        asked = [item.id for item in process.rated if item.attribute == attribute]
        rows = []
        for sheet in self.sheets:
            given = [sheet.answers[name].answer if name in sheet.answers else "" for name in asked]
            rows.append([float(self.framework.answers[word]) if word in order else np.nan for word in given])
        values = np.array(rows)
        looks = count_looks(~np.isnan(values), estimate_likeness(values))
        counts = [np.isclose(values, float(self.framework.answers[name])).sum() / len(asked) for name in order]
        return weigh_components(np.array(counts) * looks).tolist(), looks


def check_same(sheets: list[Sheet], processes: Sequence[Process], framework: Framework) -> None:
    """Stop where the rival and the kit do not say the same."""
    ratings, confidence = assess_all(sheets, processes, framework)
    loop = Loop(sheets, framework)
    for process, rating in zip(processes, ratings, strict=True):
        theirs = loop.score(process)
        ours = {item.attribute: item.percent for item in rating.attributes if item.percent is not None}
        assert ours == theirs, f"{process.process}: other percents"
    drawn = loop.draw(processes[0], CHECKED)
    for item in confidence[0].attributes:
        low, high = np.quantile(drawn[item.attribute], [0.02, 0.98])
        assert abs(low - item.low) < 1.5 and abs(high - item.high) < 1.5, f"PA {item.attribute}: another interval"


def compare(respondents: int, count: int, rounds: int, draws: int) -> float:
    """Time both in turns and print seconds and their ratio."""
    framework = load_framework()
    processes = [item for item in load_questions() if item.rated][:count]
    sheets = make_sheets(processes, respondents)
    answers = sum(len(sheet.answers) for sheet in sheets)
    print(f"{respondents} respondents x {len(processes)} processes, {answers:,} answers, {DRAWS:,} draws")
    check_same(sheets, processes, framework)
    print("same percents to the last digit, same intervals but for the draw")
    loop = Loop(sheets, framework)
    jobs: dict[str, Callable[[], object]] = {
        "kit": lambda: assess_all(sheets, processes, framework),
        "score": lambda: [loop.score(process) for process in processes],
        "draw": lambda: [loop.draw(process, draws) for process in processes],
        "wide": lambda: [loop.draw_wide(process, DRAWS) for process in processes],
    }
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            seconds[name].append(time.perf_counter() - start)
    took = {name: statistics.median(found) for name, found in seconds.items()}
    plain = took["score"] + took["draw"] * DRAWS / draws
    wide = took["score"] + took["wide"]
    ratio = plain / took["kit"]
    print(f"kit {took['kit']:.1f} s, bootstrap over respondents included")
    print(f"plain loop {plain:.0f} s (scores {took['score']:.1f} s; {draws} draws of {DRAWS:,} timed)")
    print(f"ratio {ratio:.1f} (at least {LEAST:g})")
    print(f"loop over respondents with numpy over draws {wide:.1f} s, ratio {wide / took['kit']:.1f} (no bar)")
    return ratio


def main(words: Sequence[str] | None = None) -> int:
    """Compare and print; 1 when the ratio is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.assessments", description=__doc__)
    parser.add_argument("--respondents", type=int, default=500)
    parser.add_argument("--processes", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--draws", type=int, default=4, help="draws of the rival that are timed")
    given = parser.parse_args(words)
    return 0 if compare(given.respondents, given.processes, given.rounds, given.draws) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
