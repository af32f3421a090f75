"""Does a form that came back ask what the engagement asks today? Two texts under one id are two questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

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
    known = {question.id: digest_text(question.ask) for process in bank for question in process.everything}
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


def take_asked(form: Returned, processes: Iterable[Process], notes: Notes) -> Returned:
    """Return a form without the questions that the engagement leaves out; an answer to one of them is a fault.

    Parameters
    ----------
    form : Returned
        The form, made before they were left out.
    processes : iterable of Process
        The questionnaire, with what is left out of it.
    notes : Notes
        Answers go there as one fault for each reason; questions without an answer as a remark.

    Returns
    -------
    Returned
        The same form where nothing of it is left out.
    """
    left_out = {item.question.id: item for process in processes for item in process.left_out}
    gone = [name for name in form.replies if name in left_out]
    if not gone:
        return form
    said = [name for name in gone if form.replies[name].answer is not None or form.replies[name].left]
    for reason in dict.fromkeys(left_out[name].reason for name in said):
        own = [f"{name} in {form.replies[name].place}" for name in said if left_out[name].reason == reason]
        notes.refuse(
            form.file,
            f"answers what the engagement leaves out ({reason}): {_name_some(own)}",
            "Ask it again: take that out of 'assessment.left_out'. Or clear the answers in the form",
        )
    if len(gone) > len(said):
        blank = [name for name in gone if name not in said]
        notes.remark(form.file, f"left out by now, and not answered: {_name_some(blank)}")
    seal = replace(form.seal, questions=tuple(item for item in form.seal.questions if item[0] not in left_out))
    replies = {name: reply for name, reply in form.replies.items() if name not in left_out}
    return replace(form, seal=seal, replies=replies)


def _compare_editions(seal: Seal, now: Mapping[str, int]) -> str:
    then = {process: edition for _, process, edition, _ in seal.questions}
    moved = [f"{name} {then[name]} then, {now[name]} now" for name in then if name in now and now[name] != then[name]]
    return f"; editions: {_name_some(moved)}" if moved else ""


def _name_some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"
