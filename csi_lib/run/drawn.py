"""An IPython extension of the kernels of reports: figures that a cell draws become outputs, under any backend."""

from __future__ import annotations

import sys
from typing import Any
from weakref import WeakSet

_DPI = 150  # dots per inch: sharp on paper, and a few ten kilobytes
_shown: WeakSet[Any] = WeakSet()


def load_ipython_extension(shell: Any) -> None:
    """Show figures as PNG, and after each cell those that pyplot still holds, as Jupyter's own backend does."""
    # By name: a notebook that draws nothing does not wait for matplotlib.
    shell.display_formatter.formatters["image/png"].for_type_by_name("matplotlib.figure", "Figure", _draw)
    shell.events.register("post_execute", _show_open)


def _draw(figure: Any) -> tuple[bytes, dict[str, str]] | None:
    from IPython.core.pylabtools import print_figure

    _shown.add(figure)
    png = print_figure(figure, fmt="png", dpi=_DPI)  # type: ignore[no-untyped-call]
    return (png, _describe(figure)) if png else None  # a figure without axes is not drawn


def _describe(figure: Any) -> dict[str, str]:
    """Take the words of a figure: its title, and what is drawn over what."""
    axes = [axis for axis in figure.axes if axis.get_label() != "<colorbar>"]
    titles = [figure.get_suptitle(), *(axis.get_title() for axis in axes)]
    scales = [" / ".join(part for part in (axis.get_ylabel(), axis.get_xlabel()) if part) for axis in axes]
    title = next((title for title in titles if title), "")
    words = list(dict.fromkeys(part for part in (*titles, *scales) if part))
    return {key: text for key, text in (("title", title), ("alt", ". ".join(words))) if text}


def _show_open() -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not pyplot.get_fignums():
        return
    from IPython.display import display

    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        if figure not in _shown:
            display(figure)  # type: ignore[no-untyped-call]
    pyplot.close("all")
