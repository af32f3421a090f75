"""The stairs of csi_lib hold, and the check that says so can fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import grimp

LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]
ROOMS = ("errors", "light", "files", "scratch", "tables", "settings", "periods")


def lint_floors(folder: Path, config: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*LINT, "--config", str(config)], cwd=folder, capture_output=True, text=True, timeout=120)


def make_house(folder: Path, **lines: str) -> Path:
    """Write a small csi_lib with the rooms that must exist, and the given lines in some of them."""
    package = folder / "csi_lib"
    package.mkdir()
    for room in ("__init__", *ROOMS, *lines):
        (package / f"{room}.py").write_text(lines.get(room, "") + "\n", encoding="utf-8")
    return folder


def test_a_room_imports_only_from_floors_below(root: Path) -> None:
    done = lint_floors(root, root / "pyproject.toml")

    assert done.returncode == 0, done.stdout + done.stderr


def test_an_import_up_the_stairs_is_caught(root: Path, tmp_path: Path) -> None:
    house = make_house(tmp_path, tables="from csi_lib import study", study="")

    done = lint_floors(house, root / "pyproject.toml")

    assert done.returncode == 1
    assert "csi_lib.tables is not allowed to import csi_lib.study" in done.stdout


def test_rooms_on_one_floor_do_not_import_each_other(root: Path, tmp_path: Path) -> None:
    house = make_house(tmp_path, signals="from csi_lib import maturity", maturity="")

    assert (
        "csi_lib.signals is not allowed to import csi_lib.maturity"
        in lint_floors(house, root / "pyproject.toml").stdout
    )


def test_a_new_room_must_be_given_a_floor(root: Path, tmp_path: Path) -> None:
    house = make_house(tmp_path, attic="")

    done = lint_floors(house, root / "pyproject.toml")

    assert done.returncode == 1
    assert "attic" in done.stdout


def test_no_two_modules_of_a_room_need_each_other() -> None:
    """Also not by an import inside a function; what only names a class for the types makes no circle."""
    house = grimp.build_graph("csi_lib", exclude_type_checking_imports=True, cache_dir=None)

    circles = {room: found for room in house.modules if (found := house.nominate_cycle_breakers(room))}

    assert circles == {}
