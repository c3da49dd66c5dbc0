"""The parts of a workbook: found by their relations, weighed as they are read, whatever they are called."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from xml.parsers import expat

from simulation.unpack.cell_values import is_date, is_true, unescaped

_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TAGS = [
    "workbookPr",
    "sheet",
    "numFmts",
    "numFmt",
    "cellXfs",
    "xf",
    "si",
    "t",
    "rPh",
    "row",
    "c",
    "f",
    "v",
    "col",
    "autoFilter",
    "filterColumn",
]
# The elements that count, by namespace and name: nothing else is looked at.
KNOWN = {f"{space} {tag}": tag for space in _MAIN for tag in _TAGS} | {
    f"{_PACKAGE} Relationship": "Relationship"
}
# What a file in a zip is when it is no workbook of ours.
_OTHERS = {"xl/workbook.bin": "xlsb", "word/document.xml": "document", "ppt/presentation.xml": "document"} | {
    "index/document.iwa": "numbers",
    "index.zip": "numbers",
}
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    ArithmeticError,
    NotImplementedError,
)


class Refuse(Exception):
    """The workbook is not read: a word for why, and where."""


class Parts:
    """The parts of a workbook, whatever they are called: weighed together, each as it is read."""

    def __init__(self, content: bytes, limits: Mapping[str, int]) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        if any(entry.flag_bits & 1 for entry in self.archive.infolist()):
            raise Refuse("locked")
        names = self.archive.namelist()
        self.names = {name.replace("\\", "/").lower().lstrip("/"): name for name in names}
        self.limits = limits
        self.bytes = self.tags = 0

    def read(self, part: str, **handlers: Callable[..., None]) -> None:
        """Parse one part. Raises KeyError where there is none, Refuse where a limit is passed."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        for name, handler in handlers.items():
            setattr(parser, name, handler)
        with self.archive.open(self.names[part.lower()]) as opened:
            while chunk := opened.read(1 << 18):
                self.bytes += len(chunk)
                self.tags += chunk.count(b"<") + chunk.count(b"/>")
                for what in ("bytes", "tags"):
                    if getattr(self, what) > self.limits[what]:
                        raise Refuse(what)
                parser.Parse(chunk)
        parser.Parse(b"", True)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """The related parts of one by their ids: kind and name."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if KNOWN.get(tag) == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
                kind = attributes["Type"].rpartition("/")[2]
                found[attributes["Id"]] = (kind, target.replace("\\", "/").lstrip("/"))

        self.read(posixpath.join(folder, "_rels", name + ".rels"), StartElementHandler=start)
        return found


def _no_doctype(*_: object) -> None:
    raise Refuse("broken")


class Book:
    """What all sheets share: where they are, the texts, which formats are dates, the first day."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        try:
            top = parts.relations("")
        except KeyError:
            top = {}
        part = next((name for kind, name in top.values() if kind == "officeDocument"), "xl/workbook.xml")
        self._refuse_others(part)
        self.related = parts.relations(part)
        self.sheets: list[tuple[str, str, str]] = []
        self.from_1904 = False
        parts.read(part, StartElementHandler=self._workbook)
        self.undated = False
        self.texts, self.dates = self._texts(), self._dates()

    def _refuse_others(self, part: str) -> None:
        names = self.parts.names
        if any("vbaproject" in name for name in names):
            raise Refuse("macros")
        if part.lower() in names and part.lower() not in _OTHERS:
            return
        for name, kind in _OTHERS.items():
            if name in names:
                raise Refuse(kind)
        start = self.parts.archive.open(names["mimetype"]).read(200) if "mimetype" in names else b""
        raise Refuse("ods" if b"opendocument" in start else "zip")

    def _workbook(self, tag: str, attributes: dict[str, str]) -> None:
        known = KNOWN.get(tag)
        if known == "workbookPr":
            self.from_1904 = is_true(attributes.get("date1904"))
        elif known == "sheet":
            ids = [attributes[f"{space} id"] for space in _RELATIONS if f"{space} id" in attributes]
            kind, part = self.related[ids[0]]
            if kind == "worksheet":
                self.sheets.append((attributes["name"], attributes.get("state", "visible"), part))

    def _shared(self, kind: str) -> str | None:
        return next((part for named, part in self.related.values() if named == kind), None)

    def _texts(self) -> list[str]:
        texts: list[str] = []
        pieces: list[str] = []
        buffer: list[str] = []
        spoken = False

        def start(tag: str, _: dict[str, str]) -> None:
            nonlocal spoken
            known = KNOWN.get(tag)
            if known == "t":
                buffer.clear()
            elif known == "rPh":
                spoken = True

        def end(tag: str) -> None:
            nonlocal spoken
            known = KNOWN.get(tag)
            if known == "t" and not spoken:
                pieces.extend(buffer)
            elif known == "rPh":
                spoken = False
            elif known == "si":
                if len(texts) == self.parts.limits["cells"]:
                    raise Refuse("cells")
                texts.append(unescaped("".join(pieces)).strip())
                pieces.clear()

        part = self._shared("sharedStrings")
        if part and part.lower() in self.parts.names:
            self.parts.read(
                part, StartElementHandler=start, EndElementHandler=end, CharacterDataHandler=buffer.append
            )
        return texts

    def _dates(self) -> list[bool]:
        """For each cell format whether it shows a date. Styles that cannot be parsed tell nothing."""
        codes: dict[int, str] = {}
        formats: list[int] = []
        within: set[str] = set()
        read = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            known = KNOWN.get(tag)
            if known in ("numFmts", "cellXfs"):
                within.add(known)
            elif known == "numFmt" and "numFmts" in within:
                codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif known == "xf" and "cellXfs" in within:
                formats.append(int(attributes.get("numFmtId", 0)))

        def end(tag: str) -> None:
            nonlocal read
            known = KNOWN.get(tag)
            within.discard(known or "")
            read = read or known == "cellXfs"

        part = self._shared("styles")
        if part:
            try:
                self.parts.read(part, StartElementHandler=start, EndElementHandler=end)
            except BROKEN:
                self.undated = not read
        return [is_date(number, codes.get(number, "")) for number in formats]
