"""Successes without evidence: what a role signed for, and what records say against the figures of this report."""

from __future__ import annotations

from csi_lib.register import Objective
from csi_lib.register.initiatives.claims import Claim
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.study import Study
from csi_lib.study.priorities import list_doubts


def overrides(study: Study) -> Blocks:
    """Print every success that the evidence does not show; nothing where there is none."""
    found, signed = list_doubts(study), warn_signed(study)
    if not found:
        return signed
    columns = (
        Column("title", "Initiative"),
        Column("said", "Its record says"),
        Column("found", "This report finds"),
        Column("because", "Because"),
        Column("reason", "Signed with the reason"),
        Column("by", "By"),
        Column("on", "On", kind="stamp"),
    )
    blocks: list[Block] = [Text(_warn(claim), role="warning") for claim in found]
    without = [claim for claim in found if claim.kind != "declared elsewhere"]
    lines = tuple({column.key: getattr(claim, column.key) for column in columns} for claim in without)
    return Blocks([*blocks, *signed, *([Table("Called a success without evidence", columns, lines)] if lines else [])])


def warn_signed(study: Study) -> Blocks:
    """Print who called an objective achieved without an evaluation that says so, and why; nothing where nobody did."""
    signed = ((item.title, item.override) for item in study.records.of(Objective) if item.status == "achieved")
    return Blocks(
        [
            Text(f"{title}: called achieved by override of {said.on} ({said.by}): {said.reason}.", role="warning")
            for title, said in signed
            if said is not None
        ]
    )


def _warn(claim: Claim) -> str:
    if claim.kind == "override":
        return f"{claim.title}: called a success by override of {claim.on} ({claim.by}): {claim.reason}."
    if claim.kind == "contradicted":
        return f"{claim.title}: {claim.said}, and this report finds: {claim.found}."
    if claim.kind == "declared elsewhere":
        return f"{claim.title}: {claim.said}; {claim.found}."
    return f"{claim.title}: closed without an evaluation; this report finds: {claim.found}."
