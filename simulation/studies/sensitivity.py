"""Which doubtful number matters, and what it would be worth to know it. Money in 万元.

Three answers from the same dice:

* `tornado`: the headline total with one parameter held at its P10 and at its P90, all else as
  drawn; two short runs a parameter, paired draw by draw, so their difference has a small error;
* `first_order`: the share of the total's variance that one parameter explains alone (Sobol's first
  index), from the draws that exist already, by RBD-FAST of SALib with its correction of bias;
* `worth_knowing`: how much narrower P10–P90 of the total would be, on average, if one parameter
  were known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from SALib.analyze import rbd_fast

from simulation.engine.build import build_model
from simulation.engine.dice import entity_key
from simulation.engine.outlay import Floats, Outlay, Summary, summarise
from simulation.engine.paths import draw_doubts
from simulation.population.curves import parse_curve
from simulation.scenario import Range, Scenario, catalogue

TORNADO_DRAWS = 1000
LEVELS = (0.1, 0.9)
BINS = 20
FEWEST_DRAWS = 10 * BINS  # a bin of fewer draws has no P10 and P90 to speak of
RESAMPLES = 50

Run = Callable[[Scenario], Outlay]


def doubtful(scenario: Scenario) -> tuple[str, ...]:
    """The parameters that a draw of this scenario draws first, each once: those given as a range."""
    drawn = set(build_model(scenario)[0].doubts.keys.tolist())
    return tuple(
        path
        for path in catalogue()
        if isinstance(scenario.value(path), Range)
        and scenario.source(path) == path
        and entity_key("parameter", path) in drawn
    )


def doubt_draws(scenario: Scenario, paths: Sequence[str], draws: int) -> Floats:
    """What each parameter was in each draw (draws, paths): rolled again, the dice are keyed."""
    model, _ = build_model(scenario)
    keys = model.doubts.keys.tolist()
    places = [keys.index(entity_key("parameter", path)) for path in paths]
    theta, table = np.zeros(len(keys)), np.zeros((draws, len(paths)))
    for draw in range(draws):
        draw_doubts(model.seed, draw, model.doubts, theta)
        table[draw] = theta[places]
    return table


@dataclass(frozen=True)
class Bar:
    """One parameter of the tornado: its P10 and P90, and the total's change against the doubt as drawn.

    `low` and `high` are paired differences to the run in which nothing is held, `swing` the one
    between the two ends.
    """

    path: str
    ends: tuple[float, float]
    low: Summary
    high: Summary
    swing: Summary

    @property
    def width(self) -> float:
        """How far the mean total moves between the two ends."""
        return abs(self.swing.mean)


def ends_of(value: Range) -> tuple[float, float]:
    """P10 and P90 of a doubtful number."""
    low, high = parse_curve(value.as_value(), "").quantile(np.array(LEVELS))
    return float(low), float(high)


def tornado(scenario: Scenario, paths: Sequence[str], run: Run, draws: int = TORNADO_DRAWS) -> Iterator[Bar]:
    """A bar a parameter, in the order given; what the caller's loop raises or leaves ends it."""
    few = scenario.with_values({"simulation.draws": min(draws, scenario.draws), "simulation.precision": 0.0})
    base = run(few).total()
    for path in paths:
        value = scenario.value(path)
        assert isinstance(value, Range)
        ends = ends_of(value)
        low, high = (run(few.with_value(path, end)).total() for end in ends)
        yield Bar(path, ends, summarise(low - base), summarise(high - base), summarise(high - low))


@dataclass(frozen=True)
class Index:
    """The share of the total's variance that one parameter explains alone, ± at 95% confidence."""

    path: str
    share: float
    error: float


def first_order(paths: Sequence[str], table: Floats, total: Floats, seed: int) -> list[Index]:
    """First-order indices from given draws: the parameters (draws, paths) and the total (draws,).

    RBD-FAST sorts the draws by a parameter and asks how much of the total's variance follows that
    order slowly; it needs no further run. The error is SALib's: bootstrap of half the draws.
    Indices of parameters that do nothing scatter about 0, also below it.
    """
    if not paths or float(np.ptp(total)) == 0.0:
        return [Index(path, 0.0, 0.0) for path in paths]
    problem = {"num_vars": len(paths), "names": list(paths)}
    found = rbd_fast.analyze(problem, table, total, num_resamples=RESAMPLES, seed=seed)
    return [
        Index(path, float(share), float(error))
        for path, share, error in zip(paths, found["S1"], found["S1_conf"], strict=True)
    ]


@dataclass(frozen=True)
class Worth:
    """How much narrower P10–P90 of the total would be if a parameter were known.

    `now` is the width today; `shrinks` the mean narrowing in 万元 and `error` its standard error.
    """

    path: str
    now: float
    shrinks: float
    error: float

    @property
    def share(self) -> float:
        """The narrowing as a share of today's width."""
        return self.shrinks / self.now if self.now else 0.0


def worth_knowing(path: str, values: Floats, total: Floats, seed: int, bins: int = BINS) -> Worth:
    """What knowing one parameter is worth, from draws of it (draws,) and of the total (draws,).

    The draws are sorted by the parameter and cut into bins of equal size; within a bin it is as
    good as known, and the mean of the bins' widths is the width that would be left. Small bins are
    narrow by luck alone: the same cut of draws in random order is taken off. The error is a
    bootstrap within the bins. What is left unseen is the parameter's spread inside a bin, so the
    answer errs towards too little.
    """
    size = total.size // bins
    order = np.argsort(values, kind="stable")[: size * bins]
    rng = np.random.default_rng(seed)
    cut = total[order].reshape(bins, size)
    now = _width(np.sort(total))
    shuffled = np.mean(
        [_widths(rng.permutation(total)[: size * bins].reshape(bins, size)) for _ in range(RESAMPLES)]
    )
    narrowed = np.empty(RESAMPLES)
    for trial in range(RESAMPLES):
        again = np.take_along_axis(cut, rng.integers(0, size, cut.shape), axis=1)
        narrowed[trial] = _width(np.sort(again.ravel())) - _widths(again)
    shrinks = float(shuffled - _widths(cut))
    return Worth(path, now, shrinks, float(narrowed.std(ddof=1)))


def _width(ordered: Floats) -> float:
    """P10 to P90 of sorted values, between neighbouring draws as needed."""
    low, high = np.quantile(ordered, LEVELS, method="median_unbiased")
    return float(high - low)


def _widths(cut: Floats) -> float:
    """The mean width of the rows."""
    low, high = np.quantile(cut, LEVELS, axis=1, method="median_unbiased")
    return float(np.mean(high - low))
