"""What a user wrote stays on one line, and is cut, wherever it is told."""

import json

import pytest

from simulation.text.plain import cut, plain_line
from simulation.text.problems import MOST_PROBLEMS, InputError, Problem, Text, listed, unlisted

SAID = Text("不对", "wrong")


@pytest.mark.parametrize(
    "sign",
    ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1e", "\x85", "\u2028", "\u2029", "\t"],
)
def test_whatever_breaks_a_line_becomes_a_blank(sign):
    assert plain_line(f"a{sign}b") == "a b"


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u2069", "\ud800"]
)
def test_what_rings_colours_or_turns_the_line_goes(sign):
    assert plain_line(f"a{sign}b") == "ab"


def test_joined_emoji_and_every_printable_sign_stay():
    assert plain_line("−250 ✓ 👩‍👩‍👧 𠮷 é") == "−250 ✓ 👩‍👩‍👧 𠮷 é"


def test_a_cut_text_says_so_and_a_short_one_stays():
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"


FORGED = "a\nenterprises row 99 · fake: fine; nothing\x1b[31m\u2028\u202eb\x07"


def test_no_part_of_a_problem_can_forge_a_line():
    problem = Problem(FORGED, Text(FORGED, FORGED), Text(FORGED, FORGED), 3, FORGED, FORGED)
    for line in (problem.line("zh"), problem.line("en"), *map(str, problem.as_row().values())):
        assert len(line.splitlines()) == 1
        assert not set(line) & set("\x1b\x07\u2028\u202e")


def test_a_value_of_a_whole_file_is_cut_to_eighty_signs():
    whole = "x" * 130_000
    problem = Problem("enterprises", SAID, SAID, column=whole, value=whole)
    row = problem.as_row("en")
    assert len(row["value"]) == len(row["column"]) == 80
    assert row["value"].endswith("…")
    assert len(problem.line("en")) < 250
    assert Problem("enterprises", SAID, SAID, value=" " * 400 + "x").as_row()["value"] == "…"


def test_half_a_character_is_shown_as_lost_and_can_be_written():
    line = Problem("p\udce6.csv", SAID, SAID, value="\ud800").line("en")
    assert line.encode()
    assert line == "p�.csv = �: wrong; wrong"


def test_over_a_thousand_problems_of_one_place_are_summed_errors_first():
    warnings = [Problem("scenario", SAID, SAID, row, severity="warning") for row in range(500)]
    errors = [Problem("scenario", SAID, SAID, row) for row in range(90_000)]
    other = Problem("enterprises", SAID, SAID)
    told = InputError([*warnings, *errors, other]).problems
    assert len(told) == MOST_PROBLEMS + 2
    assert {problem.severity for problem in told} == {"error"}
    assert told[MOST_PROBLEMS].wrong.en == "89,500 more are not listed"
    assert told[-1] is other


def test_what_is_summed_already_is_counted_once():
    told = [Problem("t", SAID, SAID)] * MOST_PROBLEMS
    assert listed([*told, unlisted("t", 7, "error")])[-1].stands_for == 7
    assert listed([*told, *told[:2], unlisted("t", 7, "error")])[-1].stands_for == 9
    assert listed(told) == told


def test_the_rows_of_problems_are_json():
    json.dumps(Problem(FORGED, SAID, SAID).as_row(), allow_nan=False)
