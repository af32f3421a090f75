"""Make many reports from one definition: services × months × audiences; what stands already is not made again."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.evaluate import add_evaluation, evaluate_first

if TYPE_CHECKING:
    from csi_lib.run.batch.decide import Decision
    from csi_lib.run.batch.drive import Done


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi batch``."""
    verb.add_argument("batch", metavar="BATCH", help="its file, or the id of one in params/batches")
    verb.add_argument("--dry-run", action="store_true", help="say what would be made and why, and make nothing")
    verb.add_argument("--again", action="store_true", help="make every report, also those that stand")
    verb.add_argument("--jobs", type=int, metavar="N", help="most reports at a time (default: the processors)")
    verb.add_argument("--scheduler", metavar="ADDRESS", default="", help="a Dask scheduler whose workers make them")
    verb.add_argument("--shard", metavar="I/N", default="1/1", help="the I-th of N parts, for more than one scheduler")
    verb.add_argument("--out", metavar="DIR", help="folder of all reports (default: reports)")
    add_evaluation(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Run the batch; the last line is the page that lists all reports."""
    from csi_lib.errors import UsageError
    from csi_lib.run.batch.drive import Options, plan_batch, preview, read_shard, run_batch

    if arguments.jobs is not None and arguments.jobs < 1:
        raise UsageError(
            f"--jobs {arguments.jobs}: at least one report at a time", do="Leave it out, or give 1 or more"
        )
    options = Options(
        workers=arguments.jobs or os.cpu_count() or 1,
        scheduler=arguments.scheduler,
        shard=read_shard(arguments.shard),
        again=arguments.again,
        out=Path(arguments.out) if arguments.out else None,
    )
    if arguments.dry_run:
        if arguments.evaluate:
            print("Nothing is evaluated now; what --evaluate appends would be a reason to make reports again")
        return _say_plan(preview(plan_batch(arguments.batch, options), options))
    if arguments.evaluate and options.shard[1] > 1:
        raise UsageError("--evaluate with --shard", do="Evaluate once, before the shards: csi register evaluate")
    evaluate_first(arguments, plan_batch(arguments.batch, options).given.path if arguments.evaluate else "")
    return _report(run_batch(arguments.batch, options))


def _say_plan(decisions: list[Decision]) -> int:
    for item in decisions:
        print(f"{'make' if item.why else 'keep'}  {item.report.name}{f': {item.reason}' if item.why else ''}")
    counts = Counter(item.why for item in decisions if item.why)
    kept = len(decisions) - sum(counts.values())
    reasons = ", ".join(f"{number:,} because {why}" for why, number in counts.most_common())
    print(f"{sum(counts.values()):,} to make{f' ({reasons})' if reasons else ''}, {kept:,} stand as they are")
    return 0


def _report(done: Done) -> int:
    if done.remark:
        print(f"csi batch: {done.remark}", file=sys.stderr)
    if done.hook:
        print(f"csi batch: {done.hook}", file=sys.stderr)
    failed = f", {len(done.failed):,} failed; the others are published" if done.failed else ""
    print(f"{done.made:,} made, {done.reused:,} stood already{failed}; {done.seconds:.1f} s")
    print(done.index.relative_to(Path.cwd()) if done.index.is_relative_to(Path.cwd()) else done.index)
    return 1 if done.failed or done.hook else 0
