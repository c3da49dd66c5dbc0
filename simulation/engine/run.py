"""The run: blocks of draws mapped over an executor, placed by draw, stopped by number or precision."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from time import perf_counter
from typing import Any

import numpy as np

from simulation import __version__
from simulation.engine.build import build_model
from simulation.engine.kernel import make_desk, simulate_draws
from simulation.engine.known import Known
from simulation.engine.model import Model, Record
from simulation.engine.outlay import Outlay
from simulation.law import MEASURES
from simulation.law.policy import load_policy
from simulation.law.rule import OUTCOMES
from simulation.panel import Panel
from simulation.panel.invented import is_invented
from simulation.population.facts import load_facts
from simulation.scenario import Scenario
from simulation.scenario.size import HARD, too_large
from simulation.text.problems import InputError

DEFAULT_BLOCK = 250
CHECKPOINT = 1000  # draws between two looks at the precision, whatever the block size
TWIN_DRAWS = 2000
PACKAGES = ("numpy", "numba", "scipy", "xarray", "pandas")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Block:
    """The record of some draws, with the place of the first."""

    first: int
    record: Record
    enterprise_years: int


def empty_record(draws: int, years: int, districts: int) -> Record:
    """A zeroed record of so many draws."""
    measures = len(MEASURES)
    return Record(
        amount=np.zeros((draws, measures, years, districts)),
        claimants=np.zeros((draws, measures, years)),
        capped=np.zeros((draws, measures, years)),
        supported=np.zeros((draws, measures, years)),
        investment=np.zeros((draws, years)),
        outcomes=np.zeros((measures, years, len(OUTCOMES)), dtype=np.int64),
    )


def simulate_block(model: Model, known: Known, first: int, count: int) -> Block:
    """Draws first to first + count − 1: a pure function that any executor may run anywhere."""
    record = empty_record(count, model.horizon.years, model.others.districts.shape[1])
    enterprise_years = simulate_draws(model, known, first, record, make_desk(model, known))
    return Block(first, record, enterprise_years)


def _place(block: Block, whole: Record) -> int:
    """Copy a block into the whole record by draw; outcome counts are whole numbers and add up."""
    rows = slice(block.first, block.first + block.record.amount.shape[0])
    for part, full in zip(block.record[:-1], whole[:-1], strict=True):
        full[rows] = part
    whole.outcomes[...] += block.record.outcomes
    return block.enterprise_years


def _blocks(first: int, last: int, size: int) -> Iterator[tuple[int, int]]:
    for start in range(first, last, size):
        yield start, min(size, last - start)


@contextmanager
def _threads(count: int | None) -> Iterator[Executor]:
    with ThreadPoolExecutor(count or os.cpu_count() or 1) as executor:
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def simulate(
    scenario: Scenario,
    panel: Panel | None = None,
    *,
    threads: int | None = None,
    block: int = DEFAULT_BLOCK,
    executor: Executor | None = None,
    progress: Progress | None = None,
    twin: bool = False,
    draws: int | None = None,
    only: str | None = None,
) -> Outlay:
    """The Monte Carlo estimate of a scenario, from a real roster where one is given.

    With `only`, the id of one of its enterprises, the outlay is that enterprise's part of the whole,
    bit for bit, and everything else is left out. Raises InputError for an id that is not there, and
    before anything is computed for a run that is beyond `size.HARD`.
    `threads` (all processors when not given), `block` (draws a block) and `executor` change the
    time and never a bit of the result. `progress(done, draws)` is called between blocks; what it
    raises cancels the run. A run stops early when the scenario sets a precision (Monte Carlo
    error of the headline total over its mean) and a checkpoint of 1,000 draws meets it.
    """
    members = 0 if panel is None else panel.tables["enterprises"]["enterprise_id"].nunique()
    if problems := too_large(scenario, HARD, members, draws):
        raise InputError(problems)
    model, known = build_model(scenario, panel, twin, only)
    most = draws or scenario.draws
    whole = empty_record(most, len(scenario.years), model.others.districts.shape[1])
    started = perf_counter()
    enterprise_years, done, stopped_by = 0, 0, "draws"
    precision = scenario.number("simulation.precision")
    stage = CHECKPOINT if precision > 0 else most
    with _threads(threads) if executor is None else _borrowed(executor) as pool:
        while done < most:
            last = min(done + stage, most)
            futures: deque[Future[Block]] = deque(
                pool.submit(simulate_block, model, known, *piece) for piece in _blocks(done, last, block)
            )
            while futures:
                # Taken off the queue, so that a block's memory goes once it is placed.
                finished = futures.popleft().result()
                enterprise_years += _place(finished, whole)
                if progress:
                    progress(finished.first + finished.record.amount.shape[0], most)
            done = last
            if precision > 0 and done < most and _error(whole, done, scenario) <= precision:
                stopped_by = "precision"
                break
    seconds = perf_counter() - started
    return Outlay.from_arrays(
        amount=whole.amount[:done],
        claimants=whole.claimants[:done],
        capped=whole.capped[:done],
        supported=whole.supported[:done],
        investment=whole.investment[:done],
        outcomes=whole.outcomes,
        measures=MEASURES,
        years=scenario.years,
        districts=tuple(load_facts().districts),
        headline=scenario.headline,
        manifest=manifest_of(
            scenario,
            panel,
            {
                "draws": done,
                "stopped_by": stopped_by,
                "engine_seconds": seconds,
                "enterprise_years": enterprise_years,
            },
        ),
    )


def manifest_of(scenario: Scenario, panel: Panel | None, run: Mapping[str, Any]) -> dict[str, Any]:
    """What a result says of itself: the scenario, the roster's hash and versions, and how the run went."""
    return {
        "version": __version__,
        "policy": load_policy().number,
        "scenario_hash": scenario.hash,
        "panel_hash": None if panel is None else panel.hash,
        "panel_invented": panel is not None and is_invented(panel),
        "seed": scenario.seed,
        "draws": run["draws"],
        "stopped_by": run["stopped_by"],
        "packages": dict(_versions()),
        "engine_seconds": run["engine_seconds"],
        "enterprise_years": run["enterprise_years"],
    }


@lru_cache(maxsize=1)
def _versions() -> tuple[tuple[str, str], ...]:
    return tuple((package, version(package)) for package in PACKAGES)


@contextmanager
def _borrowed(executor: Executor) -> Iterator[Executor]:
    yield executor


def _error(whole: Record, done: int, scenario: Scenario) -> float:
    """Monte Carlo error of the headline total, as a share of its mean."""
    headline = [MEASURES.index(measure) for measure in scenario.headline]
    total = whole.amount[:done, headline].sum(axis=(1, 2, 3))
    mean = float(total.mean())
    return float(total.std(ddof=1) / np.sqrt(done) / mean) if mean > 0 else 0.0
