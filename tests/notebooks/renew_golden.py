"""Write the golden results anew, after a change of the numbers or words that is meant."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from test_golden import normalise

from csi_lib.cli import main
from csi_lib.demo import generate

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        generate(Path(name), seed=7, scale=0.05)
        assert main(["run", str(Path(name) / "params" / "engagements" / "demo.yml")]) == 0
        text = (Path(name) / "reports/demo/2026-06-30/results.json").read_text(encoding="utf-8")
    folder = Path(__file__).parents[1] / "golden"
    for old in folder.glob("*.json"):
        old.unlink()
    pages = normalise(json.loads(text))["notebooks"]
    for page, shown in pages.items():
        body = json.dumps(shown, indent=0, sort_keys=True, ensure_ascii=False) + "\n"
        (folder / f"{page}.json").write_text(body, encoding="utf-8")
    print(f"Wrote {len(pages)} pages to {folder}")
