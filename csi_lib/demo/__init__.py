"""A generated engagement: a client who never was, with planted truths to test the kit's verdicts against."""

from __future__ import annotations

from pathlib import Path

from csi_lib.errors import UsageError

__all__ = ["DEFAULT_SEED", "generate"]

DEFAULT_SEED = 20_260_630  # the last day of the data; chosen before any verdict was looked at


def generate(folder: Path, *, seed: int = DEFAULT_SEED, scale: float = 1.0) -> list[Path]:
    """Write the generated engagement into a project: the same seed gives the same bytes.

    Parameters
    ----------
    folder : Path
        The project's root; data go to ``data/demo``, settings to ``params`` where they are not there yet.
    seed : int
        0 or more; another seed is another client with the same truths planted.
    scale : float
        Share of the full volume of about 60,000 tickets, above 0; small ones are for tests.

    Returns
    -------
    list of Path
        Every file written, in order.

    Raises
    ------
    UsageError
        When the seed is negative, the scale is not above 0, or the folder cannot be written to.
    """
    from csi_lib.demo.answers import write_answers
    from csi_lib.demo.install import copy_settings
    from csi_lib.demo.records import draw_records
    from csi_lib.demo.register import build_register
    from csi_lib.demo.truths import write_truths
    from csi_lib.demo.write import write_exports, write_tables

    if not 0 < scale <= 10:
        raise UsageError(f"the scale is {scale}", do="Give a number above 0, at most 10")
    data = Path(folder) / "data" / "demo"
    drawn = draw_records(seed, scale)
    try:
        data.mkdir(parents=True, exist_ok=True)
        exports = write_exports(data, seed, drawn)
        rows = exports.rows | write_tables(data, seed, drawn, scale)
        truths = write_truths(data, seed, drawn, exports.dirt, rows)
        answers = write_answers(data / "answers", seed, Path(folder))
        settings = copy_settings(Path(folder))
        return [*rows, truths, *answers, *settings, *build_register(Path(folder))]
    except OSError as error:
        raise UsageError(f"cannot write: {error.strerror}", where=str(error.filename or folder)) from None
