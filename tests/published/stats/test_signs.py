"""Published numbers of the sign-flip test."""

from __future__ import annotations

from csi_lib.stats.signs import flip_signs


def test_darwins_maize_is_fishers_two_times_863_of_32768() -> None:
    """Fisher (1935), The Design of Experiments, section 21; crossed less self-fertilised, eighths of an inch."""
    differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    found = flip_signs(differences)
    assert (found.total, found.p) == (314, 2 * 863 / 32768)


def test_depression_scores_of_nine_patients() -> None:
    """Hollander & Wolfe (1973), pp. 29-33, as in R's help of wilcox.test: V = 40, one-sided p = 0.01953 (10 / 512)."""
    ranks = [8, -3, 9, 4, 7, 6, 5, -2, 1]
    assert flip_signs(ranks).p == 2 * 10 / 512
