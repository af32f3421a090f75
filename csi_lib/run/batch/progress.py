"""Where a batch has got to: a bar on a terminal, plain lines elsewhere, for logs and schedulers."""

from __future__ import annotations

import sys
from types import TracebackType

from tqdm import tqdm

from csi_lib.report.wording import count_words

TENTHS = 10


class Progress:
    """Says on standard error how many reports of a batch are made.

    Parameters
    ----------
    total : int
        Reports to make.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = self._failed = 0
        self._bar = tqdm(total=total, unit="report", disable=not sys.stderr.isatty(), file=sys.stderr, leave=False)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def add(self, name: str, error: str) -> None:
        """Note that a report has ended; ``error`` is empty where it was made.

        Every failure is a line. Without a terminal so is every tenth of the batch.
        """
        before = self._done * TENTHS // self._total
        self._done += 1
        self._failed += bool(error)
        self._bar.update()
        if error:
            self._bar.write(f"csi batch: {name} failed: {error}", file=sys.stderr)
        if self._bar.disable and self._done * TENTHS // self._total > before:
            failed = f", {self._failed:,} failed" if self._failed else ""
            of = count_words(self._total, "report")
            print(f"csi batch: {self._done:,} of {of}{failed}", file=sys.stderr, flush=True)
