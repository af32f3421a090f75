"""The register as a workbook that a client fills in: a sheet per kind, lists to choose from, a hidden fingerprint."""

from __future__ import annotations

import datetime as dt
import io
from importlib.util import find_spec

from csi_lib.errors import UsageError
from csi_lib.register.exchange.snapshot import Snapshot

EXTRA = "office"


def make_workbook(snapshot: Snapshot, day: dt.date) -> bytes:
    """Return the register as XLSX.

    Parameters
    ----------
    snapshot : Snapshot
        What goes into it.
    day : date
        The day the file says it was made on; the same snapshot and day give the same bytes.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    UsageError
        When the package that writes workbooks is missing.
    """
    if find_spec("xlsxwriter") is None:
        raise UsageError("a workbook needs the package 'xlsxwriter'", do=f"pip install 'csi-kit[{EXTRA}]'")
    import xlsxwriter

    from csi_lib.register.exchange.book.cover import write_cover
    from csi_lib.register.exchange.book.hidden import write_lists, write_seal
    from csi_lib.register.exchange.book.looks import HARMLESS, INK, Looks
    from csi_lib.register.exchange.book.sheet import write_sheet

    stream = io.BytesIO()
    fonts = {"font_name": "Arial", "font_size": 10, "font_color": INK}
    workbook = xlsxwriter.Workbook(stream, {**HARMLESS, "in_memory": True, "default_format_properties": fonts})
    workbook.set_size(2_400, 1_500)
    made = dt.datetime.combine(day, dt.time())
    workbook.set_properties({"title": "Improvement register", "subject": snapshot.engagement, "created": made})
    looks = Looks(workbook)
    cover = workbook.add_worksheet("Read me")
    sheets = [(form, workbook.add_worksheet(snapshot.sheet(form))) for form in snapshot.forms]
    spans = write_lists(workbook, snapshot)
    counts = [write_sheet(sheet, form, snapshot, spans, looks) for form, sheet in sheets]
    write_cover(cover, snapshot, counts, looks, day)
    write_seal(workbook, snapshot.seal)
    cover.activate()
    workbook.close()
    return stream.getvalue()
