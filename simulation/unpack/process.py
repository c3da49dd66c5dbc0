"""The program that reads a workbook, in a process of its own, whose memory and time are limited.

Standard input is the file, the argument a JSON object of what is wanted, standard output JSON lines.
"""

from __future__ import annotations

import json
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

from simulation.unpack.parts import BROKEN, Book, Parts, Refuse
from simulation.unpack.stream import SheetReader


def table_of(title: str, names: Mapping[str, str]) -> str | None:
    """The table that a sheet's title names: its id as a word of the title, or the title as a whole."""
    whole = "".join(
        sign for sign in unicodedata.normalize("NFKC", title) if unicodedata.category(sign) != "Cf"
    )
    for word in whole.lower().split():
        if names.get(word) == word:
            return word
    return names.get(whole.strip())


def answer(content: bytes, wanted: Mapping[str, Any], write: Callable[[Any], None]) -> None:
    """Write for each sheet who it is, its rows, and what is hidden in it. Raises Refuse.

    `wanted` has "names" (what a title may be -> table), "only" (the place of the one sheet, or None),
    "rows" (the most of a table), "head" (the most of a sheet that is none of them) and "limits".
    """
    book = Book(Parts(content, wanted["limits"]))
    if not book.sheets:
        raise Refuse("broken")
    for place, (title, state, part) in enumerate(book.sheets):
        table = table_of(title, wanted["names"]) if wanted["only"] is None else None
        whole = table is not None or place == wanted["only"]
        write({"title": title, "table": table, "hidden": state != "visible", "undated": book.undated})
        reader = SheetReader(book, write, wanted["rows" if whole else "head"])
        try:
            reader.read(part)
        except (*BROKEN, Refuse):
            if whole:
                raise
        write({"columns": reader.hidden_columns, "filtered": reader.filtered})


def main() -> None:
    """Answer on standard output; the last line says that all is told, or why nothing is."""
    wanted = json.loads(sys.argv[-1])
    _limit(wanted["limits"])
    content = sys.stdin.buffer.read()
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    out = sys.stdout.buffer

    def write(line: Any) -> None:
        out.write(encode(line).encode() + b"\n")

    try:
        answer(content, wanted, write)
        last = ["done"]
    except Refuse as refused:
        last = ["refused", *refused.args]
    except (zipfile.BadZipFile, zlib.error, EOFError):
        last = ["refused", "cut"]
    except MemoryError:
        last = ["refused", "memory"]
    except expat.ExpatError as error:
        no_memory = error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
        last = ["refused", "memory" if no_memory else "broken"]
    except BROKEN:
        last = ["refused", "broken"]
    write({last[0]: last[1:]})
    out.flush()


def _limit(limits: Mapping[str, int]) -> None:
    """What the system itself will hold this process to; Windows has no such limits, there only the clock stands."""
    try:
        import resource
    except ImportError:
        return
    for name, most in ((resource.RLIMIT_AS, limits["memory"]), (resource.RLIMIT_CPU, limits["seconds"])):
        hard = resource.getrlimit(name)[1]
        if hard == resource.RLIM_INFINITY or most <= hard:
            resource.setrlimit(name, (most, hard))
