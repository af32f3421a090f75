"""The fingerprint of a form that came back: who made it, for which engagement, and whether it was left as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from csi_lib.maturity.collect.packet import FORMAT, VERSION, Seal
from csi_lib.maturity.collect.people import GROUPS
from csi_lib.maturity.collect.returned.notes import Notes

_AGAIN = "Ask for the form as it was sent, or export it again"


def read_seal(data: Mapping[str, Any], rows: Iterable[Any], engagement: str, where: str, notes: Notes) -> Seal | None:
    """Read what a form was made of.

    Parameters
    ----------
    data : mapping
        ``format``, ``version``, ``engagement``, ``group``, ``respondent``, ``role`` and ``fingerprint``.
    rows : iterable of sequence
        Question id, process, edition, digest of the text.
    engagement : str
        Id of the engagement that it should belong to.
    where : str
        The file.
    notes : Notes
        Faults go there.

    Returns
    -------
    Seal or None
        None when the form cannot be trusted; the fault says why.
    """
    if data.get("format") != FORMAT:
        notes.refuse(where, "this is no form of this kit", "Take a form that csi assess export wrote")
        return None
    if str(data.get("version")) != str(VERSION):
        version = data.get("version")
        notes.refuse(where, f"the form is of version {version}, this kit reads version {VERSION}", "Export it again")
        return None
    seal = _make_seal(data, rows)
    if seal is None or seal.fingerprint != data.get("fingerprint") or seal.group not in GROUPS:
        notes.refuse(where, "its hidden fingerprint was changed, so what it asks cannot be trusted", _AGAIN)
        return None
    if seal.engagement != engagement:
        notes.refuse(where, f"the form belongs to engagement '{seal.engagement}', not '{engagement}'", "Leave it out")
        return None
    return seal


def _make_seal(data: Mapping[str, Any], rows: Iterable[Any]) -> Seal | None:
    try:
        questions = tuple((str(name), str(process), int(edition), str(text)) for name, process, edition, text in rows)
    except (TypeError, ValueError):
        return None
    names = [item[0] for item in questions]
    if not names or len(set(names)) < len(names):
        return None
    engagement, group, respondent, role = (
        str(data.get(key, "")) for key in ("engagement", "group", "respondent", "role")
    )
    return Seal(engagement, group, respondent, role, questions)
