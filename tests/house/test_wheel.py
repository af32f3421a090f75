"""`pip install` alone gives a working `csi`, in an empty folder too."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("hatchling") is None, reason="the wheel is built with hatchling, which is not installed"
)
KIT = {"notebooks": "csi_lib/_kit/notebooks", "params": "csi_lib/_kit/params"}
TEMPLATES = "reports/templates"


def run_pip(*words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *words], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(root: Path, tracked: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of what is tracked, as a fresh clone would."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in tracked:
        if name.parts[0] != "tests":
            (folder / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, folder / "tree" / name)
    run_pip("wheel", str(folder / "tree"), "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder))
    (built,) = folder.glob("csi_kit-*-py3-none-any.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, alone, into a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    run_pip("install", "--no-deps", "--target", str(folder), str(wheel))
    return folder


def run_csi(site: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the installed csi in a folder, as someone who has nothing but the wheel."""
    clean = {name: value for name, value in os.environ.items() if name not in {"CSI_HOME", "PYTHONPATH"}}
    return subprocess.run(
        [sys.executable, "-m", "csi_lib", *words],
        cwd=folder,
        env=clean | {"PYTHONPATH": str(site), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )


def move_into_wheel(name: Path) -> str | None:
    """Say where a tracked file goes in the wheel, if it goes there."""
    if name.parts[0] == "csi_lib":
        return name.as_posix()
    if name.parts[0] in KIT:
        return name.as_posix().replace(name.parts[0], KIT[name.parts[0]], 1)
    return f"csi_lib/_kit/{name.as_posix()}" if name.as_posix().startswith(TEMPLATES) else None


def test_the_wheel_carries_code_notebooks_params_and_templates_and_nothing_else(
    wheel: Path, tracked: list[Path]
) -> None:
    carried = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert carried == {place for name in tracked if (place := move_into_wheel(name))}
    for folder in ("notebooks", "params/kpi", "params/sources", "params/maturity", TEMPLATES):
        assert any(name.startswith(f"csi_lib/_kit/{folder}/") for name in carried), folder


def test_the_wheel_gives_the_command_csi(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (entry_points,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]

        assert "csi = csi_lib.cli:main" in archive.read(entry_points).decode()


def test_the_wheel_carries_its_licence(wheel: Path) -> None:
    assert any(name.endswith("licenses/LICENSE") for name in zipfile.ZipFile(wheel).namelist())


def test_the_command_from_the_wheel_answers_in_an_empty_folder(site: Path, tmp_path: Path) -> None:
    done = run_csi(site, tmp_path, "--help")

    assert done.returncode == 0, done.stderr
    assert "demo" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_wheel_alone_writes_the_demo_report_in_an_empty_folder(site: Path, tmp_path: Path) -> None:
    for words in (["demo"], ["run", "demo", "--only", "executive_summary"]):
        done = run_csi(site, tmp_path, *words)
        assert done.returncode == 0, done.stdout + done.stderr

    report = tmp_path / done.stdout.strip().splitlines()[-1]

    assert report.is_file()
    assert tmp_path in report.resolve().parents
