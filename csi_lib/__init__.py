"""CSI kit: from ticket exports to KPI baselines, honest verdicts and reports that people keep.

In a notebook::

    import csi_lib as csi
    study = csi.open("demo")
    csi.show.verdicts(study)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csi_lib.report import sections as show
    from csi_lib.study import open_study as open

__all__ = ["open", "show"]


def __getattr__(name: str) -> Any:
    # Looked up only when asked for: `csi --help` must not wait for pandas and matplotlib.
    if name == "open":
        from csi_lib.study import open_study

        return open_study
    if name == "show":
        from csi_lib.report import sections

        return sections
    raise AttributeError(f"module 'csi_lib' has no attribute '{name}'")
