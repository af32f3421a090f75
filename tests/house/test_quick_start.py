"""Processes of the kit start without what no notebook needs, and take nothing away from who needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

GRAMMAR = "rfc3987_syntax"


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["csi_lib.report.results", "csi_lib.run.drive"])
def test_no_process_of_the_kit_builds_the_grammar_of_addresses(module: str) -> None:
    pytest.importorskip(GRAMMAR, reason="jsonschema's grammar of addresses is not installed here")

    assert run(f"import sys, {module}; print('jsonschema' in sys.modules, '{GRAMMAR}' in sys.modules)") == "True False"


def test_who_wants_the_grammar_can_still_have_it() -> None:
    pytest.importorskip(GRAMMAR, reason="jsonschema's grammar of addresses is not installed here")

    assert (
        run(f"import csi_lib.run.drive, {GRAMMAR} as it; print(it.is_valid_syntax('iri', 'https://ü.example'))")
        == "True"
    )
