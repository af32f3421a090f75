"""Write what has to rise first: a table, a list, or drafts that the improvement register takes in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from csi_lib.kpi import Kpi
    from csi_lib.maturity import Process
    from csi_lib.maturity.roadmap import Roadmap
    from csi_lib.register.initiatives.steps import StepRow
    from csi_lib.settings import Engagement

HEAD = (
    "# Drafted from the assessment by csi assess roadmap: set target, worthwhile change and owner when it is planned.\n"
)


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi assess roadmap``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument(
        "--out",
        metavar="PLACE",
        help="roadmap.csv: every item, a line each; roadmap.yml: the same as a list of initiatives; a folder: a file "
        "per initiative, as the register reads them. Nothing is overwritten",
    )
    verb.add_argument("--steps", action="store_true", help="the ten steps by gap and impact, in place of the processes")


def execute(arguments: argparse.Namespace) -> int:
    """Print the roadmap, or write its rows."""
    from csi_lib.errors import UsageError
    from csi_lib.kpi.named import choose_kpis
    from csi_lib.maturity.ledger import keep_ledger
    from csi_lib.register.initiatives.gaps import draft, gaps_frame, list_gaps
    from csi_lib.register.initiatives.steps import draft_step, list_step_rows, steps_frame
    from csi_lib.settings import find_home, load_engagement
    from csi_lib.study.answering import find_answer_files, read_assessment

    out = Path(arguments.out) if arguments.out else None
    if out is not None:
        _check_place(out)
    engagement, path = load_engagement(arguments.engagement)
    home = find_home(path.parent)
    kpis = choose_kpis(engagement, path, home)
    said = read_assessment(find_answer_files(engagement, path, home), engagement, path, home)
    if said.roadmap is None or not said:
        raise UsageError(
            f"nobody has answered a questionnaire in '{engagement.id}'",
            do="Name the answer files under 'answers' in its file",
        )
    if arguments.steps:
        rows = list_step_rows(said.roadmap.steps, said.asked.processes, kpis)
        if not rows:
            raise UsageError(
                "the ten steps are not read in this engagement, or nobody answered on them",
                do="List 'ten-steps' under 'assessment: also'",
            )
        told = (
            _say_steps(rows)
            if out is None
            else _write(steps_frame(rows), [(row.kpi, draft_step(row)) for row in rows], out)
        )
        print("\n".join(told))
        return 0
    if out is None:
        print("\n".join(_say(said.roadmap)))
        return 0
    measures, by_kind, note = _measure(engagement, path, home, kpis, said.asked.processes)
    ledger = keep_ledger(said.ratings, said.asked.processes, measures, kpis, by_kind)
    gaps = list_gaps(said.roadmap, ledger, kpis)
    told = _write(gaps_frame(gaps), [(row.kpi, draft(row)) for row in gaps], out)
    print("\n".join([*told, *note]))
    return 0


def _measure(
    engagement: Engagement, path: Path, home: Path, kpis: tuple[Kpi, ...], asked: tuple[Process, ...]
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], tuple[str, ...]]:
    """Measure the KPIs, of all tickets and by kind; without an export the answers have to do, and a note says so."""
    import pandas as pd

    from csi_lib.errors import AbsentError
    from csi_lib.ingest import ingest
    from csi_lib.kpi import MEASURE_COLUMNS
    from csi_lib.study import data_window, measure_kinds, measure_window
    from csi_lib.study.inputs import find_cache

    try:
        found = ingest(engagement, path, cache=find_cache(home, engagement.id))
        first, as_of = data_window(engagement, path, found)
    except AbsentError as error:
        note = f"note: from the answers alone, so no row says where its KPI stands: {error.what} ({error.where})"
        return pd.DataFrame(columns=list(MEASURE_COLUMNS)), {}, (note,)
    by_kind = measure_kinds(engagement, found, kpis, asked, first, as_of)
    return measure_window(engagement, found, kpis, first, as_of, by=[]), by_kind, ()


def _check_place(out: Path) -> None:
    """Refuse before the work, not after it."""
    from csi_lib.errors import UsageError

    if out.suffix not in ("", ".csv", ".yml"):
        raise UsageError(f"--out {out}: '{out.suffix}' is none of .csv, .yml", do="Name a .csv, a .yml or a folder")
    if out.is_file() or (out.suffix and out.exists()):
        raise UsageError(f"--out {out}: it exists already", do="Name another file; nothing is overwritten")


def _say(found: Roadmap) -> list[str]:
    lines = [f"{way.title}: {_say_way(way)}" for way in found.ways]
    for number, lifts in found.waves:
        low, high = (sum(float(getattr(item, key)) for item in lifts) for key in ("low", "high"))
        lines.append(f"Wave {number}: {low:g} to {high:g} person-days")
        lines += [f"  {item.question:<24} {float(item.low):g}-{float(item.high):g}  {item.outcome}" for item in lifts]
    return lines


def _say_way(way) -> str:  # type: ignore[no-untyped-def]
    from csi_lib.maturity.roadmap import ASK, THERE

    levels = f"level {_bare(way.level)} by the answers, {_bare(way.on_evidence)} on evidence, target {way.target}"
    if way.state == THERE:
        return f"{levels}: there"
    if way.state == ASK:
        return f"{levels}: {way.reason}"
    then = "" if way.then is None else f", chance once done {way.then:.0%}"
    return f"{levels}: {len(way.lifts)} items, {float(way.low):g} to {float(way.high):g} person-days{then}"


def _bare(level: int | None) -> str:
    return "not rated" if level is None else str(level)


def _say_steps(rows: tuple[StepRow, ...]) -> list[str]:
    if len({row.step.impact for row in rows}) == 1:  # the gap alone makes the order
        return [
            f"{row.place:>2}  gap {float(row.step.gap or 0):>5.1f}  step {row.step.step:<2}  {row.step.title} "
            f"({float(row.step.percent or 0):.1f} % achieved)"
            for row in rows
        ]
    return [
        f"{row.place:>2}  {float(row.step.priority or 0):>5.1f} %  step {row.step.step:<2}  {row.step.title} "
        f"({float(row.step.percent or 0):.1f} % achieved, weighs {row.step.impact})"
        for row in rows
    ]


def _write(frame: pd.DataFrame, found: list[tuple[str, dict[str, Any]]], out: Path) -> list[str]:
    """Write the table, or a draft of every row that has a KPI."""
    from csi_lib.cli.frame import write_frame

    bare = [content["id"] for kpi, content in found if not kpi]
    told = [f"Left out of the drafts, no KPI yet: {', '.join(bare)}"] if bare else []
    drafts = [content for kpi, content in found if kpi]
    if out.suffix == ".csv":
        write_frame(frame, out, "--out")
        return [f"Wrote {len(frame)} rows to {out}"]
    if out.suffix == ".yml":
        _write_whole(out, drafts)
        return [f"Wrote {len(drafts)} initiatives to {out}", *told]
    out.mkdir(parents=True, exist_ok=True)
    new = [item for item in drafts if not (out / f"{item['id']}.yml").exists()]
    for item in new:
        _write_whole(out / f"{item['id']}.yml", item)
    kept = len(drafts) - len(new)
    told += [f"Kept {kept} that were there already"] if kept else []
    return [f"Wrote {len(new)} initiatives to {out}", *told]


def _write_whole(path: Path, content: object) -> None:
    import yaml

    from csi_lib.files import write_whole

    text = HEAD + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
    write_whole(path, text.encode("utf-8"))
