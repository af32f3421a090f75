"""Take the outputs out of notebooks, as a git filter or in place; the cells stay as they are."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi strip``."""
    verb.add_argument("files", metavar="FILE", nargs="*", help="notebooks (default: from standard input to output)")


def execute(arguments: argparse.Namespace) -> int:
    """Strip each file in place, or what stands on standard input."""
    from csi_lib.files import write_whole
    from csi_lib.project.strip import strip_notebook

    if not arguments.files:
        sys.stdout.write(strip_notebook(sys.stdin.read(), "standard input"))
        return 0
    stripped = {Path(name): strip_notebook(Path(name).read_text(encoding="utf-8"), name) for name in arguments.files}
    for path, text in stripped.items():
        if path.read_text(encoding="utf-8") != text:
            write_whole(path, text.encode("utf-8"))
            print(path)
    return 0
