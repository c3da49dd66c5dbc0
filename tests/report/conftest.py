"""One small run with everything that reports must show, under a name that attacks every reader."""

from datetime import date

import pytest

from simulation.engine.run import simulate
from simulation.report.making import report_of
from simulation.scenario import Scenario
from simulation.studies.uncertainty import run_twin, split_doubt

EVIL = ('=HYPERLINK("http://x","y")<script>alert(1)</script>🚀&"' + "名" * 200)[:200]
DRAWS = 200


def scenario():
    return (
        Scenario()
        .with_values(
            {
                "policy.parts_subsidy.annual_cap": 250.0,
                "split.preset": "tiered",
                "readings.growth_tiers": "difference",
                "budget.city": {2024: 1500.0, 2025: 2000.0},
                "budget.districts": {"yuhang": {2024: 600.0}},
                "simulation.draws": DRAWS,
            }
        )
        .renamed(EVIL)
    )


@pytest.fixture(scope="session")
def reports():
    """The report in each language: one run, one baseline."""
    chosen = scenario()
    outlay = simulate(chosen)
    doubt = split_doubt(outlay, run_twin(chosen))
    baseline = []

    def run(wanted):
        if not baseline:
            baseline.append(simulate(wanted))
        return baseline[0]

    return {
        language: report_of(outlay, chosen, language, doubt, run, date(2026, 11, 26))
        for language in ("zh", "en")
    }
