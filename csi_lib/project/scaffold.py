"""A new engagement: a folder with settings, notebooks, the data request, the KPI sheet, ready for git."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.ingest.adapter import Adapter, load_adapter
from csi_lib.kpi import Kpi, choose, load_catalogue
from csi_lib.project.markdown import write_markdown
from csi_lib.project.requests import write_request
from csi_lib.project.sheet import make_sheet
from csi_lib.project.tailoring import QUESTIONS, RULE
from csi_lib.register.programme import Profile, Programme, Tailoring
from csi_lib.register.store import Place
from csi_lib.register.store.create import create as create_register
from csi_lib.settings import ID_PATTERN, RESERVED_IDS, Engagement, check_zone, find_home, list_kit, load
from csi_lib.tables import TABLES

_GITIGNORE = """\
# A client's data and what is made of them never go into git.
/data/
/reports/
.ipynb_checkpoints/
"""
_GITATTRIBUTES = """\
* text=auto
# Outputs are taken out when a notebook is committed; say once in every clone:
#   git config filter.csi-strip.clean "csi strip"
*.ipynb text eol=lf filter=csi-strip
"""
_SETTINGS = """\
# One engagement: what to read, what to compute, whom to tell. `csi check {id}` says what is still missing.
version: 1
id: {id}
client: {client}
zone: {zone}
author: {author}

sources:
{sources}

kpis: [{kpis}]  # ids or groups: {groups}
slices: [service, priority, team]

objectives: []
#  - id: work-goes-on
#    objective: People lose less working time to faults
#    success_factor: Faults are mended within a day and a half
#    kpi: mttr_resolve
#    target: 36
#    by: 2027-12-31

records: ../../data/{id}.register.db  # the improvement register; several people at once: postgresql://user@host/database
notes: ../notes/{id}
report: {{formats: [html{formats}]}}

# Maturity from questionnaires: `csi assess export {id}` writes the forms, `csi assess import {id}` reads them back.
#answers: [../../data/answers/*.yml]
#assessment:
#  target: 2  # the level that every process should reach; default: one more than it has
#  also: [ten-steps]  # other frameworks, read from the same answers
#  team: {{agents: 12}}  # how many people a group has
"""
_README = """\
# {client}

1. Send the data request: `requests/`. Put the exports into `data/`; git never takes them.
2. Agree on the definitions: `kpi-sheet.md`{docx}, to be signed by both sides.
3. `csi check {id}` says what is wrong or still open; `csi map FILE` helps with an unknown export.
4. `csi freeze {id} start --from … --to … --author … --reason …` keeps the first period for ever.
5. `csi run {id}` makes the report{formats}; the last line names its first page. `formats:` in
   `params/engagements/{id}.yml`, or `--format`, says otherwise.
6. Maturity: `csi assess export {id} --group agents --out forms` writes the questionnaires,
   `csi assess import {id} forms --out data/answers` reads them back;
   then `answers:` and `assessment:` in `params/engagements/{id}.yml`.
   `csi assess plan {id}` says how many more to ask, `csi assess roadmap {id}` what has to rise first, and
   `csi assess close {id}` what is still open. Only the pages of `csi run` need an export beside the answers.
7. The improvement register is `data/{id}.register.db` (`csi register init {id}` made it, and makes it in a clone).
   Fill in `params/register/{id}/programme/programme.yml`, then
   `csi register import {id} params/register/{id} --why "…"` takes it in. `csi register add|set|move {id} …` write,
   each with `--why`; `csi register list|show|history {id}` look, and `csi register verify {id}` proves the history.
   `csi register export {id} params/register/{id}` writes YAML for git, `… register.xlsx` a workbook to edit and take
   in again. Copy the database like any other data: git does not take it.
8. The improvement cycle: `csi cycle open {id} cycle-1 --why "…"` begins it from the frozen baseline, `csi cycle status
   {id}` says what keeps it open, and `csi cycle close {id} …` ends it with the next baseline and the next cycle.
   `csi trace {id} ID` shows what any record or number rests on, down to the files.
9. `csi archive {id}` packs what another person needs to make it again.

Notebooks: `jupyter lab notebooks`. What you change there also holds in `csi run`.

The folder is ready for git, and is no repository yet. Once here, and the second line in every clone, before a commit:

    git init
    git config filter.csi-strip.clean "csi strip"
"""
_PROGRAMME = """\
# What all improvement works towards. `csi register import {id} params/register/{id}` takes it into the register.
version: 1
id: programme
title: {title}
vision: ""   # in one sentence: what the client wants to be true
mission: ""  # in one sentence: what service management does for it
goals: []
#  - {{id: less-waiting, goal: People lose less time to faults, kpis: [mttr_resolve]}}
framework: none       # itil-v3 | itil-4 | none: the words of the labels, nothing else
profile: {profile}  # small | standard | large: how long the checklists are
# Why this profile, as the programme's page prints it; to choose again is to change these words, too.
{rule}
tailoring:
{tailoring}
owner: CSI manager
"""
_SOURCE = "  {name}: {{adapter: {adapter}, table: {table}, files: [../../data/{pattern}]}}"


@dataclass(frozen=True)
class Plan:
    """What a new engagement begins with.

    Parameters
    ----------
    id, client, zone, author : str
        As in the engagement's file.
    tools : tuple of str
        Names of the adapters of the client's tools.
    kpis : tuple of str
        Ids or groups.
    day : str
        ISO 8601; the date on the KPI sheet.
    profile : {"small", "standard", "large"}
        How long the checklists of improvement are.
    tailoring : Tailoring
        Why.
    """

    id: str
    client: str
    zone: str
    author: str
    tools: tuple[str, ...]
    kpis: tuple[str, ...]
    day: str
    profile: Profile = "standard"
    tailoring: Tailoring = field(default_factory=Tailoring)


def create(folder: Path, plan: Plan) -> tuple[Path, ...]:
    """Make the folder of a new engagement; it is there whole or not at all.

    Parameters
    ----------
    folder : Path
        Absent or empty.
    plan : Plan
        What it begins with.

    Returns
    -------
    tuple of Path
        Every file, in order.

    Raises
    ------
    UsageError
        When the folder holds something already, or the id, zone, a tool or a KPI is unknown.
    """
    _check(folder, plan)
    home = find_home()
    adapters = {name: load_adapter(name, home)[0] for name in plan.tools}
    kpis = choose(load_catalogue(home=home), plan.kpis)
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    try:
        _fill(aside, plan, adapters, kpis)
        if folder.exists():
            folder.rmdir()  # it is empty
        os.replace(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def _check(folder: Path, plan: Plan) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("there is something here already", where=str(folder), do="Name a folder that is new or empty")
    if not folder.parent.is_dir():
        raise UsageError("the folder above does not exist", where=str(folder.parent), do="Make it first")
    if not re.match(ID_PATTERN, plan.id) or plan.id in RESERVED_IDS:
        raise UsageError(f"'{plan.id}' is no id", do="Use small letters, digits, - and _: --id")
    known = list_kit("params/sources", ".yml")
    for tool in plan.tools:
        if tool not in known:
            raise UsageError(f"--tool {tool}: no such export format", do=did_you_mean(tool, known).capitalize())
    try:
        check_zone(plan.zone)
    except ValueError as error:
        raise UsageError(f"--zone: {error}") from None


def _fill(folder: Path, plan: Plan, adapters: dict[str, Adapter], kpis: tuple[Kpi, ...]) -> None:
    office = find_spec("docx") is not None
    _write(folder / "params" / "engagements" / f"{plan.id}.yml", _say_settings(plan, adapters, kpis, office=office))
    load(folder / "params" / "engagements" / f"{plan.id}.yml", Engagement)  # what is made must be readable
    for name in ("register", "notes"):
        _write(folder / "params" / name / plan.id / ".gitkeep", "")
    programme = _PROGRAMME.format(
        id=plan.id,
        title=_quote(f"Improvement at {plan.client}"),
        profile=plan.profile,
        rule=_say_rule(),
        tailoring="\n".join(f"  {key}: {_quote(text)}" for key, text in plan.tailoring.model_dump().items()),
    )
    _write(folder / "params" / "register" / plan.id / "programme" / "programme.yml", programme)
    load(folder / "params" / "register" / plan.id / "programme" / "programme.yml", Programme)
    _write(folder / "data" / "README.md", "Exports and the register go here. Git never takes this folder.\n")
    create_register(Place(plan.id, file=(folder / "data" / f"{plan.id}.register.db").resolve()))
    for name, adapter in adapters.items():
        _write(folder / "requests" / f"{name}.md", write_request(adapter, kpis, plan.client))
    for path in list_kit("notebooks", ".ipynb").values():
        _write(folder / "notebooks" / path.name, path.read_text(encoding="utf-8"))
    sheet = make_sheet(kpis, client=plan.client, engagement=plan.id, author=plan.author, day=plan.day)
    _write(folder / "kpi-sheet.md", write_markdown(sheet))
    if office:
        from csi_lib.report.export.formats import export

        export(sheet, ["docx"], folder, "kpi-sheet")
    formats = " as pages for a browser, PDF, DOCX, PPTX and XLSX" if office else " as pages for a browser"
    docx = " or `kpi-sheet.docx`" if office else ""
    _write(folder / "README.md", _README.format(client=plan.client, id=plan.id, docx=docx, formats=formats))
    _write(folder / ".gitignore", _GITIGNORE)
    _write(folder / ".gitattributes", _GITATTRIBUTES)


def _say_rule() -> str:
    lines = [f"#   {item.key}: {item.leads}" for item in QUESTIONS]
    return "\n".join((f"# The kit's own rule is {RULE}:", *lines))


def _say_settings(plan: Plan, adapters: dict[str, Adapter], kpis: tuple[Kpi, ...], *, office: bool) -> str:
    wanted = {table for kpi in kpis for table in kpi.tables}
    lines = []
    for name, adapter in adapters.items():
        tables = [table for table in sorted(wanted) if adapter.rule(TABLES[table])]
        wanted -= set(tables)  # what one tool holds is not asked of the next
        for table in tables:
            source = table if len(adapters) == 1 else f"{name}_{table}"
            pattern = f"{name}_{table}*.*"
            line = _SOURCE.format(name=source, adapter=name, table=table, pattern=pattern)
            lines.append(line if table == "tickets" else line.removesuffix("}") + ", required: false}")
    return _SETTINGS.format(
        id=plan.id,
        client=_quote(plan.client),
        zone=plan.zone,
        author=_quote(plan.author),
        sources="\n".join(lines),
        kpis=", ".join(plan.kpis),
        groups=", ".join(dict.fromkeys(kpi.group for kpi in load_catalogue().values())),
        formats=", pdf, docx, pptx, xlsx" if office else "",
    )


def _quote(text: str) -> str:
    """Quote a text for YAML, of which JSON's strings are a part."""
    return json.dumps(text, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
