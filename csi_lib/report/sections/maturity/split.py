"""Who sees it how: the groups of respondents beside each other."""

from __future__ import annotations

import pandas as pd

from csi_lib.maturity.apart import LEAST_SHARED, GroupPair, find_answer_step
from csi_lib.maturity.framework import Framework
from csi_lib.maturity.privacy import FEWEST_PEOPLE
from csi_lib.maturity.rating import GroupRating
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.maturity import group_chart
from csi_lib.report.sections.maturity.said import GROUPS_DIFFER, make_plain_number, say_left_out
from csi_lib.report.wording import count_words
from csi_lib.study import Study

FEW = 8  # lines that stay in sight


def role_split(study: Study) -> Blocks:
    """Draw what each group of respondents says of process performance, on one scale with the bands."""
    framework = study.assessment.framework
    if framework is None or not study.ratings:
        return Blocks([])
    shares = pd.DataFrame(_list_groups(study), columns=["name", "group", "percent", "respondents"])
    shares["percent"] = shares["percent"].astype(float)
    blocks: list[Block] = []
    if shares["percent"].notna().any():
        bands = [(item.letter, float(item.upto)) for item in framework.bands]
        blocks.append(group_chart(shares, "What each group says of process performance", bands))
    few = sum(_is_few(group) for item in study.ratings for group in item.groups)
    if few:
        blocks.append(Text(say_left_out(few, sum(len(item.groups) for item in study.ratings)), role="note"))
    return Blocks([*blocks, *_list_apart(study)])


def _is_few(group: GroupRating) -> bool:
    return 0 < group.respondents < FEWEST_PEOPLE


def _list_apart(study: Study) -> list[Block]:
    apart = [
        {"process": item.title, "says": flag}
        for item in study.ratings
        for flag in item.flags
        if flag.startswith(GROUPS_DIFFER)
    ]
    blocks: list[Block] = []
    if apart:
        named = ", ".join(dict.fromkeys(line["process"] for line in apart))
        said = f"Groups are at least one answer apart on questions that both answered: {named}."
        blocks.append(Text(f"{said} Each may see another part of the work: talk before you count.", role="note"))
        columns = (Column("process", "Process"), Column("says", "On the same questions"))
        blocks.append(Table("Groups that are an answer apart", columns, tuple(apart), folded=len(apart) > FEW))
    pairs = [pair for item in study.ratings for pair in item.pairs]
    return [*blocks, Text(_say_rule(pairs, study.assessment.framework), role="note")] if pairs else blocks


def _say_rule(pairs: list[GroupPair], framework: Framework | None) -> str:
    """Say which pairs of groups are listed, and how many are not and why."""
    assert framework is not None
    letters = sum(pair.state == "near" and pair.letters[0] != pair.letters[1] for pair in pairs)
    few, thin = (sum(pair.state == state for pair in pairs) for state in ("few people", "few questions"))
    step = f"{float(find_answer_step(framework)):.1f}"
    return (
        f"Listed is a pair of groups whose means lie at least one answer ({step} points) apart on at least "
        f"{LEAST_SHARED} questions that both answered; another letter alone is not enough. "
        f"Of {count_words(len(pairs), 'pair')} with a question in common are not listed: {letters} with another letter "
        f"but less than an answer apart, {thin} on fewer than {LEAST_SHARED} questions, "
        f"{few} with fewer than {FEWEST_PEOPLE} people in a group."
    )


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
            "percent": None if _is_few(group) else make_plain_number(group.percent),
            "letter": "" if _is_few(group) else group.letter,
            "respondents": group.respondents,
        }
        for item in study.ratings
        for group in item.groups
    )
    few = sum(_is_few(group) for item in study.ratings for group in item.groups)
    note = say_left_out(few, len(lines)) if few else ""
    return Blocks([Table("By group of respondents", columns, lines, note=note, folded=len(lines) > _FOLDED)])


_FOLDED = 25  # lines above which the picture beside it says it better


def _list_groups(study: Study) -> list[dict[str, object]]:
    return [
        {
            "name": item.title,
            "group": group.group,
            "percent": None if _is_few(group) else make_plain_number(group.percent),
            "respondents": group.respondents,
        }
        for item in study.ratings
        for group in item.groups
    ]
