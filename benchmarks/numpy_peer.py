"""The same draws and rules as a NumPy program: boolean form, blocks that fit the cache.

Seven lines of outlay (clauses 1, 2 on purchases, 3, 4, 5 and 6), with NumPy's own generator. It is
what a careful analyst would write, and what the engine must beat and agree with.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulation.law.policy import load_policy
from simulation.population.curves import GRID, Curve, parse_curve
from simulation.population.facts import load_facts
from simulation.scenario import Range, Scenario, catalogue

Floats = NDArray[np.float64]

MEASURES = (
    "interest_subsidy",
    "oem_parts_award",
    "growth_award",
    "parts_subsidy",
    "insurance_compensation",
    "application_award",
    "scene_subsidy",
)
LOAN_RATES = (0.039, 0.036, 0.032)


class Peer:
    """One scenario's tables, and blocks of draws of it."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.rng = np.random.default_rng(seed)
        self.tables: dict[str, Floats] = {}

    def curve(self, path: str, shape: tuple[int, ...]) -> Floats:
        """Values between enterprises."""
        source = self.scenario.source(path)
        if source not in self.tables:
            value = self.scenario.value(source)
            if isinstance(value, Range):
                value = parse_curve(value.as_value(), "")
            assert isinstance(value, Curve)
            self.tables[source] = value.at(GRID)
        return np.interp(self.rng.standard_normal(shape), GRID, self.tables[source])

    def doubts(self, block: int) -> dict[str, Floats]:
        """Every doubtful parameter, once a draw."""
        drawn = {}
        for path in _doubtful(self.scenario):
            value = self.scenario.value(path)
            drawn[path] = (
                self.curve(path, (block,)) if isinstance(value, Range) else np.full(block, float(value))
            )  # type: ignore[arg-type]
        return drawn

    def block(self, draws: int) -> Floats:
        """Outlay (draw, measure) of a block."""
        theta = self.doubts(draws)
        paid = np.zeros((draws, len(MEASURES)))
        macro = self.rng.standard_normal((draws, 5)) * theta["economy.macro_sd"][:, None]
        for field in load_facts().enterprise_fields:
            self._field(field, theta, macro, paid)
        self._first_sets(theta, paid)
        self._scenes(theta, paid)
        return paid

    def _theta(self, theta: dict[str, Floats], path: str) -> Floats:
        return theta[self.scenario.source(path)]

    def _deliver(self, theta: dict[str, Floats], measure: str, award: Floats, score: Floats) -> Floats:
        """Claimed, not diverted, accepted, less the cut; award (draw, firm, year) to (draw,)."""
        take_up = ndtri(np.minimum(self._theta(theta, f"delivery.take_up.{measure}"), 1.0))
        claims = score < take_up[:, None]
        diverted = self._theta(theta, f"delivery.diverted.{measure}")[:, None, None]
        accepted = self._theta(theta, f"delivery.accepted.{measure}")[:, None, None]
        lost = self.rng.random(award.shape) < diverted + (1 - diverted) * (1 - accepted)
        kept = (award * claims[:, :, None] * ~lost).sum(axis=(1, 2))
        return kept * (1 - self._theta(theta, f"delivery.cut.{measure}"))

    def _field(self, field: str, theta: dict[str, Floats], macro: Floats, paid: Floats) -> None:
        policy, terms, draws = load_policy().measures, self.scenario.terms, paid.shape[0]

        def of(name: str) -> Floats:
            return self._theta(theta, f"fields.{field}.{name}")[:, None]

        claims = {measure for measure in MEASURES if field in policy[measure].fields}
        count = np.rint(of("count"))
        firms = int(count.max())
        exists = np.arange(firms) < count
        size = self.rng.standard_normal((draws, firms))
        table = self.scenario.curve(f"fields.{field}.revenue").at(GRID)
        base = np.log(np.interp(size, GRID, table))
        middle = np.log(table[GRID.size // 2])
        spread = of("growth_scale") * np.exp(-of("growth_size_exponent") * (base - middle))
        shock = (
            of("macro_beta") * macro
            + of("growth")
            + self.rng.standard_normal((draws, 5)) * theta["economy.field_sd"][:, None]
        )
        own = self.rng.laplace(0, 1 / np.sqrt(2), (4, draws, firms)) * spread
        log_revenue = np.empty((5, draws, firms))
        log_revenue[1] = base
        log_revenue[0] = base - shock[:, 1, None] - own[0]
        for year in (2, 3, 4):
            log_revenue[year] = log_revenue[year - 1] + shock[:, year, None] + own[year - 1]
        correlation = self._theta(theta, "delivery.take_up_size_correlation")[:, None]
        score = -(correlation * size + np.sqrt(1 - correlation**2) * self.rng.standard_normal(size.shape))
        if "interest_subsidy" in claims:
            award = self._interest(field, of, log_revenue, middle, exists)
            paid[:, 0] += self._deliver(theta, "interest_subsidy", award, score)
        if claims & {"parts_subsidy", "oem_parts_award"}:
            share = self.curve(f"fields.{field}.parts_share", size.shape) * of("unaffiliated_share")
            noise = self.rng.standard_normal(log_revenue.shape) * of("purchases_noise")
            bought = np.exp(log_revenue + noise) * share
            for measure, place in (("oem_parts_award", 1), ("parts_subsidy", 3)):
                if measure in claims:
                    rule = getattr(terms, measure)
                    award = np.stack([_purchases(bought, year, rule) for year in (2, 3, 4)], axis=2)
                    paid[:, place] += self._deliver(theta, measure, award * exists[:, :, None], score)
        if "growth_award" in claims:
            breakthrough = (self.rng.random(size.shape) < of("breakthrough")) & exists
            award = _growth(np.exp(log_revenue) * of("output_ratio"), terms.growth_award)
            paid[:, 2] += self._deliver(theta, "growth_award", award * breakthrough[:, :, None], score)

    def _interest(self, field: str, of: object, log_revenue: Floats, middle: float, exists: Floats) -> Floats:
        value = of  # the field's parameters by name
        terms = self.scenario.terms.interest_subsidy
        share = value("spike") * value("loan_financed")  # type: ignore[operator]
        total = np.zeros((*exists.shape, 3))
        for start in range(3):
            begins = (self.rng.random(exists.shape) < share) & exists
            where = np.nonzero(begins)
            draw = where[0]
            log_size = log_revenue[2 + start][where]
            number = log_size.size
            ratio = np.log(self.curve(f"fields.{field}.spike_ratio", (number,)))
            exponent = value("spike_size_exponent")[draw, 0]  # type: ignore[operator]
            investment = np.exp(log_size + ratio - exponent * (log_size - middle))
            loan = investment * value("loan_share")[draw, 0]  # type: ignore[operator]
            rate = LOAN_RATES[start] + value("loan_spread_sd")[draw, 0] * self.rng.standard_normal(number)  # type: ignore[operator]
            first = self.curve(f"fields.{field}.months_first_year", (number,))
            term = 12 * self.curve(f"fields.{field}.term_years", (number,))
            yearly = (
                loan
                * np.minimum(terms.subsidy_rate, np.maximum(rate, 0))
                * (investment >= terms.investment_floor)
            )
            for year in range(start, 3):
                later = year - start
                months = (
                    np.minimum(first, term) if later == 0 else np.clip(term - first - 12 * (later - 1), 0, 12)
                )
                total[(*where, year)] += yearly * months / 12
        return np.minimum(total, terms.annual_cap)

    def _first_sets(self, theta: dict[str, Floats], paid: Floats) -> None:
        draws, population = paid.shape[0], "fields.first_set"
        insurance, application = (
            self.scenario.terms.insurance_compensation,
            self.scenario.terms.application_award,
        )
        count = np.rint(theta[f"{population}.recognised_per_year"])
        makers = np.rint(theta[f"{population}.makers"])
        most, pool = int(count.max()), int(makers.max())
        totals = np.zeros((2, draws, pool, 3))
        row = np.arange(draws)[:, None]
        for cohort in range(-2, 3):
            shape = (draws, most)
            exists = np.arange(most) < count[:, None]
            insured = (self.rng.random(shape) < theta[f"{population}.insured"][:, None]) & exists
            sold = (self.rng.random(shape) < theta[f"{population}.sold_within_two_years"][:, None]) & exists
            lag = self.rng.integers(0, 3, shape)
            insured_sum = self.curve(f"{population}.insured_sum", shape)
            premium = insured_sum * self.curve(f"{population}.premium_rate", shape)
            sales = self.curve(f"{population}.first_year_sales", shape)
            growth = 1 + theta[f"{population}.sales_growth"][:, None]
            by_insurance, by_application = np.zeros((*shape, 3)), np.zeros((*shape, 3))
            for year in range(3):
                k = year - cohort + 1
                if 1 <= k <= insurance.max_years:
                    share = insurance.first_year_share - insurance.yearly_step * (k - 1)
                    by_insurance[..., year] = insured * np.minimum(
                        share * premium, insurance.rate_limit * insured_sum
                    )
                since = year - cohort - lag
                open_ = sold & (since >= 0) & (since < application.max_years)
                by_application[..., year] = open_ * application.rate * sales * growth ** np.maximum(since, 0)
            insures = np.minimum(by_insurance, insurance.annual_cap).sum(axis=2) >= np.minimum(
                by_application, application.cap
            ).sum(axis=2)
            maker = np.minimum((self.rng.random(shape) * makers[:, None]).astype(int), pool - 1)
            np.add.at(totals[0], (row, maker), by_insurance * insures[..., None])
            np.add.at(totals[1], (row, maker), by_application * ~insures[..., None])
        score = self.rng.standard_normal((draws, pool))
        paid[:, 4] += self._deliver(
            theta, "insurance_compensation", np.minimum(totals[0], insurance.annual_cap), score
        )
        paid[:, 5] += self._deliver(theta, "application_award", np.minimum(totals[1], application.cap), score)

    def _scenes(self, theta: dict[str, Floats], paid: Floats) -> None:
        terms, draws = self.scenario.terms.scene_subsidy, paid.shape[0]
        for _ in range(3):
            applicants = self.rng.poisson(theta["fields.scenes.applicants_per_year"])
            funded = np.minimum(applicants, terms.projects_per_year)
            # Scores are independent of investments, so the best are any of them.
            most = int(terms.projects_per_year)
            investment = self.curve("fields.scenes.investment", (draws, most))
            award = np.minimum(terms.rate * investment, terms.cap) * (np.arange(most) < funded[:, None])
            paid[:, 6] += self._deliver(
                theta, "scene_subsidy", award[:, :, None], self.rng.standard_normal((draws, most))
            )


def _doubtful(scenario: Scenario) -> list[str]:
    return [path for path, key in catalogue().items() if key.kind == "doubt" and key.default is not None]


def _purchases(bought: Floats, year: int, terms: object) -> Floats:
    now, before, two_before = bought[year], bought[year - 1], bought[year - 2]
    increment = now - before
    passes = (now >= terms.purchases_floor) & (before > two_before) & (increment > 0)  # type: ignore[attr-defined]
    if hasattr(terms, "growth_floor"):
        passes &= increment / before >= terms.growth_floor
    return np.minimum(terms.rate * increment, terms.annual_cap) * passes  # type: ignore[attr-defined]


def _growth(output: Floats, terms: object) -> Floats:
    floors = np.array([terms.tier_1_output, terms.tier_2_output, terms.tier_3_output])  # type: ignore[attr-defined]
    awards = np.array([0, terms.tier_1_award, terms.tier_2_award, terms.tier_3_award])  # type: ignore[attr-defined]
    tier = np.searchsorted(floors, output, side="right")
    best = np.maximum.accumulate(tier, axis=0)
    years = []
    for year in (2, 3, 4):
        grew = (output[year] - output[year - 1]) / output[year - 1] >= terms.growth_floor  # type: ignore[attr-defined]
        passes = (tier[year] > best[year - 1]) & grew & (output[year - 1] > output[year - 2])
        years.append(awards[tier[year]] * passes)
    return np.stack(years, axis=2)
