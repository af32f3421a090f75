"""The command ``csi``: one module a verb."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from csi_lib.address import hide_passwords
from csi_lib.cli.verbs import add_verbs, find_verb
from csi_lib.errors import CsiError

VERBS = (
    "demo",
    "new",
    "map",
    "kpis",
    "check",
    "prepare",
    "measure",
    "freeze",
    "plan-measurement",
    "plan",
    "assess",
    "register",
    "review",
    "sla",
    "run",
    "batch",
    "cycle",
    "benefits",
    "trace",
    "glossary",
    "export",
    "archive",
    "strip",
    "schema",
    "forget",
)
PIPE_CLOSED = 141  # what a shell reports for a command ended by a closed pipe (128 + SIGPIPE)
EPILOG = "Exit codes: 0 done, 1 some job failed, 2 bad input or usage."


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        The words after ``csi``; default those of the process.

    Returns
    -------
    int
        0 done, 1 some job failed, 2 bad input or usage, 130 interrupted, 141 the reader of the output went away.
    """
    _speak_utf8()
    parser = build_parser()
    arguments = parser.parse_args(argv)
    try:
        code = int(find_verb(__name__, arguments.verb).execute(arguments))
        if sys.stdout is not None:  # None where the caller closed it
            sys.stdout.flush()
        return code
    except CsiError as error:
        print(f"csi {arguments.verb}: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader went away, as in `csi check demo | head -1`; what is left goes nowhere, also at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        place = hide_passwords(f"{error.filename}: ") if error.filename else ""
        print(f"csi {arguments.verb}: {place}{error.strerror or error}. Check path, rights and space", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"csi {arguments.verb}: interrupted; nothing half-written is left", file=sys.stderr)
        return 130


def build_parser() -> argparse.ArgumentParser:
    """Build the parser with every verb and its options."""
    parser = argparse.ArgumentParser(prog="csi", description="From ticket exports to baselines, verdicts and reports.")
    add_verbs(parser, __name__, VERBS, epilog=EPILOG, dest="verb", metavar="VERB")
    return parser


def _speak_utf8() -> None:
    # A Windows console or a C locale must not turn a service's name into a crash.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
