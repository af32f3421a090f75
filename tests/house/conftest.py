"""What every test of the house needs: the root, the tracked files and pyproject.toml."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = {".git", ".venv", "data", "build", "dist", "__pycache__"}


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's root."""
    return ROOT


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """List the files git tracks, relative to the root; in an unpacked archive, all files that are ours."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
        names = [Path(name) for name in listed.stdout.split("\0") if name]
    else:
        names = [path.relative_to(ROOT) for path in sorted(ROOT.rglob("*")) if path.is_file()]
        names = [name for name in names if not NOT_OURS & set(name.parts)]
    return [name for name in names if (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def pyproject() -> dict[str, Any]:
    """Return pyproject.toml as a dict."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
