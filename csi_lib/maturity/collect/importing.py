"""From the forms that came back to answer files: every fault of every file at once, and then all files or none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from csi_lib.maturity.bank import Process
from csi_lib.maturity.collect.check import check_questions, take_asked
from csi_lib.maturity.collect.merge import Prefer, merge_forms
from csi_lib.maturity.collect.people import Hide
from csi_lib.maturity.collect.returned import Note, Notes, Returned, list_files, read_form
from csi_lib.maturity.collect.source import Conflict
from csi_lib.maturity.collect.store import is_changed, load_standing, write_answers
from csi_lib.maturity.collect.tally import Tally, count_replies


@dataclass(frozen=True)
class Imported:
    """What became of the forms.

    Parameters
    ----------
    faults : tuple of Note
        When there is one, nothing was written.
    remarks : tuple of Note
        What is good to know.
    tallies : tuple of Tally
        One per form that was read without a fault of its own.
    written : tuple of Path
        The files that are new or other than before.
    unchanged : tuple of str
        Respondents whose answer file already says all that their forms say.
    replaced : tuple of Conflict
        What gave way to a newer answer.
    """

    faults: tuple[Note, ...]
    remarks: tuple[Note, ...]
    tallies: tuple[Tally, ...]
    written: tuple[Path, ...] = ()
    unchanged: tuple[str, ...] = ()
    replaced: tuple[Conflict, ...] = ()


def import_forms(
    paths: Iterable[Path], out: Path, processes: Iterable[Process], engagement: str, hide: Hide, prefer: Prefer = ""
) -> Imported:
    """Read forms, check them, merge them and write one answer file per respondent.

    Parameters
    ----------
    paths : iterable of Path
        Workbooks, JSON files or folders of them.
    out : Path
        Folder of the answer files.
    processes : iterable of Process
        The questionnaire that the forms were made of, with what the engagement leaves out of it.
    engagement : str
        Id of the engagement.
    hide : callable
        Turns an e-mail address into the engagement's pseudonym.
    prefer : {"", "newer", "given"}
        What to do where a respondent gives two answers to one question: refuse, take the later one, or take that of
        the forms over that of the answer file.

    Returns
    -------
    Imported
        With faults, and nothing written, or without.
    """
    notes, bank = Notes(), tuple(processes)
    files = list_files(paths, notes)
    forms = _read_all(files, engagement, bank, notes, hide)
    if not files and not notes.faults:
        notes.refuse("csi assess import", "no file was named", "Name the forms that came back, or their folder")
    tallies = tuple(count_replies(form) for form in forms)
    answered = _leave_out_empty(forms, notes)
    merged = merge_forms(answered, load_standing(out, notes), prefer, notes)
    if notes.faults:
        return Imported(tuple(notes.faults), tuple(notes.remarks), tallies)
    unchanged = tuple(item.respondent for item in merged if not is_changed(item))
    replaced = tuple(conflict for item in merged for conflict in item.replaced)
    return Imported((), tuple(notes.remarks), tallies, write_answers(merged, out), unchanged, replaced)


def _read_all(
    files: Sequence[Path], engagement: str, bank: Sequence[Process], notes: Notes, hide: Hide
) -> list[Returned]:
    """Read every form; one with a fault of its own takes no part in the merging."""
    found: list[Returned] = []
    seen: dict[str, str] = {}
    names = [path.name for path in files]
    for path in files:
        where = path.name if names.count(path.name) == 1 else str(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            notes.refuse(str(path), f"cannot be read: {error.strerror}", "Check rights and path")
            continue
        digest = hashlib.sha256(data).hexdigest()
        if digest in seen:
            notes.remark(where, f"the same file as {seen[digest]}; it counts once")
            continue
        seen[digest] = where
        before = len(notes.faults)
        form = read_form(path, where, data, engagement, notes, hide)
        if form is not None:
            check_questions(form, bank, notes)
            form = take_asked(form, bank, notes)
            if len(notes.faults) == before:
                found.append(form)
    return found


def _leave_out_empty(forms: Iterable[Returned], notes: Notes) -> list[Returned]:
    kept = []
    for form in forms:
        if any(reply.answer is not None for reply in form.replies.values()):
            kept.append(form)
        else:
            what = f"no question is answered, so it adds nothing to {form.respondent}"
            notes.remark(form.file, what, "Ask the person whether the right file was sent")
    return kept
