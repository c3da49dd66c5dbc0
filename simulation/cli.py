"""The command line: `outlay`. Results to standard output, progress and problems to standard error.

Exit status 0 done, 1 a fault of ours, 2 a fault in the input (one problem a line).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from simulation import __version__
from simulation.problems import InputError, Language, Problem, Text

_FILE = click.Path(path_type=Path)
APP = Path(__file__).parent.parent / "app.py"


def _language() -> Language:
    """The user's own language: Chinese unless the locale says otherwise."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if locale.lower().startswith("en") else "zh"


def _tell(problems: Iterable[Problem], language: Language) -> None:
    for problem in problems:
        click.echo(problem.line(language), err=True)


def _guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Answer bad input with its problems, one a line, and exit status 2."""

    @wraps(command)
    def guarded(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except InputError as error:
            _tell(error.problems, options["lang"])
            sys.exit(2)

    lang = click.option(
        "--lang", type=click.Choice(["zh", "en"]), default=_language, help="Language of messages."
    )
    return lang(guarded)


_scenario = click.option("--scenario", "scenario_file", type=_FILE, help="A scenario file (YAML).")
_draws = click.option(
    "--draws", type=click.IntRange(2, 1_000_000), help="Draws; the scenario's when not given."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_quiet = click.option("--quiet", is_flag=True, help="No progress bar.")


def _scenario_of(file: Path | None, language: Language) -> Any:
    from simulation.scenario import Scenario, read_scenario, warnings_of

    scenario = Scenario() if file is None else read_scenario(file)
    _tell(warnings_of(scenario), language)
    return scenario


def _with_dice(scenario: Any, draws: int | None, seed: int | None) -> Any:
    changes = {"simulation.draws": draws, "simulation.seed": seed}
    return scenario.with_values({path: value for path, value in changes.items() if value is not None})


def _simulate(scenario: Any, quiet: bool, **how: Any) -> Any:
    """A run with a bar on a terminal."""
    from simulation.engine.run import simulate

    hidden = quiet or not sys.stderr.isatty()
    with click.progressbar(length=scenario.draws, file=sys.stderr, hidden=hidden) as bar:
        return simulate(scenario, progress=lambda done, _: bar.update(done - bar.pos), **how)


def _alone(manifest: Path, *others: object) -> None:
    """A manifest says everything itself."""
    if any(other is not None for other in others):
        wrong = Text("清单已含情景、次数和种子", "a manifest holds scenario, draws and seed itself")
        right = Text("去掉 --scenario、--draws、--seed", "leave --scenario, --draws and --seed out")
        raise InputError([Problem("run", wrong, right, column="--manifest", value=str(manifest))])


def _print(result: Any) -> None:
    click.echo(json.dumps(result, ensure_ascii=False, allow_nan=False))


def _table(rows: list[dict[str, Any]]) -> None:
    import pandas as pd

    frame = pd.DataFrame(rows)
    click.echo(
        frame.to_string(index=False, float_format=lambda number: f"{number:,.4f}".rstrip("0").rstrip("."))
    )


@click.group()
@click.version_option(__version__, prog_name="outlay")
def main() -> None:
    """Tell what 杭政办函〔2023〕56号 will cost before the money is promised."""


@main.command()
@click.argument("panel", type=_FILE)
@_scenario
@_json
@_guarded
def assess(panel: Path, scenario_file: Path | None, as_json: bool, lang: Language) -> None:
    """Apply the rules alone to a real panel: a folder of CSV files or a workbook."""
    from simulation.assess import as_dicts, totals
    from simulation.assess import assess as assess_panel
    from simulation.population.panel import read_panel

    scenario = _scenario_of(scenario_file, lang)
    read = read_panel(panel)
    rows = assess_panel(read, scenario)
    if as_json:
        _print(
            {
                "awards": as_dicts(rows),
                "totals": totals(rows),
                "problems": [problem.as_row(lang) for problem in read.notices],
            }
        )
        return
    _tell(read.notices, lang)
    _table(as_dicts(rows))


@main.command()
@click.argument("panel", type=_FILE)
@_guarded
def check(panel: Path, lang: Language) -> None:
    """Check a panel and list every problem."""
    from simulation.population.panel import read_panel

    read = read_panel(panel)
    _tell(read.notices, lang)
    for name, frame in read.tables.items():
        click.echo(f"{name}\t{len(frame)}")


@main.command()
@click.argument("target", type=_FILE)
@_guarded
def template(target: Path, lang: Language) -> None:
    """Write an empty panel workbook to fill in."""
    from simulation.population.panel import write_template

    if target.suffix.lower() != ".xlsx":
        raise InputError(
            [
                Problem(
                    str(target),
                    Text("模板是工作簿", "the template is a workbook"),
                    Text("文件名以 .xlsx 结尾", "end the name in .xlsx"),
                )
            ]
        )
    write_template(target)
    click.echo(str(target))


@main.command()
@_scenario
@_draws
@click.option("--seed", type=click.IntRange(0), help="Seed; the scenario's when not given.")
@click.option(
    "--manifest", "manifest_file", type=_FILE, help="A manifest or a report: make its figures again."
)
@click.option("--threads", type=click.IntRange(1), help="Threads; all processors when not given.")
@click.option("--block", type=click.IntRange(1), default=250, show_default=True, help="Draws a block.")
@_json
@click.option("--out", type=_FILE, help="A folder for the result as JSON and CSV.")
@_quiet
@_guarded
def run(
    scenario_file: Path | None,
    draws: int | None,
    seed: int | None,
    manifest_file: Path | None,
    threads: int | None,
    block: int,
    as_json: bool,
    out: Path | None,
    quiet: bool,
    lang: Language,
) -> None:
    """The Monte Carlo estimate, or that of a manifest again to the last digit."""
    from simulation.report.manifest import check_figures, read_manifest, scenario_of
    from simulation.results import as_result, write_result

    if manifest_file is None:
        manifest = None
        scenario = _with_dice(_scenario_of(scenario_file, lang), draws, seed)
    else:
        _alone(manifest_file, scenario_file, draws, seed)
        manifest = read_manifest(manifest_file)
        scenario = scenario_of(manifest, str(manifest_file))
    outlay = _simulate(scenario, quiet, threads=threads, block=block)
    if manifest is not None:
        check_figures(manifest, outlay, str(manifest_file))
    result = as_result(outlay, scenario)
    if out is not None:
        write_result(result, out)
    if as_json:
        _print(result)
    else:
        _table([{"measure": "total", **result["total"]}, *result["measures"]])


@main.command()
@_scenario
@_json
@_quiet
@_guarded
def readings(scenario_file: Path | None, as_json: bool, quiet: bool, lang: Language) -> None:
    """What each doubtful phrase costs against the scenario's own reading, on the same dice."""
    from simulation.engine.run import simulate
    from simulation.readings import reading_costs

    scenario = _scenario_of(scenario_file, lang)
    base = simulate(scenario)
    rows = []
    for cost in reading_costs(scenario, base):
        figures = cost.difference.as_json()
        kept = {name: figures[name] for name in ("mean", "mcse", "p10", "p90")}
        rows.append({"reading": cost.reading, "option": cost.option, **kept})
        if not quiet and sys.stderr.isatty():
            click.echo(f"{cost.reading} · {cost.option}", err=True)
    if as_json:
        _print({"readings": rows})
    else:
        _table(rows)


@main.command()
@click.option("--format", "form", type=click.Choice(["xlsx", "pptx", "docx", "html", "csv"]), required=True)
@click.option("--out", type=_FILE, required=True, help="A folder for the files.")
@_scenario
@_draws
@_quiet
@_guarded
def report(
    form: Any, out: Path, scenario_file: Path | None, draws: int | None, quiet: bool, lang: Language
) -> None:
    """The estimate as a workbook, slides, a brief, a page or tables, in the language of --lang."""
    from simulation.report.making import files_of, report_of
    from simulation.uncertainty import run_twin, split_doubt

    scenario = _with_dice(_scenario_of(scenario_file, lang), draws, None)
    outlay = _simulate(scenario, quiet)
    doubt = split_doubt(outlay, run_twin(scenario))
    written = files_of(report_of(outlay, scenario, lang, doubt, lambda other: _simulate(other, True)), form)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        (out / name).write_bytes(content)
        click.echo(str(out / name))


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option(
    "--address",
    default="localhost",
    show_default=True,
    help="This machine's own address in the network lets others in.",
)
@_guarded
def serve(port: int, address: str, lang: Language) -> None:
    """Start the app."""
    if address in ("0.0.0.0", "::"):
        # Streamlit would ask a host outside for this machine's public address.
        wrong = Text("不能监听全部地址", "a wildcard address")
        right = Text(
            "请写本机在网内的地址，例如 10.0.0.5", "name this machine's own address, such as 10.0.0.5"
        )
        raise InputError([Problem("serve", wrong, right, column="--address", value=address)])
    command = [sys.executable, "-m", "streamlit", "run", str(APP)]
    command += ["--server.port", str(port)]
    command += ["--server.address", address, "--browser.serverAddress", address]
    if os.name == "posix":
        os.execv(sys.executable, command)  # the app takes this process's place, so ending it ends the app
    sys.exit(subprocess.call(command))
