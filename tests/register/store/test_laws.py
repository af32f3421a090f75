"""What holds for every history and every text, looked for by hypothesis."""

from __future__ import annotations

import tempfile
from pathlib import Path

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from csi_lib.register.change import Change
from csi_lib.register.files import write_text
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.making import make_record
from csi_lib.register.plausible import FIRST_DAY, LARGEST, LAST_DAY
from csi_lib.register.record import say_body
from csi_lib.register.store import ConflictError, Place
from csi_lib.settings import load
from tests.register.store.probe import Plain, make_probes, open_probes

LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))  # what a text of one line may hold
TEXTS = st.text(LETTERS, max_size=40)
LONG = st.text(LETTERS | st.sampled_from("\n\t"), max_size=40)
QUIET = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), TEXTS, st.integers(-1, 1)),
        max_size=12,
    )
)
def test_any_order_of_changes_leaves_what_was_accepted_and_a_history_that_verifies(steps) -> None:
    """The twin is a dict: text and revision by id; a change on another revision than the newest is refused."""
    with tempfile.TemporaryDirectory() as folder:
        store = make_probes(Place("acme", file=Path(folder) / "r.db"))
        twin: dict[str, tuple[str, int]] = {}
        entries = 0
        for name, text, off in steps:
            text = text.strip()
            was, revision = twin.get(name, ("", 0))
            seen = max(revision + off, 0)
            try:
                store.write([Change(Plain(version=1, id=name, text=text), seen)], by="a", why="b")
            except ConflictError:
                assert seen != revision
                continue
            assert seen == revision
            if not revision or text != was:
                twin[name], entries = (text, revision + 1), entries + 1
        read = open_probes(store.place).read()
        assert {item.record.id: (item.record.text, item.revision) for item in read.entries} == twin
        assert (store.verify().faults, store.verify().changes) == ((), entries)


@QUIET
@given(
    title=TEXTS.filter(str.strip),
    lessons=LONG,
    where=st.dictionaries(TEXTS, TEXTS, max_size=2),
    worthwhile=st.floats(min_value=1e-300, max_value=LARGEST),
    status=st.sampled_from(["idea", "planned"]),
    date=st.none() | st.dates(FIRST_DAY, LAST_DAY),
)
@example(title="a", lessons="one\x85two\u2028three", where={}, worthwhile=1.0, status="idea", date=None)
def test_a_record_written_as_a_file_is_read_as_it_was(title, lessons, where, worthwhile, status, date) -> None:
    record = make_record(
        Initiative,
        {
            "id": "alpha",
            "title": title,
            "opportunity": "o",
            "source": "audit",
            "hypothesis": "h",
            "kpi": "mttr_resolve",
            "where": where,
            "worthwhile": worthwhile,
            "date": date,
            "target": {"value": worthwhile, "unit": "h"},
            "owner": "problem manager",
            "status": status,
            "aims": ["quality"],
            "lessons": lessons,
        },
    )

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "alpha.yml"
        path.write_bytes(write_text(record).encode())
        again = load(path, Initiative)

    assert say_body(again) == say_body(record)
    assert write_text(again) == write_text(record)
    assert "&id" not in write_text(record) or "&id" in title + lessons + str(where)
    assert yaml.safe_load(write_text(record))["id"] == "alpha"
