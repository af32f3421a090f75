"""Does a form that came back ask what the questionnaire asks today? Two texts under one id are two questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from csi_lib.maturity.bank import Process
from csi_lib.maturity.collect.packet import Seal, digest_text
from csi_lib.maturity.collect.returned.form import Returned
from csi_lib.maturity.collect.returned.notes import Notes

_MOST_NAMED = 5


def check_questions(form: Returned, processes: Iterable[Process], notes: Notes) -> None:
    """Refuse a form whose questions read otherwise than those of the questionnaire, in one line.

    Parameters
    ----------
    form : Returned
        The form.
    processes : iterable of Process
        The questionnaire that the answers are to be read with.
    notes : Notes
        The fault goes there; another edition with the same texts is a remark.
    """
    bank = tuple(processes)
    known = {question.id: digest_text(question.ask) for process in bank for question in process.questions}
    gone = [name for name, _, _, _ in form.seal.questions if name not in known]
    other = [name for name, _, _, text in form.seal.questions if name in known and known[name] != text]
    editions = _compare_editions(form.seal, {process.process: process.edition for process in bank})
    if gone or other:
        parts = [f"{len(other)} read otherwise now ({_name_some(other)})"] if other else []
        parts += [f"{len(gone)} are not asked any more ({_name_some(gone)})"] if gone else []
        what = f"the form is of another edition of the questionnaire: of its questions {' and '.join(parts)}{editions}"
        notes.refuse(form.file, what, "Read it with the questions it was made of: --questions FOLDER")
    elif editions:
        notes.remark(form.file, f"the form is of another edition, but its questions read the same{editions}")


def _compare_editions(seal: Seal, now: Mapping[str, int]) -> str:
    then = {process: edition for _, process, edition, _ in seal.questions}
    moved = [f"{name} {then[name]} then, {now[name]} now" for name in then if name in now and now[name] != then[name]]
    return f"; editions: {_name_some(moved)}" if moved else ""


def _name_some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"
