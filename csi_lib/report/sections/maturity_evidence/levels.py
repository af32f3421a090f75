"""The level of each process by the answers and on evidence."""

from __future__ import annotations

import pandas as pd

from csi_lib.maturity.evidence import AttributeOnEvidence, OnEvidence
from csi_lib.maturity.ledger import LETTERS
from csi_lib.report.blocks import Blocks, Column, Table
from csi_lib.report.maturity.pairs import pair_chart
from csi_lib.study import Study

CAPPED = "answers, capped"  # no assessor looked: the level on evidence confirms nothing


def evidence_levels(study: Study) -> Blocks:
    """Show the level of each process by the answers and on evidence."""
    found = study.assessment.found
    if not found:
        return Blocks()
    highest = len(study.assessment.framework.levels) if study.assessment.framework else 6
    pairs = pd.DataFrame(
        [(item.title, item.opinion_level, item.level, item.level, _say_basis(item)) for item in found],
        columns=["name", "said", "low", "high", "basis"],
    ).astype({"said": "float", "low": "float", "high": "float"})
    scale = [str(level) for level in range(highest)]
    title = "Level by the answers and on evidence"
    picture = pair_chart(pairs, title, scale, "by the answers", "on evidence", "Level", CAPPED)
    columns = (
        Column("process", "Process"),
        Column("said", "Level by the answers", kind="number"),
        Column("shown", "Level on evidence", kind="number"),
        Column("basis", "Rests on"),
        Column("looked", "Attributes that assessors rated", kind="number"),
        Column("asked", "Attributes asked", kind="number"),
        Column("lower", "Lower on evidence"),
        Column("direct", "Records and data that count", kind="number"),
    )
    lines = tuple(
        {
            "process": item.title,
            "said": item.opinion_level,
            "shown": item.level,
            "basis": _say_basis(item),
            "looked": item.assessed,
            "asked": len(item.attributes),
            "lower": ", ".join(_say_step(one) for one in item.attributes if _is_apart(one, 1)),
            "direct": sum(piece.direct for piece in item.pieces),
        }
        for item in found
    )
    return Blocks([picture, Table("Processes by both ratings", columns, lines)])


def _say_basis(item: OnEvidence) -> str:
    return "assessors" if item.assessed else CAPPED


def _is_apart(item: AttributeOnEvidence, least: int) -> bool:
    if not item.opinion or not item.letter:
        return False
    return LETTERS.index(item.opinion) - LETTERS.index(item.letter) >= least


def _say_step(item: AttributeOnEvidence) -> str:
    return f"PA {item.attribute}: {item.opinion} → {item.letter}"
