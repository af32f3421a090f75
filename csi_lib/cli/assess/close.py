"""Say whether an assessment can be closed: it needs a frozen baseline, and what else is open is listed."""

from __future__ import annotations

import argparse


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi assess close``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")


def execute(arguments: argparse.Namespace) -> int:
    """Print what is open; 1 where something keeps the assessment from being closed."""
    from csi_lib.baseline import baselines_folder, current_baseline, load_baseline, load_baselines
    from csi_lib.errors import UsageError
    from csi_lib.maturity.closing import list_open_points
    from csi_lib.settings import find_home, load_engagement
    from csi_lib.study.answering import find_answer_files, read_assessment

    engagement, path = load_engagement(arguments.engagement)
    home = find_home(path.parent)
    found = read_assessment(find_answer_files(engagement, path, home), engagement, path, home)
    if not found:
        raise UsageError(
            f"nobody has answered a questionnaire in '{engagement.id}'",
            do="Name the answer files under 'answers' in its file",
        )
    folder = baselines_folder(home, engagement.id)
    frozen = current_baseline(load_baselines(folder))
    frozen = load_baseline(folder, engagement.baseline) if engagement.baseline else frozen
    points = list_open_points(found, frozen.id if frozen else "")
    for item in points:
        print(f"{'BLOCKS' if item.blocks else 'open  '}  {item.what} {item.do}.")
    if any(item.blocks for item in points):
        print("Cannot be closed yet.")
        return 1
    assert frozen is not None
    said = found.settings.closed
    print(
        f"Closed on {said}, with the baseline '{frozen.id}'."
        if said
        else f"Can be closed with the baseline '{frozen.id}': write 'closed: <date>' under 'assessment' in {path}."
    )
    return 0
