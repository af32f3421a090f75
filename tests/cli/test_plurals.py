"""What there is one of is said in the singular."""

from __future__ import annotations

import pytest

from csi_lib.cli import main


@pytest.mark.parametrize(("rows", "said"), [(1, "a.csv: 1 row, 5 headings"), (2, "a.csv: 2 rows, 5 headings")])
def test_a_file_of_one_row_has_one_row(rows, said, tmp_path, capsys):
    lines = ["number,sys_class_name,opened_at,resolved_at,state"]
    lines += [f"INC{place},Incident,2026-01-05 08:00:00,2026-01-05 10:00:00,Resolved" for place in range(rows)]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n")

    assert main(["map", str(tmp_path / "a.csv")]) == 0

    assert capsys.readouterr().out.splitlines()[0] == said
