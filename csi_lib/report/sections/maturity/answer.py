"""The level of each process in a few lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from csi_lib.maturity import Rating
from csi_lib.maturity.confidence import Confidence
from csi_lib.report.blocks import Block, Blocks, Text
from csi_lib.report.sections.maturity.said import (
    LETTERS,
    NOTHING_ANSWERED,
    find_target,
    say_fallen,
    say_level,
    say_looked,
    say_rating,
)
from csi_lib.report.wording import count_words
from csi_lib.study import Study

FEW = 4  # so many processes are said one by one, more of them level by level


def level_answer(study: Study) -> Blocks:
    """Say the level of each process, what of it stands on evidence, and how few people were asked."""
    if not study.ratings:
        return Blocks([Text(NOTHING_ANSWERED, role="answer")])
    said = _say_each(study.ratings) if len(study.ratings) <= FEW else _say_by_level(study)
    lines = (*said, *_say_evidence(study), *_say_unlikely(study.assessment.confidence))
    blocks: list[Block] = [Text(line, role="answer") for line in lines]
    blocks.append(Text(f"These are answers of people, not measurements. {_say_people(study.ratings)}", role="note"))
    blocks.append(Text(LETTERS, role="note"))
    return Blocks(blocks)


def _say_people(ratings: tuple[Rating, ...]) -> str:
    least, most = min(item.respondents for item in ratings), max(item.respondents for item in ratings)
    return f"Respondents per process: {least}." if least == most else f"Respondents per process: {least} to {most}."


def _say_each(ratings: tuple[Rating, ...]) -> Iterator[str]:
    for item in ratings:
        yield f"{item.title}: {say_rating(item)}. {_end(say_why(item))}".strip()


def _say_by_level(study: Study) -> Iterator[str]:
    known = sorted({(-1 if item.level is None else item.level, item.level_title) for item in study.ratings})
    for level, title in reversed(known):
        own = [item for item in study.ratings if (-1 if item.level is None else item.level) == level]
        said = say_level(None if level < 0 else level, title)
        named = ", ".join(item.title for item in own)
        yield f"{said[0].upper()}{said[1:]}: {count_words(len(own), 'process', 'processes')} ({named})."
    yield from _say_targets(study)


def _say_targets(study: Study) -> Iterator[str]:
    wanted = [(item, target) for item in study.ratings if (target := find_target(study, item.process)) is not None]
    if wanted:
        short = [item.title for item, target in wanted if (item.level or 0) < target]
        reached = len(wanted) - len(short)
        below = f"; below it: {', '.join(short)}" if short else ""
        count = count_words(len(wanted), "process", "processes")
        yield f"By the answers {reached} of {count} reached the target level{below}."


def _say_evidence(study: Study) -> Iterator[str]:
    """Say what of it stands on evidence: without this line, a level by the answers alone reads like a proven one."""
    found = {item.process: item for item in study.assessment.found}
    wanted = [
        (found[item.process], target)
        for item in study.ratings
        if item.process in found and (target := find_target(study, item.process)) is not None
    ]
    if wanted:
        there = [item.title for item, target in wanted if (item.level or 0) >= target]
        named = f" ({', '.join(there)})" if there else ""
        count = count_words(len(wanted), "process", "processes")
        yield f"On evidence at the target level: {len(there)} of {count}{named}."
    fallen = tuple(say_fallen(found.values()))
    yield from fallen
    if wanted or fallen:
        yield from say_looked(found.values())


def _say_unlikely(confidence: Iterable[Confidence]) -> Iterator[str]:
    """Name the processes whose rated level chance makes less likely than another one."""
    named = [
        f"{item.title} (rated {item.level} with {100 * item.levels[item.level]:.1f} %, "
        f"likeliest {item.likeliest} with {100 * item.levels[item.likeliest]:.1f} %)"
        for item in confidence
        if item.level is not None and item.likeliest is not None and item.level != item.likeliest
    ]
    if named:
        yield f"Rated at a level that is not the likeliest one: {', '.join(named)}."


def say_why(item: Rating) -> str:
    """Say what stops the next level with the attributes' titles; what has another form stays as it is."""
    titles = {attribute.attribute: attribute.title for attribute in item.attributes}

    def name(found: re.Match[str]) -> str:
        return f"‘{titles[found[1]]}’ (PA {found[1]}) stands at {found[2]} and needs more than {found[3]}"

    said = _SHORT_OF.sub(lambda found: name(found) if found[1] in titles else found[0], item.why)
    return f"For the next level: {said}" if said != item.why else said


_SHORT_OF = re.compile(r"PA (\d\.\d) is [NPLF] at ([\d.]+ %), needs [NPLF] \(above ([\d.]+ %)\)")


def _end(sentence: str) -> str:
    return sentence if not sentence or sentence.endswith(".") else f"{sentence}."
