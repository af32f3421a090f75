"""Make the report: read the exports, run every notebook, publish the pages, the numbers and the manifest."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.part import add_part, read_part
from csi_lib.cli.register.evaluate import add_evaluation, evaluate_first

if TYPE_CHECKING:
    from csi_lib.run import Run


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi run``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument("--only", action="append", metavar="NAME", default=[], help="a notebook; may be repeated")
    verb.add_argument(
        "--format",
        action="append",
        metavar="NAME",
        default=[],
        help="pdf, pptx, docx or xlsx beside the pages; may be repeated (default: as the engagement says)",
    )
    verb.add_argument(
        "-p", "--parameter", action="append", metavar="NAME=VALUE", default=[], help="of a notebook; may be repeated"
    )
    add_part(verb, "only its rows; a report of its own", "only this business unit's (column organisation)")
    verb.add_argument("--audience", metavar="NAME", default="", help="a file of params/audiences: which pages")
    verb.add_argument("--brand", metavar="NAME", default="", help="a file of params/brands: name, logo, colours")
    verb.add_argument("--language", choices=("en", "de"), default="", help="of the words (all: as the engagement says)")
    verb.add_argument("--out", metavar="DIR", help="folder of all reports (default: reports)")
    verb.add_argument("--engine", metavar="URL", help="duckdb (default), postgresql://…, spark, spark://host:7077")
    verb.add_argument("--jobs", type=_count, metavar="N", help="most notebooks at a time (default: the processors)")
    verb.add_argument("--cold", action="store_true", help="start every kernel afresh; slower, and else the same")
    add_evaluation(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Run the engagement and say where the report is; the last line is its first page."""
    from csi_lib.run import run_engagement
    from csi_lib.run.parameters import read_words

    begin = time.monotonic()
    made = run_engagement(
        arguments.engagement,
        only=arguments.only,
        out=Path(arguments.out) if arguments.out else None,
        workers=arguments.jobs or os.cpu_count() or 1,
        engine=arguments.engine or "",
        formats=arguments.format,
        cold=arguments.cold,
        parameters=read_words(arguments.parameter),
        scope=read_part(arguments),
        options={name: getattr(arguments, name) for name in ("audience", "brand", "language")},
        before=lambda: evaluate_first(arguments, arguments.engagement, arguments.engine or ""),
    )
    return report_run(made, time.monotonic() - begin)


def report_run(made: Run, seconds: float) -> int:
    """Say what a run made, or what failed, and return the exit code."""
    from csi_lib.report.wording import count_words

    print(made.study)
    for verdict in made.study.verdicts:
        print(f"  {verdict.intervention}: {verdict.verdict}")
    failed = [outcome for outcome in made.outcomes if not outcome.ok]
    for outcome in failed:
        print(f"csi run: {outcome.name} failed: {outcome.error}", file=sys.stderr)
    if failed:
        print(
            f"csi run: {len(failed)} of {count_words(len(made.outcomes), 'notebook')} failed; "
            "the last good report is untouched; "
            f"what was made is in {_shown(made.published.folder)}",
            file=sys.stderr,
        )
        return 1
    warnings = sum(issue.severity != "info" for issue in made.study.issues)
    pages, findings = count_words(len(made.outcomes), "page"), count_words(warnings, "finding")
    print(f"{pages} in {seconds:.1f} s; {findings} on data quality")
    if made.remark:
        print(f"csi run: {made.remark}", file=sys.stderr)
    for file in made.published.files:
        print(f"  {_shown(file)}")
    print(_shown(made.published.pages[0]))
    return 0


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of at least 1")
    return int(text)
