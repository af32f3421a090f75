"""papermill's own engine with kernels that are forked where that is possible."""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine, NotebookExecutionManager

from csi_lib.run.warm.provisioner import WarmKernelManager


class WarmEngine(NBClientEngine):  # type: ignore[misc]  # papermill carries no types
    """What ``papermill --engine csi-warm`` runs notebooks with."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **kwargs: Any) -> None:
        """Execute the cells in a kernel of ``WarmKernelManager``."""
        super().execute_managed_notebook(nb_man, kernel_name, **{"kernel_manager_class": WarmKernelManager, **kwargs})
