"""Machine code is kept by all that it is made of: another source, another folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import simulation.compiled
from simulation.compiled import source_key

PACKAGE = Path(simulation.compiled.__file__).parent
COUNT = (
    "from simulation.compiled import numba; from simulation.law.rule import whole; "
    "print(whole(2.5, 1.0), numba.config.CACHE_DIR)"
)


@pytest.fixture
def copy(tmp_path):
    return Path(
        shutil.copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    )


def changed(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_same_sources_have_the_same_key_wherever_they_lie(copy):
    assert source_key(copy) == source_key(PACKAGE)


@pytest.mark.parametrize(
    ("source", "before", "after"),
    [
        ("population/curves.py", "PER_UNIT = ", "PER_UNIT = 2 * "),
        ("population/curves.py", "Z_LIMIT = ", "Z_LIMIT = 2 * "),
        ("population/copula.py", "TRAITS = ", "TRAITS_OF_OLD = "),
        ("law/policy.py", "_KINDS = (", "_KINDS = (\"\", "),
        ("compiled.py", '"error_model": "numpy"', '"error_model": "python"'),
        ("compiled.py", 'nogil=True, cache=True, error_model="numpy"', 'nogil=True, cache=True'),
        ("law/rule.py", "YUAN = 1e4", "YUAN = 1e5"),
        ("engine/kernel.py", "_MODEL_FACTS = 2", "_MODEL_FACTS = 3"),
    ],
)  # fmt: skip
def test_a_changed_constant_or_flag_changes_the_key(copy, source, before, after):
    changed(copy / source, before, after)
    assert source_key(copy) != source_key(PACKAGE)


@pytest.mark.parametrize("folder", ["engine/inner", "law/inner/deeper"])
def test_a_file_in_a_new_folder_of_the_rooms_changes_the_key(copy, folder):
    (copy / folder).mkdir(parents=True)
    (copy / folder / "more.py").write_text("LIMIT = 1\n")
    first = source_key(copy)
    (copy / folder / "more.py").write_text("LIMIT = 2\n")
    assert source_key(PACKAGE) != first != source_key(copy)


def test_a_module_elsewhere_that_compiles_and_what_it_imports_are_part_of_the_key(copy):
    (copy / "studies" / "faster.py").write_text(
        "from simulation.compiled import compiled\nfrom simulation.studies import (\n    numbers_of_it,\n)\n"
    )
    (copy / "studies" / "numbers_of_it.py").write_text("LIMIT = 1\n")
    first = source_key(copy)
    (copy / "studies" / "numbers_of_it.py").write_text("LIMIT = 2\n")
    assert source_key(PACKAGE) != first != source_key(copy)


def test_what_no_machine_code_is_made_of_leaves_the_key_as_it_is(copy):
    changed(copy / "report" / "report.py", '"""', '"""Another word. ')
    assert source_key(copy) == source_key(PACKAGE)


@pytest.mark.parametrize("part", range(4))
def test_another_compiler_has_another_key(monkeypatch, part):
    now, versions = source_key(PACKAGE), list(simulation.compiled._COMPILER)
    versions[part] += "+"
    monkeypatch.setattr("simulation.compiled._COMPILER", tuple(versions))
    assert source_key(PACKAGE) != now


def started(**settings):
    environment = {**os.environ, **settings}
    return subprocess.Popen(
        [sys.executable, "-c", COUNT],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answered(process):
    output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    value, folder = output.split(maxsplit=1)
    return float(value), Path(folder.strip())


def test_two_processes_that_start_together_on_a_cold_cache_both_work(tmp_path):
    (one, folder), (other, other_folder) = (
        answered(process) for process in [started(NUMBA_CACHE_DIR=str(tmp_path)) for _ in range(2)]
    )
    assert one == other == 3.0
    assert folder == other_folder == tmp_path / f"compiled-{source_key(PACKAGE)}"
    assert list(folder.rglob("*.nbc"))


def test_without_a_place_to_keep_it_the_machine_code_is_gone_with_its_process(tmp_path):
    (tmp_path / "a file").write_text("")
    value, folder = answered(started(NUMBA_CACHE_DIR=str(tmp_path / "a file"), TMPDIR=str(tmp_path)))
    assert value == 3.0
    assert folder.parent == tmp_path and folder.name.startswith("outlay-compiled-")
    assert not folder.exists()
