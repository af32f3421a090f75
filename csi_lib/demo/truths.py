"""The truths file: what was planted, for tests only; no report ever reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import yaml

from csi_lib.demo.dirt import BACKDATED_SERVICES
from csi_lib.demo.effects import MONTH_RHO, MONTH_SD, TRUTHS, Truth, draw_month_effects
from csi_lib.demo.panel import CONTRADICTED, IMPROVED, RESPONDENTS, REWORDED, ROUNDS, SPLIT, SPLIT_PROCESS, STATES
from csi_lib.demo.records import Drawn
from csi_lib.demo.season import end_of_data
from csi_lib.demo.world import HUGE_CATEGORY, SERVICES, TEAMS

FILE = "planted.yml"
_HEAD = "# What is true in this engagement. For tests: the kit never reads it.\n"


def write_truths(folder: Path, seed: int, drawn: Drawn, dirt: dict[str, dict[str, int]], rows: dict[Path, int]) -> Path:
    """Write the planted truths, the counts of dirt and the counts a correct reader must find.

    Returns
    -------
    Path
        The file.
    """
    truths: dict[str, Any] = {
        "version": 1,
        "seed": seed,
        "initiatives": {truth.initiative: _tell_truth(truth) for truth in TRUTHS},
        "month_effects": {"log_sd": MONTH_SD, "ar1": MONTH_RHO, "services": _tell_months(seed)},
        "assessment": _tell_assessment(),
        "dirt": {"added_rows": dirt, **_tell_marks(drawn)},
        "counts": _count_tickets(drawn),
        "rows": {path.name: count for path, count in rows.items()},
        "services": [item.name for item in SERVICES],
        "teams": list(TEAMS),
    }
    path = folder / FILE
    text = _HEAD + yaml.safe_dump(truths, allow_unicode=True, sort_keys=False, width=120)
    path.write_bytes(text.encode("utf-8"))
    return path


def _tell_truth(truth: Truth) -> dict[str, Any]:
    return {
        "kpi": "mttr_resolve",
        "where": {"service": SERVICES[truth.service].name},
        "date": truth.date,
        "true_ratio": truth.ratio,
        "log_slope_per_month": truth.slope,
        "expected": list(truth.expected),
    }


def _tell_assessment() -> dict[str, Any]:
    return {
        "rounds": {number: day for number, day in ROUNDS.items()},
        "improved": [IMPROVED],
        "points_gained": STATES[IMPROVED].gain,
        "steady": [name for name in STATES if name != IMPROVED],
        "left": [person.name for person in RESPONDENTS if 2 not in person.rounds],
        "joined": [person.name for person in RESPONDENTS if 1 not in person.rounds],
        "reworded": list(REWORDED),
        "contradicted": {"question": CONTRADICTED, "answers": "F", "kpi": "sla_compliance", "implied": "P"},
        "split": {"process": SPLIT_PROCESS, "groups": dict(SPLIT)},
    }


def _tell_months(seed: int) -> dict[str, list[float]]:
    effects = draw_month_effects(seed)
    return {item.name: [round(float(value), 6) for value in row] for item, row in zip(SERVICES, effects, strict=True)}


def _tell_marks(drawn: Drawn) -> dict[str, Any]:
    tickets = drawn.tickets
    odd = tickets["odd_state"][tickets["odd_state"] != ""].value_counts()
    return {
        "resolved_before_opened": int((tickets["backdated_hours"] > 0).sum()),
        "resolved_before_opened_services": [SERVICES[place].name for place in BACKDATED_SERVICES],
        "unknown_states": {str(name): int(count) for name, count in sorted(odd.items())},
        "huge_category_tickets": int((tickets["category"] == HUGE_CATEGORY).sum()),
    }


def _count_tickets(drawn: Drawn) -> dict[str, int]:
    tickets = drawn.tickets
    unresolved = ~tickets["cancelled"] & (tickets["resolved"] > end_of_data())
    cancelled = tickets["cancelled"] & (tickets["closed"] <= end_of_data())
    return {
        "tickets": len(tickets),
        "incidents": int(np.sum(tickets["incident"])),
        "requests": int(np.sum(~tickets["incident"])),
        "cancelled": int(cancelled.sum()),
        "open_at_end": int((unresolved | (tickets["cancelled"] & ~cancelled)).sum()),
        "changes": len(drawn.changes),
        "problems": len(drawn.problems),
    }
