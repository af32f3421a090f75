"""XES (IEEE 1849): one row per event, the newest of a trace is the ticket; the words of the BPI Challenge 2013."""

from __future__ import annotations

import gzip
from xml.sax.saxutils import quoteattr


def write_log(headings: list[str], rows: list[list[str]]) -> bytes:
    traces: dict[str, list[list[str]]] = {}
    for row in rows:
        traces.setdefault(row[0], []).append(row)
    lines = ['<?xml version="1.0"?>', '<log xes.version="1.0">', '<extension name="Concept" prefix="concept"/>']
    for name, events in traces.items():
        lines.append(f'<trace><string key="concept:name" value={quoteattr(name)}/>')
        for event in events:
            lines.append("<event>")
            for key, value in list(zip(headings, event, strict=True))[1:]:
                kind = "date" if key == "time:timestamp" else "string"
                lines += [f'<{kind} key="{key}" value={quoteattr(value)}/>'] if value else []
            lines.append("</event>")
        lines.append("</trace>")
    return gzip.compress("\n".join([*lines, "</log>"]).encode(), mtime=0)


EXPORTS = [
    {
        "name": "log.xes.gz",
        "source": {"zone": "Europe/Berlin", "kind": "incident"},
        "headings": [
            "trace",
            "concept:name",
            "lifecycle:transition",
            "time:timestamp",
            "org:group",
            "org:resource",
            "impact",
            "product",
        ],
        "rows": [
            [
                "1-364",
                "Accepted",
                "In Progress",
                "2012-04-01T10:00:00+02:00",
                "Org line A2",
                "Frederic",
                "Medium",
                "PROD582",
            ],
            [
                "1-364",
                "Queued",
                "Awaiting Assignment",
                "2012-04-01T12:00:00.500+02:00",
                "Org line B",
                "Adam",
                "Medium",
                "PROD582",
            ],
            ["1-364", "Completed", "Resolved", "2012-04-02T10:00:00+02:00", "Org line B", "Adam", "Medium", "PROD582"],
            ["1-364", "Completed", "Closed", "2012-04-12T10:00:00+02:00", "Org line B", "Siebel", "Medium", "PROD582"],
            ["1-999", "Accepted", "Wait - User", "2012-12-01T10:00:00+01:00", "Org line C", "Anne", "High", "PROD1"],
        ],
        "write": write_log,
        "expected": [
            {
                "id": "1-364",
                "kind": "incident",
                "opened_at": "2012-04-01 08:00:00",
                "resolved_first_at": "2012-04-02 08:00:00",
                "resolved_at": "2012-04-02 08:00:00",
                "closed_at": "2012-04-12 08:00:00",
                "state": "closed",
                "impact": "3",
                "service": "PROD582",
                "team": "Org line B",
                "updated_at": "2012-04-12 08:00:00",
            },
            {
                "id": "1-999",
                "kind": "incident",
                "opened_at": "2012-12-01 09:00:00",
                "state": "hold",
                "impact": "2",
                "service": "PROD1",
                "team": "Org line C",
                "updated_at": "2012-12-01 09:00:00",
            },
        ],
        "folded": 3,
        "mangle": False,  # one mangled event changes what the reader derives for its trace; see test_layout.py
    }
]
