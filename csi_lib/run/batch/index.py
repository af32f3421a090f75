"""The page that lists all reports of a batch: failed first, then the newest; it can be searched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from csi_lib.files import write_whole
from csi_lib.report.brand import Look
from csi_lib.report.html import render_template
from csi_lib.report.language import ENGLISH, current, speaking
from csi_lib.report.style import make_inline
from csi_lib.report.wording import count_words
from csi_lib.run.batch.catalogue import Entry
from csi_lib.run.batch.prints import PARTS
from csi_lib.settings import find_kit

SHOWN = 12  # hexadecimal digits of a fingerprint
_PHRASES = (*PARTS.values(), "is new", "is gone")  # what a reason is put together from


def write_index(folder: Path, batch: str, client: str, entries: Sequence[Entry], language: str = ENGLISH) -> Path:
    """Write ``index.html`` over all reports of a batch, in one step.

    Parameters
    ----------
    folder : Path
        Of the batch.
    batch, client : str
        Its id, and whom it is for.
    entries : sequence of Entry
        How each report stands, in any order.
    language : {"en", "de"}
        Of the page's own words.

    Returns
    -------
    Path
        The page.
    """
    path = folder / "index.html"
    with speaking(language):
        text = render_batch(batch, client, entries, folder)
    write_whole(path, text.encode())
    return path


def render_batch(batch: str, client: str, entries: Sequence[Entry], folder: Path) -> str:
    """Return the page in the language in use: self-contained, and whole where no script runs."""
    ordered = sorted(sorted(entries, key=lambda item: (item.about, item.audience)), key=_newest, reverse=True)
    ordered.sort(key=lambda item: item.state != "failed")
    failed = [item for item in ordered if item.state == "failed"]
    script = (find_kit("reports/templates") / "search.js").read_text(encoding="utf-8")
    return render_template(
        "batch.html.j2",
        look=Look(language=current().language),
        script=make_inline(script) if entries else None,
        title=client,
        batch=batch,
        count=count_words(len(entries), "report"),
        failed=count_words(len(failed), "report") if failed else "",
        entries=[_show(item, folder) for item in ordered],
        versions=max(entries, key=lambda item: item.finished_at).versions if entries else {},
    )


def _newest(entry: Entry) -> tuple[str, str]:
    return entry.as_of, entry.finished_at


def _show(entry: Entry, folder: Path) -> dict[str, object]:
    stands = (folder / entry.name / entry.first_page).is_file()
    return {
        "entry": entry,
        "about": entry.about or current().say("Everything"),
        "title": current().say(entry.title),
        "why": say_why(entry.why),
        "href": quote(f"{entry.name}/{entry.first_page}") if stands else "",
        "manifest": quote(f"{entry.name}/manifest.json") if stands else "",
        "notebook": quote(f"{entry.name}.failed/{entry.page}.html") if entry.page else "",
        "files": [
            {"href": quote(f"{entry.name}/{name}"), "title": name.rpartition(".")[2].upper()}
            for name in entry.files
            if name.rpartition(".")[2] in ("pdf", "pptx", "docx", "xlsx")
        ],
        "key": entry.key[:SHOWN],
        "data": entry.parts.get("data", "")[:SHOWN],
        "finished": current().number(entry.finished_at.replace("T", " ").removesuffix("+00:00")),
        "seconds": current().number(f"{entry.seconds:,.1f}"),
    }


def say_why(why: str) -> str:
    """Say in the language in use why a report was made; the names of what changed stay as they are."""
    words = current()
    if words.language == ENGLISH:
        return why
    said = words.say({"new": "it is new"}.get(why, why))
    for phrase in _PHRASES:
        said = re.sub(rf"\b{re.escape(phrase)}\b", words.say(phrase), said)
    return re.sub(r"\band [\d,]+ more\b", lambda found: words.say(found[0]), said)
