"""A scenario file is plain: what YAML would read as another number is refused, and nothing raises but InputError."""

import os
import socket
import time

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulation.cli.main import main
from simulation.scenario import Scenario, read_scenario, to_yaml
from simulation.scenario.keys import catalogue
from simulation.text.problems import InputError

CAP = "policy.parts_subsidy.annual_cap"


def refused(source):
    with pytest.raises(InputError) as error:
        read_scenario(source)
    return error.value.problems


@pytest.mark.parametrize(
    ("written", "way_out"),
    [
        ("0500", "write 500"),
        ("-0500", "write -500"),
        ("00.5", "write 0.5"),
        ("0x1F", "write 31"),
        ("0o17", "write 15"),
        ("0b101", "write 5"),
        ("1_000", "write 1000"),
        ('"1,000"', "write 1000"),
        ('"1,5"', "write 1.5"),
        ("8:20", "no colon"),
        ("'500'", "write 500"),
        ("５００", "write 500"),
        ("50%", "write 0.5"),
        ("500万元", "write 500"),
        ("1.2亿", "write 12000"),
        (".inf", "definite"),
        ("-.INF", "definite"),
        (".nan", "definite"),
        ("NaN", "definite"),
        ("true", "without a unit"),
        ("'²'", "without a unit"),
        ("1e400", "definite"),
        ("1" * 5000, "definite"),
        ("0x" + "f" * 5000, "without a unit"),
        ("f" * 20000, "without a unit"),
    ],
)
def test_a_number_in_another_writing_is_refused_with_what_was_meant(written, way_out):
    (problem,) = refused(f"policy: {{parts_subsidy: {{annual_cap: {written}}}}}")
    assert problem.column == CAP
    assert way_out in problem.right.en
    assert len(problem.line("zh")) <= 200


@pytest.mark.parametrize(
    ("written", "value"),
    [("500", 500), ("5e2", 500), ("+500", 500), ("500.", 500), (".5", 0.5), ("0", 0), ("5.0E+2", 500)],
)
def test_plain_decimals_are_read(written, value):
    assert read_scenario(f"policy: {{parts_subsidy: {{annual_cap: {written}}}}}").number(CAP) == value


@pytest.mark.parametrize(
    "text",
    [
        "name: !!bool foo",
        "name: !!timestamp abc",
        "name: !!int ''",
        "name: !!int '-'",
        "name: !!int '_'",
        "name: !!float ''",
        "name: ! x",
        "!!python/object/apply:os.system [ls]",
        "!!map {name: x}",
        "!!str name: x",
        'name: "\\ud800"',
        "name: \ud800",
        "name: \x07",
        "budget: {city: {'²': 1}}",
        "budget: {city: {'①': 1}}",
        "budget: {city: {'²⁰²⁴': 1}}",
        "budget: {city: {'②⓪②④': 1}}",
        "budget: {city: {" + "2" * 900 + ": 1}}",
        "? [2024]\n: 1",
        "a: 1\n---\nb: 2",
        "[" * 100_000,
        "[" * 900 + "]" * 900,
        "- " * 900 + "x",
        "a: {" * 100 + "}" * 100,
        "{" + "f" * 20_000 + ": 1}",
        "on: 1",
        "no: {}",
        "<<: {policy: {}}",
        "measures: {parts_subsidy: maybe}",
        "measures: {on: off}",
        "economy: {loan_rate: {}}",
        "simulation: {seed: [1]}",
    ],
)
def test_odd_yaml_is_answered_in_short_lines(text):
    for problem in refused(text):
        assert problem.wrong.zh and problem.right.zh
        assert len(problem.line("zh").splitlines()) == 1
        assert len(problem.line("en")) <= 200


@pytest.mark.parametrize(
    "years",
    ["{2024: 30000, '2024': 5}", "{2024: 1, 2024: 2}", "{2024: 1, '２０２４': 2}", '{"2024": 1, 2024: 2}'],
)
def test_a_year_that_is_given_twice_is_named(years):
    (problem,) = refused(f"budget: {{city: {years}}}")
    assert "2024" in problem.wrong.zh and "twice" in problem.wrong.en


@pytest.mark.parametrize(
    "day", ["2025-W01-1", "20251231", "2025-13-01", "2025-12-31 10:00", "2025", "明年", "2025/12/31"]
)
def test_a_date_is_written_in_one_way(day):
    (problem,) = refused(f"validity: {{expires: {day}}}")
    assert problem.column == "validity.expires"
    assert "2023-08-27" in problem.right.en


def test_switches_may_be_written_as_yaml_writes_them():
    for word in ("off", "OFF", "no", "false", '"off"'):
        assert "parts_subsidy" not in read_scenario(f"measures: {{parts_subsidy: {word}}}").enabled


def test_a_name_stays_as_it_was_written_on_one_line():
    assert read_scenario("name: 0500").name == "0500"
    assert read_scenario("name: on").name == "on"
    assert read_scenario("name: 2023-08-27").name == "2023-08-27"
    assert read_scenario('name: "a\\nb\\u2028c\\u202ed\\a 👩\\u200d🔬"').name == "a b cd 👩\u200d🔬"
    assert Scenario().renamed("a\r\nb" + "x" * 300).name == "a b" + "x" * 197
    for name in ("2024", "[a]", "x" * 201):
        assert refused(f"name: {name}")[0].column == "name"


@pytest.mark.parametrize("seed", [0, 1, 2**53 - 1, 2**53])
def test_a_seed_runs_as_it_was_written(seed):
    scenario = read_scenario(f"simulation: {{seed: {seed}}}")
    assert scenario.seed == seed
    assert read_scenario(to_yaml(scenario)).seed == seed


@pytest.mark.parametrize("seed", [2**53 + 1, 2**63, -1, 1.5, 2**64])
def test_a_seed_that_float64_would_change_is_refused(seed):
    (problem,) = refused(f"simulation: {{seed: {seed}}}")
    assert problem.column == "simulation.seed"
    with pytest.raises(InputError):
        Scenario().with_value("simulation.seed", seed)


def test_numbers_and_distributions_are_bounded():
    robots = "fields: {{robots: {}}}".format
    assert "1,000,000,000,000" in refused(robots("{revenue: {median: 1e13, p90: 2e13}}"))[0].right.en
    assert "1,000,000,000,000" in refused(robots("{districts: {yuhang: 1e13}}"))[0].right.en
    values = ", ".join(map(str, range(1, 20_002)))
    assert "at most 20,000 values" in refused(robots(f"{{revenue: {{values: [{values}]}}}}"))[0].right.en
    assert "write 500" in refused(robots("{revenue: {median: 0500, p90: 9000}}"))[0].right.en
    assert refused(robots("{revenue: {values: [1, a, .nan, [1]]}}"))


def test_ninety_thousand_unknown_keys_are_a_hundred_lines_and_a_count():
    started = time.process_time()
    problems = refused("\n".join(f"k{number}: 1" for number in range(90_000)))
    assert len(problems) == 101
    assert "89,900" in problems[-1].wrong.en
    assert max(len(problem.line("zh")) for problem in problems) <= 200
    assert time.process_time() - started < 10


def made(tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    return file


TEXT = "name: 减半情景\npolicy: {parts_subsidy: {annual_cap: 250}}\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("gb18030"), "GB18030"),
        (b"PK\x03\x04\xff\xff\xff\xfe", "no text"),
        (b"#" * 4_000_001, "too large"),
        (b"#" * 1_000_001, "too large"),
    ],
)
def test_a_file_that_is_no_utf8_yaml_is_answered_in_one_sentence(tmp_path, content, words):
    (problem,) = refused(made(tmp_path, "s.yaml", content))
    assert words in problem.wrong.en
    assert problem.right.zh


def test_utf8_with_its_mark_is_read(tmp_path):
    assert read_scenario(made(tmp_path, "s.yaml", TEXT.encode("utf-8-sig"))).name == "减半情景"


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are files there only")
def test_what_is_no_ordinary_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    plug = socket.socket(socket.AF_UNIX)
    plug.bind(str(tmp_path / "s"))
    places = [tmp_path / "pipe", tmp_path / "s", tmp_path, tmp_path / "none", "/dev/zero", "/dev/null"]
    for place in [*map(str, places), "x" * 5000]:
        answer = CliRunner().invoke(main, ["run", "--draws", "2", "--scenario", place])
        assert answer.exit_code == 2
        assert len(answer.stderr.splitlines()) == 1
        assert "Traceback" not in answer.output
    plug.close()


PIECES = st.sampled_from(
    ["name", "policy", "parts_subsidy", "annual_cap", "rate", "fields", "robots", "revenue", "count", "values",
     "median", "p90", "low", "mode", "high", "shape", "beta", "tail_index", "correlations", "size_growth",
     "districts", "yuhang", "budget", "city", "2024", "'2024'", "validity", "expires", "effective_from",
     "2025-12-31", "split", "city_share", "economy", "loan_rate", "payment_schedule", "simulation", "seed",
     "delivery", "take_up", "all", "measures", "readings", "on", "off", "~", "null", "true", "-", "- ", ": ",
     ":", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ", ", "#", "&a", "*a", "!!int", "!", "|", ">", "'", '"',
     "0", "1", "0500", "0x1F", "1_000", "8:20", "1e9", "1e999", "-1", "0.5", ".inf", ".nan", "²", "２０２４",
     "\t", "\x00", "\ud800", "\u2028", "%YAML 1.1", "---", "...", "<<", "?"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60))
@example("fields: {robots: {revenue: {median: 0.5, p90: 0.9, shape: beta}}}")
@example("budget: {city: {'²': 1}}")
def test_no_text_raises_anything_but_problems(text):
    try:
        scenario = read_scenario(text)
    except InputError as error:
        assert error.problems
    else:
        assert read_scenario(to_yaml(scenario)) == scenario


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["on", "2024", "0500"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["low", "mode", "high", "median", "p90", "values", "2024", "yuhang", "parts_subsidy", "shape", "all"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(catalogue())), JSON)
@example("policy.parts_subsidy.annual_cap", 10**5000)
@example("fields.robots.revenue", {"median": 1, "p90": 10**400})
def test_no_value_of_any_key_raises_anything_but_problems(path, raw):
    try:
        Scenario().with_value(path, raw)
    except InputError as error:
        assert all(len(problem.value) <= 48 for problem in error.problems)
