"""Read an engagement's settings and exports, and say what was found; writes no report."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csi_lib.study import Study


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi check``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")


def execute(arguments: argparse.Namespace) -> int:
    """Print rows per file, findings, objectives, which KPIs can be computed, and what the definitions leave open."""
    from csi_lib.report.brand import load_brand
    from csi_lib.run.audience import load_audience
    from csi_lib.settings import find_home, load_engagement
    from csi_lib.study import gather

    settings, path = load_engagement(arguments.engagement)
    load_audience(settings.report.audience, find_home(path.parent))  # what is wrong there costs no reading of exports
    load_brand(settings.report.brand, find_home(path.parent))
    study = gather(arguments.engagement)
    print(study)
    for say in (_say_files, _say_findings, _say_objectives, _say_kpis, _say_questions, _say_open):
        for line in say(study):
            print(line)
    return 0


def _say_files(study: Study) -> list[str]:
    lines = ["", "Files (rows = kept + folded + duplicate + rejected)"]
    for row in study.ingested.ledger.itertuples():
        lines.append(
            f"  {row.source}: {row.file}: {row.rows:,} = {row.kept:,} + {row.folded:,} + {row.duplicate:,}"
            f" + {row.rejected:,}"
        )
    return lines


def _say_findings(study: Study) -> list[str]:
    from csi_lib.errors import one_line
    from csi_lib.study.touched import find_touched

    lines = ["", f"Findings: {len(study.issues)}"]
    return lines + [
        one_line(
            f"{issue.severity}: {issue.where}: {issue.what}. {issue.do}"[:400]
            + f" [touches {find_touched(issue, study.kpis, study.ingested.ledger).say(len(study.kpis))}]"
        )
        for issue in study.issues
    ]


def _say_objectives(study: Study) -> list[str]:
    """Say the way from each objective to its target, and what hangs on nothing."""
    from csi_lib.study.measurability import judge_measurability

    found = judge_measurability(study)
    lines = ["", "Objective > success factor > KPI > target"]
    for row in found.tree.to_dict("records"):
        goal = "no target" if row["target"] != row["target"] else f"{row['target']:g} {row['unit']} by {row['by']}"
        remark = f" ({row['remark']})" if row["remark"] else ""
        aim = " > ".join(part for part in (row["objective"], row["success_factor"], row["kpi"]) if part)
        lines.append(f"  {aim} > {goal}: {row['state']}{remark}")
    if found.tree.empty:
        lines.append("  no objective is written in the settings or in the register")
    if found.without_objective:
        lines.append(f"  Wanted, but no objective names them: {', '.join(found.without_objective)}")
    linked, every = found.linked
    lines.append(f"  Initiatives that serve an objective: {linked} of {every}")
    return lines


def _say_kpis(study: Study) -> list[str]:
    from csi_lib.study.measurability import judge_measurability

    lines = ["", "KPIs: wanted ones, then the others of the catalogue"]
    versions = {kpi.id: kpi.version for kpi in study.kpis}
    for row in judge_measurability(study).kpis.to_dict("records"):
        name = str(row["kpi"])
        shown = f"{name}@{versions[name]}" if name in versions else f"({name})"
        why = f": {row['reason']}" if row["reason"] else ""
        do = f". {row['recipe']}" if row["recipe"] else ""
        lines.append(f"  {shown}: {_WORDS[str(row['state'])]}{why}{do}")
    return lines


_WORDS = {"available": "computed", "partial": "computed in part", "not": "not computable"}


def _say_questions(study: Study) -> list[str]:
    """List the general questions once, with what was taken and the line that would choose otherwise."""
    from csi_lib.study.questions import list_questions

    lines = ["", "Settings for all KPIs"]
    for question in list_questions(study):
        how = "in the settings" if question.written else "by default"
        lines.append(f"  {question.ask} {question.taken} ({how}); {question.why}. {question.setting}")
    return lines


def _say_open(study: Study) -> list[str]:
    """List what the definitions leave open, each question once, with the value under every answer."""
    from csi_lib.study.ambiguity import list_ambiguities, round_value

    lines = ["", "What the definitions leave open (* used here)"]
    for item in list_ambiguities(study):
        lines.append(f"  {item.ask}")
        for row in item.choices.to_dict("records"):
            mark = "*" if row["chosen"] else " "
            none = row["value"] != row["value"]
            shown = f"{round_value(row['value'])} {row['unit']}, n = {row['n']:,}"
            value = (row["reason"] or "no value") if none else shown
            lines.append(f"   {mark} {row['setting']}: {row['say']}: {value}")
        lines += [f"    {sentence}" for sentence in item.sentences]
    return lines
