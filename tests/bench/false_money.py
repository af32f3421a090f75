"""How often money is realised where nothing changed, and how far it is off where something did.

Run by hand: ``python -m tests.bench.false_money 300 1.0``: so many worlds of that true ratio. Months are drawn as those
of the generated client: 30, log values with an AR(1) of .3 and a spread of .10, a change after 15, 400 tickets a month.
Found with 200 worlds each: without an effect money was realised in 4 (2.0 %); with a true ratio of 0.8 in 112 (56 %),
its bounds held the truth in 106 of these (95 %), and the median of realised over true was 1.24: what is claimed is too
large on average.
"""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from csi_lib.kpi import load_catalogue
from csi_lib.register import Entry, Initiative, Register
from csi_lib.register.benefits import Benefit
from csi_lib.register.benefits.facts import Facts
from csi_lib.register.benefits.ledger import keep_ledger
from csi_lib.signals import Guard, judge_all
from csi_lib.study.judgement import make_intervention

MONTHS, LIVE, AS_OF = 30, dt.date(2025, 4, 1), dt.date(2026, 6, 30)
CASES, LEVEL, SPREAD, AR = 400, 40.0, 0.10, 0.3
KPI = load_catalogue()["mttr_resolve"]
ITEM = Initiative.model_validate(
    {"version": 1, "id": "it", "title": "It", "opportunity": "o", "source": "audit", "hypothesis": "h",
     "kpi": "mttr_resolve", "date": LIVE, "declared": "2025-03-01", "target": {"value": 30, "unit": "h"},
     "worthwhile": 0.1, "owner": "role", "status": "live", "aims": ["efficiency"], "guards": ["reopen_rate"]}
)  # fmt: skip
CLAIM = Benefit.model_validate(
    {"version": 1, "id": "b", "title": "b", "initiative": "it", "type": "efficiency", "counts_as": "avoided",
     "rests_on": "verdict", "unit_cost": 1, "per": "h", "part": 1}
)  # fmt: skip
WATCHED = (Guard("reopen_rate", "not worse", 0.0, -1.0, 1.0, "percentage points", "%", 0.9, 0.9, ""),)


@dataclass(frozen=True)
class Draw:
    """One world: was money realised, how much, within which bounds, and how much was true."""

    realised: bool
    money: float
    low: float
    high: float
    true: float


def draw_world(rng: np.random.Generator, ratio: float) -> Draw:
    """Draw the months of one world, judge the change and keep its ledger."""
    from dataclasses import replace

    noise = np.zeros(MONTHS)
    step = rng.standard_normal(MONTHS) * SPREAD * np.sqrt(1 - AR**2)
    noise[0] = rng.standard_normal() * SPREAD
    for month in range(1, MONTHS):
        noise[month] = AR * noise[month - 1] + step[month]
    starts = pd.date_range("2024-01-01", periods=MONTHS, freq="MS")
    after = starts >= pd.Timestamp(LIVE)
    value = LEVEL * np.exp(noise) * np.where(after, ratio, 1.0)
    plain: dict[str, Any] = {
        "kpi": KPI.id, "version": 1, "variant": "", "view": "throughput", "period_start": starts,
        "period_end": starts + pd.offsets.MonthBegin(1), "clock": "calendar", "value": value, "unit": "h",
        "numerator": value * CASES, "denominator": float(CASES), "n": CASES, "enough": True, "reason": "",
        "service": None,
    }  # fmt: skip
    measures = pd.concat([pd.DataFrame(plain | {"stat": stat}) for stat in ("value", "geomean")], ignore_index=True)
    verdict = replace(judge_all([make_intervention(ITEM)], measures, [KPI])[0], guards=WATCHED)
    facts = Facts(AS_OF, 0.0, 3, {ITEM.id: ITEM}, {KPI.id: KPI}, measures, {(ITEM.id, KPI.id): verdict})
    line = keep_ledger(Register((Entry(CLAIM),)), facts).lines[0]
    counted = value[after][1:] * CASES  # the first month is the transition
    found = line.realised
    return Draw(bool(line.months), found.base, found.low, found.high, float(counted.sum() * (1 / ratio - 1)))


def say(ratio: float, worlds: int, seed: int) -> str:
    """Say what many worlds of one true ratio came to."""
    rng = np.random.default_rng(seed)
    drawn = [draw_world(rng, ratio) for _ in range(worlds)]
    hits = [draw for draw in drawn if draw.realised]
    line = f"true ratio {ratio:g}: money realised in {len(hits)} of {worlds} ({100 * len(hits) / worlds:.1f} %)"
    if not hits or ratio == 1:
        return line
    held = sum(draw.low <= draw.true <= draw.high for draw in hits)
    over = float(np.median([draw.money / draw.true for draw in hits]))
    return f"{line}; its bounds hold the truth in {held} of {len(hits)}; median of realised over true {over:.2f}"


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    for true in [float(text) for text in sys.argv[2:]] or [1.0, 0.9, 0.8, 0.7]:
        print(say(true, count, 20260630 + round(100 * true)), flush=True)
