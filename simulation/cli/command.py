"""What the commands share: options, what goes wrong told one a line, a run with its bar."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from simulation.system.console import has_bar, note, ready_streams, tell
from simulation.system.errors import problem_of
from simulation.text.problems import InputError, Language, Problem, Text

FILE = click.Path(path_type=Path)
TRACE = "OUTLAY_TRACE"
_OURS, _INPUT, _STOPPED = 1, 2, 130


def _language() -> Language:
    """The user's own language: Chinese unless the locale says otherwise."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if locale.lower().startswith("en") else "zh"


class Commands(click.Group):
    """The commands on any console: what they say never ends in an exception."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run a command and leave with its exit status."""
        ready_streams()
        with answered(_language()):
            sys.exit(super().main(*args, **options | {"standalone_mode": False}))


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command its --lang, and answer in it whatever goes wrong."""

    @wraps(command)
    def guarded(*args: Any, **options: Any) -> None:
        with answered(options["lang"]):
            command(*args, **options)

    lang = click.option(
        "--lang", type=click.Choice(["zh", "en"]), default=_language, help="Language of messages."
    )
    return lang(guarded)


@contextmanager
def answered(language: Language) -> Iterator[None]:
    """Tell what goes wrong, one line a problem, and leave with the exit status for it."""
    try:
        yield
    except InputError as error:
        problems, status = error.problems, _INPUT
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), file=sys.stderr)
        sys.exit(_INPUT)
    except click.ClickException as error:
        place = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "outlay"
        said = error.format_message()
        right = Text(f"{place} --help 列出用法", f"{place} --help tells how")
        problems, status = [Problem(place, Text(said, said), right)], error.exit_code
    except BrokenPipeError:  # the reader has had enough: click leaves quietly
        raise
    except OSError as error:
        problems, status = [problem_of(error, str(error.filename or "outlay"))], _INPUT
    except MemoryError:
        wrong = Text("内存不足", "not enough memory")
        right = Text("请减少次数、年份或企业数", "use fewer draws, years or enterprises")
        problems, status = [Problem("outlay", wrong, right)], _INPUT
    except UnicodeError:
        wrong = Text("文字中有半个字符，无法写出", "a text holds half a character, which cannot be written")
        right = Text("请重新输入名称和路径", "type names and paths anew")
        problems, status = [Problem("outlay", wrong, right)], _INPUT
        _trace()
    except (KeyboardInterrupt, click.Abort):
        note(Text("已中断，不留下写了一半的文件", "stopped; no file is left half written"), language)
        sys.exit(_STOPPED)
    except Exception as error:
        wrong = Text(
            f"程序出错（{type(error).__name__}：{error}）", f"a fault ({type(error).__name__}: {error})"
        )
        right = Text(
            f"这是程序的错；设 {TRACE}=1 再运行一次，可看到出处",
            f"this is the program's own fault; run it again with {TRACE}=1 to see where",
        )
        problems, status = [Problem("outlay", wrong, right)], _OURS
        _trace()
    else:
        return
    tell(problems, language)
    sys.exit(status)


@contextmanager
def reading(source: Path) -> Iterator[None]:
    """Whatever a user's file does to its reader is a problem of that file."""
    try:
        yield
    except (InputError, MemoryError):
        raise
    except OSError as error:
        raise InputError([problem_of(error, str(source))]) from error
    except Exception as error:
        _trace()
        wrong = Text(f"无法读取（{type(error).__name__}）", f"it cannot be read ({type(error).__name__})")
        right = Text("请用原来的程序重新保存一次", "save it once more with the program it comes from")
        raise InputError([Problem(str(source), wrong, right)]) from error


def _trace() -> None:
    if os.environ.get(TRACE):
        traceback.print_exc()


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
quiet_option = click.option("--quiet", is_flag=True, help="No progress bar and no remarks.")


def scenario_from(file: Path | None, language: Language) -> Any:
    """The scenario of a file, or the baseline, with its warnings told."""
    from simulation.scenario import Scenario, read_scenario, warnings_of

    if file is None:
        scenario = Scenario()
    else:
        with reading(file):
            scenario = read_scenario(file)
    tell(warnings_of(scenario), language)
    return scenario


def read(source: Path, hidden: Any) -> Any:
    """The roster in a folder or a workbook."""
    from simulation.panel import read_panel

    with reading(source):
        return read_panel(source, hidden)


def panel_from(source: Path | None, hidden: Any, language: Language) -> Any:
    """The roster, with its notices told; None where none was named."""
    from simulation.panel.invented import warning_of

    if source is None:
        return None
    panel = read(source, hidden)
    tell([*warning_of(panel, str(source)), *panel.notices], language)
    return panel


def tell_drawn(panel: Any, scenario: Any, language: Language) -> None:
    """How many of the facts that a roster should tell will have to be drawn."""
    from simulation.judge.profile import imputation

    if panel is None:
        return
    cells = imputation(panel, scenario)
    known, asked = int(cells["known"].sum()), int(cells["cells"].sum())
    told = Text(
        f"名册所需事实 {asked:,} 项，已知 {known:,} 项，其余 {asked - known:,} 项模拟",
        f"roster: {known:,} of the {asked:,} facts needed are known, {asked - known:,} are drawn",
    )
    note(told, language)


def with_dice(scenario: Any, draws: int | None, seed: int | None) -> Any:
    """The scenario with other draws or another seed where they were named."""
    changes = {"simulation.draws": draws, "simulation.seed": seed}
    return scenario.with_values({path: value for path, value in changes.items() if value is not None})


def simulated(scenario: Any, panel: Any, quiet: bool, **how: Any) -> Any:
    """A run with a bar on a terminal."""
    from simulation.engine.run import simulate

    with click.progressbar(length=scenario.draws, file=sys.stderr, hidden=not has_bar(quiet)) as bar:
        return simulate(scenario, panel, progress=lambda done, _: bar.update(done - bar.pos), **how)


def tell_replaced(folder: Path, names: list[str], language: Language) -> None:
    """Which files of an earlier run gave way."""
    if names:
        listed = ", ".join(names)
        wrong = Text(f"已替换原有文件：{listed}", f"replaced what was there: {listed}")
        right = Text("要留住旧的，下次请换一个文件夹", "to keep both, name another folder next time")
        tell([Problem(str(folder), wrong, right, severity="warning")], language)


def alone(manifest: Path, *others: object) -> None:
    """A manifest says everything itself."""
    if any(other is not None for other in others):
        wrong = Text("清单已含情景、次数和种子", "a manifest holds scenario, draws and seed itself")
        right = Text("去掉 --scenario、--draws、--seed", "leave --scenario, --draws and --seed out")
        raise InputError([Problem("run", wrong, right, column="--manifest", value=str(manifest))])
