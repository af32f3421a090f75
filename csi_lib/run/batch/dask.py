"""A batch on more than one machine: Dask's workers, each with a zygote of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from csi_lib.errors import UsageError

try:
    from distributed import Client, WorkerPlugin
except ImportError:  # the rest of the kit does without
    raise UsageError("--scheduler needs the package 'distributed'", do="pip install 'csi-kit[dask]'") from None

CONNECT_SECONDS = 30


class Kernels(WorkerPlugin):
    """Opens a worker's kernels when it joins, and closes them when it leaves; a worker itself is never forked."""

    name = "csi-kernels"

    def __init__(self) -> None:
        self._open: ExitStack | None = None

    def setup(self, worker: Any) -> None:
        """Start the zygote beside the worker."""
        from csi_lib.run.batch.work import set_environment
        from csi_lib.run.execute import open_kernels

        self._open = ExitStack()
        set_environment(self._open.enter_context(open_kernels()))

    def teardown(self, worker: Any) -> None:
        """End it."""
        if self._open is not None:
            self._open.close()


@contextmanager
def connect(address: str) -> Iterator[Client]:
    """Connect to a scheduler and give each of its workers kernels, those that join later too.

    Raises
    ------
    UsageError
        When nobody answers there.
    """
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=True)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        do = "Start one with 'dask scheduler' and workers with 'dask worker ADDRESS --nthreads 1'"
        raise UsageError(f"no Dask scheduler answers at {address}: {error}", do=do) from None
    with client:
        client.register_plugin(Kernels())
        yield client
