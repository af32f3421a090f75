"""The key of the pseudonyms: drawn once, whole, whoever comes first."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from csi_lib.ingest.people import KEY_BYTES, load_key


def read(folder: str) -> bytes:
    import os

    os.environ["CSI_KEYS"] = folder
    return load_key("acme", Path(folder))


def test_runs_that_begin_together_have_one_key(tmp_path):
    for place in range(10):
        folder = str(tmp_path / str(place))
        with ProcessPoolExecutor(8, mp_context=get_context("fork")) as pool:
            keys = set(pool.map(read, [folder] * 16))
        assert len(keys) == 1
        assert len(next(iter(keys))) == KEY_BYTES


def test_nobody_else_can_read_the_key_and_nothing_is_left_beside_it(tmp_path, monkeypatch):
    monkeypatch.setenv("CSI_KEYS", str(tmp_path))
    load_key("acme", tmp_path)
    (file,) = tmp_path.iterdir()
    assert (file.name, file.stat().st_mode & 0o077) == ("acme.key", 0)
