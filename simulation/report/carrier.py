"""The text of the manifest in a file of any kind, whatever the file holds."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as parquet

from simulation.scenario.values import shown
from simulation.text.problems import InputError, Problem, Text

NAMESPACE = "urn:outlay:manifest"
OFFICE = (".xlsx", ".pptx", ".docx")
MOST_BYTES = 16 * 1024 * 1024  # of a report
_MOST_MANIFEST = 4 * 1024 * 1024
_BEGIN, _END = '<script type="application/json" id="manifest">', "</script>"


def text_in(file: Path) -> str:
    """The manifest in its own file, a report or the draws. Raises InputError where there is none."""
    try:
        if not file.is_file():
            raise ValueError("no ordinary file")
        return _found(file)
    except Exception as error:  # a foreign file can raise anything from the libraries that open it
        raise unreadable(file) from error


def _found(file: Path) -> str:
    suffix = file.suffix.lower()
    if suffix == ".parquet":
        held = parquet.read_schema(file).metadata or {}
        return bytes(held.get(b"outlay_manifest", b"")).decode()
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError("too large")
    if suffix in OFFICE:
        return _in_package(file)
    text = content.decode("utf-8-sig")
    return _in_page(text) if suffix in (".html", ".htm") else text


def _in_page(text: str) -> str:
    """The manifest of a page; the whole text where there is no page around it."""
    start = text.find(_BEGIN)
    if start < 0:
        return text
    start += len(_BEGIN)
    return text[start : text.index(_END, start)]


def _in_package(file: Path) -> str:
    # A program that saves the document again may rename the part, never its namespace.
    left = _MOST_MANIFEST
    with zipfile.ZipFile(file) as package:
        for entry in package.infolist():
            if not entry.filename.startswith("customXml/") or entry.file_size > left:
                continue
            content = package.read(entry)
            left -= len(content)
            if NAMESPACE.encode() in content and b"<!DOCTYPE" not in content:
                return ElementTree.fromstring(content).text or ""
    raise ValueError("no manifest inside")


def unreadable(file: Path) -> InputError:
    """The answer to a file without a manifest that can be read."""
    return InputError(
        [
            Problem(
                shown(file),
                Text("其中没有可读的复算清单", "there is no readable manifest in it"),
                Text(
                    "请给 manifest.json，或本程序生成的报告文件",
                    "give manifest.json or a report that this program made",
                ),
            )
        ]
    )
