"""Every page of a report ends with what is decided about it: put behind the executed notebook, also a team's own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from csi_lib.report.blocks import Block, from_json
from csi_lib.report.closing import CLOSING, next_decision
from csi_lib.report.language import ENGLISH, speaking, translate
from csi_lib.run.drive import Outcome
from csi_lib.study import Study


def close_pages(outcomes: Iterable[Outcome], study: Study) -> None:
    """Put the decision field behind every notebook that was executed without a fault.

    Parameters
    ----------
    outcomes : iterable of Outcome
        Their notebooks are changed in place.
    study : Study
        What the report knows.
    """
    for outcome in outcomes:
        if outcome.ok:
            _append(outcome.notebook, outcome.name, study)


def _append(path: Path, name: str, study: Study) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    heading = {"cell_type": "markdown", "id": "closing-heading", "metadata": {}, "source": f"## {CLOSING}"}
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "closing",
        "metadata": {},
        "outputs": [_show(*block._repr_mimebundle_()) for block in _say(study, name)],
        "source": f'csi.show.next_decision(study, "{name}")',
    }
    notebook["cells"] += [heading, cell]
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _say(study: Study, name: str) -> Iterator[Block]:
    """Yield the blocks in the language of the report, without the sections of the pages: they load the plotting."""
    language = study.engagement.report.language
    blocks = next_decision(study, name)
    if language == ENGLISH:
        yield from blocks
        return
    with speaking(language, study.home) as wording:
        yield from (from_json(translate(block.to_json(), wording)).said_in(language) for block in blocks)


def _show(data: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": about}
