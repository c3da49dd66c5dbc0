"""The commands on any console: JSON is UTF-8, and a sign that cannot be shown is replaced."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROWS = """enterprise_id,name,district,field,year,revenue,parts_purchases
𠮷✓1,甲 ✓ 🚗,余杭区,robots,2023,100,1000
𠮷✓1,甲 ✓ 🚗,余杭区,robots,2024,150,1300
"""
CONSOLES = {
    "utf-8": {"PYTHONIOENCODING": "utf-8"},
    "gbk": {"PYTHONIOENCODING": "gbk"},
    "gbk strict": {"PYTHONIOENCODING": "gbk:strict"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "latin-1": {"PYTHONIOENCODING": "latin-1:strict"},
    "cp437": {"PYTHONIOENCODING": "cp437"},
    "bare C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
SHOWN = {"utf-8": "𠮷✓1", "gbk": "??1", "gbk strict": "??1"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("有 空格 的文件夹")
    (target / "enterprises.csv").write_text(ROWS, encoding="utf-8")
    return target


def outlay(console, *arguments):
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHONIO"))
    }
    command = [sys.executable, "-m", "simulation", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=kept | CONSOLES[console], timeout=300)


def encoding(console):
    return CONSOLES[console].get("PYTHONIOENCODING", "ascii").partition(":")[0]


@pytest.fixture(scope="module")
def expected(folder):
    return outlay("utf-8", "assess", folder, "--json").stdout


@pytest.mark.parametrize("console", ["gbk", "ascii", "cp437", "bare C"])
def test_json_is_the_same_utf_8_on_every_console(folder, expected, console):
    answer = outlay(console, "assess", folder, "--json")
    assert answer.returncode == 0
    assert answer.stdout == expected
    assert json.loads(expected.decode("utf-8"))["awards"][0]["claimant"] == "𠮷✓1"


@pytest.mark.parametrize("console", ["utf-8", "gbk strict", "latin-1", "bare C"])
def test_a_table_shows_what_the_console_can(folder, console):
    answer = outlay(console, "assess", folder)
    assert answer.returncode == 0
    assert SHOWN.get(console, "??1") in answer.stdout.decode(encoding(console))
    assert b"Traceback" not in answer.stderr


@pytest.mark.parametrize("console", CONSOLES)
def test_a_problem_is_told_in_words_that_the_console_can_show(folder, console):
    answer = outlay(console, "check", folder / "没有")
    told = answer.stderr.decode(encoding(console))
    assert answer.returncode == 2
    assert len(told.splitlines()) == 1
    assert told.startswith("错误：" if console in SHOWN else "error: ")
    assert Path(folder).parent.name in told


def test_a_scenario_without_a_name_has_its_files_name_in_every_locale(tmp_path):
    first, second = tmp_path / "基准.yaml", tmp_path / "上限 减半.yaml"
    for file in (first, second):
        file.write_text("simulation: {draws: 2}")
    answer = outlay("bare C", "compare", first, second, "--json")
    assert json.loads(answer.stdout)["differences"][0]["scenario"] == "上限 减半"


def test_a_wrong_call_is_told_in_the_consoles_own_signs():
    answer = outlay("ascii", "没有这个命令")
    assert answer.returncode == 2
    assert answer.stderr.decode("ascii").startswith("error: ")
