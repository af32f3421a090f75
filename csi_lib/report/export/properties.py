"""What an office file says about itself: whose it is, by whom, from which data, as of which day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from csi_lib.report.export.clean import Cleaner
from csi_lib.report.export.document import Document
from csi_lib.report.export.stamps import read_stamp

LONGEST = 255  # characters of a property
UNKNOWN_DAY = dt.datetime(1980, 1, 1)  # where a report does not say up to when its data go


@dataclass(frozen=True)
class Properties:
    """The properties of a file.

    Parameters
    ----------
    title, subject, author, company, comments : str
        Whose report, which engagement, by whom, of which house, its fingerprint.
    created : datetime
        The last day of the data: the same report is the same file, whenever it is written.
    """

    title: str
    subject: str
    author: str
    company: str
    comments: str
    created: dt.datetime


def read_properties(document: Document, cleaner: Cleaner) -> Properties:
    """Take a file's properties from its report, each as long as one may be."""
    meta = document.meta
    day = read_stamp(str(meta.as_of)[:10]) or UNKNOWN_DAY
    return Properties(
        title=cleaner.fit(document.title, LONGEST),
        subject=cleaner.fit(meta.engagement, LONGEST),
        author=cleaner.fit(meta.author, LONGEST),
        company=cleaner.fit(document.brand.name, LONGEST),
        comments=cleaner.fit(meta.fingerprint, LONGEST),
        created=dt.datetime(day.year, day.month, day.day),
    )
