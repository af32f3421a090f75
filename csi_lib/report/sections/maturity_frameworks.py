"""What other frameworks make of the same answers, each by its own rule and never on one scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from csi_lib.maturity.frameworks import Part, Profile
from csi_lib.register.onrecord import count_on_record
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.maturity.said import NOTHING_ANSWERED, make_plain_number
from csi_lib.report.wording import count_words
from csi_lib.study import Study

NONE_NAMED = (
    "No other framework is named: list some under ‘assessment: also’ in the engagement, such as itil-pmf, ogc or "
    "cobit2019."
)
NO_SCALE = (
    "Each framework asks for something else and counts in its own way: results stand beside one another and are never "
    "compared across. A level that rests on questions nobody was asked is refused, and so is a level of the whole "
    "where less than 50 % of the items were asked; that floor is ours. Where a framework names items that no question "
    "serves, its share of items covered says so. All of them read what people answered; what records bear out stands "
    "on the page about evidence."
)
LEFT_OUT = (
    "Questions that were left out beforehand stay without an answer here and count as not covered: each framework asks "
    "for them all the same."
)
_FOLDED = 25
_WHOLE_LEVELS = ("levels", "goals", "organisation")  # kinds whose level of the whole speaks of all their items


def frameworks_answer(study: Study) -> Blocks:
    """Say per framework how far the processes and the whole have come, and what share of it was asked."""
    if not study.assessment:
        return Blocks([Text(NOTHING_ANSWERED, role="answer")])
    profiles = study.assessment.profiles
    if not profiles:
        return Blocks([Text(NONE_NAMED, role="answer")])
    blocks: list[Block] = [Text(_say_framework(own), role="answer") for own in _by_framework(profiles)]
    left_out = [Text(LEFT_OUT, role="note")] if study.assessment.omissions else []
    return Blocks([*blocks, Text(NO_SCALE, role="note"), *left_out])


def _say_framework(profiles: list[Profile]) -> str:
    """Say how many processes have which level, and the whole where the framework has a rule for it."""
    title, single = profiles[0].title, [profile for profile in profiles if profile.process]
    said = _say_scores(single) if single and single[0].kind == "streams" else _say_levels(single)
    count = count_words(len(single), "process", "processes")
    whole = "".join(f"as a whole: {_say_whole(profile)}." for profile in profiles if not profile.process)
    if not single:
        return f"{title}, {whole}"
    return f"{title}: {count}, of them {', '.join(said)}. {whole[:1].upper()}{whole[1:]}".strip()


def _say_whole(profile: Profile) -> str:
    """Say the result of the whole, and on how many of the framework's items it rests where it is a level of them."""
    covered, items = profile.covered
    return f"{profile.says}, from {covered} of {items} items asked" if profile.kind in _WHOLE_LEVELS else profile.says


def _say_levels(profiles: list[Profile]) -> list[str]:
    counted = Counter(profile.level for profile in profiles)
    reached = sorted((level for level in counted if level is not None), reverse=True)
    said = [f"level {float(level):g} in {counted[level]}" for level in reached]
    return said + [f"not rated in {counted[None]}"] * (None in counted)


def _say_scores(profiles: list[Profile]) -> list[str]:
    scores = [score for profile in profiles if (score := dict(profile.numbers).get("score")) is not None]
    without = len(profiles) - len(scores)
    said = [f"score {float(min(scores)):.2f} to {float(max(scores)):.2f} in {len(scores)}"] if scores else []
    return said + [f"no score in {without}"] * bool(without)


def _by_framework(profiles: Iterable[Profile]) -> list[list[Profile]]:
    found: dict[str, list[Profile]] = {}
    for profile in profiles:
        found.setdefault(profile.framework, []).append(profile)
    return list(found.values())


def framework_overview(study: Study) -> Blocks:
    """Lay the results side by side: a line a process, a column a framework, each counting in its own way."""
    found = _by_framework(study.assessment.profiles)
    found = [own for own in found if any(profile.process for profile in own)]
    if not found:
        return Blocks([])
    titles = {profile.process: profile.process_title for own in found for profile in own if profile.process}
    columns = (Column("process", "Process"), *(Column(own[0].framework, own[0].short, kind="number") for own in found))
    lines = [
        {"process": title} | {own[0].framework: _mark(own, process) for own in found}
        for process, title in titles.items()
    ]
    note = (
        "Levels as each framework counts them, scores to two decimals; empty where nothing is rated. Read down a "
        "column, not along a line."
    )
    return Blocks([Table("Results side by side", columns, tuple(lines), note)])


def _mark(profiles: list[Profile], process: str) -> float | None:
    own = next((profile for profile in profiles if profile.process == process), None)
    value = None if own is None else dict(own.numbers).get("score", own.level)
    return None if value is None else round(float(value), 2)


def framework_results(study: Study) -> Blocks:
    """Show each result with the share of the framework's items that has an answer, and what stops the next level."""
    columns = (
        Column("framework", "Framework"),
        Column("process", "Process"),
        Column("result", "Result"),
        Column("covered", "Items covered"),
        Column("share", "Share covered", unit="%", kind="number"),
        Column("why", "What stops the next level"),
        Column("flags", "Remarks"),
    )
    lines = tuple(_lay_result(profile) for profile in study.assessment.profiles)
    return Blocks([Table("Results by framework", columns, lines, folded=len(lines) > _FOLDED)] if lines else [])


def _lay_result(profile: Profile) -> dict[str, Any]:
    covered, items = profile.covered
    return {
        "framework": profile.title,
        "process": profile.process_title or "as a whole",
        "result": "; ".join([profile.says, *_say_numbers(profile)]),
        "covered": f"{covered} of {items}",
        "share": 100 * float(profile.coverage),
        "why": profile.why,
        "flags": "; ".join(profile.flags),
    }


def _say_numbers(profile: Profile) -> list[str]:
    """Say the further numbers of a profile that its result does not hold already."""
    if profile.kind == "areas":
        return [f"{name} {float(value):g}" for name, value in profile.numbers]
    return [f"{name} {float(value):.2f}" for name, value in profile.numbers if name.startswith("Stream")]


def framework_parts(study: Study) -> Blocks:
    """Show the items behind each result: areas, steps, goals, streams, levels."""
    columns = (
        Column("framework", "Framework"),
        Column("process", "Process"),
        Column("item", "Item"),
        Column("title", "Title"),
        Column("value", "Value", kind="number"),
        Column("letter", "Reads"),
        Column("met", "Met"),
        Column("asked", "Questions", kind="number"),
        Column("answered", "Answered", kind="number"),
    )
    lines = tuple(
        {"framework": profile.title, "process": profile.process_title or "as a whole", **_lay_part(part)}
        for profile in study.assessment.profiles
        if profile.kind != "checklist"
        for part in profile.parts
    )
    note = (
        "Value: the level of an area or process, the score of a stage, else a percent. Met is empty where it cannot "
        "be said."
    )
    return Blocks([Table("Items by framework", columns, lines, note, folded=len(lines) > _FOLDED)] if lines else [])


def _lay_part(part: Part) -> dict[str, Any]:
    return {
        "item": part.id,
        "title": part.title,
        "value": make_plain_number(part.value),
        "letter": part.letter,
        "met": _say_met(part.met),
        "asked": part.asked,
        "answered": part.answered,
    }


def _say_met(met: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[met]


def ten_steps(study: Study) -> Blocks:
    """Show the checklist's steps, the furthest from done first, each with the reason it matters."""
    columns = (
        Column("step", "Step", kind="number"),
        Column("title", "Title"),
        Column("percent", "Achieved", unit="%", kind="number"),
        Column("letter", "Reads"),
        Column("answered", "Questions answered"),
        Column("why", "Why it matters"),
    )
    blocks: list[Block] = []
    for profile in study.assessment.profiles:
        if profile.kind == "checklist":
            lines = tuple(_lay_step(part) for part in sorted(profile.parts, key=_distance))
            placed = sum(part.met is True for part in profile.parts)
            unknown = sum(part.met is None for part in profile.parts)
            said = f"{placed} of {count_words(len(profile.parts), 'step')} are largely in place."
            open_ = f" {count_words(unknown, 'step')} cannot be judged: too few answers." if unknown else ""
            blocks.append(Text(said + open_))
            blocks.append(Table(profile.title, columns, lines, "The steps furthest from done come first."))
    return Blocks(blocks)


def on_record(study: Study) -> Blocks:
    """Say what the register holds beside the answers: they are what people say, this is what was written down."""
    if not study.records.entries:
        return Blocks([Text("No register is kept, so nothing stands on record beside the answers.", role="note")])
    found = count_on_record(study.records, study.as_of)
    lines = (
        {"step": 3, "what": "Reviews held", "count": found.reviews},
        {"step": 3, "what": "Records of the register decided on in them", "count": found.reviewed},
        {"step": 5, "what": "Meetings with stakeholders", "count": found.meetings},
        {"step": 8, "what": "Trainings of initiatives", "count": found.trainings},
        {"step": 10, "what": "Complaints received", "count": found.complaints},
        {"step": 10, "what": "Complaints answered", "count": found.answered},
        {"step": 10, "what": "Days to the answer, mean", "count": found.days},
    )
    columns = (Column("step", "Step", kind="number"), Column("what", "What"), Column("count", "Count", kind="number"))
    note = "Counted over the twelve months up to the last day of the data, each record once."
    return Blocks([Table("On record beside the answers", columns, lines, note=note)])


def _distance(part: Part) -> tuple[bool, float, int]:
    return (part.value is None, float(part.value or 0), int(part.id) if part.id.isdigit() else 0)


def _lay_step(part: Part) -> dict[str, Any]:
    return {
        "step": int(part.id) if part.id.isdigit() else part.id,
        "title": part.title,
        "percent": make_plain_number(part.value),
        "letter": part.letter,
        "answered": f"{part.answered} of {part.asked}",
        "why": part.why,
    }


def framework_methods(study: Study) -> Blocks:
    """Say of each framework how answers became its result, and where the rule was read."""
    columns = (
        Column("framework", "Framework"),
        Column("edition", "Edition"),
        Column("method", "How answers become a result"),
        Column("sources", "Read in"),
    )
    lines = tuple(
        {
            "framework": own[0].title,
            "edition": own[0].edition,
            "method": own[0].method,
            "sources": "; ".join(own[0].sources),
        }
        for own in _by_framework(study.assessment.profiles)
    )
    return Blocks([Table("Methods", columns, lines)] if lines else [])
