"""Promises of a frozen baseline."""

import datetime as dt
import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from csi_lib.baseline import current_baseline, freeze, load_baseline, load_baselines
from csi_lib.errors import BaselineError
from csi_lib.kpi import load_catalogue
from csi_lib.kpi.variants import settle_variants
from csi_lib.stats import Frozen

CATALOGUE = load_catalogue(Path(__file__).parents[2] / "params" / "kpi")
MTTR = settle_variants(CATALOGUE["mttr_resolve"])


def values() -> pd.DataFrame:
    common = {"version": 1, "stat": "value", "view": "throughput", "unit": "h", "reason": "", "team": None}
    rows = [
        {"kpi": "mttr_resolve", "service": None, "priority": None, "value": 22.125, "numerator": 44.25, "n": 2},
        {
            "kpi": "mttr_resolve",
            "service": "Büro 🖨️",
            "priority": None,
            "value": float("nan"),
            "numerator": None,
            "n": 0,
        },
    ]
    return pd.DataFrame([common | {"denominator": float(row["n"])} | row for row in rows])


def limits() -> pd.DataFrame:
    row = {"kpi": "mttr_resolve", "stat": "geomean", "periods": 15, "center": 9.5, "lower": 7.0, "upper": 12.9}
    return pd.DataFrame([row])


def freeze_one(folder, baseline_id="b1", **more):
    given = {
        "engagement": "demo", "first": dt.date(2024, 1, 1), "last": dt.date(2025, 3, 31), "zone": "Europe/Berlin",
        "author": "A. Analyst", "reason": "start of the programme", "data": "abc", "values": values(),
        "limits": limits(), "today": dt.date(2026, 7, 1),
    }  # fmt: skip
    return freeze(folder, baseline_id, **(given | more))


def test_what_is_loaded_is_what_was_frozen(tmp_path):
    frozen = freeze_one(tmp_path)

    assert load_baseline(tmp_path, "b1") == frozen


def test_a_frozen_value_keeps_every_digit(tmp_path):
    frame = values()
    frame.loc[0, "value"] = 0.1 + 0.2
    freeze_one(tmp_path, values=frame)

    assert load_baseline(tmp_path, "b1").value_of("mttr_resolve").value == 0.1 + 0.2


def test_the_same_id_is_refused_and_the_first_stays(tmp_path):
    first = freeze_one(tmp_path)

    with pytest.raises(BaselineError, match="exists already"):
        freeze_one(tmp_path, reason="other")
    assert load_baseline(tmp_path, "b1") == first


@pytest.mark.parametrize(
    ("old", "new"), [("22.125", "21.125"), ("A. Analyst", "B. Analyst"), ("last: '2025-03-31'", "last: '2025-02-28'")]
)
def test_any_edit_is_named_at_load(tmp_path, old, new):
    freeze_one(tmp_path)
    path = tmp_path / "b1.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(BaselineError, match="edited after it was frozen"):
        load_baseline(tmp_path, "b1")


def test_an_edit_with_a_made_up_digest_is_named_too(tmp_path):
    freeze_one(tmp_path)
    path = tmp_path / "b1.yml"
    text = re.sub(r"digest: \w+", "digest: " + "f" * 64, path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BaselineError, match="digest ffffffffffff"):
        load_baseline(tmp_path, "b1")


def test_a_rebaseline_links_to_the_old_one(tmp_path):
    freeze_one(tmp_path)
    freeze_one(tmp_path, "b2", replaces="b1", first=dt.date(2025, 4, 1), last=dt.date(2026, 6, 30))

    assert [item.replaces for item in load_baselines(tmp_path)] == ["", "b1"]


def test_a_rebaseline_of_nothing_is_refused(tmp_path):
    freeze_one(tmp_path)

    with pytest.raises(BaselineError, match="no baseline 'b0'.*known: b1"):
        freeze_one(tmp_path, "b2", replaces="b0")
    assert not (tmp_path / "b2.yml").exists()


def test_a_report_stands_on_the_baseline_that_none_replaces(tmp_path):
    freeze_one(tmp_path, "b1")
    freeze_one(tmp_path, "b0", replaces="b1", last=dt.date(2024, 12, 31))

    assert current_baseline(load_baselines(tmp_path)).id == "b0"
    assert current_baseline(()) is None


@pytest.mark.parametrize("empty", ["author", "reason"])
def test_a_baseline_without_author_or_reason_is_refused(tmp_path, empty):
    with pytest.raises(BaselineError, match=f"--{empty} is empty"):
        freeze_one(tmp_path, **{empty: "  "})


def frozen_limits() -> pd.DataFrame:
    frozen = Frozen("XmR", 2.25, 0.1, 0.3, 15, ahead=24, typical=30.4)
    return limits().assign(frozen=[frozen])


def test_the_limits_of_later_months_are_frozen_on_their_working_scale(tmp_path):
    freeze_one(tmp_path, limits=frozen_limits())
    found = load_baseline(tmp_path, "b1").chart_limits(MTTR)

    assert found.frozen == Frozen("XmR", 2.25, 0.1, 0.3, 15, ahead=24, typical=30.4)
    assert (found.center, found.last) == (9.5, dt.date(2025, 3, 31))


def test_limits_of_another_version_of_a_kpi_are_not_drawn(tmp_path):
    freeze_one(tmp_path, limits=frozen_limits())

    assert load_baseline(tmp_path, "b1").chart_limits(MTTR.model_copy(update={"version": 2})) is None
    assert load_baseline(tmp_path, "b1").chart_limits(CATALOGUE["csat_desk"]) is None


def test_a_baseline_written_before_there_were_prediction_limits_is_still_whole(tmp_path):
    # Written by the first release: its limits have no key 'frozen', and its digest was made without one.
    freeze_one(tmp_path)
    path = tmp_path / "b1.yml"
    old = path.read_text(encoding="utf-8").replace("  frozen: null\n", "")
    path.write_text(old, encoding="utf-8")
    content = yaml.safe_load(old)
    digest = content.pop("digest")
    said = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert hashlib.sha256(said.encode()).hexdigest() == digest
    assert load_baseline(tmp_path, "b1").chart_limits(MTTR).frozen is None


def test_a_baseline_of_another_variant_is_named_and_not_compared(tmp_path):
    freeze_one(tmp_path, values=values().assign(variant=MTTR.variant))
    frozen = load_baseline(tmp_path, "b1")
    closed = settle_variants(CATALOGUE["mttr_resolve"], {"time": "closed"})

    assert frozen.say_other(MTTR) == ""
    assert frozen.say_other(closed) == (
        "frozen as 'until the last resolve, all hours of the calendar, time on hold in', now "
        "'until the administrative close, which adds the days of an automatic close': not comparable"
    )
    assert frozen.chart_limits(closed) is None and frozen.chart_limits(MTTR) is not None


def test_a_baseline_from_before_there_were_variants_was_frozen_by_the_defaults(tmp_path):
    freeze_one(tmp_path)
    frozen = load_baseline(tmp_path, "b1")

    assert frozen.variants == {} and frozen.say_other(MTTR) == ""
    assert "not comparable" in frozen.say_other(settle_variants(CATALOGUE["mttr_resolve"], {"time": "business"}))
