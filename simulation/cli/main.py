"""The command line: `outlay`. Results to standard output, progress and problems to standard error.

Exit status 0 done, 1 a fault of ours, 2 a fault in the input (one problem a line), 130 stopped.
"""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import click

from simulation import __version__
from simulation.cli.command import (
    FILE,
    Commands,
    alone,
    draws_option,
    guarded,
    hidden_option,
    json_option,
    panel_from,
    panel_option,
    quiet_option,
    read,
    reading,
    scenario_from,
    scenario_option,
    simulated,
    tell_drawn,
    tell_replaced,
    with_dice,
)
from simulation.report.formats import FORMATS
from simulation.system.console import console_language, has_bar, print_json, print_table, say, tell
from simulation.system.serving import OPEN, command, listening
from simulation.system.writing import ready_file, ready_folder, write_files
from simulation.text.plain import cut, plain_line
from simulation.text.problems import InputError, Language, Problem, Text


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="outlay")
def main() -> None:
    """Tell what Hangzhou's policy No. 56 of 2023 will cost before the money is promised."""


@main.command()
@click.argument("panel", type=FILE)
@hidden_option
@scenario_option
@json_option
@guarded
def assess(panel: Path, hidden: Any, scenario_file: Path | None, as_json: bool, lang: Language) -> None:
    """Apply the rules alone to a real panel: a folder of CSV files or a workbook.

    data/example-panel is an invented one to try.
    """
    from simulation.judge.assess import as_dicts, totals
    from simulation.judge.assess import assess as assess_panel
    from simulation.panel.invented import warning_of

    scenario = scenario_from(scenario_file, lang)
    roster = read(panel, hidden)
    rows = assess_panel(roster, scenario)
    doubts = warning_of(roster, str(panel))
    tell(doubts, lang)
    if as_json:
        print_json(
            {
                "awards": as_dicts(rows),
                "totals": totals(rows),
                "problems": [problem.as_row(lang) for problem in (*doubts, *roster.notices)],
            }
        )
        return
    tell(roster.notices, lang)
    print_table(as_dicts(rows))


@main.command()
@click.argument("panel", type=FILE)
@hidden_option
@guarded
def check(panel: Path, hidden: Any, lang: Language) -> None:
    """Check a panel and list every problem, then its tables and their rows.

    data/example-panel is an invented one to try.
    """
    roster = read(panel, hidden)
    tell(roster.notices, lang)
    for name, frame in roster.tables.items():
        say(f"{name}\t{len(frame)}")


@main.command()
@click.argument("target", type=FILE)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@guarded
def template(target: Path, force: bool, lang: Language) -> None:
    """Write an empty panel workbook to fill in; a file that is there stays."""
    from simulation.panel import write_template

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
    ready_file(target, force)
    book = BytesIO()
    write_template(book)
    write_files(target.parent, {target.name: book.getvalue()})
    say(str(target))


@main.command()
@scenario_option
@panel_option
@hidden_option
@draws_option
@click.option("--seed", type=click.IntRange(0), help="Seed; the scenario's when not given.")
@click.option(
    "--manifest", "manifest_file", type=FILE, help="A manifest or a report: make its figures again."
)
@click.option("--threads", type=click.IntRange(1), help="Threads; all processors when not given.")
@click.option("--block", type=click.IntRange(1), default=250, show_default=True, help="Draws a block.")
@json_option
@click.option("--out", type=FILE, help="A folder for the result as JSON and CSV.")
@quiet_option
@guarded
def run(
    scenario_file: Path | None,
    panel_source: Path | None,
    hidden: Any,
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
    from simulation.report.outputs import as_result, write_result

    if out is not None:
        ready_folder(out)
    panel = panel_from(panel_source, hidden, lang)
    if manifest_file is None:
        manifest = None
        scenario = with_dice(scenario_from(scenario_file, lang), draws, seed)
    else:
        alone(manifest_file, scenario_file, draws, seed)
        with reading(manifest_file):
            manifest = read_manifest(manifest_file)
            scenario = scenario_of(manifest, str(manifest_file), None if panel is None else panel.hash)
    if not quiet:
        tell_drawn(panel, scenario, lang)
    outlay = simulated(scenario, panel, quiet, threads=threads, block=block)
    if manifest is not None:
        check_figures(manifest, outlay, str(manifest_file))
    result = as_result(outlay, scenario)
    if out is not None:
        tell_replaced(out, write_result(result, out), lang)
    if as_json:
        print_json(result)
    else:
        print_table([{"measure": "total", **result["total"]}, *result["measures"]])


@main.command()
@scenario_option
@json_option
@quiet_option
@guarded
def readings(scenario_file: Path | None, as_json: bool, quiet: bool, lang: Language) -> None:
    """What each doubtful phrase costs against the scenario's own reading, on the same dice."""
    from simulation.engine.run import simulate
    from simulation.studies.readings import reading_costs

    scenario = scenario_from(scenario_file, lang)
    base = simulate(scenario)
    rows = []
    for cost in reading_costs(scenario, base):
        figures = cost.difference.as_json()
        kept = {name: figures[name] for name in ("mean", "mcse", "p10", "p90")}
        rows.append({"reading": cost.reading, "option": cost.option, **kept})
        if has_bar(quiet):
            click.echo(f"{cost.reading} · {cost.option}", err=True)
    if as_json:
        print_json({"readings": rows})
    else:
        print_table(rows)


@main.command()
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="SCENARIO SCENARIO...")
@json_option
@quiet_option
@guarded
def compare(files: tuple[Path, ...], as_json: bool, quiet: bool, lang: Language) -> None:
    """What each scenario costs more or less than the first, on the same dice."""
    from simulation.engine.run import simulate
    from simulation.scenario.wording import difference_text
    from simulation.studies.compare import compare_all

    if len(files) < 2:
        wrong = Text("至少需要两个情景", "two scenarios at least are needed")
        right = Text("第一个是比较的基准", "the first is what the others are compared with")
        raise InputError([Problem("compare", wrong, right)])
    scenarios = [scenario_from(file, lang) for file in files]
    # In a locale without Chinese the system hands its names over as bytes in disguise.
    names = [
        scenario.name or os.fsencode(file.stem).decode("utf-8", "replace")
        for scenario, file in zip(scenarios, files, strict=True)
    ]
    length = scenarios[0].draws * len(files)
    with click.progressbar(length=length, file=sys.stderr, hidden=not has_bar(quiet)) as bar:

        def run(scenario: Any) -> Any:
            before = bar.pos
            return simulate(scenario, progress=lambda done, _: bar.update(before + done - bar.pos))

        compared = compare_all(scenarios, run)
    rows = []
    for name, one in zip(names[1:], compared, strict=True):
        figures = one.total.summary.as_json()
        kept = {figure: figures[figure] for figure in ("mean", "mcse", "p10", "p90")}
        chance = one.total.costs_more.value
        rows.append({"scenario": name, **kept, "probability_costs_more": chance})
    if as_json:
        print_json({"differences": rows})
        return
    errors = [one.total.costs_more.error for one in compared]
    print_table([row | {"probability_error": error} for row, error in zip(rows, errors, strict=True)])
    for name, one in zip(names[1:], compared, strict=True):
        for pair in one.changes:
            line = f"{name} · {difference_text(pair, console_language(lang))}"
            say(cut(plain_line(line), 400))


@main.command()
@click.option("--format", "form", type=click.Choice(FORMATS), required=True)
@click.option("--out", type=FILE, required=True, help="A folder for the files.")
@scenario_option
@panel_option
@hidden_option
@draws_option
@quiet_option
@guarded
def report(
    form: Any,
    out: Path,
    scenario_file: Path | None,
    panel_source: Path | None,
    hidden: Any,
    draws: int | None,
    quiet: bool,
    lang: Language,
) -> None:
    """The estimate as a workbook, slides, a brief, a page or tables, in the language of --lang."""
    from simulation.report.making import files_of, report_of
    from simulation.studies.uncertainty import run_twin, split_doubt

    ready_folder(out)
    scenario = with_dice(scenario_from(scenario_file, lang), draws, None)
    panel = panel_from(panel_source, hidden, lang)
    if not quiet:
        tell_drawn(panel, scenario, lang)
    outlay = simulated(scenario, panel, quiet)
    doubt = split_doubt(outlay, run_twin(scenario, panel))
    made = report_of(outlay, scenario, lang, doubt, lambda other: simulated(other, panel, True))
    contents = files_of(made, form)
    tell_replaced(out, write_files(out, contents), lang)
    for name in contents:
        say(str(out / name))


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option(
    "--address",
    default="localhost",
    show_default=True,
    help="This machine's own address in the network lets others in.",
)
@guarded
def serve(port: int, address: str, lang: Language) -> None:
    """Start the app."""
    own = listening(address, port)
    if not own.is_loopback:
        tell([OPEN], lang)
    start = command(address, port, own)
    if os.name == "posix":
        os.execv(sys.executable, start)  # the app takes this process's place, so ending it ends the app
    sys.exit(subprocess.call(start))
