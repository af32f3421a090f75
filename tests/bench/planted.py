"""Let the kit find what was planted, and nothing else: generated clients, their verdicts against the truths.

Run by ``make planted`` (20 clients) or ``make planted CLIENTS=200``. The seeds were fixed before any verdict was looked
at; they are never chosen by result.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import yaml

FIRST_SEED = 1001
CLAIMS = ("improved", "worse")
VERDICTS = (*CLAIMS, "no clear change", "not enough evidence")
LEAST_FOUND, LEAST_COVERED, MOST_FALSE = 0.70, 0.95, 0.05  # shares; each may miss by two standard errors


@dataclass(frozen=True)
class Finding:
    """What the kit said of one initiative of one generated client, and what is true."""

    seed: int
    initiative: str
    verdict: str
    truth: float
    lo: float | None
    hi: float | None
    effect: float | None
    p: float | None
    other_claims: tuple[str, ...]  # trends claimed on total series, none of which was planted


def examine(seed: int) -> list[Finding]:
    """Generate one client, open it as an analyst would, and collect the verdicts."""
    from csi_lib.demo import generate
    from csi_lib.study import gather

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder, seed=seed)
        study = gather(folder / "params" / "engagements" / "demo.yml")
        truths = yaml.safe_load((folder / "data" / "demo" / "planted.yml").read_text(encoding="utf-8"))["initiatives"]
    total = study.signals[study.signals[["service", "priority", "team"]].isna().all(axis=1)]
    others = tuple(f"{row.kpi} {row.trend}" for row in total.itertuples() if row.trend in CLAIMS)
    return [
        Finding(
            seed, item.intervention, item.verdict, truths[item.intervention]["true_ratio"],
            item.lo, item.hi, item.effect, item.p, others,
        )
        for item in study.verdicts
    ]  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Print every verdict, the table of verdict by truth, and whether each promise holds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--clients", type=int, default=20, help="how many seeds, from 1001 on (default: %(default)s)")
    count = parser.parse_args(argv).clients
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        findings = [item for found in pool.map(examine, range(FIRST_SEED, FIRST_SEED + count)) for item in found]
    names = list(dict.fromkeys(item.initiative for item in findings))
    for name in names:
        print(f"\n{name}")
        for item in (item for item in findings if item.initiative == name):
            print(f"  seed {item.seed}: {item.verdict:20s} true {item.truth:.2f} {say_effect(item)}")
    print(f"\n{'verdict by truth, ' + str(count) + ' clients':34s}" + "".join(f"{word:>22s}" for word in VERDICTS))
    for name in names:
        print(f"{name + f' (true {_truth(findings, name):.2f})':34s}" + "".join(say_share(findings, name)))
    held = [check_found(findings), *(check_false(findings, name) for name in names if _truth(findings, name) == 1.0)]
    held.append(check_too_late(findings))
    others = Counter(claim for item in findings if item.initiative == names[0] for claim in item.other_claims)
    print(f"\nTrends claimed on totals, over {count} clients: {dict(others) or 'none'}")
    return 0 if all(held) else 1


def say_share(findings: list[Finding], name: str) -> list[str]:
    """Say for each verdict how often it was given on one initiative."""
    given = Counter(item.verdict for item in findings if item.initiative == name)
    return [f"{given[word]:>13d} = {given[word] / given.total():5.1%} " for word in VERDICTS]


def say_effect(item: Finding) -> str:
    """Say effect, interval and p; nothing where there was not enough evidence to estimate one."""
    if item.effect is None or item.lo is None or item.hi is None or item.p is None:
        return ""
    return f"effect {item.effect:.3f} [{item.lo:.3f}, {item.hi:.3f}] p {item.p:.4f}"


def check_found(findings: list[Finding]) -> bool:
    """Print and tell whether the true improvement is found often enough, never called worse, and covered."""
    found = [item for item in findings if item.truth == 0.75]
    improved = sum(item.verdict == "improved" for item in found)
    worse = sum(item.verdict == "worse" for item in found)
    covered = sum(_covers(item) for item in found)
    print(f"\nTrue -25 %: improved {improved}, worse {worse}, covered {covered} of {len(found)}")
    count = len(found)
    return (
        worse == 0
        and improved >= count * LEAST_FOUND - _slack(LEAST_FOUND, count)
        and covered >= count * LEAST_COVERED - _slack(LEAST_COVERED, count)
    )


def check_false(findings: list[Finding], name: str) -> bool:
    """Print and tell whether an initiative without effect is claimed rarely enough."""
    found = [item for item in findings if item.initiative == name]
    claims, covered = sum(item.verdict in CLAIMS for item in found), sum(_covers(item) for item in found)
    print(f"No effect, {name}: {claims} false claims, covered {covered} of {len(found)}")
    return claims <= len(found) * MOST_FALSE + _slack(MOST_FALSE, len(found))


def check_too_late(findings: list[Finding]) -> bool:
    """Print and tell whether nothing is claimed of the initiative that came too late."""
    found = [item for item in findings if item.truth == 0.80]
    claims = sum(item.verdict in CLAIMS for item in found)
    print(f"Too late to tell: {claims} claims of {len(found)}")
    return claims == 0


def _covers(item: Finding) -> bool:
    return item.lo is not None and item.hi is not None and item.lo <= item.truth <= item.hi


def _slack(share: float, count: int) -> float:
    """Return two standard errors of a binomial count."""
    return 2 * float((count * share * (1 - share)) ** 0.5)


def _truth(findings: list[Finding], name: str) -> float:
    return next(item.truth for item in findings if item.initiative == name)


if __name__ == "__main__":
    sys.exit(main())
