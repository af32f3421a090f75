"""A form as a workbook: a cover with the progress, a sheet a process, and a hidden one by which it is known again."""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec
from pathlib import Path

from csi_lib.errors import UsageError
from csi_lib.maturity.collect.packet import Packet

EXTRA = "office"
_UNKNOWN_DAY = dt.date(1980, 1, 1)  # where the engagement names no day


def check_writer() -> None:
    """Refuse to write workbooks where the package that writes them is missing.

    Raises
    ------
    UsageError
        Naming the package and the extra to install.
    """
    if find_spec("xlsxwriter") is None:
        raise UsageError(
            "the format xlsx needs the package 'xlsxwriter'",
            do=f"pip install 'csi-kit[{EXTRA}]', or take --format html",
        )


def write_workbook(packet: Packet, path: Path, day: dt.date | None = None) -> None:
    """Write the form of one person as XLSX.

    Parameters
    ----------
    packet : Packet
        What is asked of whom.
    path : Path
        The file to write.
    day : date, optional
        The day the file says it was made on; the same packet and day give the same bytes.
    """
    import xlsxwriter

    from csi_lib.maturity.collect.workbook.book import HARMLESS, INK, Book
    from csi_lib.maturity.collect.workbook.cover import write_cover
    from csi_lib.maturity.collect.workbook.seal import write_seal
    from csi_lib.maturity.collect.workbook.sheet import write_sheet

    made = dt.datetime.combine(day or _UNKNOWN_DAY, dt.time())
    fonts = {"font_name": "Arial", "font_size": 10, "font_color": INK}
    workbook = xlsxwriter.Workbook(str(path), {**HARMLESS, "in_memory": True, "default_format_properties": fonts})
    workbook.set_size(2_400, 1_500)
    workbook.set_properties({"title": "Questionnaire", "subject": packet.engagement, "created": made})
    book = Book(workbook, packet)
    cover = book.add_cover()
    written = [write_sheet(book, part) for part in packet.parts]
    write_cover(book, cover, written)
    write_seal(book, written)
    cover.activate()
    workbook.close()
