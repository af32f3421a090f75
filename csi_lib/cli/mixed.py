"""A parser that takes words and options in any order: ``add acme csip --template x title=… --why "…"``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any


class Mixed(argparse.ArgumentParser):
    """As argparse's own, which else refuses words that follow an option."""

    _mixing = False

    def parse_known_args(  # type: ignore[override]  # argparse's stubs overload it
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Read options first, then the words that are left."""
        if self._mixing or self._subparsers is not None:
            return super().parse_known_args(args, namespace)
        self._mixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._mixing = False
