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
    from csi_lib.report.blocks import Blocks, Column, Number, Picture, Table, Text
    from csi_lib.report.tabling import table
    from csi_lib.study import open_study as open

_BLOCKS = ("Blocks", "Column", "Number", "Picture", "Table", "Text")

__all__ = ["Blocks", "Column", "Number", "Picture", "Table", "Text", "open", "show", "table"]


def __getattr__(name: str) -> Any:
    # Looked up only when asked for: `csi --help` must not wait for pandas and matplotlib.
    if name == "open":
        from csi_lib.study import open_study

        return open_study
    if name == "show":
        from csi_lib.report import sections

        return sections
    if name == "table":
        from csi_lib.report.tabling import table

        return table
    if name in _BLOCKS:
        from csi_lib.report import blocks

        return getattr(blocks, name)
    raise AttributeError(f"module 'csi_lib' has no attribute '{name}'")
