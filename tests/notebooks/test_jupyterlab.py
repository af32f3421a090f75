"""An analyst opens a notebook in JupyterLab and runs it to the end: what is seen in headless Chromium."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from csi_lib.run.audience import is_document

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TOKEN = "csi-test"
BLOCK = "application/vnd.csi-kit.block+json"

pytest.importorskip("jupyterlab", reason="JupyterLab is not installed (the extra 'lab')")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra 'test')")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def lab(client: Path, kept_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab whose kernels find the study at hand: all notebooks gather it in the same line."""
    with serve(tmp_path_factory.mktemp("lab"), client, CSI_STUDY=str(kept_study)) as address:
        yield address


@pytest.fixture(scope="module")
def bare_lab(client: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab as an analyst starts it."""
    with serve(tmp_path_factory.mktemp("bare"), client) as address:
        yield address


@contextmanager
def serve(home: Path, client: Path, **more: str) -> Iterator[str]:
    """Run JupyterLab on a copy of the notebooks, on loopback; yields its address."""
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={home / 'notebooks'}",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.news_url=",
        "--LabApp.expose_app_in_browser=True",  # lets the test wait for the end of "Run all cells"
        "--allow-root",
        "--no-browser",
    ]
    folders = {"HOME": home, "JUPYTER_CONFIG_DIR": home / "config", "JUPYTER_DATA_DIR": home / "data"}
    paths = {name: str(path) for name, path in {**folders, "CSI_HOME": client, "PYTHONPATH": ROOT}.items()}
    environment = {**os.environ, **paths, **more}
    with (home / "lab.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/api/status?token={TOKEN}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(address: str, seconds: int = 90) -> None:
    for _ in range(seconds):
        try:
            with urlopen(address, timeout=2) as answer:  # noqa: S310 (loopback)
                json.load(answer)
                return
        except OSError:
            time.sleep(1)
    raise TimeoutError(address)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


def test_a_notebook_gathers_its_own_study_in_jupyterlab(bare_lab: str, browser) -> None:
    run_to_the_end("executive_summary.ipynb", bare_lab, browser)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_to_the_end_in_jupyterlab(name: str, lab: str, browser) -> None:
    run_to_the_end(name, lab, browser)


def run_to_the_end(name: str, lab: str, browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(120_000)
    try:
        page.goto(f"{lab}/lab/tree/{name}?token={TOKEN}&reset")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        page.wait_for_function(
            "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
        )

        assert page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")

        cells = page.evaluate("window.jupyterapp.shell.currentWidget.content.model.toJSON().cells")
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        outputs = [output for cell in code for output in cell["outputs"]]
        assert all(cell["execution_count"] for cell in code)
        assert not [output for output in outputs if output["output_type"] in ("error", "stream")]
        assert any(BLOCK in output.get("data", {}) for output in outputs)
        shown = ".csi-block, .text, table" if is_document(ROOT / "notebooks" / name) else ".text.answer"
        assert page.locator(f".jp-RenderedHTMLCommon :is({shown})").count() >= 1
    finally:
        page.close()
