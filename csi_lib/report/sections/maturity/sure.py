"""How sure the levels are: in words, as probabilities on the ladder, as intervals of the attributes."""

from __future__ import annotations

import pandas as pd

from csi_lib.maturity.confidence import AttributeChance, Confidence
from csi_lib.maturity.measured import LEAST, Said, list_said, load_panels
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.chart import Chart, Line
from csi_lib.report.maturity import doubt_chart, share_grid
from csi_lib.report.sections.maturity.said import NOTHING_ANSWERED, make_plain_number
from csi_lib.study import Study

NOT_COVERED = (
    "The probabilities and intervals say how far chance alone could have moved the result, had other people of the "
    "same kind been asked. They do not cover what all of them may see too rosily: that is what evidence is for."
)
STOPS = (
    "Stops the next level: in how many of 100 draws the attribute is too low for the level above the one reached "
    "there. Several can stop it at once, so these may add up to more than 100."
)
_LADDER = Chart(
    "bars",
    "name",
    (
        Line("likeliest", "likeliest level"),
        Line("lowest", "lowest level with a part in 95 %", "low"),
        Line("highest", "highest level with a part in 95 %", "high"),
    ),
    "level",
)


def sure_answer(study: Study) -> Blocks:
    """Say which levels are settled by the answers, which are open, and where more people have to be asked."""
    known = [item for item in study.assessment.confidence if item.levels]
    if not known:
        return Blocks([Text(NOTHING_ANSWERED, role="answer")])
    settled = [item.title for item in known if len(item.probable) == 1]
    left_open = [item.title for item in known if len(item.probable) > 1]
    said = []
    if settled:
        said.append(f"Settled, with 95 % or more for one level: {', '.join(settled)}.")
    if left_open:
        said.append(f"Open, since no level has 95 %: {', '.join(left_open)}.")
    ask = [item.title for item in study.assessment.needs if not item.stop]
    if ask:
        said.append(f"More people have to be asked: {', '.join(ask)}.")
    blocks: list[Block] = [Text(line, role="answer") for line in said]
    return Blocks([*blocks, Text(NOT_COVERED, role="note")])


def level_chances(study: Study) -> Blocks:
    """Draw the probability of each level per process, with the level that was rated."""
    known = [item for item in study.assessment.confidence if item.levels]
    if not known:
        return Blocks([])
    blocks: list[Block] = [_draw_ladder(study, known)]
    whole = [item.title for item in known if item.whole_team]
    if whole:
        said = f"Everybody there is has answered, so that nothing is left to chance: {', '.join(whole)}."
        blocks.append(Text(said, role="note"))
    unsized = [item.title for item in known if item.team is None]
    if study.assessment.settings.team and unsized:
        said = f"Team sizes count only where every group that answered has one; not so for: {', '.join(unsized)}."
        blocks.append(Text(said, role="note"))
    if study.assessment.settings.method != "R1" or study.assessment.settings.instances:
        said = "The probabilities rest on the percent of each attribute; letters that were joined are not drawn again."
        blocks.append(Text(said, role="note"))
    return Blocks(blocks)


def _draw_ladder(study: Study, known: list[Confidence]) -> Block:
    framework = study.assessment.framework
    top = max(len(item.levels) for item in known)
    titles = {item.level: item.title for item in framework.levels} if framework else {}
    columns = {f"level_{level}": f"{level} {titles.get(level, '')}".strip() for level in range(top)}
    shares = pd.DataFrame([_lay_out(item, list(columns)) for item in known])
    return share_grid(shares, "Probability of each level", columns, framed="rated", chart=_LADDER)


def _lay_out(item: Confidence, keys: list[str]) -> dict[str, object]:
    row: dict[str, object] = {
        "name": item.title,
        "likeliest": item.likeliest,
        "lowest": item.probable[0],
        "highest": item.probable[-1],
    }
    row |= {key: item.levels[level] if level < len(item.levels) else None for level, key in enumerate(keys)}
    return row | {"framed": "" if item.level is None else f"level_{item.level}"}


def attribute_intervals(study: Study) -> Blocks:
    """Draw the interval of process performance and of what stops the next level most often; list all attributes."""
    confidence = [item for item in study.assessment.confidence if item.attributes]
    framework = study.assessment.framework
    if not confidence or framework is None:
        return Blocks([])
    deciding = [(item, one) for item in confidence for one in _find_deciding(item)]
    rows = [
        {
            "name": item.title,
            "part": f"PA {one.attribute}",
            "percent": make_plain_number(one.percent),
            "low": one.low,
            "high": one.high,
        }
        for item, one in deciding
    ]
    bands = [(item.letter, float(item.upto)) for item in framework.bands]
    title = "Process performance and what stops the next level most often, with 95 % intervals"
    label = "Achieved, % (dot), and where it may lie if everybody had answered (line)"
    return Blocks([doubt_chart(pd.DataFrame(rows), title, bands, label), _list_all(confidence)])


def _find_deciding(item: Confidence) -> list[AttributeChance]:
    """Return process performance and what stops the next level most often."""
    first = item.attributes[:1]
    worst = max(item.attributes, key=lambda one: one.stops)
    return [*first, *([worst] if worst.stops > 0 and worst not in first else [])]


def _list_all(confidence: list[Confidence]) -> Table:
    columns = [
        Column("process", "Process"),
        Column("attribute", "Attribute"),
        Column("percent", "Achieved", unit="%", kind="number"),
        Column("low", "From", unit="%", kind="number"),
        Column("high", "To", unit="%", kind="number"),
        Column("letter", "Likeliest letter"),
        Column("chance", "with", unit="%", kind="number"),
        Column("stops", "Stops the next level", unit="%", kind="number"),
        Column("respondents", "Respondents", kind="number"),
        Column("questions", "Questions", kind="number"),
    ]
    attributes = [one for item in confidence for one in item.attributes]
    if any(_falls_short(one) for one in attributes):
        columns.append(Column("measured", "Held the truth when measured", unit="%", kind="number"))
    keys = [column.key for column in columns]
    lines = [_say_line(item, one, keys) for item in confidence for one in item.attributes]
    return Table(
        "How sure each attribute is", tuple(columns), tuple(lines), note=_say_measured(attributes), folded=True
    )


def _falls_short(one: AttributeChance) -> bool:
    return one.measured is not None and one.measured.coverage < LEAST


def _say_line(item: Confidence, one: AttributeChance, keys: list[str]) -> dict[str, object]:
    letter, chance = max(one.letters, key=lambda pair: pair[1])
    line: dict[str, object] = {
        "process": item.title,
        "attribute": one.attribute,
        "percent": make_plain_number(one.percent),
        "low": one.low,
        "high": one.high,
        "letter": letter,
        "chance": 100 * chance,
        "stops": 100 * one.stops,
        "respondents": one.respondents,
        "questions": one.questions,
        "measured": one.measured.coverage if one.measured and _falls_short(one) else None,
    }
    return {key: line[key] for key in keys}


def _say_measured(attributes: list[AttributeChance]) -> str:
    known = [one.measured for one in attributes if one.measured is not None]
    said = ["From and to: 95 % interval.", STOPS]
    if known:
        least = min(item.coverage for item in known)
        said.append(
            f"Measured on panels of this size whose truth was known, such intervals held it at least {least:g} times "
            "of 100."
        )
    if len(known) < len(attributes):
        said.append("For a single respondent nothing was measured: read such an interval as a guess.")
    if any(one.bootstrap is not None for one in attributes):
        gap = max(one.bootstrap_gap for one in attributes)
        said.append(f"A bootstrap over respondents, run beside it, differs by at most {gap:.1f} points at either end.")
    return " ".join(said)


def measured_chances(study: Study) -> Blocks:
    """Show whether levels that are said to have some probability are true as often as that."""
    columns = (
        Column("between", "Said to have"),
        Column("said", "Said on average", unit="%", kind="number"),
        Column("true", "True", unit="%", kind="number"),
        Column("error", "± standard error, points", kind="number"),
        Column("cases", "Simulated levels", kind="number"),
    )
    if not study.assessment.confidence:
        return Blocks([])
    said = list_said(load_panels())
    lines = tuple({column.key: getattr(item, column.key) for column in columns} for item in said)
    note = (
        "Panels of 3 to 12 people with truths of all kinds were made up, and their levels estimated as here. Whoever "
        "answers one question high is made to answer others high, too."
    )
    title = "Do these probabilities hold?"
    return Blocks([Text(_say_held(said[-1])), Table(title, columns, lines, note=note, folded=True)])


def _say_held(most: Said) -> str:
    return (
        f"When the truth was known, of {most.cases:,} levels given {most.between}, on average {most.said:.1f} %, "
        f"{most.true:.1f} % were true."
    )
