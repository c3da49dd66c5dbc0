"""Keyed dice: every random number is a pure function of (seed, entity, stream, draw).

Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC11). The seed is the key; the counter holds the entity's 64-bit hash, the stream and the draw.
Nothing here depends on an order of calls, so neither does any result.
"""

from __future__ import annotations

from hashlib import blake2b
from math import log, sqrt

import numpy as np

from simulation.compiled import compiled

_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW_WORD = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)
_ROUNDS = 10

Words = tuple[int, int, int, int]


def entity_key(*identity: str | int) -> int:
    """The 64-bit key of a thing by its own identity, never by its place in a table."""
    name = "\x1f".join(str(part) for part in identity)
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


@compiled
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> Words:
    """Four 32-bit words (in uint64) from a counter and a key of 32-bit words."""
    c0, c1, c2, c3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    k0, k1 = np.uint64(k0), np.uint64(k1)
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> _WORD) ^ c1 ^ k0,
            product_1 & _LOW_WORD,
            (product_0 >> _WORD) ^ c3 ^ k1,
            product_0 & _LOW_WORD,
        )
        k0 = (k0 + _WEYL_0) & _LOW_WORD
        k1 = (k1 + _WEYL_1) & _LOW_WORD
    return c0, c1, c2, c3


@compiled
def roll(seed: int, entity: int, stream: int, draw: int) -> Words:
    """The four words of one roll. All four arguments are uint64; stream and draw below 2^32."""
    return philox(
        entity & _LOW_WORD,
        entity >> _WORD,
        stream,
        draw,
        seed & _LOW_WORD,
        seed >> _WORD,
    )


@compiled
def uniform(word: int) -> float:
    """A word as a number strictly between 0 and 1; signed integers convert faster."""
    return (float(np.int64(word)) + 0.5) * 2.3283064365386963e-10


@compiled
def normal_score(p: float) -> float:
    """The standard normal quantile of p in (0, 1), to about one part in ten million.

    Rational approximations PPND7 of Wichura, Algorithm AS 241, Applied Statistics 37 (1988).
    """
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        above = ((5.9109374720e1 * r + 1.5929113202e2) * r + 5.0434271938e1) * r + 3.3871327179e0
        below = ((6.7187563600e1 * r + 7.8757757664e1) * r + 1.7895169469e1) * r + 1.0
        return q * above / below
    r = sqrt(-log(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        above = ((1.7023821103e-1 * r + 1.3067284816e0) * r + 2.7568153900e0) * r + 1.4234372777e0
        below = (1.2021132975e-1 * r + 7.3700164250e-1) * r + 1.0
    else:
        r -= 5.0
        above = ((1.7337203997e-2 * r + 4.2868294337e-1) * r + 3.0812263860e0) * r + 6.6579051150e0
        below = (1.2258202635e-2 * r + 2.4197894225e-1) * r + 1.0
    return -above / below if q < 0.0 else above / below
