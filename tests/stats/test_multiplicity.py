"""Many questions at once cost what Benjamini and Hochberg say they cost."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from csi_lib.stats import false_discovery

# Benjamini & Hochberg (1995), section 3.2: fifteen p-values, of which the procedure keeps the first four at .05.
PUBLISHED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
PUBLISHED += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]


def test_the_published_example_keeps_four_of_fifteen() -> None:
    q = false_discovery(PUBLISHED)

    assert (q < 0.05).sum() == 4
    assert q == pytest.approx(multipletests(PUBLISHED, method="fdr_bh")[1])


def test_what_was_not_tested_is_no_member_of_the_family() -> None:
    q = false_discovery([0.01, np.nan, 0.04])

    assert q[[0, 2]] == pytest.approx([0.02, 0.04])
    assert np.isnan(q[1])


def test_a_family_without_members_stays_empty() -> None:
    assert np.isnan(false_discovery([np.nan, np.nan])).all()
