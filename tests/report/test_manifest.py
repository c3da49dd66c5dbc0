"""The manifest makes the figures again, from any format; what would not is refused politely."""

import json
import re

import pytest
from click.testing import CliRunner

from simulation.cli.main import main
from simulation.report.making import files_of, one_file
from simulation.report.manifest import read_manifest, scenario_of
from simulation.scenario import Scenario, read_scenario, whole_tree
from simulation.text.problems import InputError
from tests.report.conftest import EVIL, scenario


@pytest.fixture(scope="module")
def folder(reports, tmp_path_factory):
    target = tmp_path_factory.mktemp("reports")
    for form in ("xlsx", "pptx", "docx", "html", "csv"):
        for name, content in files_of(reports["zh"], form).items():
            own = name if form == "csv" else f"report.{form}"
            (target / own).write_bytes(content)
    return target


def run(*arguments):
    return CliRunner().invoke(main, ["run", *map(str, arguments), "--lang", "en", "--quiet"])


def test_a_whole_scenario_says_every_value_and_reads_back_as_itself():
    for one in (Scenario(), scenario()):
        tree = whole_tree(one)
        assert tree["policy"]["interest_subsidy"]["annual_cap"] == 1000
        assert read_scenario(json.dumps(tree, ensure_ascii=False)) == one


@pytest.mark.parametrize(
    "name",
    ["manifest.json", "draws.parquet", "report.xlsx", "report.pptx", "report.docx", "report.html"],
)  # fmt: skip
def test_every_format_carries_the_whole_manifest(folder, reports, name):
    manifest = read_manifest(folder / name)
    assert manifest == reports["zh"].manifest
    assert scenario_of(manifest, name).hash == scenario().hash
    assert manifest["scenario"]["name"] == EVIL
    asked = {"version", "policy", "panel_hash", "seed", "draws", "stopped_by", "mcse", "packages"}
    assert asked <= set(manifest)


def test_run_makes_the_same_figures_to_the_last_digit(folder, reports):
    answer = run("--manifest", folder / "report.xlsx", "--json")
    assert answer.exit_code == 0
    result = json.loads(answer.stdout)
    assert result["total"] == json.loads(json.dumps(reports["zh"].figures.total.as_json()))
    assert result["manifest"]["scenario_hash"] == reports["zh"].manifest["scenario_hash"]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"version": "0.0.1"}, "version"),
        ({"packages": {"numpy": "1.0.0"}}, "numpy"),
        ({"packages": {"nowhere-to-be-found": "1.0"}}, "nowhere-to-be-found"),
        ({"policy": "another"}, "policy"),
        ({"scenario_hash": "0" * 24}, "scenario_hash"),
    ],
)  # fmt: skip
def test_another_version_or_a_changed_scenario_is_refused_with_the_way_out(folder, tmp_path, change, column):
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(read_manifest(folder / "manifest.json") | change), encoding="utf-8")
    answer = run("--manifest", file)
    assert answer.exit_code == 2
    assert column in answer.stderr and "--scenario" in answer.stderr
    assert "Traceback" not in answer.output


def test_a_manifest_of_a_roster_asks_for_the_same_roster(folder):
    manifest = read_manifest(folder / "manifest.json")
    with pytest.raises(InputError, match="give the same roster by --panel"):
        scenario_of(manifest | {"panel_hash": "abc"}, "m")
    with pytest.raises(InputError, match="give the same roster by --panel"):
        scenario_of(manifest | {"panel_hash": "abc"}, "m", "def")
    assert scenario_of(manifest | {"panel_hash": "abc"}, "m", "abc") == scenario()
    with pytest.raises(InputError, match="leave --panel out"):
        scenario_of(manifest, "m", "abc")


def test_figures_that_were_changed_are_found_out(folder, tmp_path):
    manifest = read_manifest(folder / "manifest.json")
    manifest["figures"]["total"]["mean"] += 1e-9
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest), encoding="utf-8")
    answer = run("--manifest", file)
    assert answer.exit_code == 2
    assert "differ" in answer.stderr


def test_a_manifest_leaves_no_room_for_other_dice(folder):
    assert run("--manifest", folder / "manifest.json", "--draws", "5").exit_code == 2


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"not json", b"\xff\xfe", b'{"outlay_manifest": 1}'])
@pytest.mark.parametrize("suffix", ["json", "xlsx", "html", "parquet"])
def test_a_file_without_a_manifest_is_answered_in_one_line(tmp_path, content, suffix):
    file = tmp_path / f"x.{suffix}"
    file.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_manifest(file)
    assert "manifest" in error.value.problems[0].line("en")


def test_the_archive_of_tables_holds_the_draws_and_the_manifest(reports):
    assert one_file(reports["zh"], "csv").startswith(b"PK")


def test_the_command_writes_the_report_in_the_language_asked_for(tmp_path):
    command = [
        "report",
        "--format",
        "html",
        "--out",
        str(tmp_path),
        "--draws",
        "50",
        "--lang",
        "en",
        "--quiet",
    ]
    answer = CliRunner().invoke(main, command)
    assert answer.exit_code == 0, answer.output
    (written,) = tmp_path.iterdir()
    assert answer.stdout.strip() == str(written)
    assert re.fullmatch(r"Outlay_Baseline-scenario_\d{8}_[0-9a-f]{8}_en\.html", written.name)
    assert "80% sure to stay under" in written.read_text(encoding="utf-8")
