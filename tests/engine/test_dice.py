"""Philox gives the published words, and scores the normal quantile."""

import numpy as np
import pytest
from scipy.special import ndtri

from simulation.engine.dice import entity_key, normal_score, philox, roll, uniform

# Known-answer vectors of Random123 (kat_vectors: philox4x32, 10 rounds).
VECTORS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), VECTORS)
def test_philox_gives_the_known_answers(counter, key, words):
    assert tuple(int(word) for word in philox(*counter, *key)) == words


def test_a_roll_uses_every_part_of_its_address():
    base = [np.uint64(part) for part in (56, 2**40 + 7, 3, 11)]
    words = roll(*base)
    for place in range(4):
        for step in (1, 2**33) if place < 2 else (1,):
            moved = list(base)
            moved[place] = base[place] + np.uint64(step)
            assert roll(*moved) != words


def test_uniform_numbers_never_reach_zero_or_one():
    assert 0.0 < uniform(np.uint64(0)) < uniform(np.uint64(2**32 - 1)) < 1.0


def test_normal_scores_are_the_normal_quantiles():
    p = np.concatenate([np.geomspace(1e-10, 0.4, 500), 1 - np.geomspace(1e-9, 0.4, 500)])
    scores = np.array([normal_score(one) for one in p])
    assert scores == pytest.approx(ndtri(p), rel=2e-7)


def test_keys_of_different_things_differ():
    keys = {entity_key("enterprise.robots", 0, slot) for slot in range(2000)}
    assert len(keys) == 2000
    assert entity_key("a", "bc") != entity_key("ab", "c")
