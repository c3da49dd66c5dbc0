"""The manifest: everything that makes a report's figures again to the last digit.

It holds versions, the whole scenario with every value in force, and the fingerprint of the roster,
never a row of it. Each report format carries it, and `read_manifest` finds it in any of them.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import blake2b
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from simulation import __version__
from simulation.engine.outlay import Outlay
from simulation.engine.run import PACKAGES
from simulation.law.policy import load_policy
from simulation.report.carrier import NAMESPACE, text_in, unreadable
from simulation.report.figures import Figures
from simulation.report.identity import fingerprint
from simulation.scenario import Scenario, read_scenario, whole_tree
from simulation.scenario.values import shown
from simulation.text.plain import plain_line
from simulation.text.problems import InputError, Language, Problem, Text

SHAPE = 1
_PART = "customXml/outlay.xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_MAIN = {
    ".xlsx": ("xl/_rels/workbook.xml.rels", "../"),
    ".pptx": ("ppt/_rels/presentation.xml.rels", "../"),
    ".docx": ("word/_rels/document.xml.rels", "../"),
}
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
    "mcse",
    "made",
    "stopped_by",
    "enterprise_years",
    "checksum",
)
_MADE_AGAIN = ("draws", "stopped_by", "enterprise_years")
_MOST_NAMED = 5


def manifest_of(figures: Figures, made: date, language: Language) -> dict[str, Any]:
    """The manifest of an estimate, as JSON holds it. Money in 万元.

    Scenarios that differ only in split, budget or schedule share one run: the hash is the scenario's own.
    """
    outlay, scenario = figures.outlay, figures.scenario
    manifest = {
        "outlay_manifest": SHAPE,
        "made": made.isoformat(),
        **outlay.manifest,
        "scenario_hash": scenario.hash,
        "language": language,
        "fingerprint": fingerprint(outlay, scenario, language),
        "mcse": figures.total.mcse,
        "scenario": whole_tree(scenario.renamed(plain_line(scenario.name))),
        "figures": key_figures(outlay),
    }
    return manifest | {"checksum": checksum(manifest)}


def checksum(manifest: Mapping[str, Any]) -> str:
    """24 hex digits of everything else that a manifest says: it tells a slip of the hand, not a forger."""
    said = {name: value for name, value in manifest.items() if name != "checksum"}
    return blake2b(_canonical(said).encode(), digest_size=12).hexdigest()


def _canonical(value: object) -> str:
    """JSON in one form only, so that true is not 1 and equal texts are equal values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True)


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
        manifest = json.loads(text_in(file))
    except (ValueError, RecursionError) as error:
        raise unreadable(file) from error
    if not isinstance(manifest, dict) or _canonical(manifest.get("outlay_manifest")) != str(SHAPE):
        raise unreadable(file)
    missing = [name for name in _ASKED if name not in manifest]
    if missing or not isinstance(manifest["packages"], dict) or not isinstance(manifest["scenario"], dict):
        raise unreadable(file)
    return manifest


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
                    value=shown(manifest["scenario_hash"]),
                )
            ]
        )  # fmt: skip
    if differing := list(_differing({"seed": scenario.seed}, {"seed": manifest["seed"]}, place)):
        raise InputError(differing)
    return scenario


def _other_versions(manifest: Mapping[str, Any], place: str) -> list[Problem]:
    here = {"version": __version__, "policy": load_policy().number}
    asked = {name: manifest[name] for name in here}
    asked |= {name: value for name, value in manifest["packages"].items() if name not in here}
    problems: list[Problem] = []
    for name, value in asked.items():
        if len(problems) == _MOST_NAMED:
            break
        own = here[name] if name in here else _installed(name)
        if value != own:
            install = f"outlay {shown(value)}" if name == "version" else f"{shown(name)}=={shown(value)}"
            problems.append(
                Problem(
                    place,
                    Text(f"清单出自另一版本，此处为 {own}", f"made with another version; here it is {own}"),
                    Text(
                        f"安装 {install} 可逐位复算；或取出清单中的 scenario，用 --scenario 按本版本重新测算",
                        f"install {install} for the same digits, or run its scenario anew with --scenario",
                    ),
                    column=shown(name),
                    value=shown(value),
                )
            )
    if lacking := [name for name in PACKAGES if name not in asked]:
        wrong = Text(
            f"清单没有写明 {'、'.join(lacking)} 的版本",
            f"the manifest names no version of {', '.join(lacking)}",
        )
        right = Text("请用未改动的清单", "use the manifest as it was written")
        problems.append(Problem(place, wrong, right, column="packages"))
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
    return [Problem(place, wrong, right, column="panel_hash", value=shown(asked))]


def _installed(package: str) -> str:
    try:
        return version(package)
    except (ModuleNotFoundError, ValueError):  # an empty name is a ValueError
        return "–"


def check_figures(manifest: Mapping[str, Any], outlay: Outlay, place: str) -> None:
    """Raise InputError unless the run made the manifest's figures again to the last digit.

    Every figure that differs is named, the first few; and a manifest that was changed where no run
    can tell, its date for one, by its checksum.
    """
    made = {name: outlay.manifest[name] for name in _MADE_AGAIN}
    own = made | {"mcse": outlay.summary().mcse, "figures": key_figures(outlay)}
    problems = list(_differing(own, {name: manifest[name] for name in own}, place))
    if not problems and manifest["checksum"] != checksum(manifest):
        wrong = Text("清单被改动过（与校验和不符）", "the manifest was changed: its checksum does not fit")
        right = Text("请用未改动的清单", "use the manifest as it was written")
        problems.append(Problem(place, wrong, right, column="checksum", value=shown(manifest["checksum"])))
    if problems:
        raise InputError(problems)


def _differing(own: object, told: object, place: str) -> Iterator[Problem]:
    """What a manifest tells otherwise than the run, the first few by their path."""
    ours, theirs = dict(_leaves(own, "")), dict(_leaves(told, ""))
    paths = [path for path in dict.fromkeys((*ours, *theirs)) if ours.get(path) != theirs.get(path)]
    for path in paths[:_MOST_NAMED]:
        yield Problem(
            place,
            Text(f"复算的数字与清单不同，此处为 {ours.get(path, '–')}", f"the figures made again differ from the manifest's; here it is {ours.get(path, '–')}"),
            Text("清单可能被改动，或处理器不同；请在原机器上核对",
                 "the manifest may have been changed, or the processor differs; check on the first machine"),
            column=shown(path),
            value=shown(theirs.get(path, "–")),
        )  # fmt: skip


def _leaves(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for name, below in value.items():
            yield from _leaves(below, f"{path}.{name}".lstrip("."))
    else:
        yield path, _canonical(value)
