"""What a roster knows, as the kernel reads it. Money is 万元; NaN is a fact to be drawn.

Dims: R members, T path years, Y performance years, J loans, K vehicle models, P products, M makers,
n items of all years. `drawn` (Y,) marks the performance years that a table says nothing about, or not
all: only there are new projects, models, products, scenes and fund projects drawn.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint64]

# The facts that follow revenue, in the order of Members.facts.
PURCHASES, VALUE_ADDED, OUTPUT = range(3)
FOLLOWERS = ("parts_purchases", "value_added", "output_value")
# A member's carrier is the fact that its revenue is told from: the first of these that is known.
CARRIERS = ("revenue", "output_value", "parts_purchases", "value_added")
NO_CARRIER, BY_REVENUE, BY_OUTPUT, BY_PURCHASES, BY_VALUE_ADDED = range(-1, 4)
PLANT = ("vehicle_output", "approved_capacity", "nev_output")

NOT_THERE = -1  # a member's field in a year in which the roster does not have it
NOT_KNOWN = -1  # the place of a known year where there is none

ALL = 2**62  # of a cohort of products, where the table tells the whole of it

# How a product's insurance or sales go on.
NEVER, KNOWN, OPEN = range(3)


class Members(NamedTuple):
    """The roster's enterprises, by field and then by id."""

    start: Integers  # (F + 1,) the first member of each field
    keys: Keys  # (R,)
    size: Floats  # (R,) normal score of size
    share: Floats  # (R,) normal score of the parts share
    district: Integers  # (R, Y)
    field: Integers  # (R, Y) or NOT_THERE
    carrier: Integers  # (R,)
    log_carrier: Floats  # (R, T)
    span: Integers  # (R, 2) places of the first and the last known year of the carrier
    facts: Floats  # (R, 3, T)
    nearest: Integers  # (R, 3, T) place of the known year that a missing fact follows, or NOT_KNOWN
    best_output: Floats  # (R,) highest output value of the years before the path
    breakthrough: Floats  # (R, Y)
    plant: Floats  # (R, Y, 3) in the order of PLANT
    plant_scores: Floats  # (R, Y, 2) normal scores of use and mix in the known year that Y follows


class Loans(NamedTuple):
    """The members' loans, by member, project and then loan."""

    start: Integers  # (R + 1,)
    keys: Keys  # (J,)
    project: Integers  # (J,) its member's number of the first loan of the same project
    facts: Floats  # (J, Y, 4) investment, loan, rate, months; NaN months where there is no row
    last: Integers  # (J,) place of the last row of a loan that may go on, else one past the years
    elapsed: Floats  # (J,) months outstanding by the end of that row
    passed: Floats  # (J,) chance that a loan's term is over by then
    drawn: Flags  # (R, Y) of which years the table does not tell a member's projects


class KnownModels(NamedTuple):
    """The members' vehicle models, by member and then by id; every carmaker may bring out new ones."""

    start: Integers  # (R + 1,)
    listed: Floats  # (K,) year
    sales: Floats  # (K, Y) NaN where there is no row
    follows: Flags  # (K, Y) where sales without a row follow those of the year before
    best_before: Floats  # (K,) best sales before the performance years
    sales_before: Floats  # (K,) sales of the year before them, 0 where there is no row
    drawn: Flags
    carmakers: Keys  # (c,) every carmaker of the roster
    there: Flags  # (c, Y)
    told: Flags  # (c, Y) of which years the table tells a carmaker's models


class KnownProducts(NamedTuple):
    """First-set products by id, and their makers. Places count from the first performance year."""

    keys: Keys  # (P,)
    maker: Integers  # (P, Y)
    recognised: Integers  # (P,) place
    insured: Integers  # (P,) NEVER, KNOWN or OPEN
    premium: Floats  # (P, Y) 0 where not insured
    insured_sum: Floats  # (P, Y)
    insured_before: Integers  # (P,) insured years before the performance years
    sold: Integers  # (P,) NEVER, KNOWN or OPEN
    unsold: Integers  # (P,) years since recognition that are known to have brought no sale
    sales: Floats  # (P, Y) NaN: follows the year before
    sales_before: Floats  # (P,) sales of the year before the performance years
    first_sale: Integers  # (P,) place
    maker_keys: Keys  # (M,)
    maker_size: Floats  # (M,)
    maker_district: Integers  # (M, Y)
    maker_there: Flags  # (M, Y)
    taken: Integers  # (cohorts,) how many of a cohort the table tells of, or ALL


class KnownItems(NamedTuple):
    """Scenes, best first, or fund projects, by year: two facts each."""

    start: Integers  # (Y + 1,)
    keys: Keys  # (n,)
    district: Integers  # (n,)
    facts: Floats  # (n, 2) investment and nothing, or the district's contribution and what is asked
    drawn: Flags


class Known(NamedTuple):
    """All that a roster knows; empty tables and everything drawn where there is none."""

    members: Members
    loans: Loans
    models: KnownModels
    products: KnownProducts
    scenes: KnownItems
    fund: KnownItems
