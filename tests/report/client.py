"""The generated client: what its pages showed, and the words of its register, which stay as they were written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]


def read_golden() -> dict[str, Any]:
    """What every page of the generated client's report showed when a person last looked at it, by page."""
    files = sorted((ROOT / "tests" / "golden").glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}


def list_client_words() -> tuple[str, ...]:
    """Every text of several words in the generated client's register, the longest first; one word may be ours."""
    files = sorted((ROOT / "params" / "register" / "demo").rglob("*.yml"))
    found = {text for path in files for text in _walk(yaml.safe_load(path.read_text(encoding="utf-8")))}
    return tuple(sorted((text for text in found if " " in text), key=lambda text: (-len(text), text)))


def _walk(item: Any) -> Iterator[str]:
    if isinstance(item, dict):
        for value in item.values():
            yield from _walk(value)
    elif isinstance(item, list):
        for value in item:
            yield from _walk(value)
    elif isinstance(item, str):
        yield item.strip()
