"""What a talk or a reply led to: another record, named by its kind and id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from csi_lib.register.record import Reference

Link = Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9][a-z0-9_-]{0,62}$")]  # initiative/vpn-checklist, action/toner


def list_links(links: Sequence[str], *key: str | int) -> Iterator[Reference]:
    """Read each link as a reference; ``key`` is the way to their list."""
    for place, link in enumerate(links):
        kind, name = link.split("/")
        yield Reference(kind, name, (*key, place))
