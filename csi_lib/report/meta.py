"""What the head of a report says about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Meta:
    """What the head of a page says about the report.

    Parameters
    ----------
    client, engagement : str
        Name of the client and id of the engagement.
    as_of : date or str
        Last day of the data.
    fingerprint : str
        Digest of everything that went in.
    baselines : tuple of dict
        ``id`` and ``digest`` of each frozen baseline compared with.
    author : str
        Who answers for the report.
    published : bool
        The report is complete; the pages of a failed run say that they are not.
    index : str
        Address of the list of all reports, relative to a page.
    file : str
        Name, without suffix, of the files that the report is handed over in; default engagement and date.
    title : str
        What kind of document it is, as ``CSI plan``; empty for a report.
    """

    client: str
    engagement: str
    as_of: dt.date | str
    fingerprint: str
    baselines: tuple[Mapping[str, str], ...] = ()
    author: str = ""
    published: bool = True
    index: str = "../index.html"
    file: str = ""
    title: str = ""
