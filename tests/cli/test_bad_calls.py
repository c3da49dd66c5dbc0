"""Whatever is asked of the commands, they answer with an exit status and a line a problem, never an exception."""

import io
import json
import os
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulation import __version__
from simulation.cli.main import main
from simulation.judge import assess
from simulation.panel import write_template
from tests.places import CASES, EXAMPLE

PANEL = str(CASES / "first_panel")
DEEP = "[" * 200_000
MANIFEST = {
    "outlay_manifest": 1, "version": "0", "policy": "1", "scenario_hash": "", "panel_hash": None, "seed": 1,
    "draws": 2, "packages": {}, "scenario": {}, "figures": {},
}  # fmt: skip


def call(*arguments):
    return CliRunner().invoke(main, [*map(str, arguments)])


def zipped(change=lambda content: content, **parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(f"customXml/{name}.xml", content)
    return change(target.getvalue())


def patched(at, value):
    """A zip archive with another number at a place of its only entry's two headers."""

    def change(content):
        data = bytearray(content)
        for mark, place in ((b"PK\x03\x04", at), (b"PK\x01\x02", at + 2)):
            data[data.index(mark) + place] = value
        return bytes(data)

    return change


SCENARIOS = {
    "binary": b"\x00\x01\xff\xfe",
    "gbk": "name: 基准".encode("gbk"),
    "deep": DEEP.encode(),
    "list": b"- 1\n- 2\n",
    "tag": b"name: !!bool foo\n",
    "time": b"name: !!timestamp abc\n",
    "no_number": b"name: !!int ''\n",
    "half_sign": b'name: "\\ud800"\nsimulation: {draws: 2}\n',
    "unknown": b"".join(b"k%d: 1\n" % row for row in range(1200)),
    "forged": b'"a\\nerror: all is well\\e[31m": 1\n',
    "long_key": b"x" * 20_000 + b": 1\n",
}
MANIFESTS = {
    "deep.json": DEEP.encode(),
    "empty.json": b"",
    "nameless.json": json.dumps(MANIFEST | {"packages": {"": "1"}}).encode(),
    "odd.json": json.dumps(MANIFEST | {"packages": {"numpy": [DEEP]}, "scenario": {"name": 3}}).encode(),
    "scenario.json": json.dumps(MANIFEST | {"scenario": {"policy": 1}, "version": __version__}).encode(),
    "encrypted.xlsx": zipped(patched(6, 1), outlay="<a/>"),
    "packed.xlsx": zipped(patched(8, 99), outlay="<a/>"),
    "klingon.xlsx": zipped(outlay='<?xml version="1.0" encoding="klingon"?><a>urn:outlay:manifest</a>'),
    "cut.parquet": b"PAR1",
    "page.html": b"<html></html>",
}


@pytest.fixture(autouse=True)
def no_app(monkeypatch):
    """An address that is wrongly taken starts nothing."""
    monkeypatch.setattr(os, "execv", lambda *_: None)


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A folder with everything that goes wrong."""
    folder = tmp_path_factory.mktemp("bad calls")
    for name, content in SCENARIOS.items():
        (folder / f"{name}.yaml").write_bytes(content)
    for name, content in MANIFESTS.items():
        (folder / name).write_bytes(content)
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 and nothing")
    (folder / "filled.xlsx").write_text("keep")
    (folder / "file").write_text("keep")
    (folder / "empty").mkdir()
    (folder / "odd").mkdir()
    (folder / "odd" / "enterprises.csv").write_bytes(
        b'enterprise_id,district,field,year,revenue\n"E1\nerror: x\x1b[31m",nowhere,robots,2024,1\n'
    )
    return folder


LONG = "x" * 5000
CALLS = [
    *[("run", "--scenario", f"{{}}/{name}.yaml", "--draws", "2", "--quiet") for name in SCENARIOS],
    *[("run", "--manifest", f"{{}}/{name}", "--quiet") for name in MANIFESTS],
    ("run", "--scenario", "{}", "--draws", "2"),
    ("run", "--scenario", "{}/nowhere", "--draws", "2"),
    ("run", "--scenario", LONG, "--draws", "2"),
    ("run", "--scenario", "", "--draws", "2"),
    ("run", "--manifest", "{}"),
    ("run", "--manifest", LONG),
    ("run", "--manifest", "{}/file", "--draws", "2"),
    ("run", "--panel", LONG),
    ("run", "--panel", "{}/file"),
    ("run", "--panel", "{}/empty"),
    ("run", "--draws", "1"),
    ("run", "--draws", "a\nb"),
    ("run", "--block", "0"),
    ("run", "--nonsense"),
    ("run", "--draws", "2", "--out", "{}/file"),
    ("run", "--draws", "2", "--out", "{}/file/below"),
    ("run", "--draws", "2", "--out", LONG),
    ("assess", "{}/odd"),
    ("assess", "{}/broken.xlsx"),
    ("assess", PANEL, "--scenario", "{}/tag.yaml"),
    ("check", ""),
    ("check", "\ud800"),
    ("check", "{}/broken.xlsx"),
    ("compare", "{}/half_sign.yaml"),
    ("compare", "{}/half_sign.yaml", "{}/half_sign.yaml", "--json"),
    ("compare", "{}/half_sign.yaml", "{}/half_sign.yaml"),
    ("readings", "--scenario", "{}/tag.yaml"),
    ("report", "--format", "html", "--out", "{}/file"),
    ("report", "--format", "docx", "--out", "{}/file/below"),
    ("report", "--format", "xlsx", "--out", LONG),
    ("report", "--format", "pdf", "--out", "{}/out"),
    ("report", "--format", "html"),
    ("template", "{}/panel.csv"),
    ("template", "{}/filled.xlsx"),
    ("template", "{}/file/panel.xlsx"),
    ("template", f"{LONG}.xlsx"),
    ("template", "{}/empty"),
    ("serve", "--port", "0"),
    ("serve", "--address", "no such name"),
    ("nonsense",),
    ("run", "extra"),
]


def named(arguments):
    return " ".join(arguments)[:60]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("arguments", CALLS, ids=named)
def test_a_bad_call_ends_with_status_2_and_one_line_a_problem(ground, arguments, lang, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8" if lang == "en" else "zh_CN.UTF-8")
    answer = call(*(part.format(ground) for part in arguments))
    assert isinstance(answer.exception, SystemExit | None)
    assert "Traceback" not in answer.output
    lines = answer.stderr.splitlines()
    words = ("error: ", "warning: ") if lang == "en" else ("错误：", "警告：")
    assert all(line.startswith(words) for line in lines)
    assert max(map(len, lines), default=0) < 1200
    assert "\x1b" not in answer.output
    if "half_sign" in named(arguments) and answer.exit_code == 0:
        return  # a name may be odd
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert 1 <= len(lines) <= 1001


def test_targets_are_refused_before_the_work(ground, monkeypatch):
    def never(*_, **__):
        raise AssertionError("the work was begun")

    monkeypatch.setattr("simulation.engine.run.simulate", never)
    for arguments in (("run",), ("report", "--format", "html")):
        assert call(*arguments, "--out", ground / "file").exit_code == 2
    assert (ground / "file").read_text() == "keep"


def test_the_template_leaves_a_filled_workbook_alone(tmp_path):
    target = tmp_path / "new" / "panel.xlsx"
    assert call("template", target).exit_code == 0
    target.write_text("filled in")
    answer = call("template", target, "--lang", "en")
    assert answer.exit_code == 2
    assert "it is there already" in answer.stderr
    assert target.read_text() == "filled in"
    assert call("template", target, "--force").exit_code == 0
    assert target.stat().st_size > 5000
    assert [path.name for path in target.parent.iterdir()] == ["panel.xlsx"]


def test_a_second_run_says_what_it_replaced(tmp_path):
    first = call("run", "--draws", "2", "--out", tmp_path, "--quiet", "--lang", "en")
    assert first.stderr == ""
    again = call("run", "--draws", "3", "--out", tmp_path, "--quiet", "--lang", "en")
    assert again.exit_code == 0
    assert again.stderr.startswith("warning: ")
    assert "result.json" in again.stderr
    assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["manifest"]["draws"] == 3


def faulty(monkeypatch, error):
    def fault(*_):
        raise error

    monkeypatch.setattr(assess, "assess", fault)
    return call("assess", PANEL, "--lang", "en")


def test_a_fault_of_ours_is_one_line_and_status_1(monkeypatch):
    answer = faulty(monkeypatch, KeyError("a\nb"))
    assert answer.exit_code == 1
    assert len(answer.stderr.splitlines()) == 1
    assert answer.stderr.startswith("error: ")
    assert "KeyError" in answer.stderr
    assert "OUTLAY_TRACE=1" in answer.stderr


def test_a_fault_of_ours_shows_where_when_asked(monkeypatch):
    monkeypatch.setenv("OUTLAY_TRACE", "1")
    assert "in fault" in faulty(monkeypatch, KeyError("x")).stderr


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (MemoryError(), 2, "not enough memory"),
        (PermissionError(13, "Permission denied", "a.csv"), 2, "a.csv: no permission"),
        (KeyboardInterrupt(), 130, "stopped"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), 2, "half a character"),
        (RecursionError("too deep"), 1, "RecursionError"),
    ],
)
def test_what_the_system_does_to_a_run_is_one_line(monkeypatch, error, status, said):
    answer = faulty(monkeypatch, error)
    assert answer.exit_code == status
    assert said in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_number_that_json_has_not_is_never_printed(monkeypatch):
    monkeypatch.setattr(assess, "totals", lambda rows: [{"amount": float("nan")}])
    answer = call("assess", PANEL, "--json", "--lang", "en")
    assert answer.exit_code == 1
    assert answer.stdout == ""


def test_scenarios_of_other_years_and_other_draws_are_compared(tmp_path):
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("simulation: {draws: 20}")
    second.write_text(
        "simulation: {draws: 30, seed: 7}\nvalidity: {effective_from: 2024-01-01, expires: 2027-12-31}"
    )
    answer = call("compare", first, second, first, "--json")
    assert answer.exit_code == 0
    assert [row["scenario"] for row in json.loads(answer.stdout)["differences"]] == ["b", "a"]
    assert call("compare", second, first, "--lang", "en").exit_code == 0


def test_a_file_with_warnings_only_is_read_and_each_line_says_warning(tmp_path):
    rows = "enterprise_id,district,field,year,revenue,colour\nE1,yuhang,robots,2024,100,red\n"
    (tmp_path / "enterprises.csv").write_text(rows)
    answer = call("check", tmp_path, "--lang", "zh")
    assert answer.exit_code == 0
    assert answer.stderr
    assert all(line.startswith("警告：") for line in answer.stderr.splitlines())


def test_quiet_runs_say_nothing_but_warnings():
    example = EXAMPLE
    answer = call("run", "--panel", example, "--draws", "2", "--quiet", "--json")
    assert answer.exit_code == 0
    assert all(line.startswith(("警告", "warning")) for line in answer.stderr.splitlines())
    assert "note: roster" in call("run", "--panel", example, "--draws", "2", "--lang", "en").stderr


def test_a_library_does_not_speak_to_the_user(tmp_path):
    target, plain = io.BytesIO(), tmp_path / "plain.xlsx"
    write_template(target)
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(plain, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/styles.xml":
                content = (
                    content[: content.index(b"<cellStyles")] + content[content.index(b"</cellStyles>") + 13 :]
                )
            new.writestr(entry, content)
    with warnings.catch_warnings(record=True) as spoken:
        warnings.simplefilter("always")
        call("check", plain)
    assert [str(one.message) for one in spoken if "openpyxl" in one.filename] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("arguments", [("assess", PANEL, "--json"), ("check", PANEL), ("--help",)], ids=named)
def test_a_full_standard_output_is_one_line_and_status_2(arguments):
    with open("/dev/full", "wb") as full:
        process = subprocess.run(
            [sys.executable, "-m", "simulation", *arguments],
            stdout=full, stderr=subprocess.PIPE, env=os.environ | {"LC_ALL": "C.UTF-8"}, timeout=300,
        )  # fmt: skip
    assert process.returncode == 2
    told = process.stderr.decode().splitlines()
    assert [line for line in told if not line.startswith("警告：")] == told[-1:]
    assert "磁盘已满" in told[-1]


def test_a_reader_that_has_had_enough_is_no_fault():
    process = subprocess.Popen(
        [sys.executable, "-m", "simulation", "assess", PANEL, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )  # fmt: skip
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(300) == 1
