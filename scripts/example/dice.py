"""Numbers by name: each depends on the seed and on what it is for, and on nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from statistics import NormalDist

import numpy as np

from simulation.population.curves import parse_curve
from simulation.population.facts import Fact, load_facts

_SEED = 56


def dice(ids: Iterable[str], *name: object) -> np.ndarray:
    """A number strictly between 0 and 1 for each id, made of nothing but its name and the seed."""
    words = [
        blake2b("\\x1f".join(map(str, (_SEED, each, *name))).encode(), digest_size=8).digest() for each in ids
    ]
    return np.array([((int.from_bytes(word, "little") >> 12) + 0.5) / 2.0**52 for word in words])


def scores(ids: Iterable[str], *name: object) -> np.ndarray:
    """Standard normal scores of the same numbers."""
    return np.array([NormalDist().inv_cdf(p) for p in dice(ids, *name)])


def drawn(population: str, fact: str, ids: Iterable[str], *year: int) -> np.ndarray:
    """A default fact of the population, range or curve, drawn for each id."""
    return parse_curve(load_facts().fields[population][fact].value, fact).at(scores(ids, fact, *year))


def mode(fact: Fact | Mapping[str, Fact], measure: str = "", otherwise: float = 0.0) -> float:
    """The middle of a default; of one given by measure, the measure's own, that of all, or `otherwise`."""
    found = fact if isinstance(fact, Fact) else fact.get(measure, fact.get("all"))
    if found is None:
        return otherwise
    return float(found.value["mode"] if isinstance(found.value, Mapping) else found.value)
