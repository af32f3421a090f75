"""The report as a PDF that can be read aloud: PDF/UA-1, set by Typst from data, never from markup."""

from csi_lib.report.export.pdf.writer import write

__all__ = ["write"]
