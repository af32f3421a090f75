"""A file as people would write it: YAML, the same bytes on every platform."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def write_yaml(path: Path, data: dict[str, Any]) -> Path:
    """Write a YAML file and return its path; its folder is made when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120).encode("utf-8"))
    return path
