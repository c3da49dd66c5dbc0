"""The documents say what the code is: pages, commands, columns, outcomes, readings, names, links."""

import re
from fnmatch import fnmatch

import click
import pytest
import yaml

import simulation
from pages.parts.navigation import _GROUPS
from simulation.cli.main import main
from simulation.law.policy import load_policy
from simulation.law.rule import OUTCOMES
from simulation.panel import TABLES
from simulation.report.formats import FORMATS
from simulation.text.catalogue import catalogue
from tests.places import ROOT

READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DOCS = [*READMES.values(), ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")), *DECISIONS]
PAGES = {f"page.{page}": f"group.{group}" for group, pages in _GROUPS.items() for page in pages}
FIRSTS = {f"page.{next(iter(pages))}" for pages in _GROUPS.values()}
OPTIONS = [
    (name, option)
    for name, command in main.commands.items()
    for one in command.params
    if isinstance(one, click.Option)
    for option in one.opts
]
CODE = [
    *ROOT.glob("simulation/**/*.py"),
    *ROOT.glob("pages/**/*.py"),
    *ROOT.glob("scripts/*"),
    ROOT / "app.py",
    ROOT / "frame.py",
    ROOT / "Makefile",
]
VARIABLE = re.compile(r"OUTLAY_[A-Z_]+")
BLOCKS = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`([\w./*-]+\.(?:py|yaml|json|md|toml|txt|sh|cff|xlsx))`")
INVENTED = "tooling_subsidy"  # the measure of docs/adding-a-measure.md
NAMED_AND_NOT_THERE = ("FILE.xlsx",)


def text_of(*path):
    return ROOT.joinpath(*path).read_text(encoding="utf-8")


EXAMPLES = BLOCKS.findall(text_of("docs", "api.md"))


def rows_of(text):
    """The rows of all tables, by their first cell."""
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("|")]
    return {row[0].strip(): [cell.strip() for cell in row] for row in rows}


def spoken_of(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("language", READMES)
@pytest.mark.parametrize("page", PAGES)
def test_each_readme_names_every_page_as_the_screen_does(page, language):
    words = catalogue(language)
    title = words[page]
    if page in FIRSTS:
        title = f"**{words[PAGES[page]]}** · {title}"
    assert title in rows_of(READMES[language].read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", main.commands)
def test_every_command_is_in_the_contract_and_in_both_readmes(command):
    assert f"`{command}`" in rows_of(text_of("docs", "contract.md"))
    for readme in READMES.values():
        assert f"outlay {command}" in readme.read_text(encoding="utf-8")


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_option_stands_beside_its_command(command, option):
    lines = [
        line for line in text_of("docs", "contract.md").splitlines() if line.startswith(f"| `{command}` |")
    ]
    assert re.search(rf"{option}(?![\w-])", lines[0])


def test_no_command_is_promised_an_option_that_it_lacks():
    for line in text_of("docs", "contract.md").splitlines():
        told = re.match(r"\| `(\w+)` \|", line)
        if told and told[1] in main.commands:
            assert {(told[1], option) for option in re.findall(r"--[a-z-]+", line)} <= set(OPTIONS)


def variables():
    return sorted({name for path in CODE if path.is_file() for name in VARIABLE.findall(_read(path))})


def _read(path):
    return path.read_text(encoding="utf-8") if path.suffix in ("", ".py", ".sh") else ""


@pytest.mark.parametrize("variable", variables())
def test_every_variable_of_the_environment_is_documented(variable):
    assert any(re.search(rf"{variable}\b", path.read_text(encoding="utf-8")) for path in DOCS)


def test_there_are_variables_to_document():
    assert {"OUTLAY_STORE", "OUTLAY_TRACE", "OUTLAY_NO_BROWSER"} <= set(variables())


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_explained(outcome):
    assert f"`{outcome}`" in rows_of(text_of("docs", "model.md"))


@pytest.mark.parametrize("table", TABLES)
def test_the_contract_has_the_columns_of_every_table_and_marks_the_required_ones(table):
    told = rows_of(text_of("docs", "contract.md"))[f"`{table}`"][2].split(", ")
    assert told == [f"{column.id}{'*' * column.required}" for column in TABLES[table].columns]


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_format_is_named(form):
    assert f"`{form}`" in rows_of(text_of("docs", "contract.md"))["`report`"][2]
    for readme in READMES.values():
        assert form in readme.read_text(encoding="utf-8")


@pytest.mark.parametrize("reading", load_policy().readings.values(), ids=lambda reading: reading.id)
def test_the_model_has_every_reading_with_its_options_and_its_default(reading):
    row = rows_of(text_of("docs", "model.md"))[f"`{reading.id}`"]
    assert [option for option in re.findall(r"`(\w+)`", row[2]) if option in reading.options] == list(
        reading.options
    )
    assert re.findall(r"`(\w+)` \(default\)", row[2]) == [reading.default]


@pytest.mark.parametrize("measure", load_policy().measures.values(), ids=lambda measure: measure.id)
def test_the_model_has_every_measure_as_the_policy_has_it(measure):
    lines = text_of("docs", "model.md").split("\n## ")[1].splitlines()
    row = next(line for line in lines if line.startswith(f"| `{measure.id}` |"))
    cells = [cell.strip() for cell in row.split("|")[2:-1]]
    recurs = "yes" if measure.recurrent else "no"
    assert [cells[0], cells[1], *cells[3:]] == [
        measure.clause, measure.name.zh, measure.kind, measure.payer, recurs, measure.table or "none",
    ]  # fmt: skip


def test_the_public_names_and_no_others_are_documented():
    rows = rows_of(text_of("docs", "api.md").split("\n## ")[0])
    told = [re.match(r"`(\w+)", name)[1] for name in rows if name.startswith("`")]
    assert sorted(told) == sorted(simulation.__all__)


@pytest.mark.parametrize("block", EXAMPLES, ids=[f"example {number}" for number in range(len(EXAMPLES))])
def test_every_example_runs_and_says_something(block, capsys):
    exec(compile(block, "docs/api.md", "exec"), {})
    assert capsys.readouterr().out.strip()


def test_the_citation_and_the_contract_are_of_this_version():
    told = yaml.safe_load(text_of("CITATION.cff"))
    assert f"as version {simulation.__version__} does it" in text_of("docs", "contract.md")
    assert (told["version"], told["license"], told["type"]) == (simulation.__version__, "MIT", "software")


@pytest.mark.parametrize("path", DOCS, ids=spoken_of)
def test_every_link_leads_to_a_file(path):
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (path.parent / target).exists(), target


def files():
    folders = ("simulation", "pages", "tests", "docs", "data", "scripts", "benchmarks")
    inside = [path for folder in folders for path in (ROOT / folder).rglob("*.*")]
    return [spoken_of(path) for path in [*ROOT.glob("*.*"), *ROOT.glob(".streamlit/*"), *inside]]


@pytest.mark.parametrize("path", DOCS, ids=spoken_of)
def test_every_file_that_is_named_is_there(path):
    known = files()
    for name in PATH.findall(path.read_text(encoding="utf-8")):
        if INVENTED not in name and name not in NAMED_AND_NOT_THERE:
            assert any(fnmatch(one, name) or fnmatch(one, f"*/{name}") for one in known), name


def test_every_section_of_the_model_that_the_code_cites_is_there():
    sections = set(re.findall(r"^## §(\d+) ", text_of("docs", "model.md"), re.MULTILINE))
    assert sections == {str(number) for number in range(1, 12)}
    cited = {
        number
        for path in ROOT.glob("simulation/**/*.py")
        for places in re.findall(r"model\.md((?:,? §\d+)+)", path.read_text(encoding="utf-8"))
        for number in re.findall(r"\d+", places)
    }
    assert cited
    assert cited <= sections


def test_the_glossary_has_every_word_that_stands_for_one_thing():
    glossary = " ".join(text_of("docs", "glossary.md").split())
    for zh, row in rows_of(text_of("docs", "words.md")).items():
        if zh not in ("中文", "---"):
            assert zh in glossary, zh
            assert row[1].split(", ")[0] in glossary, row[1]


def test_decisions_are_numbered_without_a_gap():
    titles = [path.read_text(encoding="utf-8").splitlines()[0] for path in DECISIONS]
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert [title.split(".")[0] for title in titles] == [
        f"# {number}" for number in range(1, len(titles) + 1)
    ]
