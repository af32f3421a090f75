"""papermill's own engine, except that a kernel that dies or takes too long is the fault of a cell like any other."""

from __future__ import annotations

import time
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import NotebookExecutionManager, papermill_engines

from csi_lib.run.warm.engine import WarmEngine

ENGINE_NAME = "csi-kit"


class KitEngine(WarmEngine):
    """Executes a notebook with one time limit for the whole of it."""

    @classmethod
    def execute_managed_notebook(  # type: ignore[override]  # papermill hands on what execute_notebook was given
        cls, nb_man: NotebookExecutionManager, kernel_name: str, *, seconds: float, **kwargs: Any
    ) -> None:
        """Execute the cells; a dead kernel or a time limit becomes the error output of the cell that ran."""
        deadline = time.monotonic() + seconds
        limits = {"timeout_func": lambda cell: max(1, round(deadline - time.monotonic()))}
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **limits, **kwargs)
        except CellTimeoutError:
            _blame(nb_man.nb, "TimeoutError", f"the notebook took longer than {seconds:,.0f} s")
        except DeadKernelError:
            _blame(nb_man.nb, "DeadKernelError", "the kernel died; perhaps it ran out of memory")


def _blame(notebook: NotebookNode, name: str, message: str) -> None:
    started = [cell for cell in notebook.cells if cell.metadata.get("papermill", {}).get("start_time")]
    running = next((cell for cell in reversed(started) if cell.cell_type == "code"), None)
    if running is None:  # before the first cell: there is nobody to blame but the notebook
        raise RuntimeError(message)
    running.outputs.append(new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"]))  # type: ignore[no-untyped-call]


papermill_engines.register(ENGINE_NAME, KitEngine)
