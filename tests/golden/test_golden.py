"""The digits of a version do not move; when they must, the version and the changelog move with them."""

import json
import re
import shutil
import subprocess

import pytest

from simulation import __version__
from tests.golden.figures import FILE, fingerprint, measured, moved, processor, read
from tests.places import ROOT

ENTRY = re.compile(r"^## (\d+\.\d+\.\d+)[^\n]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def test_every_figure_is_what_this_version_promised():
    held = read()
    lines = moved(held["figures"], measured(), exactly=processor() == held["processor"])
    told = "figures moved; if they should, bump the version and run `python -m tests.golden`:"
    assert not lines, "\n".join([told, *lines])


def test_the_figures_are_pinned_for_this_version_and_the_changelog_names_their_fingerprint():
    held = read()
    entries = dict(ENTRY.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))
    assert held["version"] == __version__ == next(iter(entries))
    assert f"`{fingerprint(held['figures'])}`" in entries[__version__]


def test_a_released_version_keeps_its_figures():
    tag = f"v{read()['version']}"
    path = FILE.relative_to(ROOT).as_posix()
    if shutil.which("git") is None:
        pytest.skip("no git, no tags")
    shown = subprocess.run(["git", "show", f"{tag}:{path}"], cwd=ROOT, capture_output=True, text=True)
    if shown.returncode:
        pytest.skip(f"{tag} is not released yet, or this is no checkout with its tags")
    assert moved(json.loads(shown.stdout)["figures"], read()["figures"]) == []


def test_a_figure_that_moved_is_named_with_both_values():
    assert moved({"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 2.5, "c": 3.0}) == ["b: 2.0 → 2.5", "c: None → 3.0"]
    assert moved({"a": 1.0}, {"a": 1.0 + 1e-12}) == ["a: 1.0 → 1.000000000001"]
    assert moved({"a": 1.0}, {"a": 1.0 + 1e-12}, exactly=False) == []
