"""What a forked kernel answers is what one started afresh answers, to the byte, in a notebook of awkward features."""

from __future__ import annotations

import json
import re

import nbformat
import pytest

from csi_lib.run import Job, execute_job

AWKWARD = {
    "value": "6 * 7",
    "streams": "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('out again')",
    "display_id": "from IPython.display import display\nhandle = display('one', display_id='here')",
    "update": "handle.update('two')\nNone",
    "clear_output": "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('left')",
    "clear_later": "print('gone')\nclear_output(wait=True)\nprint('left')",
    "html": "from IPython.display import HTML, Markdown, JSON\ndisplay(HTML('<b>b</b>'), Markdown('*m*'), JSON({}))",
    "mimebundle": "display({'text/plain': 'x', 'application/vnd.csi.table+json': {'a': [1]}}, raw=True)",
    "cell_magic": "%%bash\necho from bash; echo to stderr >&2; exit 0",
    "shell": "!echo from the shell; echo $((1 + 1))",
    "shell_value": "lines = !printf 'a\\nb\\n'\nlines",
    "os_system": "import os\nos.system('echo from a child')",
    "subprocess": "import subprocess\nsubprocess.run(['echo', 'from a process'], check=True).returncode",
    "descriptor": "os.write(1, b'straight to the descriptor\\n')",
    "tqdm": "from tqdm.auto import tqdm\nlist(tqdm(range(3), bar_format='{n_fmt}/{total_fmt}'))[-1]",
    "await": "import asyncio\nawait asyncio.sleep(0.01, 'slept')",
    "capture": "%%capture caught\nprint('kept')\ndisplay(1)",
    "captured": "caught.stdout, len(caught.outputs)",
    "traceback": "def fall(depth):\n    return 1 / depth if depth == 0 else fall(depth - 1)\nfall(3)",
    "recursion": "def ever(n):\n    return ever(n + 1)\never(0)",
    "syntax": "this is no Python",
    "chained": "try:\n    {}['x']\nexcept KeyError as error:\n    raise ValueError('y') from error",
    "input": "input('name? ')",
    "interpreter": "import sys\nsys.flags, sys.argv[0], sys.stdin.isatty(), sys.path[1:]",
    "frame": "import pandas as pd\npd.DataFrame({'a': [1, 2], 'b': ['x', None]})",
    "settings": "import numpy as np, matplotlib\nmatplotlib.get_backend(), pd.options.display.max_rows",
    "figure": "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.plot([1, 3, 2])\nfigure",
    "figures": "for n in (1, 2):\n    plt.figure()\n    plt.bar([1, 2], [n, 3])",
    "svg": "%config InlineBackend.figure_formats = ['png']\nplt.plot([2, 1]);",
    "seaborn": "import seaborn as sns\nsns.histplot([1, 2, 2, 3])",
    "rc": "sorted((key, str(value)) for key, value in matplotlib.rcParams.items())",
    "warning": "import warnings\nwarnings.warn('mind', stacklevel=1)",
    "log": "import logging\nlogging.getLogger('x').warning('mind')",
    "threads": "import threading\nworkers = [threading.Thread(target=print, args=(n,)) for n in range(1)]\n"
    "[w.start() for w in workers], [w.join() for w in workers]\nthreading.active_count()",
    "processes": "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool:\n"
    "    made = pool.map(abs, [-1, -2])\nmade",
    "joblib": "import joblib\njoblib.Parallel(n_jobs=2)(joblib.delayed(abs)(n) for n in (-1, -2))",
    "engines": "import duckdb, pyarrow as pa, pyarrow.compute as pc\n"
    "duckdb.sql('select sum(i) from range(100000) t(i)').fetchall(), pc.sum(pa.array([1, 2])).as_py()",
    "linear": "round(float(np.linalg.norm(np.linalg.inv(np.eye(300) * 2 + 0.001))), 6)",
    "scipy": "from scipy import stats\nstats.mannwhitneyu([1, 2, 3, 4], [3, 4, 5, 6])",
    "hash": "hash('a'), {'x', 'y', 'z'}",
    "time": "import time\ntime.tzname, sys.getrecursionlimit(), sys.getdefaultencoding()",
    "main": "__name__, sorted(name for name in vars(sys.modules['__main__']) if name.startswith('__'))",
    "history": "_i1[:6], len(In) > 3",
    "signal": "import signal\n[signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE)]",
    "rich_error": "class Odd(Exception):\n    def _render_traceback_(self):\n        return ['odd']\nraise Odd()",
}
FORKED = "import os\nos.environ['JPY_PARENT_PID'] != str(os.getppid())"  # the zygote is the parent then
RAISES = {"traceback", "recursion", "syntax", "chained", "input", "rich_error"}


def _strip(outputs: list[dict]) -> str:
    """Leave out what differs between two kernels of one kind: numbers of processes and addresses of objects."""
    text = json.dumps(outputs, sort_keys=True, indent=1)
    return re.sub(r"ipykernel_\d+|0x[0-9a-f]{6,}|/\d{6,}\.py|runtime/[0-9a-f]{12}", "…", text)


@pytest.fixture(scope="module")
def both(warm, cold, write_cells, tmp_path_factory):
    folder = tmp_path_factory.mktemp("awkward")
    path = write_cells(folder / "awkward.ipynb", [FORKED, *AWKWARD.values()])
    notebook = nbformat.read(path, as_version=4)
    for name, cell in zip(AWKWARD, notebook.cells[2:], strict=True):
        cell.metadata["tags"] = ["raises-exception"] if name in RAISES else []
    nbformat.write(notebook, path)
    made = {}
    for kind, environment in (("warm", warm), ("cold", cold)):
        outcome = execute_job(Job(path, kind, "", folder / kind / "awkward.ipynb"), environment)
        cells = nbformat.read(outcome.notebook, as_version=4).cells[2:]
        made[kind] = dict(zip(("forked", *AWKWARD), cells, strict=True))
    return made


def test_both_ran_to_the_end_one_of_them_forked(both):
    assert all(cell.execution_count for kind in both.values() for cell in kind.values())
    assert [both[kind]["forked"].outputs[0].data["text/plain"] for kind in ("warm", "cold")] == ["True", "False"]


@pytest.mark.parametrize("name", AWKWARD)
def test_a_forked_kernel_answers_as_one_started_afresh(both, name):
    warm, cold = both["warm"][name], both["cold"][name]

    assert _strip(warm.outputs) == _strip(cold.outputs)
    assert warm.execution_count == cold.execution_count
