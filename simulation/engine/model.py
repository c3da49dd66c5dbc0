"""What the kernel reads: a scenario's numbers as arrays, in one immutable record.

Every doubtful parameter and every distribution is a table over normal scores, so that the kernel
knows no families. All logarithms are natural, money is 万元.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.engine.known import Floats as Floats
from simulation.engine.known import Integers as Integers
from simulation.engine.known import Keys as Keys
from simulation.law import MEASURES
from simulation.law.terms import Terms
from simulation.population import copula
from simulation.population.curves import KNOTS, PER_UNIT, Z_LIMIT

(
    INTEREST,
    CAPACITY,
    NEW_MODEL,
    OEM_PARTS,
    GROWTH,
    PARTS,
    INSURANCE,
    APPLICATION,
    SCENE,
    FUND,
    ROAD_TEST,
    DISTRICT_SCENE,
) = range(len(MEASURES))

# The doubtful parameters of a field, in the columns of Fields.theta.
FIELD_PARAMETERS = (
    "count",
    "coverage",
    "growth",
    "growth_scale",
    "growth_size_exponent",
    "macro_beta",
    "spike",
    "spike_size_exponent",
    "loan_financed",
    "loan_share",
    "loan_spread_sd",
    "unaffiliated_share",
    "purchases_noise",
    "output_ratio",
    "value_added_rate",
    "value_added_noise",
    "breakthrough",
)
(
    COUNT,
    COVERAGE,
    MEAN_GROWTH,
    GROWTH_SCALE,
    GROWTH_SIZE_EXPONENT,
    MACRO_BETA,
    SPIKE,
    SPIKE_SIZE_EXPONENT,
    LOAN_FINANCED,
    LOAN_SHARE,
    LOAN_SPREAD_SD,
    UNAFFILIATED_SHARE,
    PURCHASES_NOISE,
    OUTPUT_RATIO,
    VALUE_ADDED_RATE,
    VALUE_ADDED_NOISE,
    BREAKTHROUGH,
) = range(len(FIELD_PARAMETERS))

# What differs between the enterprises of a field, in the columns of Fields.curve; revenue and the
# spike's ratio are tabulated as logarithms.
FIELD_CURVES = ("revenue", "spike_ratio", "term_years", "months_first_year", "parts_share")
REVENUE, SPIKE_RATIO, TERM_YEARS, MONTHS_FIRST_YEAR, PARTS_SHARE = range(len(FIELD_CURVES))
LOG_CURVES = ("revenue", "spike_ratio")

# Doubtful parameters outside the fields, in the order of Model.other.
OTHER_PARAMETERS = (
    "economy.macro_sd",
    "economy.field_sd",
    "delivery.take_up_size_correlation",
    "fields.vehicle_oem.persistence",
    "fields.vehicle_oem.utilisation_nev_correlation",
    "fields.vehicle_oem.new_models_per_year",
    "fields.first_set.recognised_per_year",
    "fields.first_set.insured",
    "fields.first_set.sold_within_two_years",
    "fields.first_set.sales_growth",
    "fields.first_set.makers",
    "fields.scenes.applicants_per_year",
    "fields.fund.projects_per_year",
)
(
    MACRO_SD,
    FIELD_SD,
    SIZE_CORRELATION,
    PLANT_PERSISTENCE,
    PLANT_CORRELATION,
    NEW_MODELS,
    RECOGNISED,
    INSURED,
    SOLD,
    SALES_GROWTH,
    MAKERS,
    APPLICANTS,
    FUND_PROJECTS,
) = range(len(OTHER_PARAMETERS))

# Curves outside the general ones of a field, in the order of Model.other_curves.
OTHER_CURVES = (
    "fields.vehicle_oem.utilisation",
    "fields.vehicle_oem.nev_share",
    "fields.vehicle_oem.new_model_sales",
    "fields.first_set.insured_sum",
    "fields.first_set.premium_rate",
    "fields.first_set.first_year_sales",
    "fields.scenes.investment",
    "fields.fund.district_contribution",
)
(
    UTILISATION,
    NEV_SHARE,
    NEW_MODEL_SALES,
    INSURED_SUM,
    PREMIUM_RATE,
    FIRST_YEAR_SALES,
    SCENE_INVESTMENT,
    FUND_CONTRIBUTION,
) = range(len(OTHER_CURVES))

# What belongs to no field and has district weights of its own, in the order of Others.districts.
OF_NO_FIELD = ("first_set", "scenes", "fund")
OF_FIRST_SETS, OF_SCENES, OF_FUND = range(len(OF_NO_FIELD))

TAKE_UP, ACCEPTED, DIVERTED, CUT, RESPONSE = range(5)
DELIVERY = ("take_up", "accepted", "diverted", "cut", "response")

# Purposes of a roll: the upper bits of the stream.
(
    VALUE,
    SHOCK,
    BASE,
    SPIKES,
    GROWTHS,
    NOISE,
    PROJECT,
    TRAITS,
    TRAITS_YEAR,
    DELIVERED,
    NUMBER,
    PRODUCT,
    PRODUCT_SCORES,
    APPLICANT,
    OWNER,
) = range(1, 16)

# The traits of the copula between the enterprises of a field, in the order of copula.TRAITS.
SIZE, SHARE, GROWING, INVESTING = range(len(copula.TRAITS))

NOT_IN_ROSTER = -1
DRAWN = -1  # the place in the roster of a row that is drawn

GRID_START = -Z_LIMIT
GRID_DENSITY = float(PER_UNIT)
CENTRE = int(Z_LIMIT * PER_UNIT)  # the knot at a normal score of zero
LAST_KNOT = KNOTS - 2  # the last from which a table can be read on


class Horizon(NamedTuple):
    """The years. Paths run over `path_years` calendar years from `path_start`; `base` is the place
    in the path of the year that sizes are known for, `first` that of the first performance year.
    """

    path_start: int
    path_years: int
    base: int
    first: int
    years: int


class Dice(NamedTuple):
    """What every roll of one draw shares: the seed of chance and the draw's number."""

    seed: int
    draw: int


class Doubts(NamedTuple):
    """Parameters drawn once a draw: keys (P,), tables (P, knots), and which are certain (P,)."""

    keys: Keys
    tables: Floats
    certain: NDArray[np.bool_]


class Fields(NamedTuple):
    """Per field: indices into the doubts and curves, who may claim what, slots and districts.

    `stages` are the measures to look at: those that the field may claim, and those that a member
    could claim in a year in which it was in another field.
    """

    theta: Integers
    curve: Integers
    claims: NDArray[np.bool_]  # (F, M)
    stages: NDArray[np.bool_]  # (F, M)
    copula: Floats  # (F, 4, 4) what the scores of the traits are made of
    members: Integers  # (F,) how many the roster has, or NOT_IN_ROSTER where it does not hold the field
    shock_keys: Keys
    slot_start: Integers
    slot_keys: Keys
    districts: Floats


class Others(NamedTuple):
    """Keys of what belongs to no field: models, products, makers, scenes, fund; districts of OF_NO_FIELD."""

    number_keys: Keys
    model_keys: Keys
    product_keys: Keys
    maker_keys: Keys
    scene_keys: Keys
    fund_keys: Keys
    districts: Floats  # (3, D) cumulative weights


class Model(NamedTuple):
    """Everything that `kernel.simulate_draws` needs besides what is known and the range of draws."""

    seed: int
    chance_seed: int
    alone: bool  # nothing is drawn but what becomes of the members
    economy_key: int
    growth_curve: int
    oem_field: int
    horizon: Horizon
    loan_rates: Floats  # (Y,)
    doubts: Doubts
    curves: Floats  # (C, knots)
    fields: Fields
    others: Others
    other: Integers
    other_curves: Integers
    delivery: Integers  # (M, 5)
    enabled: NDArray[np.bool_]  # (M,)
    award_rates: Floats  # (M,)
    programme_amounts: Floats  # (2,)
    terms: Terms


class FieldDraw(NamedTuple):
    """A field's parameters in one draw, the places of its curves, and the weights of independent scores
    in the scores of the traits. Numbers only: an array in here would be counted at every call.

    `count` are the enterprises to draw. A project begins where a uniform number reaches the
    threshold or, where investment goes with other traits, its score reaches the threshold's.
    """

    count: int
    growth_scale: float
    growth_size_exponent: float
    loan_threshold: float
    loan_score: float
    spike_size_exponent: float
    loan_share: float
    loan_spread_sd: float
    unaffiliated_share: float
    purchases_noise: float
    output_ratio: float
    value_added_rate: float
    value_added_noise: float
    breakthrough: float
    size_correlation: float
    revenue_curve: int
    spike_ratio_curve: int
    term_curve: int
    first_months_curve: int
    parts_share_curve: int
    growth_curve: int
    share_by_size: float
    share_own: float
    growth_by_size: float
    growth_by_share: float
    growth_own: float
    investment_by_size: float
    investment_by_share: float
    investment_by_growth: float
    investment_own: float


class Crowd(NamedTuple):
    """The enterprises of one field in one draw that are looked at: members first, then drawn ones.

    Scratch space. S rows, T path years, Y performance years.
    """

    member: Integers  # (S,) a member's place in the roster, or DRAWN
    key: Keys  # (S,)
    size: Floats  # (S,) normal score of size
    share: Floats  # (S,) own normal score behind the parts share
    reluctance: Floats  # (S,) latent score: claims when below the take-up's
    district: Integers  # (S, Y)
    field: Integers  # (S, Y) the field that it claims in, or NOT_THERE
    started: Floats  # (S, Y) 1 where a loan-financed spike begins
    breakthrough: Floats  # (S, Y)
    log_revenue: Floats  # (S, T)
    steps: Floats  # (T,) unit growth into each year, of the row at hand
    facts: Floats  # (S, T) purchases, output or value added: whatever the measure at hand tests
    best: Floats  # (S,) highest output value of the years before the path


class Claims(NamedTuple):
    """The awards of one draw by the rules, before delivery. One row an award."""

    count: Integers  # (1,)
    where: Integers  # (n, 4) measure, performance place, district, outcome
    entity: Keys  # (n,)
    money: Floats  # (n, 4) reluctance, amount, supported, investment


class Record(NamedTuple):
    """What a block of draws returns. Dims: d draw, m measure, y performance year, D district,
    o outcome; money in 万元.
    """

    amount: Floats  # (d, m, y, D)
    claimants: Floats  # (d, m, y)
    capped: Floats  # (d, m, y)
    supported: Floats  # (d, m, y)
    investment: Floats  # (d, y)
    outcomes: Integers  # (m, y, o)
