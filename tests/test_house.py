"""The floors of the house, the parity of languages, and money in full precision."""

import ast
import re
import sys
from pathlib import Path

from simulation.texts import catalogue

ROOT = Path(__file__).parent.parent
# A module may import from its own floor or from those below it.
FLOORS = [
    ("simulation.plain",),
    ("simulation.paths", "simulation.problems", "simulation.once", "simulation.turns", "simulation.numbers", "simulation.years", "simulation.colours", "simulation.compiled", "simulation.unpack", "simulation.policy", "simulation.population.copula", "simulation.population.curves", "simulation.population.facts", "simulation.population.fits"),
    ("simulation.system_errors", "simulation.writing", "simulation.texts"),
    ("simulation.measures",),
    ("simulation.scenario", "simulation.population.panel"),
    ("simulation.presets", "simulation.store", "simulation.learn", "simulation.entry"),
    ("simulation.engine.dice", "simulation.engine.known", "simulation.engine.model", "simulation.engine.gather", "simulation.engine.gather_items", "simulation.engine.gather_products", "simulation.engine.gather_known", "simulation.engine.members", "simulation.engine.field_draw", "simulation.engine.interest", "simulation.engine.vehicles", "simulation.engine.known_products", "simulation.engine.scores", "simulation.engine.paths", "simulation.engine.delivery", "simulation.engine.enterprises", "simulation.engine.first_sets", "simulation.engine.projects", "simulation.engine.kernel", "simulation.engine.build"),
    ("simulation.outlay",),
    ("simulation.engine.run",),
    ("simulation.engine.reuse",),
    ("simulation.roster", "simulation.assess", "simulation.profile", "simulation.schedule", "simulation.payers", "simulation.uncertainty", "simulation.readings", "simulation.sensitivity"),
    ("simulation.compare", "simulation.settlement", "simulation.explain", "simulation.future"),
    ("simulation.budget",),
    ("simulation.appropriations", "simulation.backtest", "simulation.goal"),
    ("simulation.words",),
    ("simulation.results", "simulation.findings", "simulation.budget_findings"),
    ("simulation.report.figures", "simulation.report.identity", "simulation.report.carrier"),
    ("simulation.report.manifest",),
    ("simulation.report.report",),
    ("simulation.report.tables",),
    ("simulation.report",),
    ("simulation.console", "simulation.serving"),
    ("simulation.command",),
    ("simulation.cli", "simulation.__main__"),
    ("pages.parts.language", "pages.parts.numbers", "pages.parts.plain", "pages.parts.rosters", "pages.parts.draft", "pages.parts.navigation", "pages.parts.entry"),
    ("pages.parts.session",),
    ("pages.parts.results",),
    ("pages.parts",),
    ("pages",),
]  # fmt: skip


def floor_of(module):
    matches = [
        (len(name), floor)
        for floor, names in enumerate(FLOORS)
        for name in names
        if module == name or module.startswith(name + ".")
    ]
    return max(matches)[1] if matches else None


def imports():
    for path in [*ROOT.glob("simulation/**/*.py"), *ROOT.glob("pages/**/*.py")]:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield module, node.module
            elif isinstance(node, ast.Import):
                for name in node.names:
                    yield module, name.name


def test_no_import_runs_upwards():
    upwards = [
        (module, imported)
        for module, imported in imports()
        if floor_of(imported) is not None
        and floor_of(module) is not None
        and floor_of(imported) > floor_of(module)
    ]
    assert upwards == []


def test_every_module_has_a_floor():
    homeless = {module for module, _ in imports() if floor_of(module) is None}
    assert homeless <= {"simulation", "simulation.population"}


def test_the_simulation_knows_no_screen():
    assert [
        pair
        for pair in imports()
        if pair[0].startswith("simulation") and pair[1].split(".")[0] in ("streamlit", "plotly")
    ] == []


def test_the_reader_of_workbooks_starts_on_the_standard_library_alone():
    named = {
        imported.split(".")[0] for module, imported in imports() if module.startswith("simulation.unpack")
    }
    assert named - set(sys.stdlib_module_names) == {"simulation"}
    assert {
        imported
        for module, imported in imports()
        if module.startswith("simulation.unpack") and imported.startswith("simulation")
    } <= {"simulation.unpack.parts", "simulation.unpack.rows", "simulation.unpack.values"}


def test_both_languages_have_the_same_texts_with_the_same_blanks():
    zh, en = catalogue("zh"), catalogue("en")
    singular = {
        one for one in en if one.endswith(".one") and one.removesuffix(".one") in en
    }  # not in Chinese
    assert set(zh) == set(en) - singular
    for identity in singular:
        whole = en[identity.removesuffix(".one")]
        assert sorted(re.findall(r"{(\w+)}", en[identity])) == sorted(re.findall(r"{(\w+)}", whole)), identity
    for identity, text in zh.items():
        assert sorted(re.findall(r"{(\w+)}", text)) == sorted(re.findall(r"{(\w+)}", en[identity])), identity


def test_every_text_asked_for_is_in_the_catalogue():
    asked = set()
    for path in [ROOT / "frame.py", *ROOT.glob("pages/**/*.py"), *ROOT.glob("simulation/**/*.py")]:
        asked |= set(re.findall(r'\bt\(\s*"([a-z0-9_.]+)"', path.read_text(encoding="utf-8")))
    assert asked <= set(catalogue("zh"))
    assert len(asked) > 100


def test_money_is_never_single_precision():
    for path in ROOT.glob("simulation/**/*.py"):
        assert "float32" not in path.read_text(encoding="utf-8")


def test_every_table_that_leaves_a_page_is_guarded():
    for path in ROOT.glob("pages/**/*.py"):
        assert not re.search(
            r"\.to_(csv|excel|html|markdown|clipboard)\(", path.read_text(encoding="utf-8")
        ), path


def test_no_file_is_long():
    for path in [*ROOT.glob("simulation/**/*.py"), *ROOT.glob("pages/**/*.py")]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 350, path
