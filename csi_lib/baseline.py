"""A period's values and limits: written once, recognised for ever."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import yaml

from csi_lib.errors import BaselineError, did_you_mean
from csi_lib.kpi.definition import Kpi
from csi_lib.settings import Id, Settings, load
from csi_lib.stats import Frozen


class BaselineValue(Settings):
    """One KPI value over the whole baseline window."""

    kpi: str
    version: int
    stat: str
    view: str
    service: str = ""  # empty: all
    priority: str = ""
    team: str = ""
    value: float | None
    unit: str
    numerator: float | None = None
    denominator: float | None = None
    n: int
    reason: str = ""


class FrozenLimits(Settings):
    """The same limits on the working scale of the chart, from which those of every later month follow."""

    chart: str
    center: float
    sigma: float
    rho: float
    ahead: int  # new points they are made for
    typical: float  # mean days of a month: what a count is per
    offset: float  # of an availability's downtime, in percent; else 0


class BaselineLimits(Settings):
    """The limits of one KPI's monthly chart over the baseline window, on its natural scale."""

    kpi: str
    stat: str
    periods: int
    center: float
    lower: float
    upper: float
    frozen: FrozenLimits | None = None  # absent in baselines of the first version


@dataclass(frozen=True)
class ChartLimits:
    """What a chart needs of a baseline.

    Parameters
    ----------
    center, lower, upper : float
        Natural scale, in a month of common size.
    frozen : Frozen or None
        Working scale; None in baselines of the first version.
    last : date
        Last day of the baseline's window: later points are held against the limits.
    """

    center: float
    lower: float
    upper: float
    frozen: Frozen | None
    last: dt.date


class Baseline(Settings):
    """A frozen baseline: what the numbers were, by which definitions, from which data, frozen by whom and why."""

    version: Literal[1]
    id: Id
    engagement: str
    first: dt.date  # inclusive local days
    last: dt.date
    zone: str
    author: str
    frozen_on: dt.date
    reason: str
    replaces: str = ""
    data: str  # fingerprint of the ingested data
    kpis: dict[str, int]  # id -> version
    variants: dict[str, str] = {}  # id -> what was chosen where a definition leaves something open; absent: the default
    values: list[BaselineValue]
    limits: list[BaselineLimits]
    digest: str

    def value_of(self, kpi: str, stat: str = "value") -> BaselineValue | None:
        """Return the total value of a KPI over the window, or None where it was not frozen."""
        for item in self.values:
            if (item.kpi, item.stat, item.service, item.priority, item.team) == (kpi, stat, "", "", ""):
                return item
        return None

    def limits_of(self, kpi: str) -> BaselineLimits | None:
        """Return the frozen chart limits of a KPI, or None where there are none."""
        return next((item for item in self.limits if item.kpi == kpi), None)

    def say_other(self, kpi: Kpi) -> str:
        """Say how a KPI was frozen by another definition than today's; empty where the two can be compared."""
        version = self.kpis.get(kpi.id)
        if version is None:
            return "not in this baseline"
        if version != kpi.version:
            return f"frozen as version {version}, now {kpi.version}: not comparable"
        chosen = self.variants.get(kpi.id, kpi.default_variant)
        today = kpi.variant or kpi.default_variant
        return "" if chosen == today else f"frozen as '{chosen}', now '{today}': not comparable"

    def chart_limits(self, kpi: Kpi) -> ChartLimits | None:
        """Return the limits that later points of a KPI are held against; None for another version or variant of it."""
        found = self.limits_of(kpi.id)
        if found is None or self.say_other(kpi):
            return None
        kept = found.frozen
        frozen = None if kept is None else Frozen(
            kept.chart, kept.center, kept.sigma, kept.rho, found.periods, kept.ahead, kept.typical,
            kept.offset,
        )  # fmt: skip
        return ChartLimits(found.center, found.lower, found.upper, frozen, self.last)


def baselines_folder(home: Path, engagement: str) -> Path:
    """Return the folder that holds an engagement's baselines."""
    return home / "params" / "baselines" / engagement


def freeze(
    folder: Path,
    baseline_id: str,
    *,
    engagement: str,
    first: dt.date,
    last: dt.date,
    zone: str,
    author: str,
    reason: str,
    data: str,
    values: pd.DataFrame,
    limits: pd.DataFrame,
    replaces: str = "",
    today: dt.date | None = None,
) -> Baseline:
    """Write a baseline that can never be written again.

    Parameters
    ----------
    folder : Path
        Where the engagement's baselines are kept.
    baseline_id : str
        A new id.
    engagement, zone, author, reason : str
        Whose numbers, cut in which zone, frozen by whom and why.
    first, last : date
        The window, local days, both inclusive.
    data : str
        Fingerprint of the data.
    values : DataFrame
        Measures over the whole window (period "all").
    limits : DataFrame
        ``kpi, stat, periods, center, lower, upper`` of the monthly charts, natural scale, and ``frozen``, the same on
        the working scale (a ``Frozen``, or None).
    replaces : str
        Id of the baseline this one follows; empty for the first.
    today : date, optional
        Day of the freeze; default the UTC day of the clock.

    Returns
    -------
    Baseline
        What was written.

    Raises
    ------
    BaselineError
        When the id is taken, the one to replace is missing, or author or reason is empty.
    """
    path = folder / f"{baseline_id}.yml"
    if path.exists():
        raise BaselineError(
            f"baseline '{baseline_id}' exists already", where=str(path), do="A baseline is written once: use a new id"
        )
    for name, text in (("author", author), ("reason", reason)):
        if not text.strip():
            raise BaselineError(f"--{name} is empty", do="A baseline says who froze it and why")
    if replaces:
        load_baseline(folder, replaces)
    content: dict[str, Any] = {
        "version": 1,
        "id": baseline_id,
        "engagement": engagement,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "zone": zone,
        "author": author.strip(),
        "frozen_on": (today or dt.datetime.now(dt.UTC).date()).isoformat(),
        "reason": reason.strip(),
        "replaces": replaces,
        "data": data,
        "kpis": {str(kpi): int(rows["version"].iloc[0]) for kpi, rows in values.groupby("kpi", sort=True)},
        "variants": _list_variants(values),
        "values": [_value_row(row) for row in values.to_dict("records")],
        "limits": [_limits_row(row) for row in limits.to_dict("records")],
        "digest": "",
    }
    frozen = Baseline.model_validate(content)
    frozen = frozen.model_copy(update={"digest": digest_of(frozen)})
    _write_once(path, frozen)
    return frozen


def load_baseline(folder: Path, baseline_id: str) -> Baseline:
    """Load one baseline and check that nobody changed it.

    Raises
    ------
    BaselineError
        When there is none of that id, or its content does not give its digest.
    """
    path = folder / f"{baseline_id}.yml"
    if not path.is_file():
        known = [item.stem for item in folder.glob("*.yml")] if folder.is_dir() else []
        raise BaselineError(f"no baseline '{baseline_id}'", where=str(folder), do=did_you_mean(baseline_id, known))
    found = load(path, Baseline)
    if found.id != baseline_id:
        raise BaselineError(f"the file says id '{found.id}'", where=str(path), do="Restore the file from git")
    actual = digest_of(found)
    if actual != found.digest:
        raise BaselineError(
            f"this baseline was edited after it was frozen (digest {found.digest[:12]}, content gives {actual[:12]})",
            where=str(path),
            do="Restore the file, or freeze a new baseline with --replaces and a reason",
        )
    return found


def load_baselines(folder: Path) -> tuple[Baseline, ...]:
    """Load every baseline of an engagement, oldest window first, each checked against its digest."""
    if not folder.is_dir():
        return ()
    found = [load_baseline(folder, path.stem) for path in sorted(folder.glob("*.yml"))]
    return tuple(sorted(found, key=lambda item: (item.first, item.last, item.id)))


def current_baseline(baselines: Sequence[Baseline]) -> Baseline | None:
    """Return the baseline that no other one replaces; of several, the one whose window ends last.

    Parameters
    ----------
    baselines : sequence of Baseline
        All of an engagement.

    Returns
    -------
    Baseline or None
        None where nothing is frozen.
    """
    replaced = {item.replaces for item in baselines}
    standing = [item for item in baselines if item.id not in replaced]
    return max(standing, key=lambda item: (item.last, item.first, item.id), default=None)


def digest_of(baseline: Baseline) -> str:
    """Return the SHA-256 of everything a baseline says apart from the digest itself."""
    content = _list_content(baseline)
    del content["digest"]
    for item in content["limits"]:
        if item["frozen"] is None:  # written before there was such a key: its digest has to stay
            del item["frozen"]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _list_content(baseline: Baseline) -> dict[str, Any]:
    """List all keys as the file has them: baselines from before definitions left anything open have no variants."""
    content = baseline.model_dump(mode="json")
    if not content["variants"]:
        del content["variants"]
    return content


def _list_variants(values: pd.DataFrame) -> dict[str, str]:
    if "variant" not in values:
        return {}
    first = values.groupby("kpi", sort=True)["variant"].first()
    return {str(kpi): str(text) for kpi, text in first.items() if text}


def _value_row(row: dict[Any, Any]) -> dict[str, Any]:
    texts = ("kpi", "stat", "view", "service", "priority", "team", "unit", "reason")
    return {key: _text(row.get(key)) for key in texts} | {
        "version": int(row["version"]),
        "value": _number(row["value"]),
        "numerator": _number(row["numerator"]),
        "denominator": _number(row["denominator"]),
        "n": 0 if pd.isna(row["n"]) else int(row["n"]),
    }


def _limits_row(row: dict[Any, Any]) -> dict[str, Any]:
    frozen: Frozen | None = row.get("frozen")
    kept = {key: row[key] for key in ("kpi", "stat")} | {"frozen": None if frozen is None else _frozen_row(frozen)}
    return kept | {"periods": int(row["periods"])} | {key: float(row[key]) for key in ("center", "lower", "upper")}


def _frozen_row(frozen: Frozen) -> dict[str, Any]:
    names = ("center", "sigma", "rho", "ahead", "typical", "offset")
    return {"chart": frozen.name} | {name: getattr(frozen, name) for name in names}


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _write_once(path: Path, baseline: Baseline) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "# Frozen by csi freeze. Do not edit: every report checks the digest at the end.\n"
    text += yaml.safe_dump(_list_content(baseline), sort_keys=False, allow_unicode=True, width=120)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    aside.write_text(text, encoding="utf-8", newline="\n")
    try:
        os.link(aside, path)  # fails when the file exists: two freezes at once cannot both win
    except FileExistsError:
        raise BaselineError(f"baseline '{baseline.id}' exists already", where=str(path), do="Use a new id") from None
    except OSError:  # a file system without hard links
        os.rename(aside, path)
        return
    finally:
        aside.unlink(missing_ok=True)
