"""What has moved since the round before: answers, questionnaire and people told apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from csi_lib.maturity.change import Change, Moved, Split
from csi_lib.maturity.change.questionnaire import LEFT_OUT
from csi_lib.maturity.privacy import FEWEST_PEOPLE
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.maturity import parts_chart
from csi_lib.report.sections.maturity.said import make_plain_number, say_left_out
from csi_lib.report.wording import count_words, say_change, say_p
from csi_lib.study import Study

NO_ROUND = "No earlier round of answers is named: nothing can be compared."
PARTS = {
    "whole": "whole change",
    "answers": "same people, same questions",
    "questionnaire": "other questions",
    "people": "other people",
    "undivided": "cannot be told apart",
}
OF_PEOPLE = ("answers", "questionnaire", "people")  # parts from which the answers of the same people follow
_FOLDED = 25


def change_answer(study: Study) -> Blocks:
    """Say which processes have moved since the round before, and what else changed."""
    change = study.assessment.change
    if change is None:
        return Blocks([Text(NO_ROUND, role="answer")])
    checklists = {item.process for item in study.assessment.asked.processes if not item.rated}
    blocks: list[Block] = [
        Text(line, role="answer") for line in (*_say_verdicts(change), *_say_scores(change, checklists))
    ]
    blocks += [Text(line, role="note") for line in _say_rounds(change)]
    return Blocks(blocks)


def _say_verdicts(change: Change) -> Iterator[str]:
    for verdict, word in (("improved", "Improved"), ("worse", "Worse")):
        own = [item for item in change.moved if item.verdict == verdict]
        if own:
            yield f"{word}: {'; '.join(_say_moved(item) for item in own)}."
    for verdict in ("no clear change", "too few pairs to tell", "not comparable"):
        named = [item.title for item in change.moved if item.verdict == verdict]
        if named:
            yield f"{verdict[0].upper()}{verdict[1:]}: {', '.join(named)}."
    if not change.moved:
        yield "Both rounds asked about no process in common: nothing can be compared."


def _say_moved(item: Moved) -> str:
    said = say_change(make_plain_number(item.change), "percentage points")
    assert item.adjusted is not None and item.interval is not None
    low, high = (f"{end:+.1f}" for end in item.interval)
    return (
        f"{item.title}, {said} among {count_words(item.people, 'person', 'people')} who answered both times "
        f"(95 % interval {low} to {high}, {say_p(item.adjusted)} after Holm)"
    )


def _say_scores(change: Change, checklists: Collection[str]) -> Iterator[str]:
    """Warn where the plain scores moved and the answers did not; a checklist is no process and counted apart."""
    known = [item for item in change.moved if item.split.whole is not None]
    kinds = (
        ("process", "processes", [item for item in known if item.process not in checklists]),
        ("checklist", "checklists", [item for item in known if item.process in checklists]),
    )
    for one, many, own in kinds:
        rose = [item for item in own if (item.split.whole or 0) > 0]
        shown = sum(item.verdict == "improved" for item in rose)
        if len(rose) > shown:
            where = f"only in {shown}" if shown else "in none"
            yield (
                f"The plain score rose in {len(rose)} of {count_words(len(own), one, many)}, "
                f"but {where} of them is it shown that this comes from the same people answering better."
            )


def _say_rounds(change: Change) -> Iterator[str]:
    people = change.people
    yield (
        f"Round before: {_say_days(change.days_before)}; this round: {_say_days(change.days_after)}. "
        f"Asked in both: {count_words(len(people.stayed), 'person', 'people')}; in this round alone: "
        f"{len(people.joined)}; in the round before alone: {len(people.left)}."
    )
    same = sum(item.kind == "same" for item in change.questions)
    reworded = len(change.questions) - same - sum(item.kind in LEFT_OUT for item in change.questions)
    yield f"Questions that ask the same in both rounds: {same:,}; reworded, moved, new or gone: {reworded:,}."
    for kind, when in zip(LEFT_OUT, ("the round before", "this round"), strict=True):
        left_out = sum(item.kind == kind for item in change.questions)
        if left_out:
            questions = count_words(left_out, "question")
            yield f"What was left out beforehand in {when} is compared with nothing ({questions})."
    yield (
        "Compared are the answers of the same person to the same question. Each person counts once, because one "
        "person's answers hang together. If nothing had moved, each person's change could as well have been a rise as "
        "a fall: p is the share of all such mixtures of rises and falls whose mean lies at least as far from zero. "
        "With five people p cannot be below 0.05: fewer than six are too few to tell."
    )
    yield (
        "Who is asked twice may answer better for that alone; no test sees that. What assessors find on records does."
    )


def _say_days(days: Sequence[dt.date]) -> str:
    if not days:
        return "no date"
    return f"{days[0]}" if days[0] == days[-1] else f"{days[0]} to {days[-1]}"


def process_changes(study: Study) -> Blocks:
    """Show per process both levels and scores, the three parts, the test and the verdict."""
    change = study.assessment.change
    if change is None:
        return Blocks([])
    columns: tuple[Column, ...] = (
        Column("process", "Process"),
        Column("verdict", "Verdict"),
        Column("answers", "Same people, same questions", kind="number"),
        Column("low", "95 % from", kind="number"),
        Column("high", "95 % to", kind="number"),
        Column("adjusted", "p after Holm", kind="number"),
        Column("chance", "Chance of improvement", unit="%", kind="number"),
        Column("twice", "People asked twice", kind="number"),
        Column("whole", "Whole change", kind="number"),
    )
    details = (
        Column("process", "Process"),
        Column("whole", "Whole change", kind="number"),
        Column("answers", "Same people, same questions", kind="number"),
        Column("questionnaire", "Other questions", kind="number"),
        Column("people", "Other people", kind="number"),
        Column("before", "Score before", unit="%", kind="number"),
        Column("after", "Score now", unit="%", kind="number"),
        Column("level_before", "Level before", kind="number"),
        Column("level_after", "Level now", kind="number"),
        Column("pairs", "Pairs of answers", kind="number"),
        Column("p", "p", kind="number"),
    )
    lines = tuple(_lay_moved(item) for item in change.moved)
    if all(line["chance"] is None for line in lines):
        columns = tuple(column for column in columns if column.key != "chance")
    note = (
        f"Changes in percentage points. Holm over {count_words(change.tested, 'comparison')} with at least "
        "six people; the intervals hold for each process alone."
    )
    if any(column.key == "chance" for column in columns):
        note += " Chance of improvement: where fewer answered twice, both rounds are taken as two samples of people."
    few = sum(_is_few(item) for item in change.moved)
    if few:
        note += f" {say_left_out(few, len(lines))}"
    parted = (
        "Changes in percentage points; the three parts add up to the whole. Score: mean over the questions of the mean "
        "over those who answered."
    )
    blocks: list[Block] = [
        Table("What moved, by process", columns, _choose(lines, columns), note=note),
        Table("Scores, levels and parts, by process", details, _choose(lines, details), note=parted, folded=True),
    ]
    only = [("this round", change.only_after), ("the round before", change.only_before)]
    blocks += [Text(f"Asked in {when} alone: {', '.join(names)}.", role="note") for when, names in only if names]
    return Blocks([*blocks, *_attribute_changes(change)])


def _choose(lines: Sequence[dict[str, Any]], columns: Sequence[Column]) -> tuple[dict[str, Any], ...]:
    return tuple({column.key: line[column.key] for column in columns} for line in lines)


def _is_few(item: Moved) -> bool:
    """Whether the parts of a change would show how one or two people answered."""
    return 0 < item.people < FEWEST_PEOPLE


def _lay_moved(item: Moved) -> dict[str, Any]:
    few = _is_few(item)
    return {
        "process": item.title,
        "low": item.interval[0] if item.interval and not few else None,
        "high": item.interval[1] if item.interval and not few else None,
        "level_before": item.level_before,
        "level_after": item.level_after,
        **_lay_split(item.split, few=few),
        "twice": item.people,
        "pairs": item.pairs,
        "p": item.test.p if item.test and item.testable else None,
        "adjusted": item.adjusted,
        "chance": None if item.chance is None else 100 * item.chance,
        "verdict": item.verdict,
    }


def _lay_split(split: Split, *, few: bool = False) -> dict[str, Any]:
    return {
        name: None if few and name in OF_PEOPLE else make_plain_number(getattr(split, name))
        for name in ("before", "after", "whole", "answers", "questionnaire", "people")
    }


def _attribute_changes(change: Change) -> list[Block]:
    columns = (
        Column("process", "Process"),
        Column("attribute", "Attribute"),
        Column("before", "Score before", unit="%", kind="number"),
        Column("after", "Score now", unit="%", kind="number"),
        Column("whole", "Whole change", kind="number"),
        Column("answers", "Same people, same questions", kind="number"),
        Column("questionnaire", "Other questions", kind="number"),
        Column("people", "Other people", kind="number"),
    )
    lines = tuple(
        {"process": item.title, "attribute": split.attribute, **_lay_split(split, few=_is_few(item))}
        for item in change.moved
        for split in item.attributes
    )
    return [Table("What moved, by attribute", columns, lines, folded=len(lines) > _FOLDED)] if lines else []


def changed_parts(study: Study) -> Blocks:
    """Draw where the change of each score comes from."""
    change = study.assessment.change
    rows = [
        {
            "name": item.title,
            "verdict": item.verdict,
            **_list_parts(item),
        }
        for item in (change.moved if change else ())
    ]
    if not any(pd.notna(row["whole"]) for row in rows):
        return Blocks([])
    return Blocks([parts_chart(pd.DataFrame(rows), "Where the change of each score comes from", PARTS)])


def _list_parts(item: Moved) -> dict[str, float]:
    if _is_few(item):
        whole = _number(item.split.whole)
        return {name: whole if name in ("whole", "undivided") else float("nan") for name in PARTS}
    return {name: _number(getattr(item.split, name)) for name in PARTS}


def _number(value: Fraction | None) -> float:
    return float("nan") if value is None else float(value)


def changed_answers(study: Study) -> Blocks:
    """Show question by question how the same people answered before and now, the greatest change first."""
    change = study.assessment.change
    if change is None:
        return Blocks([])
    columns = (
        Column("process", "Process"),
        Column("question", "Question"),
        Column("ask", "Asked"),
        Column("people", "People asked twice", kind="number"),
        Column("before", "Before", unit="%", kind="number"),
        Column("after", "Now", unit="%", kind="number"),
        Column("change", "Change", kind="number"),
        Column("rose", "Answered better", kind="number"),
        Column("fell", "Answered worse", kind="number"),
    )
    asked = {item.question: item.after for item in change.questions}
    every = [(item.title, pair) for item in change.moved for pair in item.paired]
    pairs = [(title, pair) for title, pair in every if pair.people >= FEWEST_PEOPLE]
    note = say_left_out(len(every) - len(pairs), len(every)) if len(pairs) < len(every) else ""
    lines = tuple(
        {
            "process": title,
            "question": pair.question,
            "ask": asked[pair.question],
            "people": pair.people,
            "before": float(pair.before),
            "after": float(pair.after),
            "change": float(pair.change),
            "rose": pair.rose,
            "fell": pair.fell,
        }
        for title, pair in sorted(pairs, key=lambda item: (-abs(item[1].change), item[1].question))
    )
    return Blocks([Table("How the same people answered", columns, lines, note=note, folded=len(lines) > _FOLDED)])


def changed_questions(study: Study) -> Blocks:
    """Show the questions that do not ask the same in both rounds: their answers are compared with nothing."""
    change = study.assessment.change
    if change is None:
        return Blocks([])
    titles = {item.process: item.title for item in change.moved}
    columns: tuple[Column, ...] = (
        Column("process", "Process"),
        Column("question", "Question"),
        Column("kind", "What changed"),
        Column("before", "Asked before"),
        Column("after", "Asked now"),
        Column("reason", "Reason given"),
    )
    if not any(item.reason for item in change.questions):
        columns = columns[:-1]
    lines = tuple(
        {
            "process": titles[item.process],
            "question": item.question,
            "kind": item.kind,
            "before": item.before,
            "after": item.after,
            "reason": item.reason,
        }
        for item in change.questions
        if item.kind != "same"
    )
    if not lines:
        return Blocks([Text("Every question asks the same in both rounds.")])
    lines = _choose(lines, columns)
    return Blocks([Table("Questions that changed", columns, lines, folded=len(lines) > _FOLDED)])


def changed_people(study: Study) -> Blocks:
    """Show who was asked in both rounds, who joined and who left, by pseudonym."""
    change = study.assessment.change
    if change is None:
        return Blocks([])
    columns = (
        Column("who", "Who"),
        Column("count", "People", kind="number"),
        Column("names", "Pseudonyms"),
    )
    people = change.people
    lines = tuple(
        {"who": who, "count": len(names), "names": ", ".join(names) if len(names) >= FEWEST_PEOPLE else ""}
        for who, names in (
            ("asked in both rounds", people.stayed),
            ("asked in this round alone", people.joined),
            ("asked in the round before alone", people.left),
            ("answering for another group than before", people.regrouped),
        )
    )
    few = any(0 < len(names) < FEWEST_PEOPLE for names in (people.stayed, people.joined, people.left, people.regrouped))
    note = f"Fewer than {FEWEST_PEOPLE} people are counted and not named, for numbers beside them would be theirs."
    return Blocks([Table("Who was asked", columns, lines, note=note if few else "")])
