"""How far two assessors agreed."""

from __future__ import annotations

from typing import Any

from csi_lib.maturity.evidence import pair_assessors
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.study import Study


def assessors(study: Study) -> Blocks:
    """Show how far two assessors agreed, before and after they talked it over."""
    framework = study.assessment.framework
    pairs = pair_assessors(study.assessment.findings, framework) if framework else ()
    if not pairs:
        body = "No two assessors rated the same attribute or question, so nothing can be said of their agreement."
        return Blocks([Text(body, role="note")] if study.assessment.found else [])
    columns = (
        Column("pair", "Assessors"),
        Column("stage", "When"),
        Column("n", "Rated by both", kind="number"),
        Column("alike", "Same letter", kind="number"),
        Column("linear", "Kappa, linear weights", kind="number"),
        Column("quadratic", "Kappa, quadratic weights", kind="number"),
    )
    lines: list[dict[str, Any]] = []
    for pair in pairs:
        kappas = {name: pair.kappa(name, framework).value for name in ("linear", "quadratic")} if framework else {}
        lines.append(
            {
                "pair": f"{pair.one} and {pair.other}",
                "stage": "before they talked" if pair.stage == "own" else "after they talked",
                "n": len(pair.letters),
                "alike": pair.alike,
                **kappas,
            }
        )
    note = (
        "Kappa is 1 where both agree on everything and 0 where they agree as often as chance would have it; empty "
        "where chance alone would agree fully. The weights say what a near miss counts: quadratic ones forgive it most."
    )
    return Blocks([Table("Agreement of the assessors", columns, tuple(lines), note=note)])
