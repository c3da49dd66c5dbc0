"""The result: what counts, which draw a quantile is, and figures for charts."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from simulation.engine.outlay import (
    LEVELS,
    Outlay,
    cash,
    exceedance,
    histogram,
    quantile_of,
    running,
    summarise,
)
from simulation.law.rule import OUTCOMES

MEASURES = ("parts_subsidy", "growth_award", "fund_investment")
YEARS = (2023, 2024)
DISTRICTS = ("binjiang", "yuhang")
DRAWS = 5

# Few distinct values, so that most draws are ties, as they are for a measure that often pays nothing.
tied = st.lists(st.sampled_from([0.0, 1.0, 2.5, 7.0]), min_size=1, max_size=60).map(np.array)


def an_outlay() -> Outlay:
    shape = (DRAWS, len(MEASURES), len(YEARS))
    counts = np.zeros(shape)
    counts[:, 0] = 4.0
    return Outlay.from_arrays(
        amount=np.arange(float(np.prod((*shape, 2)))).reshape(*shape, 2),
        claimants=counts,
        capped=counts / 4,
        supported=counts * 100,
        investment=np.full((DRAWS, len(YEARS)), 3.0),
        outcomes=np.zeros((len(MEASURES), len(YEARS), len(OUTCOMES)), dtype=np.int64),
        measures=MEASURES,
        years=YEARS,
        districts=DISTRICTS,
        headline=MEASURES[:2],
        manifest={"seed": 56},
    )


def test_the_total_counts_the_headline_and_leaves_equity_out():
    outlay = an_outlay()
    assert np.array_equal(outlay.total(), outlay.amount[:, :2].sum(axis=(1, 2, 3)))
    assert np.array_equal(outlay.total(("fund_investment",)), outlay.amount[:, 2].sum(axis=(1, 2)))
    assert np.array_equal(outlay.by_year().sum(axis=1), outlay.total())


def test_counts_are_means_a_draw_and_a_share_of_nobody_is_not_known():
    outlay = an_outlay()
    figures = outlay.summary(("parts_subsidy",))
    assert (figures.claimants_mean, figures.capped_share, figures.supported_mean) == (8.0, 0.25, 800.0)
    assert outlay.summary(("parts_subsidy",), year=2024).claimants_mean == 4.0
    assert outlay.summary(("growth_award",)).capped_share is None
    assert outlay.investment_mean() == 6.0


@given(st.integers(1, 3000), st.sampled_from(LEVELS))
def test_a_quantile_is_the_smallest_draw_that_the_share_does_not_exceed(count, level):
    values = np.arange(1.0, count + 1)
    assert quantile_of(values, level).value == np.quantile(values, level, method="inverted_cdf")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("count", [200, 1000, 10000])
def test_a_quantile_interval_has_the_narrowest_ranks_that_hold_95_percent(count, level):
    quantile = quantile_of(np.arange(1.0, count + 1), level)
    low, high = int(quantile.low), int(quantile.high)
    below = binom(count, level)
    assert below.cdf(high - 1) - below.cdf(low - 1) >= 0.95
    assert below.cdf(low) > 0.025
    assert below.cdf(high - 2) < 0.975


def test_the_json_of_a_summary_has_the_contracts_keys_in_order_and_no_nan():
    written = json.dumps(summarise(np.array([1.0, 5.0]), claimants_mean=2.0).as_json(), allow_nan=False)
    assert list(json.loads(written)) == [
        *("mean", "sd", "mcse", "p05", "p10", "p50", "p80", "p90", "p95"),
        *("claimants_mean", "capped_share", "supported_mean"),
    ]


@given(tied, st.integers(2, 30))
def test_exceedance_is_the_share_of_draws_above_even_where_draws_are_equal(values, points):
    amounts, shares = exceedance(values, points)
    assert shares == pytest.approx([(values > amount).mean() for amount in amounts])
    assert (np.diff(amounts) > 0).all()
    assert shares[-1] == 0.0


def test_the_exceedance_of_a_certain_amount_is_a_step_from_all_draws_to_none():
    amounts, shares = exceedance(np.full(100, 250.0))
    assert (amounts.tolist(), shares.tolist()) == ([0.0, 250.0], [1.0, 0.0])


@given(tied)
def test_a_histogram_counts_every_draw_once(values):
    edges, counts = histogram(values, bins=7)
    assert counts.sum() == values.size
    assert edges[0] <= values.min() <= values.max() <= edges[-1]


def test_convergence_is_the_summary_of_the_first_draws():
    values = np.random.default_rng(3).lognormal(8.0, 1.0, 2000)
    settled = running(values, points=7)
    assert settled.draws[-1] == 2000
    for place, count in enumerate(settled.draws):
        figures = summarise(values[:count])
        assert settled.mean[place] == pytest.approx(figures.mean)
        assert settled.mean_high[place] - settled.mean[place] == pytest.approx(1.959964 * figures.mcse)
        assert settled.p90[place] == figures.quantile(0.9).value


def test_a_certain_outlay_converges_at_once():
    settled = running(np.full(1000, 1e9 + 0.1))
    assert np.array_equal(settled.mean_low, settled.mean_high)
    assert set(settled.mean) == {1e9 + 0.1}


def test_a_performance_year_pays_its_shares_in_its_own_and_the_following_years():
    paid = cash(np.array([[100.0, 0.0, 10.0]]), np.array([0.0, 0.7, 0.3]))
    assert paid[0] == pytest.approx([0.0, 70.0, 30.0, 7.0, 3.0])


@given(
    st.floats(0, 1e12),
    st.lists(st.integers(1, 9), min_size=1, max_size=4),
    st.integers(0, 2),
    st.integers(0, 2),
)
def test_a_share_of_zero_pays_exactly_nothing_also_at_the_end(award, weights, before, after):
    shares = [weight / sum(weights) for weight in weights]
    paid = cash(np.array([[award]]), np.array([0.0] * before + shares + [0.0] * after))[0]
    assert not paid[:before].any()
    assert not paid[before + len(shares) :].any()
    assert paid.sum() == pytest.approx(award, rel=1e-14)
