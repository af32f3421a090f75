"""Generate the demo engagement: seeded exports, settings and planted truths."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

# As in the Makefile: a report without a baseline has nothing to compare with, and says so.
FREEZE = (
    'start --from 2024-01-01 --to 2025-03-31 --author "CSI kit" '
    '--reason "The fifteen months before the first initiative went live"'
)


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi demo``."""
    verb.add_argument("folder", nargs="?", metavar="DIR", help="where to write it (default: the project's root)")
    verb.add_argument("--seed", type=int, help="another seed gives another client with the same planted truths")


def execute(arguments: argparse.Namespace) -> int:
    """Write the engagement and say how to run it."""
    from csi_lib.demo import DEFAULT_SEED, generate
    from csi_lib.settings import find_home

    folder = Path(arguments.folder) if arguments.folder else find_home()
    seed = DEFAULT_SEED if arguments.seed is None else arguments.seed
    written = generate(folder, seed=seed)
    size = sum(path.stat().st_size for path in written) / 1e6
    print(f"Wrote {len(written)} files ({size:.1f} MB, seed {seed}) under {folder}")
    name = shlex.quote(str(folder / "params" / "engagements" / "demo.yml")) if arguments.folder else "demo"
    print(f"Next: csi freeze {name} {FREEZE}")
    print(f"Then: csi run {name}")
    return 0
