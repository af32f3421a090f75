"""A first mapping for a file that no known tool wrote: by the names of its headings and by what its cells hold."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import yaml

from csi_lib.ingest.adapter import SECONDS, fold_text, read_columns
from csi_lib.ingest.dateforms import parse_texts
from csi_lib.ingest.recognise import Formats
from csi_lib.ingest.sheet import Sheet
from csi_lib.tables import Column, Table

ABSENT = "(no heading was found)"
LOOKED_AT = 2_000  # rows of which the cells are looked at
FEW = 25  # different texts of a column that may be a short list of words
_SIMILAR = 0.82  # likeness of two names, from 0 to 1, below which they are two names
_MOST = 0.8  # share of cells that have to be what a column holds
_UNIQUE = 0.95  # share of different texts in a column of ids

# Words of headings that mean the same column, beside the headings of all adapters.
_WORDS: dict[str, str] = {
    "id": "id,ticket,ticketid,ticketno,ticketnumber,ticketnr,nummer,no,nr,reference,ref,case,caseid,vorgang,numéro,"
    "número,folio,key,request id,incident id",
    "opened_at": "opened,open date,open time,created,creation date,reported,logged,start,erstellt,erstellt am,geöffnet,"
    "eröffnet am,gemeldet am,ouvert le,créé le,date de création,fecha de creación,abierto,data de criação,aberto em,"
    "aangemaakt,aperto il",
    "first_response_at": "first response,first reply,responded,erste antwort,première réponse,primera respuesta",
    "resolved_at": "resolved,solved,fixed,completed,resolution date,gelöst,gelöst am,behoben am,résolu le,resuelto,"
    "fecha de resolución,resolvido em,opgelost,risolto il",
    "closed_at": "closed,closing date,close date,end,geschlossen,geschlossen am,fermé le,clos le,cerrado,fechado em,"
    "gesloten,chiuso il",
    "state": "state,status,zustand,état,statut,estado,situação,stato",
    "priority": "priority,prio,severity,priorität,priorité,prioridad,prioridade,prioriteit,priorità",
    "category": "category,kategorie,catégorie,categoría,categoria,categorie,topic,thema",
    "service": "service,application,system,dienst,anwendung,servicio,serviço",
    "team": "team,group,queue,assignment group,gruppe,groupe,grupo,groep,gruppo",
    "assignee": "agent,assignee,assigned to,technician,bearbeiter,technicien,técnico,operatore",
    "requester": "requester,user,caller,customer,reporter,melder,benutzer,demandeur,solicitante,requerente",
    "channel": "channel,source,via,kanal,quelle,canal",
    "kind": "type,ticket type,kind,typ,art,tipo",
    "updated_at": "updated,last update,modified,changed,geändert am,dernière modification,última actualización",
    "sla_due_at": "due,due date,deadline,fällig,frist,échéance,vencimiento",
    "made_sla": "made sla,in sla,sla met,sla eingehalten",
    "reopen_count": "reopens,reopen count,wiedereröffnet",
    "reassign_count": "reassignments,reassignment count,hops,weiterleitungen",
}


@dataclass(frozen=True)
class Proposal:
    """A mapping file to look over.

    Parameters
    ----------
    text : str
        YAML of an adapter that loads as it stands.
    columns : dict of str to str
        Canonical column -> heading.
    unmapped : tuple of str
        Headings that feed nothing.
    doubts : tuple of str
        What a person has to decide.
    """

    text: str
    columns: dict[str, str]
    unmapped: tuple[str, ...]
    doubts: tuple[str, ...]


def propose(sheet: Sheet, table: Table, formats: Formats, name: str, caps: Sequence[int] = (1_000, 10_000)) -> Proposal:
    """Propose how a file could be read.

    Parameters
    ----------
    sheet : Sheet
        The file.
    table : Table
        The canonical table it may hold.
    formats : Formats
        Known export formats: their headings and words are what names are compared with.
    name : str
        Id of the new adapter.
    caps : sequence of int
        Row counts at which exports are known to end.

    Returns
    -------
    Proposal
        The mapping, and what is not certain about it.
    """
    cells = {place: _texts(sheet, place) for place, text in enumerate(sheet.headings) if text.strip()}
    forms = {place: _find_forms(texts, _list_dates(formats)) for place, texts in cells.items()}
    chosen = _choose(sheet.headings, cells, forms, table, formats)
    words = {item: _map_words(cells[place], table.column(item), formats) for item, place in chosen.items()}
    doubts = [*_doubt_columns(table, chosen), *_doubt_forms(sheet.headings, chosen, forms, table)]
    doubts += [
        f"{item}: '{sheet.headings[place]}' is read in {unit}; add 'unit' (s, min, h, d) if it is in another"
        for item, place in chosen.items()
        if (unit := table.column(item).unit) in SECONDS
    ]
    doubts += [f"{item}: not known: {', '.join(unknown)}" for item, (_, unknown) in words.items() if unknown]
    if sheet.count in caps:
        doubts.append(f"{sheet.count:,} rows are a usual cap of exports: rows may be missing")
    dates = [form for item, place in chosen.items() if table.column(item).kind == "stamp" for form in forms[place]]
    data = _write(table, name, sheet.headings, chosen, {item: known for item, (known, _) in words.items()}, dates)
    unmapped = tuple(text for place, text in enumerate(sheet.headings) if text.strip() and place not in chosen.values())
    columns = {item: sheet.headings[place] for item, place in chosen.items()}
    return Proposal(_comment(doubts, unmapped) + data, columns, unmapped, tuple(doubts))


def _texts(sheet: Sheet, place: int) -> list[str]:
    return [text for row in sheet.rows[:LOOKED_AT] if (text := row[place].strip()) and text not in ("-", "?", "null")]


def _list_dates(formats: Formats) -> list[str]:
    return list(dict.fromkeys(form for adapter, *_ in formats.found for form in adapter.dates))


def _find_forms(texts: list[str], forms: list[str]) -> list[str]:
    """List the date forms that read nearly all texts of a column, those that read most first."""
    import numpy as np

    sample = np.array(list(dict.fromkeys(texts))[:200], dtype=object)
    if not len(sample) or not any(char.isdigit() for char in str(sample[0])) or str(sample[0]).isdigit():
        return []
    counts = {form: int(parse_texts(sample, form).notna().sum()) for form in forms}
    most = max(counts.values())
    return [form for form, count in counts.items() if count == most] if most >= _MOST * len(sample) else []


def _choose(
    headings: Sequence[str],
    cells: Mapping[int, list[str]],
    forms: Mapping[int, list[str]],
    table: Table,
    formats: Formats,
) -> dict[str, int]:
    """Give every canonical column at most one heading, the most alike first."""
    names = _list_names(table, formats)
    likeness = [
        (_compare(headings[place], names[item.name]) - (0 if item.needed else 0.001), -place, item.name)
        for place in cells
        for item in read_columns(table)
        if _can_hold(item, cells[place], forms[place])
    ]
    chosen: dict[str, int] = {}
    for score, place, name in sorted(likeness, reverse=True):
        if score >= _SIMILAR and name not in chosen and -place not in chosen.values():
            chosen[name] = -place
    return dict(_by_content(table, chosen, cells, forms))


def _by_content(
    table: Table, chosen: dict[str, int], cells: Mapping[int, list[str]], forms: Mapping[int, list[str]]
) -> Iterator[tuple[str, int]]:
    """Fill in the id and the opening by what cells hold: the first column of ids, the first of stamps."""
    found, free = dict(chosen), [place for place in cells if place not in chosen.values()]
    key = table.key[0]
    if key not in found and len(table.key) == 1:
        ids = [place for place in free if not forms[place] and _is_id(cells[place])]
        found |= {key: ids[0]} if ids else {}
    opening = next((item.name for item in table.columns if item.kind == "stamp" and item.needed), "")
    if opening and opening not in found:
        stamps = [place for place in free if forms[place]]
        full = [place for place in stamps if len(cells[place]) == max(len(cells[item]) for item in stamps)]
        found |= {opening: full[0]} if full else {}
    return ((item.name, found[item.name]) for item in table.columns if item.name in found)


def _is_id(texts: list[str]) -> bool:
    short = all(len(text) <= 40 and "\n" not in text for text in texts)
    digits = sum(any(char.isdigit() for char in text) for text in texts)
    return bool(texts) and short and digits >= _MOST * len(texts) and len(set(texts)) >= _UNIQUE * len(texts)


def _list_names(table: Table, formats: Formats) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for item in read_columns(table):
        names[item.name] = {_plain(item.name), *(_plain(word) for word in _WORDS.get(item.name, "").split(",") if word)}
    for adapter, _, other, rule, _ in formats.found:
        if other.name == table.name and not adapter.canonical:
            for name, column in rule.columns.items():
                names[name] |= {_plain(text) for text in column.headings if not column.join}
    return names


def _plain(text: str) -> str:
    inner = re.sub(r"^(?:custom field|campo personalizado|benutzerdefiniertes feld) \((.*)\)$", r"\1", text.casefold())
    return re.sub(r"[\W_]+", "", inner.removesuffix("_at"))


def _compare(heading: str, names: set[str]) -> float:
    key = _plain(heading)
    if not key:
        return 0.0
    if key in names:
        return 1.0
    return max((SequenceMatcher(None, key, name).ratio() for name in names if len(name) > 3), default=0.0)


def _can_hold(item: Column, texts: list[str], forms: list[str]) -> bool:
    if not texts:
        return not item.needed
    if item.kind == "stamp":
        return bool(forms)
    if forms:
        return False
    if item.kind in ("number", "integer"):
        return sum(_is_number(text) for text in texts) >= _MOST * len(texts)
    if item.kind == "flag" or item.values:
        return len(set(texts)) <= FEW
    return _is_id(texts) if item.name == "id" else True


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _map_words(texts: list[str], item: Column, formats: Formats) -> tuple[dict[str, list[str]], list[str]]:
    """Read a short list of words with the words of all adapters; what most of them say counts."""
    if not item.values:
        return {}, []
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, _, rule, _ in formats.found:
        column = rule.columns.get(item.name)
        for value, words in column.values.items() if column else ():
            if value in item.values:
                for word in words:
                    votes[fold_text(word)][value] += 1
    known: dict[str, list[str]] = {}
    unknown: list[str] = []
    for text in dict.fromkeys(texts):
        key = fold_text(text)
        lead = re.match(r"[1-5](?=\D|$)", key)
        if key in item.values:
            continue
        if votes[key]:
            known.setdefault(votes[key].most_common(1)[0][0], []).append(text)
        elif lead and lead[0] in item.values:
            known.setdefault(lead[0], []).append(text)
        else:
            unknown.append(f"'{text[:40]}'")
    return {value: known[value] for value in item.values if value in known}, unknown[:10]


def _doubt_columns(table: Table, chosen: Mapping[str, int]) -> list[str]:
    found = []
    for item in table.columns:
        if item.needed and item.name not in chosen:
            more = f"; or set 'kind: {item.values[0]}' for the source" if item.name == "kind" else ""
            found.append(f"{item.name}: no heading was found; every row needs it{more}")
    return found


def _doubt_forms(
    headings: Sequence[str], chosen: Mapping[str, int], forms: Mapping[int, list[str]], table: Table
) -> list[str]:
    found = []
    for item, place in chosen.items():
        if table.column(item).kind == "stamp":
            orders = {form.index("%d") < form.index("%m") for form in forms[place] if "%d" in form and "%m" in form}
            if len(orders) > 1 and not all(form.startswith("%Y") for form in forms[place]):
                found.append(f"{item}: in '{headings[place]}' day and month cannot be told apart; keep one date form")
    return found


def _write(
    table: Table,
    name: str,
    headings: Sequence[str],
    chosen: Mapping[str, int],
    words: Mapping[str, dict[str, list[str]]],
    dates: Sequence[str],
) -> str:
    columns: dict[str, object] = {}
    for item in read_columns(table):
        if item.name in chosen:
            texts = [headings[chosen[item.name]]]
            known = words.get(item.name)
            columns[item.name] = {"headings": texts, "values": known} if known else texts
        elif item.needed:
            columns[item.name] = [ABSENT]
    data = {
        "version": 1,
        "id": name,
        "title": f"Proposed for {name}, to be looked over",
        "missing": ["", "-", "?", "null"],
        "dates": list(dict.fromkeys(dates)) or ["%Y-%m-%d %H:%M:%S"],
        "tables": {table.name: {"columns": columns}},
    }
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)


def _comment(doubts: Sequence[str], unmapped: Sequence[str]) -> str:
    lines = ["Proposed by `csi map` from the headings and cells of one file: look over every line.", *doubts]
    lines += [f"not read: {text}" for text in unmapped]
    return "".join(f"# {' '.join(line.split())}\n" for line in lines)
