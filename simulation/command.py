"""What the commands share: options, problems told one a line, a run with its bar, tables."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from simulation.problems import InputError, Language, Problem, Text

FILE = click.Path(path_type=Path)


def _language() -> Language:
    """The user's own language: Chinese unless the locale says otherwise."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if locale.lower().startswith("en") else "zh"


def tell(problems: Iterable[Problem], language: Language) -> None:
    """Problems to standard error, one a line."""
    for problem in problems:
        click.echo(problem.line(language), err=True)


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Answer bad input with its problems, one a line, and exit status 2."""

    @wraps(command)
    def guarded(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except InputError as error:
            tell(error.problems, options["lang"])
            sys.exit(2)

    lang = click.option(
        "--lang", type=click.Choice(["zh", "en"]), default=_language, help="Language of messages."
    )
    return lang(guarded)


scenario_option = click.option("--scenario", "scenario_file", type=FILE, help="A scenario file (YAML).")
panel_option = click.option(
    "--panel", "panel_source", type=FILE, help="A real roster: a folder of CSV files or a workbook."
)
hidden_option = click.option(
    "--leave-out-hidden",
    "hidden",
    flag_value="leave_out",
    default="read",
    help="Leave out the rows and sheets that a workbook hides; else they are read and told.",
)
draws_option = click.option(
    "--draws", type=click.IntRange(2, 1_000_000), help="Draws; the scenario's when not given."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
quiet_option = click.option("--quiet", is_flag=True, help="No progress bar.")


def scenario_from(file: Path | None, language: Language) -> Any:
    """The scenario of a file, or the baseline, with its warnings told."""
    from simulation.scenario import Scenario, read_scenario, warnings_of

    scenario = Scenario() if file is None else read_scenario(file)
    tell(warnings_of(scenario), language)
    return scenario


def panel_from(source: Path | None, hidden: Any, language: Language) -> Any:
    """The roster, with its notices told; None where none was named."""
    from simulation.population.panel import read_panel
    from simulation.population.panel.invented import warning_of

    if source is None:
        return None
    panel = read_panel(source, hidden)
    tell([*warning_of(panel, str(source)), *panel.notices], language)
    return panel


def tell_drawn(panel: Any, scenario: Any, language: Language) -> None:
    """How many of the facts that a roster should tell will have to be drawn."""
    from simulation.profile import imputation

    if panel is None:
        return
    cells = imputation(panel, scenario)
    known, asked = int(cells["known"].sum()), int(cells["cells"].sum())
    told = Text(
        f"名册：所需事实 {asked:,} 项，已知 {known:,} 项，其余 {asked - known:,} 项模拟",
        f"roster: {known:,} of the {asked:,} facts needed are known, {asked - known:,} are drawn",
    )
    click.echo(told.in_(language), err=True)


def with_dice(scenario: Any, draws: int | None, seed: int | None) -> Any:
    """The scenario with other draws or another seed where they were named."""
    changes = {"simulation.draws": draws, "simulation.seed": seed}
    return scenario.with_values({path: value for path, value in changes.items() if value is not None})


def simulated(scenario: Any, panel: Any, quiet: bool, **how: Any) -> Any:
    """A run with a bar on a terminal."""
    from simulation.engine.run import simulate

    hidden = quiet or not sys.stderr.isatty()
    with click.progressbar(length=scenario.draws, file=sys.stderr, hidden=hidden) as bar:
        return simulate(scenario, panel, progress=lambda done, _: bar.update(done - bar.pos), **how)


def alone(manifest: Path, *others: object) -> None:
    """A manifest says everything itself."""
    if any(other is not None for other in others):
        wrong = Text("清单已含情景、次数和种子", "a manifest holds scenario, draws and seed itself")
        right = Text("去掉 --scenario、--draws、--seed", "leave --scenario, --draws and --seed out")
        raise InputError([Problem("run", wrong, right, column="--manifest", value=str(manifest))])


def print_json(result: Any) -> None:
    """One JSON object to standard output."""
    click.echo(json.dumps(result, ensure_ascii=False, allow_nan=False))


def print_table(rows: list[dict[str, Any]]) -> None:
    """Rows as a table to standard output."""
    import pandas as pd

    frame = pd.DataFrame(rows)
    click.echo(
        frame.to_string(index=False, float_format=lambda number: f"{number:,.4f}".rstrip("0").rstrip("."))
    )
