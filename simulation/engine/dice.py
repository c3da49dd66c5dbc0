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

Words = tuple[np.uint64, np.uint64, np.uint64, np.uint64]


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
    """A word as a number strictly between 0 and 1."""
    return (float(word) + 0.5) * 2.3283064365386963e-10


@compiled
def normal_score(p: float) -> float:
    """The standard normal quantile of p in (0, 1), to about 1e-16.

    Rational approximations PPND16 of Wichura, Algorithm AS 241, Applied Statistics 37 (1988).
    """
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        numerator = (
            (
                (
                    (
                        (
                            ((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4)
                            * r
                            + 4.5921953931549871457e4
                        )
                        * r
                        + 1.3731693765509461125e4
                    )
                    * r
                    + 1.9715909503065514427e3
                )
                * r
                + 1.3314166789178437745e2
            )
            * r
            + 3.3871328727963666080e0
        )
        denominator = (
            (
                (
                    (
                        (
                            ((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4)
                            * r
                            + 2.1213794301586595867e4
                        )
                        * r
                        + 5.3941960214247511077e3
                    )
                    * r
                    + 6.8718700749205790830e2
                )
                * r
                + 4.2313330701600911252e1
            )
            * r
            + 1.0
        )
        return q * numerator / denominator
    r = sqrt(-log(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        numerator = (
            (
                (
                    (
                        (
                            ((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1)
                            * r
                            + 1.27045825245236838258e0
                        )
                        * r
                        + 3.64784832476320460504e0
                    )
                    * r
                    + 5.76949722146069140550e0
                )
                * r
                + 4.63033784615654529590e0
            )
            * r
            + 1.42343711074968357734e0
        )
        denominator = (
            (
                (
                    (
                        (
                            ((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2)
                            * r
                            + 1.48103976427480074590e-1
                        )
                        * r
                        + 6.89767334985100004550e-1
                    )
                    * r
                    + 1.67638483018380384940e0
                )
                * r
                + 2.05319162663775882187e0
            )
            * r
            + 1.0
        )
    else:
        r -= 5.0
        numerator = (
            (
                (
                    (
                        (
                            ((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3)
                            * r
                            + 2.65321895265761230930e-2
                        )
                        * r
                        + 2.96560571828504891230e-1
                    )
                    * r
                    + 1.78482653991729133580e0
                )
                * r
                + 5.46378491116411436990e0
            )
            * r
            + 6.65790464350110377720e0
        )
        denominator = (
            (
                (
                    (
                        (
                            ((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5)
                            * r
                            + 7.86869131145613259100e-4
                        )
                        * r
                        + 1.48753612908506148525e-2
                    )
                    * r
                    + 1.36929880922735805310e-1
                )
                * r
                + 5.99832206555887937690e-1
            )
            * r
            + 1.0
        )
    score = numerator / denominator
    return -score if q < 0.0 else score
