"""A manifest that was changed makes nothing again, and no file of any kind raises, hangs or fills the memory."""

import io
import json
import os
import struct
import time
import zipfile

import pytest
from click.testing import CliRunner

from simulation.cli.main import main
from simulation.engine.run import simulate
from simulation.report.carrier import MOST_BYTES, NAMESPACE
from simulation.report.making import files_of
from simulation.report.manifest import check_figures, checksum, read_manifest, scenario_of
from simulation.text.problems import InputError


@pytest.fixture(scope="module")
def manifest(reports):
    return json.loads(json.dumps(reports["zh"].manifest))


@pytest.fixture(scope="module")
def again(manifest):
    return simulate(scenario_of(manifest, "m"))


def refused(manifest, again, change, sign=True):
    changed = manifest | change
    if sign:
        changed |= {"checksum": checksum(changed)}
    with pytest.raises(InputError) as error:
        scenario_of(changed, "m")
        check_figures(changed, again, "m")
    return [problem.column for problem in error.value.problems]


def test_a_manifest_as_it_was_written_is_made_again(manifest, again):
    check_figures(manifest, again, "m")


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 57},
        {"seed": True},
        {"mcse": 1.0},
        {"draws": 3},
        {"stopped_by": "precision"},
        {"enterprise_years": 5},
        {"figures": 1},
    ],
    ids=str,
)
def test_another_figure_is_found_out_by_its_name(manifest, again, change):
    (name,) = change
    assert refused(manifest, again, change)[0].split(".")[0] == name


def test_the_figure_that_differs_is_named(manifest, again):
    figures = json.loads(json.dumps(manifest["figures"]))
    figures["total"]["p90"] += 1e-9
    figures["measures"]["parts_subsidy"] = None
    columns = refused(manifest, again, {"figures": figures})
    assert columns == ["figures.total.p90", "figures.measures.parts_subsidy"]
    del figures["total"]["mean"]
    assert "figures.total.mean" in refused(manifest, again, {"figures": figures})


@pytest.mark.parametrize("change", [{"made": "1999-01-01"}, {"engine_seconds": 0.0}, {"new": 1}], ids=str)
def test_what_no_run_can_tell_is_told_by_the_checksum(manifest, again, change):
    assert refused(manifest, again, change, sign=False) == ["checksum"]


@pytest.mark.parametrize(
    "packages",
    [{}, {"": "1"}, {"numpy": None}, {"x" * 5000: "1"}, {"../..": "1"}, {str(n): "1" for n in range(9999)}],
)
def test_odd_packages_are_refused(manifest, packages):
    with pytest.raises(InputError) as error:
        scenario_of(manifest | {"packages": packages}, "m")
    assert all(len(problem.line("en")) < 400 for problem in error.value.problems)
    assert len(error.value.problems) <= 6


def package(part, **how):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", **how) as made:
        made.writestr("customXml/outlay.xml", part)
    return target.getvalue()


def flagged(content, offset, value):
    """A package with one field of its central directory and local heading overwritten."""
    at, changed = content.index(b"PK\x01\x02"), bytearray(content)
    struct.pack_into("<H", changed, at + offset, value)
    struct.pack_into("<H", changed, offset - 2, value)
    return bytes(changed)


PART = f'<m xmlns="{NAMESPACE}">{{}}</m>'.encode()
SCRIPT = b'<script type="application/json" id="manifest">'
HOSTILE = {
    "deep.json": b"[" * 200_000,
    "deep-object.json": b'{"a":' * 200_000,
    "true.json": b'{"outlay_manifest": true}',
    "float.json": b'{"outlay_manifest": 1.0}',
    "number.json": b"9" * 5000,
    "surrogate.json": b'{"outlay_manifest": "\\ud800"}',
    "zeros.json": b"\0" * (MOST_BYTES + 1),
    "scripts.html": SCRIPT * 200_000,
    "halves.html": (SCRIPT + b"{") * 200_000 + b"</script",
    "encrypted.xlsx": flagged(package(PART), 8, 1),
    "compression.docx": flagged(package(PART), 10, 99),
    "klingon.pptx": package(b'<?xml version="1.0" encoding="klingon"?>' + PART),
    "cut.xlsx": package(PART)[:-30],
    "elements.xlsx": package(PART[:-4] + b"<q/>" * 3_000_000 + b"</m>", compression=zipfile.ZIP_DEFLATED),
    "deep.xlsx": package(PART[:-4] + b"<q>" * 100_000, compression=zipfile.ZIP_DEFLATED),
    "entities.docx": package(b'<!DOCTYPE m [<!ENTITY a "aaaa">]>' + PART),
    "not.parquet": b"PAR1" + b"\xff" * 100 + b"PAR1",
    "empty.xlsx": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_problem_in_no_time(tmp_path, name):
    file = tmp_path / name
    file.write_bytes(HOSTILE[name])
    started = time.process_time()
    with pytest.raises(InputError) as error:
        read_manifest(file)
    assert time.process_time() - started < 2
    assert len(error.value.problems) == 1
    assert "manifest" in error.value.problems[0].line("en")


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are files there only")
def test_what_is_no_ordinary_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.xlsx")
    for place in (tmp_path / "pipe.xlsx", tmp_path, tmp_path / "none.json", "/dev/zero", "x" * 5000):
        answer = CliRunner().invoke(main, ["run", "--manifest", str(place), "--quiet"])
        assert answer.exit_code == 2
        assert len(answer.stderr.splitlines()) == 1


def test_a_page_with_the_manifest_and_other_scripts_is_read(reports, tmp_path):
    (page,) = files_of(reports["zh"], "html").values()
    file = tmp_path / "p.html"
    file.write_bytes(page + b"<script>1</script>" * 1000)
    assert read_manifest(file) == reports["zh"].manifest
