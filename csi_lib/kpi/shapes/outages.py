"""Outages laid on the clock: how long a service was up, and how often it failed."""

from __future__ import annotations

from csi_lib.kpi.definition import Kpi
from csi_lib.kpi.population import EXACT, write_met
from csi_lib.kpi.sql import EDGES, PERIOD, SliceSets, list_columns, list_slices, name_slices, write_sets

# All services in operation; where there is no portfolio, those that ever had an outage.
_PORTFOLIO = """listed AS (
  SELECT name AS service, MAX(COALESCE(agreed_hours_per_day, 24)) AS hours
  FROM services WHERE COALESCE(state, 'operational') = 'operational' AND name IS NOT NULL GROUP BY name
), portfolio AS (
  SELECT service, hours FROM listed
  UNION ALL
  SELECT DISTINCT service, 24 AS hours
  FROM outages WHERE service IS NOT NULL AND NOT EXISTS (SELECT 1 FROM listed)
)"""


def _write_stretches(kpi: Kpi) -> str:
    """Write the stretches between two instants at which an outage or maintenance begins or ends, by service.

    ``broken`` counts the outages that last, ``planned`` the maintenance that excuses them, ``part`` adds up the share
    of the service that is hit; ``before`` is ``broken`` of the stretch before. So overlaps count once, whatever period
    they lie in.
    """
    share = "COALESCE(o.weight, 1)" if kpi.value else "1"
    hits = write_met(kpi)
    return f"""spans AS (
  SELECT o.service, CASE WHEN {hits} THEN 1 ELSE 0 END AS hits,
    CAST(CASE WHEN {hits} THEN {share} ELSE 0 END AS {EXACT}) AS share,
    o.started_second AS begins, LEAST(COALESCE(o.ended_second, h.known), h.known) AS ends
  FROM outages AS o CROSS JOIN (SELECT MAX(csi_known_second) AS known FROM {EDGES}) AS h
  WHERE o.started_second < h.known
), steps AS (
  SELECT service, begins AS at_second, 1 AS sign, hits, share FROM spans WHERE ends > begins
  UNION ALL
  SELECT service, ends AS at_second, -1 AS sign, hits, -share AS share FROM spans WHERE ends > begins
), netted AS (
  SELECT service, at_second, SUM(sign * hits) AS broken, SUM(sign * (1 - hits)) AS planned,
    SUM(share) AS part
  FROM steps GROUP BY service, at_second
), running AS (
  SELECT service, at_second AS from_second, LEAD(at_second) OVER onward AS to_second, SUM(broken) OVER onward AS broken,
    SUM(planned) OVER onward AS planned, SUM(part) OVER onward AS part
  FROM netted WINDOW onward AS (PARTITION BY service ORDER BY at_second)
), stretches AS (
  SELECT r.*, LAG(broken) OVER (PARTITION BY service ORDER BY from_second) AS before
  FROM running AS r
)"""


def _write_cut(seconds: str, condition: str) -> str:
    """Write the time of the stretches that meet a condition, cut at the edges of the periods."""
    return f"""SELECT s.service, e.{PERIOD}, SUM(CAST({seconds} AS {EXACT})) AS seconds
  FROM stretches AS s JOIN {EDGES} AS e ON s.from_second < e.csi_to_second AND s.to_second > e.csi_from_second
  WHERE {condition} GROUP BY s.service, e.{PERIOD}"""


_CUT = "(LEAST(s.to_second, e.csi_to_second) - GREATEST(s.from_second, e.csi_from_second))"


def write_availability(kpi: Kpi, sets: SliceSets) -> str:
    """Write the text that measures up-time against agreed time, by period.

    Parameters
    ----------
    kpi : Kpi
        Its ``met`` says what counts as downtime, all else is maintenance that excuses it; its ``value``, where there is
        one, weighs an outage by the part of the service that it hits, added up to all of it at most.
    sets : sequence of tuple of str
        ``("service",)`` or nothing.

    Returns
    -------
    str
        A query with ``csi_period``, the slice columns, ``numerator`` and ``denominator`` (minutes up and agreed) and
        ``n`` (outages that touch the period).
    """
    columns = list_columns(sets)
    lost = f"{_CUT} * LEAST(s.part, 1)" if kpi.value else _CUT
    return f"""WITH {_PORTFOLIO}, {_write_stretches(kpi)}, down AS (
  {_write_cut(lost, "s.broken > 0 AND s.planned = 0")}
), counted AS (
  SELECT s.service, e.{PERIOD}, COUNT(*) AS n
  FROM spans AS s JOIN {EDGES} AS e ON s.begins < e.csi_to_second AND s.ends > e.csi_from_second
  WHERE s.hits = 1 GROUP BY s.service, e.{PERIOD}
), kept AS (
  SELECT p.service, e.{PERIOD}, p.hours * 60 * e.csi_length AS agreed,
    LEAST(COALESCE(d.seconds, 0) / 60, p.hours * 60 * e.csi_length) AS lost, COALESCE(c.n, 0) AS n
  FROM portfolio AS p CROSS JOIN {EDGES} AS e
  LEFT JOIN down AS d ON d.service = p.service AND d.{PERIOD} = e.{PERIOD}
  LEFT JOIN counted AS c ON c.service = p.service AND c.{PERIOD} = e.{PERIOD}
), named AS (
  SELECT t.*, {name_slices(columns)}agreed - lost AS up FROM kept AS t
)
SELECT {PERIOD}, {list_slices(columns)}
  SUM(CAST(up AS {EXACT})) AS numerator,
  SUM(CAST(agreed AS {EXACT})) AS denominator,
  SUM(n) AS n
FROM named
GROUP BY {write_sets(sets)}"""


def write_failures(kpi: Kpi, sets: SliceSets) -> str:
    """Write the text that counts failures, and the hours without one, by period.

    A failure is a run of overlapping outages that begins while no maintenance lasts; one that begins during maintenance
    is an overrun of it. Up is what is neither down nor in maintenance.

    Parameters
    ----------
    kpi : Kpi
        Its ``met`` says what is an outage.
    sets : sequence of tuple of str
        ``("service",)`` or nothing.

    Returns
    -------
    str
        A query with ``csi_period``, the slice columns, ``numerator`` (hours up) and ``denominator`` (failures).
    """
    columns = list_columns(sets)
    return f"""WITH {_PORTFOLIO}, {_write_stretches(kpi)}, off AS (
  {_write_cut(_CUT, "s.broken > 0 OR s.planned > 0")}
), failed AS (
  SELECT s.service, e.{PERIOD}, COUNT(*) AS n
  FROM stretches AS s JOIN {EDGES} AS e ON s.from_second >= e.csi_from_second AND s.from_second < e.csi_to_second
  WHERE s.broken > 0 AND COALESCE(s.before, 0) = 0 AND s.planned = 0 GROUP BY s.service, e.{PERIOD}
), kept AS (
  SELECT p.service, e.{PERIOD}, (e.csi_to_second - e.csi_from_second - COALESCE(d.seconds, 0)) / 3600 AS up,
    COALESCE(f.n, 0) AS failures
  FROM portfolio AS p CROSS JOIN {EDGES} AS e
  LEFT JOIN off AS d ON d.service = p.service AND d.{PERIOD} = e.{PERIOD}
  LEFT JOIN failed AS f ON f.service = p.service AND f.{PERIOD} = e.{PERIOD}
), named AS (
  SELECT t.*, {name_slices(columns)}0 AS csi_none FROM kept AS t
)
SELECT {PERIOD}, {list_slices(columns)}
  SUM(CAST(up AS {EXACT})) AS numerator,
  SUM(failures) AS denominator
FROM named
GROUP BY {write_sets(sets)}"""
