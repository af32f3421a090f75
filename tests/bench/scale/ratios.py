"""What was promised, as ratios of two efforts of one run."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bench.scale.effort import Effort

PROMISED_AT = 10_000_000  # rows; with fewer the start of every tool weighs too much to hold anybody to a ratio


@dataclass(frozen=True)
class Ratio:
    """A number, and the bound it must keep; a bound of ten million rows is only told with fewer."""

    what: str
    value: float
    least: float | None = None
    most: float | None = None
    held: bool = True  # the run is big enough for the promise

    @property
    def kept(self) -> bool:
        """The bound holds."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    @property
    def missed(self) -> bool:
        """The bound is broken where it was promised."""
        return self.held and not self.kept

    def say(self) -> str:
        """Return one line."""
        bound = f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"
        word = "" if self.kept else "  MISSED" if self.held else "  (not yet at this size)"
        return f"{self.what:66} {self.value:8.2f}  {bound}{word}"


def list_ratios(efforts: dict[str, Effort], rows: int, small: int, *, soak: bool) -> list[Ratio]:
    """List every ratio that was promised.

    Parameters
    ----------
    efforts : dict of str to Effort
        By the name of the work.
    rows, small : int
        Tickets of the run and of the growth's beginning.
    soak : bool
        Only the kit was run.

    Returns
    -------
    list of Ratio
        In the order of the promises.
    """
    held = rows >= PROMISED_AT
    first, second = efforts["kit first run, parquet"], efforts["kit second run, parquet"]
    kpis = efforts["kit KPIs on prepared"]
    begin = efforts[f"kit first run, parquet, {small:,}"]
    growth = (first.wall / rows) / (begin.wall / small)
    common = [
        Ratio("second run on unchanged input: times faster than the first", first.wall / second.wall, 5, held=held),
        Ratio(f"cost of a row at {rows:,} against {small:,}", growth, most=1.0 if soak else 1.2, held=held),
    ]
    if soak:
        return [*common, Ratio("peak of the first run, GB", first.peak / 1000, most=1.5)]
    rival, prepared, sql = (
        efforts[name] for name in ("pandas, parquet", "pandas on prepared", "SQL by hand on prepared")
    )
    typed = efforts["DuckDB typed CSV to Parquet"]
    landed = efforts["kit prepares, csv"]
    return [
        Ratio("first run from Parquet: times faster than pandas", rival.wall / first.wall, 4, held=held),
        Ratio("first run from Parquet: share of the memory of pandas", first.peak / rival.peak, most=0.5, held=held),
        Ratio("KPIs on prepared tables: times faster than pandas", prepared.wall / kpis.wall, 8, held=held),
        Ratio(
            "KPIs on prepared tables: share of the memory of pandas", kpis.peak / prepared.peak, most=1 / 3, held=held
        ),
        Ratio("KPIs on prepared tables: times the SQL by hand", kpis.wall / sql.wall, most=1.3, held=held),
        *common,
        Ratio("CSV to canonical Parquet: times DuckDB's typed reading", landed.wall / typed.wall, most=3, held=held),
        Ratio("CSV to canonical Parquet: peak, GB", landed.peak / 1000, most=1),
    ]
