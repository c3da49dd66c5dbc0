"""What goes together in an enterprise: a Gaussian copula between the normal scores of its traits."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TRAITS = ("size", "parts_share", "growth", "investment")
# A pair is named by its two traits: size_growth, parts_share_investment.
PAIRS = {f"{one}_{other}": (one, other) for one, other in combinations(TRAITS, 2)}


def mixing(correlations: Mapping[str, float]) -> Floats:
    """What each trait's score is made of: the lower triangle (4, 4) of independent scores, by pair.

    A pair that is not given is uncorrelated. Raises ValueError where the correlations cannot hold
    together.
    """
    matrix = np.eye(len(TRAITS))
    for pair, correlation in correlations.items():
        row, column = (TRAITS.index(trait) for trait in PAIRS[pair])
        matrix[row, column] = matrix[column, row] = correlation
    try:
        return np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
    except np.linalg.LinAlgError as error:
        raise ValueError("the correlations cannot hold together") from error
