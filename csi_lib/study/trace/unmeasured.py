"""What the register alone says of an id, while there is no export to lead it down to."""

from __future__ import annotations

from collections.abc import Iterator

from csi_lib.errors import AbsentError
from csi_lib.register import Record, Register
from csi_lib.study.trace.link import Link
from csi_lib.study.trace.walk import DEEPEST, say_record

ADDS = "an export adds the number, its table and its files"


def trace_records(register: Register, name: str, kind: str, absent: AbsentError) -> tuple[Link, ...]:
    """Follow a record to the records it points at; KPIs and baselines are only named.

    Parameters
    ----------
    register : Register
        All records.
    name, kind : str
        Id of a record, and its kind where one id stands for several.
    absent : AbsentError
        Why there are no data.

    Returns
    -------
    tuple of Link
        From the record down.

    Raises
    ------
    AbsentError
        When no record has this id: whatever else it names, data are needed.
    """
    found = [item for item in register.find(name) if kind in ("", item.KIND)]
    if not found:
        raise absent
    return tuple(link for item in found for link in _walk(register, item, frozenset()))


def _walk(register: Register, record: Record, seen: frozenset[tuple[str, str]], depth: int = 0) -> Iterator[Link]:
    yield Link("record", record.KIND, record.id, say_record(record), depth=depth)
    here = seen | {(record.KIND, record.id)}
    for kind, name in dict.fromkeys((item.kind, item.id) for item in record.references):
        entry = register.entry(kind, name)
        if kind in ("kpi", "baseline"):
            yield Link("information", kind, name, ADDS if kind == "kpi" else "", depth=depth + 1)
        elif entry is None:
            yield Link("record", kind, name, depth=depth + 1)
        elif (kind, name) not in here and depth < DEEPEST:
            yield from _walk(register, entry.record, here, depth + 1)
