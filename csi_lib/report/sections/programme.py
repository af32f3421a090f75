"""Where the improvement programme stands: its questions, its steps, its cycles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from csi_lib.register.cycle import Cycle, SipEntry
from csi_lib.register.glossary import load_glossary
from csi_lib.register.objective import Objective
from csi_lib.register.programme import Programme, Tailoring
from csi_lib.register.views import ADDED, LETTERS, PROGRAMME, Stage, View, find_place
from csi_lib.report.blocks import Block, Blocks, Column, Heading, Table, Text
from csi_lib.report.sections import rows
from csi_lib.report.sections.baseline import baselines
from csi_lib.report.sections.effects import verdict_list, warn_verdicts
from csi_lib.report.sections.part import choose_words
from csi_lib.report.sections.reasons import reasons
from csi_lib.report.sections.register.doubts import warn_signed
from csi_lib.report.sections.summary import goals
from csi_lib.report.wording import count_words, say_value
from csi_lib.settings.engagement import Objective as Aim
from csi_lib.study import Study
from csi_lib.study.programme import Answered, Standing, find_programme, judge_programme
from csi_lib.study.standing import stand

NOT_HERE = "The programme is of the whole engagement; this report of one {part} shows where its own initiatives stand."
VIEWS: tuple[tuple[View, str], ...] = (
    ("improvement", "seven-steps"),
    ("measurement", "seven-steps-measurement"),
    ("programme", "six-questions"),
    ("pdca", "pdca"),
    ("dikw", "dikw"),
)


def label(study: Study, name: str) -> str:
    """Return how the label set of the programme calls a term of the glossary."""
    programme = find_programme(study)
    return load_glossary(study.home).label(name, programme.framework if programme else "none")


def programme_answer(study: Study) -> Blocks:
    """Say how much of what the profile asks for is there, and what is missing first."""
    if study.part:
        return Blocks([Text(choose_words(study, "", NOT_HERE), role="answer")])
    standing = judge_programme(study)
    done, asked = standing.complete
    blocks: list[Block] = []
    if standing.programme is None:
        body = "No programme is written down: csi register add makes the record, csi new drafts it."
        blocks.append(Text(body, role="answer"))
    body = f"{done} of {asked} artefacts that the profile '{standing.profile}' asks for are whole."
    blocks.append(Text(body, role="answer"))
    lacking = [item for item in standing.artefacts if not item.whole]
    if lacking:
        first = lacking[0]
        blocks.append(Text(f"First gap: {first.what} ({first.lacks}).", role="answer"))
    return Blocks([*blocks, Text(_say_cycle(study), role="answer")])


def _say_cycle(study: Study) -> str:
    cycles = study.records.of(Cycle)
    closed = sum(item.status == "closed" for item in cycles)
    running = next((item for item in cycles if item.status == "open"), None)
    if running is None:
        return "No cycle is open: csi cycle open begins one from a frozen baseline."
    after = f", after {count_words(closed, 'closed cycle')}" if closed else ""
    return f"The cycle '{running.id}' is open since {running.opened}, from baseline '{running.began.id}'{after}."


def strategy(study: Study) -> Blocks:
    """Show vision and mission, the goals down to objectives and KPIs, and who signed for one without an evaluation."""
    programme = find_programme(study)
    if study.part or programme is None:
        return Blocks()
    said = [
        Text(f"Vision: {programme.vision}" if programme.vision else "No vision is written down."),
        Text(f"Mission: {programme.mission}" if programme.mission else "No mission is written down."),
    ]
    columns = (
        Column("goal", "Goal"),
        Column("objective", "Objective"),
        Column("kpi", "KPI"),
        Column("target", "Target"),
        Column("state", "State"),
    )
    titles = {kpi.id: kpi.title for kpi in study.kpis}
    lines: list[dict[str, Any]] = []
    for aim in programme.goals:
        for name in aim.objectives:
            lines.append({"goal": aim.goal} | _line_objective(study, name, titles))
        for kpi in aim.kpis:
            lines += [{"goal": aim.goal} | line for line in _lines_kpi(study, kpi, titles)]
        if not aim.objectives and not aim.kpis:
            lines.append({"goal": aim.goal, "state": "no objective yet"})
    goals = Table("Goals, and by what they are seen", columns, tuple(lines))
    return Blocks([*said, goals, *warn_signed(study), *_show_tailoring(programme)])


def _show_tailoring(programme: Programme) -> tuple[Table, ...]:
    """Show what was answered when the programme began, and why its profile is what it is; nothing where neither is."""
    said = programme.tailoring
    if said == Tailoring():
        return ()
    asked = (("Size", said.size), ("Complexity", said.complexity), ("Maturity", said.maturity))
    chosen = (("Profile", programme.profile), ("Reason", said.reason))
    lines = tuple({"asked": name, "said": text} for name, text in (*asked, *chosen) if text)
    columns = (Column("asked", "Asked"), Column("said", "Answer"))
    return (Table("Why the programme has this size", columns, lines),)


def _line_objective(study: Study, name: str, titles: dict[str, str]) -> dict[str, Any]:
    item = study.records.get(Objective, name)
    if item is None:
        return {"objective": name, "state": "not in the register"}
    target = f"{say_value(item.target.value, item.target.unit)} by {item.target.by}"
    return {"objective": item.title, "kpi": titles.get(item.kpi, item.kpi), "target": target, "state": item.status}


def _lines_kpi(study: Study, kpi: str, titles: dict[str, str]) -> list[dict[str, Any]]:
    """Show the objectives of the settings that name a KPI; the KPI alone where none does."""
    found = [
        {
            "objective": item.objective,
            "kpi": titles.get(kpi, kpi),
            "target": _say_target(study, item),
            "state": next((goal.state for goal in study.goals if goal.objective == item.objective), ""),
        }
        for item in study.engagement.objectives
        if item.kpi == kpi
    ]
    return found or [{"kpi": titles.get(kpi, kpi), "state": "no objective yet"}]


def _say_target(study: Study, item: Aim) -> str:
    """Say a target of the settings in the unit of its KPI."""
    if item.target is None:
        return ""
    units = {kpi.id: rows.unit_of(study.measures, kpi) for kpi in study.kpis}
    return say_value(item.target, units.get(item.kpi, "")) + (f" by {item.by}" if item.by else "")


def six_questions(study: Study) -> Blocks:
    """Show the six questions in short, then a page each: the artefacts that answer it, and what they say.

    A report of one service or unit shows where its own initiatives stand.
    """
    if study.part:
        return steps_of_initiatives(study) + missing_steps(study)
    standing = judge_programme(study)
    titles = {number: f"{number} {question}" for number, question in enumerate(PROGRAMME, 1)}
    shown: list[Block] = [_sum_up(standing, titles)]
    for number, title in titles.items():
        shown.append(Heading(2, title, new_page=True, anchor=f"question-{number}"))
        shown.append(_list_artefacts(standing, number, title))
        shown += [block for show in _SAID[number] for block in show(study)]
    return Blocks(shown)


def _sum_up(standing: Standing, titles: dict[int, str]) -> Table:
    columns = (
        Column("question", "Question"),
        Column("whole", "Artefacts that are whole", kind="number"),
        Column("asked", "Asked for", kind="number"),
        Column("gap", "First gap"),
    )
    lines = []
    for number, title in titles.items():
        whole, asked = standing.count(number)
        gap = next((item.what for item in standing.about(number) if not item.whole), "")
        lines.append({"question": title, "whole": whole, "asked": asked, "gap": gap})
    return Table("The six questions in short", columns, tuple(lines))


def _list_artefacts(standing: Standing, number: int, title: str) -> Table:
    columns = (
        Column("what", "Answered by"),
        Column("state", "State"),
        Column("shown", "What is there"),
        Column("lacks", "What is missing"),
    )
    lines = tuple(_line_artefact(item) for item in standing.about(number))
    note = "This question is the usual one; the sources name only the first two." if number in ADDED else ""
    return Table(title, columns, lines, note=note)


def _line_artefact(item: Answered) -> dict[str, Any]:
    state = "there" if item.whole else "partly" if item.shown else "missing"
    return {"what": item.what, "state": state, "shown": item.shown, "lacks": item.lacks}


def steps_of_initiatives(study: Study) -> Blocks:
    """Show for every initiative the step it is at in each of the five lists."""
    found = stand(study)
    if not found:
        return Blocks([Text(choose_words(study, *_NOBODY), role="note")])
    columns = (Column("title", "Initiative"), *(Column(view, label(study, term)) for view, term in VIEWS))
    lines = tuple(
        {"title": item.title} | {view: _say_stage(find_place(found[item.id], view)) for view, _ in VIEWS}
        for item in study.initiatives
    )
    note = "All five are views of the same records: nobody keeps them, and none can contradict another."
    return Blocks([Table("Where every initiative stands", columns, lines, note=note)])


_NOBODY = ("No initiative is registered yet.", "No initiative is registered for this {part} alone.")


def _say_stage(stage: Stage) -> str:
    return f"{LETTERS[stage.view]}{stage.number} {stage.title}"


def missing_steps(study: Study) -> Blocks:
    """Show what initiatives left out on their way: steps behind them that nothing shows."""
    found = stand(study)
    columns = (
        Column("title", "Initiative"),
        Column("step", "Step"),
        Column("lacks", "What is there and what is missing"),
    )
    lines = tuple(
        {"title": item.title, "step": _say_stage(stage), "lacks": stage.shown}
        for item in study.initiatives
        for stage in found[item.id]
        if stage.view in ("improvement", "measurement") and stage.place == "missing"
    )
    if not lines:
        return Blocks([Text("No initiative has left out a step on its way.", role="note")] if found else [])
    return Blocks([Table("Steps that were left out", columns, lines)])


def steps_in_full(study: Study) -> Blocks:
    """Show every step of every list for every initiative, folded."""
    found = stand(study)
    columns = (
        Column("view", "List"),
        Column("step", "Step"),
        Column("place", "State"),
        Column("shown", "What shows it"),
    )
    names = {view: label(study, term) for view, term in VIEWS}
    tables: list[Block] = []
    for item in study.initiatives:
        lines = tuple(
            {"view": names[stage.view], "step": _say_stage(stage), "place": stage.place, "shown": stage.shown}
            for stage in found[item.id]
        )
        tables.append(Table(f"All steps: {item.title}", columns, lines, folded=True))
    return Blocks(tables)


def cycles(study: Study) -> Blocks:
    """Show every cycle with the baselines it lies between, and whether these are still what they were."""
    if study.part:
        return Blocks()
    found = study.records.of(Cycle)
    if not found:
        body = "No cycle has been opened: csi cycle open begins one from a frozen baseline."
        return Blocks([Text(body, role="note")])
    columns = (
        Column("title", "Cycle"),
        Column("opened", "Opened", kind="stamp"),
        Column("closed", "Closed", kind="stamp"),
        Column("began", "Began from"),
        Column("ended", "Ended with"),
        Column("held", "Baselines are as they were"),
        Column("entries", "Entries", kind="number"),
        Column("reason", "Reason"),
    )
    digests = {item.id: item.digest for item in study.baselines}
    lines = tuple(_line_cycle(item, digests) for item in sorted(found, key=lambda item: (item.opened, item.id)))
    return Blocks([Table("Cycles", columns, lines)])


def _line_cycle(item: Cycle, digests: dict[str, str]) -> dict[str, Any]:
    frozen = [item.began, *([item.ended] if item.ended else [])]
    return {
        "title": item.title,
        "opened": item.opened,
        "closed": item.closed,
        "began": item.began.id,
        "ended": item.ended.id if item.ended else "",
        "held": "yes" if all(digests.get(one.id) == one.digest for one in frozen) else "NO",
        "entries": len(item.sip),
        "reason": item.reason,
    }


def improvement_programme(study: Study) -> Blocks:
    """Show the entries that closed cycles left: what became of each initiative, with effect and lessons."""
    found = study.records.of(SipEntry)
    if study.part or not found:
        return Blocks()
    columns = (
        Column("cycle", "Cycle"),
        Column("title", "Initiative"),
        Column("result", "Result"),
        Column("verdict", "Verdict"),
        Column("state", "Target is"),
        Column("effect", "Effect"),
        Column("reason", "Reason"),
        Column("lessons", "Lessons"),
        Column("next", "Goes on as"),
    )
    lines = tuple(
        {
            "cycle": item.cycle,
            "title": item.title,
            "result": item.result,
            "verdict": item.verdict,
            "state": item.state,
            "effect": item.effect,
            "reason": item.reason,
            "lessons": item.lessons,
            "next": item.followed_by,
        }
        for item in sorted(found, key=lambda item: (item.on, item.id))
    )
    counts = Counter(item.result for item in found)
    note = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    return Blocks([Table(label(study, "sip-programme"), columns, lines, note=note)])


# What the page of a question shows below its artefacts.
_SAID: dict[int, tuple[Callable[[Study], Blocks], ...]] = {
    1: (strategy,),
    2: (baselines,),
    3: (goals,),
    4: (steps_of_initiatives, missing_steps),
    5: (verdict_list, warn_verdicts),
    6: (cycles, improvement_programme),
}


def lifecycle(study: Study) -> Blocks:
    """Show the five stages of the service lifecycle with the KPIs that belong to each.

    Why it is kept stands where the assessment is summed up; here where no round of questions was held.
    """
    columns = (Column("stage", "Stage"), Column("count", "KPIs", kind="number"), Column("kpis", "Which"))
    names = ("strategy", "design", "transition", "operation", "improvement")
    lines = tuple(
        {"stage": name, "count": len(own), "kpis": ", ".join(own) or "none of this report"}
        for name in names
        for own in [[kpi.title for kpi in study.kpis if kpi.stage == name]]
    )
    note = "Improvement looks at every KPI, whatever its stage, and closes the circle."
    table = Blocks([Table("The service lifecycle and its KPIs", columns, lines, note=note)])
    return table if study.engagement.answers else table + reasons(study)


def glossary_answer(study: Study) -> Blocks:
    """Say which label set holds and how many terms there are."""
    programme, found = find_programme(study), load_glossary(study.home)
    framework = programme.framework if programme else "none"
    body = (
        f"{len(found.terms)} terms, each with the other names it goes by. Headings of the programme's page speak as "
        f"the label set '{framework}' does; no number depends on it."
    )
    return Blocks([Text(body, role="answer")])


def glossary_terms(study: Study) -> Blocks:
    """Show every term, its other names, its label and what it means."""
    programme = find_programme(study)
    framework = programme.framework if programme else "none"
    columns = (
        Column("term", "Term"),
        Column("says", "What it means"),
        Column("aliases", "Other names"),
        Column("label", "Label of this engagement"),
    )
    lines = tuple(
        {"term": item.term, "says": item.says, "aliases": ", ".join(item.aliases), "label": item.label(framework)}
        for item in load_glossary(study.home).terms
    )
    return Blocks([Table("Glossary", columns, lines)])


def label_sets(study: Study) -> Blocks:
    """Show the terms that the three label sets call by different names."""
    columns = (Column("term", "Term"), Column("v3", "ITIL v3"), Column("v4", "ITIL 4"), Column("none", "No framework"))
    lines = tuple(
        {"term": item.term, "v3": item.label("itil-v3"), "v4": item.label("itil-4"), "none": item.label("none")}
        for item in load_glossary(study.home).terms
        if len({item.label("itil-v3"), item.label("itil-4"), item.label("none")}) > 1
    )
    return Blocks([Table("The three label sets", columns, lines)])
