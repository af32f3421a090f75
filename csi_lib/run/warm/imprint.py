"""What a process took from its surroundings when it imported: a kernel forked from it has to want the same."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

# Read while modules are imported: by Python, the loader, the C library, BLAS and OpenMP, matplotlib and its folders, …
_READ_AT_IMPORT = re.compile(
    r"PYTHON|LD_|MALLOC_|GLIBC_|LC_|LANG|TZ|HOME$|XDG_|MPL|MATPLOTLIB|OMP_|KMP_|OPENBLAS_|GOTO_|MKL_|BLIS_|VECLIB_|"
    r"NUMEXPR_|NPY_|NUMPY_|SCIPY_|PANDAS_|ARROW_|DUCKDB|JOBLIB_|IPYTHON_|PYDEVD_|JUPYTER_PLATFORM"
)
_READ_FROM_FOLDER = "matplotlibrc"  # matplotlib looks for it in the working folder, once, when it is imported
# Imported before a kernel's shell stands, these decide wrongly, and for good: the first loses every figure in silence,
# the second takes the notebook for a terminal.
_NOT_KNOWN = (-1, -1)
_NEVER_IMPORTED = ("matplotlib_inline", "tqdm.autonotebook")


@dataclass(frozen=True)
class Imprint:
    """What the imports of a process rest on.

    Parameters
    ----------
    variables : dict of str to str
        Environment variables that are read at import.
    files : dict of str to tuple of int
        File or folder -> time in nanoseconds and size, of local modules and of the folders of installed ones.
    homes : dict of str to str
        Name of each top-level module -> the folder it came from.
    """

    variables: Mapping[str, str]
    files: Mapping[str, tuple[int, int]]
    homes: Mapping[str, str]


def take_imprint(environment: Mapping[str, str], begun: int) -> Imprint:
    """Note what the modules that are imported now rest on.

    Parameters
    ----------
    environment : mapping of str to str
        The variables they were imported under.
    begun : int
        When the first was imported, in nanoseconds since 1970; what was written later never compares equal.

    Returns
    -------
    Imprint
        To hold requests against.
    """
    modules = [module for module in list(sys.modules.values()) if getattr(module, "__file__", None)]
    places = {str(module.__file__) for module in modules if not _is_installed(str(module.__file__))}
    places |= {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    return Imprint(
        variables=_choose(environment),
        files={place: (seen if (seen := _look_at(place))[0] < begun else _NOT_KNOWN) for place in sorted(places)},
        homes={module.__name__: _home_of(module) for module in modules if "." not in module.__name__},
    )


def find_obstacle() -> str:
    """Say which imported module forbids to fork kernels from this process; nothing where none does."""
    found = next((name for name in _NEVER_IMPORTED if name in sys.modules), "")
    return f"{found} is imported" if found else ""


def find_difference(imprint: Imprint, environment: Mapping[str, str], folder: str) -> str:
    """Say in what a kernel started afresh could differ from one with these imports; nothing where it could not.

    Parameters
    ----------
    imprint : Imprint
        What the imports rest on.
    environment : mapping of str to str
        Variables that the kernel is to have.
    folder : str
        Its working folder.

    Returns
    -------
    str
        The first difference found.
    """
    wanted = _choose(environment)
    for name in sorted(wanted.keys() | imprint.variables.keys()):
        if wanted.get(name) != imprint.variables.get(name):
            return f"the variable {name} differs"
    for place, then in imprint.files.items():
        if _look_at(place) != then:
            return f"{place} has changed"
    return _find_shadow(imprint, folder)


def _find_shadow(imprint: Imprint, folder: str) -> str:
    """Find a module of the working folder, which comes first on a kernel's path, that bears an imported one's name."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == _READ_FROM_FOLDER:
                return f"{folder} has a {_READ_FROM_FOLDER}"
            home = imprint.homes.get(entry.name.partition(".")[0])
            if home is not None and not _is_same(home, folder) and _is_module(entry):
                return f"{folder} has a module {entry.name}"
    return ""


def _is_module(entry: os.DirEntry[str]) -> bool:
    if entry.is_dir():
        return os.path.exists(os.path.join(entry.path, "__init__.py"))
    return entry.name.endswith((".py", ".pyc", ".so"))


def _is_same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _choose(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if _READ_AT_IMPORT.match(name)}


def _look_at(place: str) -> tuple[int, int]:
    try:
        found = os.stat(place)
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def _is_installed(file: str) -> bool:
    return file.startswith((sys.prefix + os.sep, sys.base_prefix + os.sep))


def _home_of(module: ModuleType) -> str:
    file = Path(str(module.__file__))
    return str(file.parent.parent if file.name.startswith("__init__.") else file.parent)
