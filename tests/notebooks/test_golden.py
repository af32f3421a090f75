"""The structured outputs of all executed notebooks are what they were when a person last looked at them.

nbval-lax compares nothing on stripped notebooks, so the numbers, texts and tables of a small generated client are held
against golden files, one a page. After a change that is meant: ``python tests/notebooks/renew_golden.py``, then read
the diff.
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from csi_lib.run.audience import is_document

GOLDEN = Path(__file__).parents[1] / "golden"
NOTEBOOKS = (Path(__file__).parents[2] / "notebooks").glob("*.ipynb")
NAMES = sorted(path.stem for path in NOTEBOOKS if not is_document(path))  # the report of everything has no document
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b|\bp-[0-9a-f]{16}\b")  # digests and pseudonyms
HEAD, TAIL = 40, 10  # entries of a long table that are held; its length is held, too
RELATIVE, ABSOLUTE = 1e-6, 1e-9  # another BLAS or libm may move the last digits


def normalise(value: Any) -> Any:
    """Take out digests (of the code's own version) and pseudonyms (of this key); shorten what is very long."""
    if isinstance(value, dict):
        return {key: normalise(item) for key, item in value.items()}
    if isinstance(value, list):
        cut = [*value[:HEAD], f"… {len(value)} entries", *value[-TAIL:]] if len(value) > HEAD + TAIL + 1 else value
        return [normalise(item) for item in cut]
    if isinstance(value, str):
        text = _DIGEST.sub("<digest>", value)
        return text if len(text) < 2_000 else f"{text[:40]}… {len(text)} characters"
    return value


def differences(actual: Any, expected: Any, place: str = "") -> list[str]:
    """List where two structures differ; numbers may differ in their last digits."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        keys = sorted(set(actual) | set(expected))
        return [line for key in keys for line in differences(actual.get(key), expected.get(key), f"{place}/{key}")]
    if isinstance(expected, list) and isinstance(actual, list):
        if len(actual) != len(expected):
            return [f"{place}: {len(actual)} entries instead of {len(expected)}"]
        pairs = enumerate(zip(actual, expected, strict=True))
        return [line for at, (one, other) in pairs for line in differences(one, other, f"{place}/{at}")]
    if _numbers(actual, expected):
        same = math.isclose(actual, expected, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    else:
        same = actual == expected
    return [] if same else [f"{place}: {actual!r} instead of {expected!r}"]


def _numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


@pytest.fixture(scope="module")
def results(client: Path) -> Any:
    return json.loads((client / "reports/demo/2026-06-30/results.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_shows_what_it_showed(name: str, results: Any) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))

    found = differences(normalise(results["notebooks"][name]), golden)

    assert found[:10] == []


def test_a_changed_number_would_be_seen() -> None:
    assert differences({"a": [1.0, {"b": 2.5}]}, {"a": [1.0, {"b": 9.9}]}) == ["/a/1/b: 2.5 instead of 9.9"]
