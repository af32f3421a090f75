"""The chain of hashes over the history: an entry that was changed, taken out or put in breaks it.

Each hash is the SHA-256 of the hash before it and of the entry as canonical JSON; the first stands on the id of the
engagement. Source: Haber and Stornetta, How to time-stamp a digital document, Journal of Cryptology 3 (1991) 99-111,
DOI 10.1007/BF00196791.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from csi_lib.register.record import digest


@dataclass(frozen=True)
class Link:
    """One entry of the history.

    Parameters
    ----------
    seq : int
        From 1.
    at : str
        ISO 8601, UTC.
    who : str
        A keyed pseudonym.
    kind, id : str
        The record.
    revision : int
        Of the record, from 1.
    what : str
        ``added``, ``imported``, ``changed``, ``moved a -> b`` or ``withdrawn``.
    why : str
        The reason that was given.
    body : str
        The record as canonical JSON.
    previous, hash : str
        64 hexadecimal digits.
    """

    seq: int
    at: str
    who: str
    kind: str
    id: str
    revision: int
    what: str
    why: str
    body: str
    previous: str = ""
    hash: str = ""

    @property
    def plain(self) -> dict[str, Any]:
        """The record as plain values."""
        return dict(json.loads(self.body))


def begin(engagement: str) -> str:
    """Return the hash that the first entry stands on."""
    return digest({"register": engagement})


def seal(link: Link, previous: str) -> str:
    """Return the hash of an entry that follows another."""
    return digest(
        {
            "previous": previous,
            "seq": link.seq,
            "at": link.at,
            "who": link.who,
            "kind": link.kind,
            "id": link.id,
            "revision": link.revision,
            "what": link.what,
            "why": link.why,
            "body": link.body,
        }
    )


def find_breaks(links: Iterable[Link], engagement: str) -> Iterator[str]:
    """Say every place where the chain, its numbers or the revisions of a record do not hold together."""
    previous, expected = begin(engagement), 1
    revisions: dict[tuple[str, str], int] = {}
    for link in links:
        if link.seq != expected:
            yield f"entry {expected} is missing: {link.seq} follows {expected - 1}"
        if link.previous != previous:
            yield f"entry {link.seq} does not follow the one before it: something was changed, taken out or put in"
        if seal(link, link.previous) != link.hash:
            yield f"entry {link.seq} ({link.kind} '{link.id}') was changed after it was written"
        name = (link.kind, link.id)
        if link.revision != revisions.get(name, 0) + 1:
            yield f"entry {link.seq}: revision {link.revision} of {link.kind} '{link.id}' is out of order"
        revisions[name] = link.revision
        previous, expected = link.hash, link.seq + 1
