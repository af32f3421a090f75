"""Who sees it how: the groups of respondents beside each other."""

from __future__ import annotations

import pandas as pd

from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.maturity import group_chart
from csi_lib.report.sections.maturity.said import GROUPS_DIFFER, make_plain_number
from csi_lib.study import Study

FEW = 8  # lines that stay in sight


def role_split(study: Study) -> Blocks:
    """Draw what each group of respondents says of process performance, on one scale with the bands."""
    shares = pd.DataFrame(_list_groups(study), columns=["name", "group", "percent", "respondents"])
    framework = study.assessment.framework
    if framework is None or shares["percent"].notna().sum() == 0:
        return Blocks([])
    bands = [(item.letter, float(item.upto)) for item in framework.bands]
    blocks: list[Block] = [group_chart(shares, "What each group says of process performance", bands)]
    apart = [
        {"process": item.title, "says": flag}
        for item in study.ratings
        for flag in item.flags
        if flag.startswith(GROUPS_DIFFER)
    ]
    if apart:
        named = ", ".join(dict.fromkeys(line["process"] for line in apart))
        said = f"Groups are at least one letter apart on questions that both answered: {named}."
        blocks.append(Text(f"{said} Each may see another part of the work: talk before you count.", role="note"))
        columns = (Column("process", "Process"), Column("says", "On the same questions"))
        blocks.append(Table("Groups that are a letter apart", columns, tuple(apart), folded=len(apart) > FEW))
    return Blocks(blocks)


def respondents(study: Study) -> Blocks:
    """Show what each group of respondents thinks of process performance, with n."""
    columns = (
        Column("process", "Process"),
        Column("group", "Group"),
        Column("percent", "Achieved (process performance)", unit="%", kind="number"),
        Column("letter", "Rating"),
        Column("respondents", "Respondents", kind="number"),
    )
    lines = tuple(
        {
            "process": item.title,
            "group": group.group,
            "percent": make_plain_number(group.percent),
            "letter": group.letter,
            "respondents": group.respondents,
        }
        for item in study.ratings
        for group in item.groups
    )
    return Blocks([Table("By group of respondents", columns, lines, folded=len(lines) > _FOLDED)])


_FOLDED = 25  # lines above which the picture beside it says it better


def _list_groups(study: Study) -> list[dict[str, object]]:
    return [
        {
            "name": item.title,
            "group": group.group,
            "percent": make_plain_number(group.percent),
            "respondents": group.respondents,
        }
        for item in study.ratings
        for group in item.groups
    ]
