"""Warm kernels: each notebook's own ipykernel, forked from a process that has imported the heavy libraries already.

A *zygote* lives for one batch. It has no threads of Python, no event loop and no sockets of Jupyter; it forks a kernel
per request and is never forked itself. Where fork is not safe, or a forked kernel could differ from one that is started
afresh, the kernel is started afresh: nobody has to ask for it, and no report depends on a zygote.

``csi run`` uses it by itself. Others may have it for the life of one command::

    python -m csi_lib.run.warm papermill in.ipynb out.ipynb --engine csi-warm
    python -m csi_lib.run.warm pytest --nbval notebooks
"""

from csi_lib.run.warm.keeper import PRELOAD, warm_kernels
from csi_lib.run.warm.wire import ZYGOTE_VARIABLE

__all__ = ["PRELOAD", "ZYGOTE_VARIABLE", "warm_kernels"]
