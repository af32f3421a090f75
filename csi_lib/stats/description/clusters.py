"""How sure a share is when its cases come in groups that have something in common: months, for example."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from csi_lib.stats.description.spans import Span, span_share
from csi_lib.stats.refused import Refused


def span_clusters(hits: ArrayLike, cases: ArrayLike) -> Span:
    """Say how sure a share is from groups of cases; groups vary more than single cases do, and that counts.

    Parameters
    ----------
    hits, cases : array_like, shape (groups,)
        Cases that count, and all cases, of every group; groups without a case say nothing.

    Returns
    -------
    Span
        The pooled share with the wider of two intervals: Student's on the groups, and Wilson's on the cases, which
        alone holds where groups happen to agree.

    Raises
    ------
    Refused
        Without a case.

    Source
    ------
    Cochran (1977), Sampling Techniques, 3rd ed., section 3.12 (a proportion from clusters: the ratio estimator).
    """
    found, all_cases = np.asarray(hits, dtype=float), np.asarray(cases, dtype=float)
    found, all_cases = found[all_cases > 0], all_cases[all_cases > 0]
    total = float(all_cases.sum())
    if not total:
        raise Refused("there is no case to take a share of")
    single = span_share(float(found.sum()), total)
    groups = len(all_cases)
    if groups < 2:
        return single
    spread = found - single.point * all_cases
    error = float(np.sqrt(groups / (groups - 1) * (spread @ spread))) / total
    half = float(special.stdtrit(groups - 1, 0.975)) * error
    lo, hi = max(0.0, single.point - half), min(1.0, single.point + half)
    return Span(single.point, min(lo, single.lo), max(hi, single.hi), int(total))
