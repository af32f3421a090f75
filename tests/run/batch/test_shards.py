"""Parts of a batch make every report once, names never clash, and the examples for schedulers are what they say."""

from __future__ import annotations

import ast
import configparser
import shutil
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.run.batch.definition import Batch
from csi_lib.run.batch.plan import take_shard
from csi_lib.run.names import make_slug
from csi_lib.settings import load
from csi_lib.study import Scope

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "params" / "batches" / "examples"


def test_two_shards_make_what_one_run_makes_and_one_index_lists_all(home, worlds, run):
    shutil.rmtree(home / "reports" / "batches")
    one = run(home, shard=(1, 2)).done
    other = run(home, shard=(2, 2)).done

    assert one.made + other.made == 3
    index = (home / "reports" / "batches" / "monthly" / "index.html").read_text()
    assert all(f"Service {place}</a>" in index for place in range(3))
    assert run(home).done.reused == 3


@given(st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=40), st.integers(1, 7))
def test_every_report_is_in_exactly_one_shard(names, parts):
    class Named:
        def __init__(self, name):
            self.name = f"2026-06-30/{name}/brief"

    reports = [Named(name) for name in names]
    found = [item.name for part in range(parts) for item in take_shard(reports, (part + 1, parts))]

    assert sorted(found) == sorted(item.name for item in reports)


@given(st.lists(st.text(min_size=1, max_size=60), unique=True, min_size=2, max_size=20))
def test_no_two_services_share_a_folder_and_every_folder_is_a_plain_name(names):
    slugs = [make_slug(Scope(name, "service", (name,))) for name in names]

    assert len(set(slugs)) == len(slugs)
    assert all(slug.isascii() and slug.replace("-", "").isalnum() and len(slug) <= 64 for slug in slugs)


def test_a_service_and_a_unit_of_one_name_have_two_folders():
    assert make_slug(Scope("Büro", "service", ("Büro",))).startswith("service-buro-")
    assert make_slug(Scope("Büro", "organisation", ("Büro",))).startswith("unit-buro-")
    assert make_slug(Scope()) == "whole"


def test_the_cron_line_has_five_fields_and_runs_a_batch():
    line = next(item for item in (EXAMPLES / "cron.txt").read_text().splitlines() if not item.startswith("#"))
    fields, command = line.split()[:5], line.split(maxsplit=5)[5]

    assert all(field == "*" or field.isdigit() for field in fields)
    assert "csi batch monthly" in command


def test_the_systemd_units_belong_together():
    def read(name):
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.optionxform = str
        parser.read(EXAMPLES / name)
        return parser

    service, timer = read("csi-batch.service"), read("csi-batch.timer")
    assert service["Service"]["ExecStart"].endswith("csi batch monthly")
    assert service["Service"]["Type"] == "oneshot"
    assert timer["Timer"]["OnCalendar"] == "*-*-02 05:30:00" and timer["Install"]["WantedBy"] == "timers.target"


def test_the_airflow_dag_runs_every_shard():
    tree = ast.parse((EXAMPLES / "airflow_dag.py").read_text())
    names = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}

    assert {"DAG", "BashOperator"} <= names
    assert "--shard {shard}/{SHARDS}" in (EXAMPLES / "airflow_dag.py").read_text()


def test_the_github_workflow_runs_every_shard():
    flow = yaml.safe_load((EXAMPLES / "github-actions.yml").read_text())
    job = flow["jobs"]["reports"]
    shards = job["strategy"]["matrix"]["shard"]

    assert any(f"/{len(shards)}" in step.get("run", "") for step in job["steps"])
    assert flow[True]["schedule"][0]["cron"].count(" ") == 4


def test_the_demo_batch_that_is_shipped_can_be_read():
    batch = load(ROOT / "params" / "batches" / "demo.yml", Batch)

    assert batch.audiences == ["executive", "operational", "unit"]
