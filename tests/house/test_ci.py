"""CI may skip only what is not promised there."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

REPORT = """<testsuites><testsuite>
<testcase classname="tests.report.test_page" name="test_page_in_chromium"/>
<testcase classname="tests.kpi.test_engines" name="test_same_numbers">
  <skipped type="pytest.skip" message="PostgreSQL is not installed">test_engines.py:9</skipped></testcase>
<testcase classname="tests.kpi.test_sum" name="test_sum">{outcome}</testcase>
</testsuite></testsuites>
"""
FAILED = "<failure message='1 != 2'/>"


@pytest.fixture(scope="module")
def closing() -> ModuleType:
    """Return .ci/closing.py as a module."""
    path = Path(__file__).parents[2] / ".ci" / "closing.py"
    spec = importlib.util.spec_from_file_location("csi_ci_closing", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Return a folder with one report: one test passed, one skipped, one passed."""
    (tmp_path / "tests.xml").write_text(REPORT.format(outcome=""), encoding="utf-8")
    return tmp_path


def test_a_promised_test_that_skipped_fails_the_run(
    closing: ModuleType, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert closing.main([str(reports), "postgres=a client's warehouse"]) == 1
    assert (
        "a client's warehouse: tests: tests.kpi.test_engines::test_same_numbers was skipped" in capsys.readouterr().out
    )


def test_a_promise_without_any_test_fails_the_run(closing: ModuleType, reports: Path) -> None:
    assert closing.main([str(reports), "wheel=installed kit"]) == 1


def test_an_unpromised_skip_does_not(closing: ModuleType, reports: Path) -> None:
    assert closing.main([str(reports), "chromium=the page"]) == 0


def test_a_failed_test_fails_the_run(closing: ModuleType, reports: Path) -> None:
    (reports / "tests.xml").write_text(REPORT.format(outcome=FAILED), encoding="utf-8")

    assert closing.main([str(reports)]) == 1


def test_a_run_without_tests_fails(closing: ModuleType, tmp_path: Path) -> None:
    assert closing.main([str(tmp_path)]) == 1


def test_the_last_line_counts_all_tests(closing: ModuleType, reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    closing.main([str(reports)])

    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 0 failed, 1 skipped"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no bash")
def test_the_script_of_ci_is_sound_shell(root: Path) -> None:
    assert subprocess.run(["bash", "-n", str(root / ".ci" / "run")], check=False).returncode == 0
