"""How far two assessors agreed."""

from __future__ import annotations

from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.study import Study


def assessors(study: Study) -> Blocks:
    """Show how far two assessors agreed, before and after they talked it over."""
    pairs = study.assessment.assessors
    if not pairs:
        body = "No two assessors rated the same attribute or question, so nothing can be said of their agreement."
        return Blocks([Text(body, role="note")] if study.assessment.found else [])
    columns = (
        Column("pair", "Assessors"),
        Column("stage", "When"),
        Column("n", "Rated by both", kind="number"),
        Column("alike", "Same letter", unit="%", kind="number"),
        Column("none", "Kappa without weights", kind="number"),
        Column("linear", "Kappa, linear weights", kind="number"),
        Column("quadratic", "Kappa, quadratic weights", kind="number"),
        Column("single", "ICC(2,1)", kind="number"),
        Column("consistent", "ICC(3,1)", kind="number"),
    )
    lines = []
    for pair in pairs:
        plain = pair.kappas[0].plain
        lines.append(
            {
                "pair": f"{pair.one} and {pair.other}",
                "stage": "before they talked" if pair.stage == "own" else "after they talked",
                "n": pair.kappas[0].units,
                "alike": None if plain is None else 100 * plain,
                **{item.weights: None if item.value is None else round(item.value, 3) for item in pair.kappas},
                "single": pair.icc.single,
                "consistent": pair.icc.consistent,
            }
        )
    note = (
        "Kappa is 1 where both agree on everything and 0 where they agree as often as chance would have it; empty "
        "where chance alone would agree fully. The weights say what a near miss counts: quadratic ones forgive it "
        "most. ICC takes the letters as numbers (N = 0 to F = 3); ICC(3,1) far above ICC(2,1) means that one "
        "assessor is stricter throughout."
    )
    return Blocks([Table("Agreement of the assessors", columns, tuple(lines), note=note)])
