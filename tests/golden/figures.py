"""What is pinned: the baseline, a roster, and one award of each measure and outcome. Money in 万元."""

import json
import math
import sys
from hashlib import blake2b
from pathlib import Path

import numpy as np

from simulation.engine.build import build_model
from simulation.engine.run import simulate
from simulation.judge.assess import assess
from simulation.law.rule import OUTCOMES
from simulation.money.payers import share_table, split
from simulation.panel import read_panel
from simulation.panel.invented import EXAMPLE
from simulation.scenario import Scenario
from tests.awards import CASES, award_of_case

FILE = Path(__file__).parent / "figures.json"
_DRAWS = 200
_FIRST = 3


def measured():
    """Every pinned figure by name, as this code and this machine reckon it."""
    panel = read_panel(EXAMPLE)
    return {
        **_of_outlay("baseline", simulate(Scenario(), draws=_DRAWS)),
        **_of_outlay("roster", simulate(Scenario(), panel, draws=_DRAWS)),
        **_of_assessment(assess(panel, Scenario())),
        **_of_rules(),
    }


def fingerprint(figures):
    """Ten signs that stand for all figures: they change with any of them."""
    return blake2b(json.dumps(figures, sort_keys=True).encode(), digest_size=5).hexdigest()


def processor():
    """A digest of what this processor makes of the functions whose last bit is the processor's own.

    The tables are made with NumPy's exp and log, which are other code on other instruction sets, and the
    engine calls the system's. Where they differ, figures agree to about ten digits instead of all.
    """
    model, _ = build_model(Scenario(), None)
    places = np.linspace(-30.0, 30.0, 20_001)
    probes = [math.exp(place) for place in places] + [math.log(abs(place) + 1e-9) for place in places]
    digest = blake2b(np.array(probes).tobytes(), digest_size=8)
    digest.update(model.curves.tobytes() + model.doubts.tables.tobytes())
    return digest.hexdigest()


def _of_outlay(name, outlay):
    """Means by measure, year and payer, and the first draws by measure and year."""
    figures = {}
    table = share_table(Scenario(), outlay.measures)
    for place, measure in enumerate(outlay.measures):
        parts = split(outlay.amount[:, place], table[place])
        for at, year in enumerate(outlay.years):
            for payer, part in zip(("city", "districts"), parts, strict=True):
                # Summed exactly: no order of adding is pinned.
                mean = math.fsum(part[:, at].ravel()) / outlay.draws
                figures[f"{name}/{measure}/{year}/{payer}/mean"] = mean
            for draw in range(_FIRST):
                amount = math.fsum(outlay.amount[draw, place, at])
                figures[f"{name}/{measure}/{year}/draw {draw}"] = amount
    return figures


def _of_assessment(rows):
    """The assessed roster's awards by measure, year and outcome."""
    figures = {}
    for row in rows:
        name = f"assessed/{row.measure}/{row.year}/{row.outcome}"
        figures[name] = math.fsum((figures.get(name, 0.0), row.amount))
    return figures


def _of_rules():
    """The first boundary case of each measure and outcome."""
    figures = {}
    for measure, cases in CASES.items():
        for case in cases:
            award = award_of_case(measure, case)
            figures.setdefault(f"award/{measure}/{OUTCOMES[award.outcome]}", award.amount)
    return figures


def moved(pinned, found, exactly=True):
    """A line for every figure that is not what is pinned: its name, the old value and the new one."""
    return [
        f"{name}: {pinned.get(name)!r} → {found.get(name)!r}"
        for name in sorted(pinned.keys() | found.keys())
        if not _same(pinned.get(name), found.get(name), exactly)
    ]


def _same(one, other, exactly):
    if one is None or other is None or exactly:
        return one == other
    return math.isclose(one, other, rel_tol=1e-10, abs_tol=1e-10)


def read():
    """The file: version, processor and figures."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def write(version):
    """Write the file anew, and say what moved."""
    before = read()["figures"] if FILE.exists() else {}
    figures = measured()
    held = {"version": version, "processor": processor(), "figures": figures}
    FILE.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write("\n".join([*moved(before, figures), fingerprint(figures)]) + "\n")
