"""Who is sent a document: the stakeholders that ask for it, and the role that sends it to each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from csi_lib.register.people.stakeholder import Stakeholder


@dataclass(frozen=True)
class Receiver:
    """One stakeholder that is sent one document.

    Parameters
    ----------
    document : str
        ``plan``, ``sip``, ``status``, ``board`` or the audience of a report.
    id, title, group, frequency : str
        As the stakeholder's record says.
    sender : str
        Role that sends it.
    """

    document: str
    id: str
    title: str
    group: str
    frequency: str
    sender: str


def list_receivers(stakeholders: Iterable[Stakeholder], document: str = "") -> tuple[Receiver, ...]:
    """List who is sent a document, or of all documents who is sent which, by title.

    Parameters
    ----------
    stakeholders : iterable of Stakeholder
        With what each receives.
    document : str
        The only one to list; empty for all.

    Returns
    -------
    tuple of Receiver
        One per stakeholder and document.
    """
    found = (
        Receiver(name, item.id, item.title, item.group, item.frequency, item.sent_by or item.owner)
        for item in sorted(stakeholders, key=lambda item: (item.title.casefold(), item.id))
        for name in item.receives
    )
    return tuple(item for item in found if document in ("", item.document))
