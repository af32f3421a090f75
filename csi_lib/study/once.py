"""What is asked of a study by several sections of a page is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from csi_lib.study.study import Study

R = TypeVar("R")
KEPT = 4  # studies whose answers are kept; a notebook has one


class _Key:
    """A study as a key: two of one fingerprint say the same."""

    def __init__(self, study: Study) -> None:
        self.study = study

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.study.fingerprint == self.study.fingerprint

    def __hash__(self) -> int:
        return hash(self.study.fingerprint)


def once(ask: Callable[[Study], R]) -> Callable[[Study], R]:
    """Keep the answers of a function of a study by the study's fingerprint."""

    @lru_cache(maxsize=KEPT)
    def answer(key: _Key) -> R:
        return ask(key.study)

    @wraps(ask)
    def look_up(study: Study) -> R:
        return answer(_Key(study))

    return look_up
