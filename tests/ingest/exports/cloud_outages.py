"""Status-page incidents of clouds: no row carries a number, and a notice exported again replaces its earlier row."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq


def write_parquet(headings: list[str], rows: list[list[str]]) -> bytes:
    columns = [pa.array([row[place] or None for row in rows], pa.string()) for place in range(len(headings))]
    stream = io.BytesIO()
    pq.write_table(pa.table(dict(zip(headings, columns, strict=True))), stream)
    return stream.getvalue()


EXPORTS = [
    {
        "name": "clouds.parquet",
        "source": {"zone": "UTC", "kind": "incident"},
        "headings": [
            "vendor",
            "service_name",
            "service_id",
            "location",
            "status",
            "event_start_time",
            "event_end_time",
            "description",
        ],
        "rows": [
            ["AWS", "EC2", "ec2-x", "Dublin", "1", "2018-05-01 10:00:00", "2018-05-01 11:00:00", "text"],
            ["AWS", "EC2", "ec2-x", "Dublin", "1", "2018-05-01 10:00:00", "2018-05-01 12:30:00", "text"],
            ["GCP", "Storage", "", "Unknown", "2", "2018-06-01 10:00:00", "1970-01-01 00:00:00", ""],
        ],
        "write": write_parquet,
        "expected": [
            {
                "id": "AWS / 2018-05-01 10:00:00 / EC2 / Dublin",
                "kind": "incident",
                "opened_at": "2018-05-01 10:00:00",
                "resolved_at": "2018-05-01 12:30:00",
                "service": "EC2",
                "ci": "ec2-x",
                "team": "AWS",
            },
            {
                "id": "GCP / 2018-06-01 10:00:00 / Storage / Unknown",
                "kind": "incident",
                "opened_at": "2018-06-01 10:00:00",
                "service": "Storage",
                "team": "GCP",
            },
        ],
        "folded": 1,
        "mangle": False,  # four cells make the id
    }
]
