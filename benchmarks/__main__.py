"""The engine beside a NumPy program, in one run: `make bench`. Figures are ratios and medians."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import numpy as np

from benchmarks.numpy_peer import MEASURES, Peer
from benchmarks.panel import panel_lines
from simulation.engine.run import simulate
from simulation.law import MEASURES as ALL
from simulation.scenario import Scenario

DRAWS = 10_000
PEER_DRAWS = 2_000
PEER_BLOCK = 20
ROUNDS = 3


def peer_run(scenario: Scenario, threads: int) -> np.ndarray:
    """Outlay (draw, measure) of the NumPy program, blocks over threads as the engine has them."""

    def work(seed: int) -> np.ndarray:
        peer = Peer(scenario, seed)
        share = PEER_DRAWS // threads // PEER_BLOCK
        return np.concatenate([peer.block(PEER_BLOCK) for _ in range(share)])

    with ThreadPoolExecutor(threads) as pool:
        return np.concatenate(list(pool.map(work, range(threads))))


def timed(run: object) -> tuple[float, object]:
    """Seconds and result of one call."""
    start = time.perf_counter()
    result = run()  # type: ignore[operator]
    return time.perf_counter() - start, result


def start_up() -> float:
    """Seconds from a cold process to the first result, machine code already on disk."""
    code = "from simulation.engine.run import simulate; from simulation.scenario import Scenario; simulate(Scenario(), draws=100)"
    return timed(lambda: subprocess.run([sys.executable, "-c", code], check=True))[0]


def main() -> None:
    """Print the figures; exit 1 when the two programs disagree."""
    threads = os.cpu_count() or 1
    whole = Scenario()
    same = whole.with_values({f"measures.{measure}": "off" for measure in ALL if measure not in MEASURES})
    compile_seconds, _ = timed(lambda: simulate(whole, draws=50))
    Peer(same, 0).block(2)
    seconds, ours, theirs = [], [], []
    for _ in range(ROUNDS):
        seconds.append(timed(lambda: simulate(whole, draws=DRAWS))[0])
        elapsed, outlay = timed(lambda: simulate(same, draws=DRAWS))
        ours.append(elapsed / DRAWS)
        elapsed, peer = timed(lambda: peer_run(same, threads))
        theirs.append(elapsed / len(peer))  # type: ignore[arg-type]
    full = simulate(whole, draws=DRAWS)
    years = full.manifest["enterprise_years"]
    print(f"first call (compiling if new)        {compile_seconds:8.2f} s")
    print(f"new process to first result          {start_up():8.2f} s")
    print(f"all lines, {DRAWS:,} draws, {threads} threads    {median(seconds):8.2f} s")
    print(f"a year of an enterprise              {median(seconds) / years * 1e9:8.1f} ns")
    print(
        f"seven lines: engine {median(ours) * 1e6:.0f} µs a draw, NumPy {median(theirs) * 1e6:.0f} µs a draw"
    )
    print(
        f"NumPy / engine                       {median(b / a for a, b in zip(ours, theirs, strict=True)):8.1f}"
    )
    print(
        f"peak memory of this process          {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB"
    )
    for line in panel_lines():
        print(line)
    print("mean by line, 万元:                    engine     NumPy   difference in standard errors")
    worst = 0.0
    for place, measure in enumerate(MEASURES):
        own, other = outlay.total((measure,)), peer[:, place]  # type: ignore[attr-defined, index]
        error = np.sqrt(own.var() / own.size + other.var() / other.size)
        distance = (own.mean() - other.mean()) / error
        worst = max(worst, abs(float(distance)))
        print(f"  {measure:26s} {own.mean():14.1f} {other.mean():9.1f} {distance:8.2f}")
    sys.exit(0 if worst < 4 else 1)


main()
