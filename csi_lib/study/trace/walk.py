"""From any id of an engagement down to the files: what it says, what it rests on, and on what that rests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from csi_lib.errors import UsageError, suggest
from csi_lib.register import Initiative, Record, Reference
from csi_lib.register.cycle import SipEntry
from csi_lib.register.views import find_entry
from csi_lib.study.diagnosis import diagnose_study
from csi_lib.study.priorities import list_cautions
from csi_lib.study.standing import see
from csi_lib.study.study import Study
from csi_lib.study.trace.link import Link
from csi_lib.study.trace.numbers import trace_baseline, trace_kpi

DEEPEST = 6  # references are followed so far; records that point at each other end there at the latest


def trace(study: Study, name: str, kind: str = "") -> tuple[Link, ...]:
    """Follow what an id stands for down to files with their SHA-256.

    Parameters
    ----------
    study : Study
        The study.
    name : str
        Id of a record of the register, a KPI, a baseline, an objective, a rule that proposes something, or a note as
        ``2026-06/mttr_resolve``.
    kind : str
        Only this kind, where one id stands for several things.

    Returns
    -------
    tuple of Link
        From the recommendation down; several chains after each other where the id stands for several things.

    Raises
    ------
    UsageError
        When nothing has this id; the message names the nearest.
    """
    links = [link for found, walk in _find(study, name) if kind in ("", found) for link in walk]
    if not links:
        what = f"nothing has the id '{name}'" if not kind else f"no {kind} has the id '{name}'"
        raise UsageError(what, do=suggest(name, list_ids(study)))
    return tuple(_say_files_once(links))


def _say_files_once(links: Iterable[Link]) -> Iterator[Link]:
    """Leave out files that a table above has named already: several KPIs of one table rest on the same ones."""
    named: set[tuple[str, str]] = set()
    for link in links:
        if link.kind == "file":
            if (link.id, link.sha256) in named:
                continue
            named.add((link.id, link.sha256))
        yield link


def list_ids(study: Study) -> tuple[str, ...]:
    """List every id that can be traced."""
    found = [
        *(item.record.id for item in study.records.entries),
        *(item.id for item in study.initiatives),
        *(item.id for item in study.engagement.objectives),
        *(f"{row.period}/{row.kpi}" for row in study.notes.itertuples()),
        *(item.id for item in study.baselines),
        *(item.id for item in study.kpis),
    ]
    return tuple(dict.fromkeys(found))


def _find(study: Study, name: str) -> Iterator[tuple[str, Iterator[Link]]]:
    found = False
    for walk in _find_known(study, name):
        found = True
        yield walk
    if not found:  # asking every rule costs seconds: only when nothing else has this name
        yield from (("proposal", _walk_proposal(study, place, name)) for place in _find_proposals(study, name))


def _find_known(study: Study, name: str) -> Iterator[tuple[str, Iterator[Link]]]:
    records = {(item.KIND, item.id): item for item in (*study.records.find(name), *study.initiatives)}
    for record in records.values():
        if record.id == name:
            yield record.KIND, _walk_record(study, record, frozenset())
    for item in study.engagement.objectives:
        if item.id == name:
            yield "objective", _walk_objective(study, name)
    if any(f"{row.period}/{row.kpi}" == name for row in study.notes.itertuples()):
        yield "note", _walk_note(study, name)
    for baseline in study.baselines:
        if baseline.id == name:
            yield "baseline", iter((trace_baseline(baseline),))
    if any(kpi.id == name for kpi in study.kpis):
        yield "kpi", _walk_kpi(study, name)


def _walk_record(study: Study, record: Record, seen: frozenset[tuple[str, str]]) -> Iterator[Link]:
    if isinstance(record, Initiative):
        yield from _walk_initiative(study, record)
        return
    yield Link("record", record.KIND, record.id, say_record(record))
    if isinstance(record, SipEntry):
        yield Link(
            "knowledge", "verdict", record.initiative, record.effect or record.verdict, record.fingerprint, depth=1
        )
    here = seen | {(record.KIND, record.id)}
    kpis = [item.id for item in record.references if item.kind == "kpi"]
    kpi = getattr(record, "kpi", "")
    for name in dict.fromkeys([*([kpi] if isinstance(kpi, str) and kpi else []), *kpis]):
        yield from (link.below() for link in trace_kpi(study, name, _find_slice(record)))
    for reference in record.references:
        yield from (link.below() for link in _follow(study, reference, here))


def _follow(study: Study, reference: Reference, seen: frozenset[tuple[str, str]]) -> Iterator[Link]:
    """Follow what a record points at; what was met on the way already is only named."""
    if reference.kind == "kpi":
        return
    if reference.kind == "baseline":
        baseline = next((item for item in study.baselines if item.id == reference.id), None)
        yield trace_baseline(baseline) if baseline else Link("information", "baseline", reference.id, "not there")
        return
    entry = study.records.entry(reference.kind, reference.id)
    if entry is None:
        yield Link("record", reference.kind, reference.id)
    elif (reference.kind, reference.id) in seen or len(seen) >= DEEPEST:
        yield Link("record", reference.kind, reference.id, f"{say_record(entry.record)} (see above)")
    else:
        yield from _walk_record(study, entry.record, seen)


def say_record(record: Record) -> str:
    """Return the words by which a reader knows a record: its title, or what it says."""
    for key in ("title", "what", "said", "opportunity", "objective", "name", "activity"):
        text = getattr(record, key, "")
        if isinstance(text, str) and text:
            status = getattr(record, "status", "")
            return f"{text} ({status})" if isinstance(status, str) and status else text
    return ""


def _find_slice(record: Record) -> dict[str, str]:
    where = getattr(record, "where", None)
    if isinstance(where, dict):
        return dict(where)
    service = getattr(record, "service", "")
    return {"service": service} if isinstance(service, str) and service else {}


def _walk_initiative(study: Study, item: Initiative) -> Iterator[Link]:
    seen, verdict = see(study, item), study.verdict_of(item.id)
    entry = find_entry(item, study.records)
    yield Link("record", "initiative", item.id, say_record(item))
    if entry is not None:
        yield Link("wisdom", "decision", entry.id, say_end(item, entry), depth=1)
    if entry is None or not item.is_over:
        yield Link("wisdom", "recommendation", "", seen.advice, depth=1)
    if verdict is None:
        yield Link("knowledge", "verdict", "", "none yet: it is not live", depth=2)
    else:
        yield Link("knowledge", "verdict", verdict.verdict, verdict.sentence, study.fingerprint, depth=2)
    cautions = list_cautions(study).get(item.id, ())
    for caution in cautions:
        yield Link("knowledge", "caution", "", caution, depth=2)
    for said in item.evaluations:
        yield Link(
            "knowledge", "evaluation", str(said.as_of), f"{said.verdict}, {said.state}", said.fingerprint, depth=2
        )
    yield from (link.below(3) for link in trace_kpi(study, item.kpi, item.where))
    for baseline in study.baselines:
        if baseline.id == item.baseline:
            yield trace_baseline(baseline).below(3)
    for reference in item.references:
        if reference.kind in ("opportunity", "objective", "initiative"):
            record = study.records.entry(reference.kind, reference.id)
            yield Link("record", reference.kind, reference.id, say_record(record.record) if record else "", depth=1)
    if item.decision is not None:
        says = f"{item.decision.chosen} by {item.decision.by} on {item.decision.on}: {item.decision.reason}"
        yield Link("wisdom", "decision", item.id, says, depth=1)


def say_end(item: Initiative, entry: SipEntry) -> str:
    """Say how an initiative ended: who decided it on which day, and when its cycle took it into the programme."""
    signed = f" on {item.closing.on} by {item.closing.by}" if item.closing else ""
    said = f"{entry.result}{signed}; entered when cycle '{entry.cycle}' was closed on {entry.on}"
    return f"{said}: {entry.reason}" if entry.reason else said


def _walk_objective(study: Study, name: str) -> Iterator[Link]:
    item = next(one for one in study.engagement.objectives if one.id == name)
    yield Link("record", "objective", item.id, item.objective)
    goal = next((one for one in study.goals if one.objective == item.objective), None)
    if goal is not None:
        yield Link("knowledge", "goal", goal.state, goal.reason, study.fingerprint, depth=1)
    yield from (link.below(2) for link in trace_kpi(study, item.kpi))


def _walk_note(study: Study, name: str) -> Iterator[Link]:
    rows = study.notes[study.notes["period"] + "/" + study.notes["kpi"] == name]
    for row in rows.itertuples():
        yield Link("wisdom", "recommendation", name, str(row.recommendation) or "none written down")
        yield Link("knowledge", "finding", "", str(row.finding) or "none written down", depth=1)
        yield Link("knowledge", "comment", "", str(row.comment) or "none written down", depth=1)
        yield from (link.below(2) for link in trace_kpi(study, str(row.kpi)))


def _walk_kpi(study: Study, name: str) -> Iterator[Link]:
    yield from trace_kpi(study, name)


def _find_proposals(study: Study, name: str) -> list[int]:
    return [place for place, item in enumerate(diagnose_study(study).proposals) if item.rule == name]


def _walk_proposal(study: Study, place: int, name: str) -> Iterator[Link]:
    item = diagnose_study(study).proposals[place]
    yield Link("wisdom", "recommendation", name, item.next_step)
    yield Link("knowledge", "finding", item.priority, item.seen, study.fingerprint, depth=1)
    yield from (link.below(2) for link in trace_kpi(study, item.kpi))
