"""A command's help is there at once: nothing heavy is loaded before it is known what is asked."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("pandas", "numpy", "sqlalchemy", "duckdb", "matplotlib")


def test_help_waits_for_no_heavy_library() -> None:
    code = f"import sys, csi_lib.cli as c; c.build_parser(); print([n for n in {HEAVY} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
