"""The manifest: everything that makes a report's figures again to the last digit.

It holds versions, the whole scenario with every value in force, and the fingerprint of the roster,
never a row of it. Each report format carries it, and `read_manifest` finds it in any of them.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet as parquet

from simulation import __version__
from simulation.outlay import Outlay
from simulation.plain import plain_line
from simulation.policy import load_policy
from simulation.problems import InputError, Problem, Text
from simulation.report.figures import Figures
from simulation.scenario import Scenario, read_scenario, whole_tree

SHAPE = 1
MOST_BYTES = 16 * 1024 * 1024
NAMESPACE = "urn:outlay:manifest"
_PART = "customXml/outlay.xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_MAIN = {
    ".xlsx": ("xl/_rels/workbook.xml.rels", "../"),
    ".pptx": ("ppt/_rels/presentation.xml.rels", "../"),
    ".docx": ("word/_rels/document.xml.rels", "../"),
}
_IN_PAGE = re.compile(r'<script type="application/json" id="manifest">(.*?)</script>', re.DOTALL)
_ASKED = (
    "version",
    "policy",
    "scenario_hash",
    "panel_hash",
    "seed",
    "draws",
    "packages",
    "scenario",
    "figures",
)


def manifest_of(figures: Figures, made: date) -> dict[str, Any]:
    """The manifest of an estimate, as JSON holds it. Money in 万元."""
    run = dict(figures.outlay.manifest)
    return {
        "outlay_manifest": SHAPE,
        "made": made.isoformat(),
        **run,
        "mcse": figures.total.mcse,
        "scenario": whole_tree(figures.scenario.renamed(plain_line(figures.scenario.name))),
        "figures": key_figures(figures.outlay),
    }


def key_figures(outlay: Outlay) -> dict[str, Any]:
    """Enough of an estimate to tell whether another run made the very same: the total and each measure."""
    return {
        "total": outlay.summary().as_json(),
        "measures": {measure: float(outlay.total((measure,)).mean()) for measure in outlay.measures},
    }


def as_text(manifest: Mapping[str, Any]) -> str:
    """The manifest as JSON, every float64 in the digits that give it back exactly."""
    return json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False)


def embed(document: bytes, suffix: str, manifest: Mapping[str, Any]) -> bytes:
    """An Office document with the manifest inside, as the custom part that its format provides for."""
    rels, up = _MAIN[suffix]
    root = ElementTree.Element(f"{{{NAMESPACE}}}manifest")
    root.text = as_text(manifest)
    part = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    link = f'<Relationship Id="rIdOutlay" Type="{_RELATION}" Target="{up}{_PART}"/></Relationships>'
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(document)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == rels:
                content = content.replace(b"</Relationships>", link.encode())
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
        new.writestr(_PART, part)
    return target.getvalue()


def read_manifest(file: Path) -> dict[str, Any]:
    """The manifest in a file: its own JSON, a report in any format, or the draws. Raises InputError."""
    try:
        manifest = json.loads(_text_in(file))
    except (OSError, ValueError, zipfile.BadZipFile, ElementTree.ParseError) as error:
        raise _unreadable(file) from error
    if not isinstance(manifest, dict) or manifest.get("outlay_manifest") != SHAPE:
        raise _unreadable(file)
    missing = [name for name in _ASKED if name not in manifest]
    if missing or not isinstance(manifest["packages"], dict) or not isinstance(manifest["scenario"], dict):
        raise _unreadable(file)
    return manifest


def _text_in(file: Path) -> str:
    suffix = file.suffix.lower()
    if suffix in _MAIN:
        return _in_package(file)
    if suffix == ".parquet":
        held = parquet.read_schema(file).metadata or {}
        return bytes(held.get(b"outlay_manifest", b"")).decode()
    if file.stat().st_size > MOST_BYTES:
        raise ValueError("too large")
    text = file.read_text(encoding="utf-8-sig")
    found = _IN_PAGE.search(text) if suffix in (".html", ".htm") else None
    return found[1] if found else text


def _in_package(file: Path) -> str:
    # A program that saves the document again may rename the part, never its namespace.
    with zipfile.ZipFile(file) as package:
        for entry in package.infolist():
            if entry.filename.startswith("customXml/") and entry.file_size <= MOST_BYTES:
                content = package.read(entry)
                if NAMESPACE.encode() in content and b"<!DOCTYPE" not in content:
                    return ElementTree.fromstring(content).text or ""
    raise ValueError("no manifest inside")


def scenario_of(manifest: Mapping[str, Any], place: str, panel_hash: str | None = None) -> Scenario:
    """The scenario to run again, on the roster of that hash.

    Raises InputError where this program, or this roster, would not make the same figures.
    """
    if problems := [*_other_versions(manifest, place), *_other_panel(manifest, place, panel_hash)]:
        raise InputError(problems)
    scenario = read_scenario(json.dumps(manifest["scenario"], ensure_ascii=False))
    if scenario.hash != manifest["scenario_hash"]:
        raise InputError(
            [
                Problem(
                    place,
                    Text("情景与其指纹不符，清单被改动过", "the scenario does not match its hash: it was changed"),
                    Text("请用未改动的清单；若要改情景，请另存为情景文件后用 --scenario 运行",
                         "use the manifest as it was written; to change the scenario, run it with --scenario"),
                    column="scenario_hash",
                    value=str(manifest["scenario_hash"]),
                )
            ]
        )  # fmt: skip
    return scenario


def _other_versions(manifest: Mapping[str, Any], place: str) -> list[Problem]:
    asked = {"version": manifest["version"], "policy": manifest["policy"], **manifest["packages"]}
    here = {"version": __version__, "policy": load_policy().number}
    problems = []
    for name, value in asked.items():
        own = here[name] if name in here else _installed(name)
        if value != own:
            install = f"outlay {value}" if name == "version" else f"{name}=={value}"
            problems.append(
                Problem(
                    place,
                    Text(f"清单出自另一版本，此处为 {own}", f"made with another version; here it is {own}"),
                    Text(
                        f"安装 {install} 可逐位复算；或取出清单中的 scenario，用 --scenario 按本版本重新测算",
                        f"install {install} for the same digits, or run its scenario anew with --scenario",
                    ),
                    column=name,
                    value=str(value),
                )
            )
    return problems


def _other_panel(manifest: Mapping[str, Any], place: str, own: str | None) -> list[Problem]:
    asked = manifest["panel_hash"]
    if asked == own:
        return []
    if asked is None:
        wrong = Text("清单没有用名册", "the manifest used no roster")
        right = Text("去掉 --panel", "leave --panel out")
    else:
        wrong = Text(
            "清单出自一份名册，名册内容不在清单里", "made from a roster, none of whose rows is in it"
        )
        right = Text("用 --panel 给出同一份名册", "give the same roster by --panel")
    return [Problem(place, wrong, right, column="panel_hash", value=str(asked))]


def _installed(package: str) -> str:
    try:
        return version(package)
    except ModuleNotFoundError:
        return "–"


def check_figures(manifest: Mapping[str, Any], outlay: Outlay, place: str) -> None:
    """Raise InputError unless the run made the manifest's figures again to the last digit."""
    own = json.loads(as_text(key_figures(outlay)))
    if own != manifest["figures"] or outlay.draws != manifest["draws"]:
        raise InputError(
            [
                Problem(
                    place,
                    Text("复算的数字与清单不同", "the figures made again differ from the manifest's"),
                    Text("清单可能被改动，或处理器不同；请在原机器上核对",
                         "the manifest may have been changed, or the processor differs; check on the first machine"),
                    column="figures",
                )
            ]
        )  # fmt: skip


def _unreadable(file: Path) -> InputError:
    return InputError(
        [
            Problem(
                str(file),
                Text("其中没有可读的复算清单", "there is no readable manifest in it"),
                Text(
                    "请给 manifest.json，或本程序生成的报告文件",
                    "give manifest.json or a report that this program made",
                ),
            )
        ]
    )
