"""The floors of the house, the parity of languages, and money in full precision."""

import ast
import re
import sys

from simulation.text.catalogue import catalogue
from tests.places import ROOT

# A package may import from itself and from the floors below it; what shares a floor knows nothing of each other.
FLOORS = (
    {"simulation", "simulation.compiled", "simulation.places", "simulation.text"},
    {"simulation.system", "simulation.unpack", "simulation.law", "simulation.population"},
    {"simulation.scenario"},
    {"simulation.panel"},
    {"simulation.engine"},
    {"simulation.money"},
    {"simulation.judge"},
    {"simulation.studies"},
    {"simulation.words"},
    {"simulation.report"},
    {"simulation.cli"},
    {"simulation.__main__", "pages"},
)


def modules():
    for path in [*ROOT.glob("simulation/**/*.py"), *ROOT.glob("pages/**/*.py")]:
        yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path


def imports():
    """Every import of one module by another, as the names of both."""
    names = {module for module, _ in modules()}
    for module, path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                inner = {f"{node.module}.{name.name}" for name in node.names} & names
                yield from ((module, one) for one in inner or {node.module})
            elif isinstance(node, ast.Import):
                yield from ((module, name.name) for name in node.names)


def package_of(module):
    return ".".join(module.split(".")[:2]) if module.startswith("simulation") else module.split(".")[0]


def floor_of(package):
    return next(number for number, packages in enumerate(FLOORS) if package in packages)


def test_every_package_stands_on_a_floor_and_imports_only_from_below():
    upwards = [
        (module, imported)
        for module, imported in imports()
        if imported.split(".")[0] in ("simulation", "pages")
        and package_of(module) != package_of(imported)
        and floor_of(package_of(imported)) >= floor_of(package_of(module)) > 0
    ]
    assert upwards == []


def circles(edges):
    """The modules that reach themselves."""
    reached = {module: set(others) for module, others in edges.items()}
    for middle in edges:
        for module in edges:
            if middle in reached[module]:
                reached[module] |= reached[middle]
    return {module for module in edges if module in reached[module]}


def test_no_module_reaches_itself():
    edges = {module: set() for module, _ in modules()}
    for module, imported in imports():
        # What a package hands on is not what its modules import of each other.
        if imported in edges and imported != module and not module.startswith(f"{imported}."):
            edges[module].add(imported)
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == {"b", "c"}
    assert circles(edges) == set()


def test_few_modules_stand_loose_and_no_two_of_one_name_mean_different_things():
    loose = [path.name for path in ROOT.glob("simulation/*.py")]
    assert len(loose) <= 5, loose
    names = [path.stem for module, path in modules() if path.stem != "__init__" and module.count(".") > 1]
    assert [name for name in sorted(set(names)) if names.count(name) > 1] == []


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
    } <= {"simulation.unpack.parts", "simulation.unpack.stream", "simulation.unpack.cell_values"}


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
