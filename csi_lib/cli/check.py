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
    """Print rows per file, findings, and which KPIs can be computed."""
    from csi_lib.study import gather

    study = gather(arguments.engagement)
    print(study)
    for line in (*_say_files(study), *_say_findings(study), *_say_kpis(study), *_say_questions(study)):
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


def _say_kpis(study: Study) -> list[str]:
    from csi_lib.study.measurability import judge_measurability

    found = judge_measurability(study)
    lines = ["", "KPIs: wanted ones, then the others of the catalogue"]
    versions = {kpi.id: kpi.version for kpi in study.kpis}
    for row in found.kpis.itertuples():
        name = f"{row.kpi}@{versions[row.kpi]}" if row.kpi in versions else f"({row.kpi})"
        why = f": {row.reason}" if row.reason else ""
        do = f". {row.recipe}" if row.recipe else ""
        lines.append(f"  {name}: {_WORDS[row.state]}{why}{do}")
    return lines


_WORDS = {"available": "computed", "partial": "computed in part", "not": "not computable"}


def _say_questions(study: Study) -> list[str]:
    """List each question that is left open once, with what was taken and the line that would choose otherwise."""
    from csi_lib.study.ambiguity import list_ambiguities
    from csi_lib.study.questions import list_questions

    lines = ["", "Settings for all KPIs"]
    for item in list_questions(study):
        how = "in the settings" if item.written else "by default"
        lines.append(f"  {item.ask} {item.taken} ({how}); {item.why}. {item.setting}")
    lines += ["", "What the definitions leave open"]
    for item in list_ambiguities(study):
        lines.append(f"  {item.ask}")
        for row in item.choices.itertuples():
            mark = "*" if row.chosen else " "
            value = row.reason or "no value" if row.value != row.value else f"{row.value:.4g} {row.unit}, n = {row.n:,}"
            lines.append(f"   {mark} {row.setting}: {row.say}: {value}")
        lines += [f"    {sentence}" for sentence in item.sentences]
    return lines
