"""The command line answers as the contract says."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from click.testing import CliRunner

from simulation.cli.main import main
from simulation.panel import read_panel
from tests import places
from tests.places import EXAMPLE

FIRST = str(places.FIRST)


def call(*arguments):
    return CliRunner().invoke(main, list(arguments))


def test_assess_prints_one_json_object():
    answer = call("assess", FIRST, "--json")
    result = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert set(result) == {"awards", "totals", "problems"}
    assert set(result["awards"][0]) == {
        "measure",
        "claimant",
        "year",
        "district",
        "base",
        "before_cap",
        "amount",
        "outcome",
        "clause",
    }
    assert sum(row["amount"] for row in result["totals"]) == pytest.approx(5196.5005)
    row = next(
        row
        for row in result["awards"]
        if row["claimant"] == "ROBOT-A" and row["measure"] == "parts_subsidy" and row["year"] == 2023
    )
    assert (row["base"], row["before_cap"], row["amount"], row["clause"]) == (2400.0, 120.0, 120.0, "4")


def test_run_gives_the_same_json_for_any_threads_and_blocks():
    results = []
    for extra in (("--threads", "1"), ("--threads", "2", "--block", "33")):
        answer = call("run", "--draws", "200", "--seed", "5", "--json", *extra)
        result = json.loads(answer.stdout)
        assert result["manifest"].pop("engine_seconds") > 0
        results.append(result)
    assert results[0] == results[1]
    assert results[0]["manifest"]["draws"] == 200
    assert results[0]["manifest"]["seed"] == 5


def test_run_writes_json_and_csv(tmp_path):
    assert call("run", "--draws", "50", "--out", str(tmp_path / "out")).exit_code == 0
    assert (tmp_path / "out" / "result.json").exists()
    assert (tmp_path / "out" / "payers.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_readings_lists_ten_options(tmp_path):
    scenario = tmp_path / "s.yaml"
    scenario.write_text("simulation: {draws: 50}")
    rows = json.loads(call("readings", "--scenario", str(scenario), "--json").stdout)["readings"]
    assert len(rows) == 10
    assert set(rows[0]) == {"reading", "option", "mean", "mcse", "p10", "p90"}


def test_a_fault_in_the_input_is_one_line_each_and_status_2(tmp_path):
    scenario = tmp_path / "s.yaml"
    scenario.write_text("polcy: {}\nreadings: {first_year: fullyear}", encoding="utf-8")
    out = tmp_path / "out"
    answer = call("run", "--scenario", str(scenario), "--out", str(out), "--lang", "en")
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert len(answer.stderr.strip().split("\n")) == 2
    assert "policy" in answer.stderr
    assert "full_year" in answer.stderr
    assert not out.exists()


def test_a_panel_that_does_not_exist_is_a_fault_in_the_input():
    answer = call("check", "nowhere", "--lang", "zh")
    assert answer.exit_code == 2
    assert "不存在" in answer.stderr


def test_warnings_go_to_standard_error_and_the_run_goes_on(tmp_path):
    scenario = tmp_path / "s.yaml"
    scenario.write_text("policy: {interest_subsidy: {subsidy_rate: 1}}")
    answer = call("run", "--scenario", str(scenario), "--draws", "20", "--json")
    assert answer.exit_code == 0
    assert "0.01" in answer.stderr
    json.loads(answer.stdout)


def test_the_template_is_written_and_a_wrong_name_refused(tmp_path):
    assert call("template", str(tmp_path / "panel.xlsx")).exit_code == 0
    assert (tmp_path / "panel.xlsx").stat().st_size > 5000
    assert call("template", str(tmp_path / "panel.csv")).exit_code == 2


def handshake(port, host):
    """The status that the app's WebSocket answers a page with which was loaded from a host."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    headers |= {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Host": host, "Origin": f"http://{host}"}
    asked.request("GET", "/_stcore/stream", headers=headers)
    status = asked.getresponse().status
    asked.close()
    return status


def test_serve_names_no_address_outside_and_ends_with_its_process(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    journal = tmp_path / "log"
    command = [sys.executable, "-m", "simulation", "serve", "--port", str(port), "--address", "127.0.0.1"]
    with journal.open("w") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        )
    health = f"http://127.0.0.1:{port}/_stcore/health"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(health, timeout=1)
                break
            except OSError:
                assert process.poll() is None, journal.read_text()
                assert time.monotonic() < deadline, journal.read_text()
                time.sleep(0.2)
        assert handshake(port, f"127.0.0.1:{port}") == 101
        assert handshake(port, f"rebind.example:{port}") == 403
    finally:
        process.terminate()
        process.wait(20)
    with pytest.raises(OSError):
        urllib.request.urlopen(health, timeout=1)
    assert "Network URL" not in journal.read_text()
    assert "External URL" not in journal.read_text()


def test_serve_refuses_a_wildcard_address():
    answer = call("serve", "--address", "0.0.0.0", "--lang", "en")
    assert answer.exit_code == 2
    assert "own address" in answer.stderr


def test_run_takes_a_roster_and_says_how_much_of_it_is_drawn():
    example = EXAMPLE
    answer = call("run", "--panel", str(example), "--draws", "50", "--json", "--lang", "en")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["manifest"]["panel_hash"] == read_panel(example).hash
    told = r"roster: [\d,]+ of the [\d,]+ facts needed are known, [\d,]+ are drawn"
    assert re.search(told, answer.stderr)
    missing = call("run", "--panel", "nowhere", "--draws", "50")
    assert missing.exit_code == 2
    assert "nowhere" in missing.stderr


def test_an_invented_roster_is_told_on_standard_error_and_in_the_json():
    example = EXAMPLE
    run = call("run", "--panel", str(example), "--draws", "20", "--json", "--lang", "zh")
    assert "虚构" in run.stderr and "不得用于预算" in run.stderr
    assert json.loads(run.stdout)["manifest"]["panel_invented"] is True
    judged = call("assess", str(example), "--json", "--lang", "en")
    assert "must not be used for a budget" in judged.stderr
    (told,) = json.loads(judged.stdout)["problems"]
    assert told["severity"] == "warning" and "invented" in told["wrong"]
    real = call("assess", FIRST, "--json", "--lang", "zh")
    assert "虚构" not in real.output
