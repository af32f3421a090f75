"""A report as a PPTX presentation: native charts and tables on a 16:9 master."""

from csi_lib.report.export.pptx.flow import write

__all__ = ["write"]
