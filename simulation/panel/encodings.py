"""In which code a text is written: told by its bytes, and never guessed where that would garble a name."""

from __future__ import annotations

import codecs
import csv
import io
import re

from simulation.panel.raw import Refused
from simulation.text.problems import Text

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AS_UTF8 = Text("请用 Excel 或 WPS 另存为“CSV UTF-8”", 'save it as "CSV UTF-8" from Excel or WPS')
_SAMPLE = 65_536
# Three bytes of UTF-8 that make a Chinese sign or its punctuation: no other code makes many of them.
_CHINESE_UTF8 = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf][\x80-\xbf]")
_HIGH = re.compile(rb"[\x80-\xff]+")
# The signs of the Far Eastern codes as they stand in the bytes, and those that everyday text in each consists of.
_SIGN = re.compile(
    rb"[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]|[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x80-\xff]"
)
_EVERYDAY = {
    "GB18030": re.compile(rb"[\xa1-\xa3\xb0-\xf7][\xa1-\xfe]"),
    "Big5": re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]"),
    "Shift-JIS": re.compile(rb"[\x81-\x83\x88-\x97][\x40-\x7e\x80-\xfc]"),
}
# A real text reaches nine tenths in its own code and about a half in another.
_PLAUSIBLE = 0.7


def decoded(place: str, content: bytes) -> str:
    """The text of a CSV file. Raises Refused for a byte or a code that is not known."""
    name, mark = marked_code(content)
    if name:
        return _strict(place, content[mark:], name)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        name = _code_of(_around(content, error.start))
    if name in ("UTF-8", "GB18030"):
        return _strict(place, content, name)
    wrong = Text("无法确定文字的编码", "the code of the text cannot be told")
    if name:
        wrong = Text(f"文字像是 {name} 编码", f"the text seems to be in {name}")
    raise Refused(place, wrong, _SAVE_AS_UTF8)


def marked_code(content: bytes) -> tuple[str, int]:
    """The code that a file's first bytes state, and how many of them do; "" where none is stated.

    UTF-16 without a mark states itself: every second byte of its digits and commas is zero.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name, len(mark)
    even, odd = content[0:_SAMPLE:2].count(0), content[1:_SAMPLE:2].count(0)
    if min(even, odd) or max(even, odd) < len(content[:_SAMPLE]) / 20:
        return "", 0
    return ("utf-16-le" if odd else "utf-16-be"), 0


def _around(content: bytes, place: int) -> bytes:
    """Whole lines before and after a byte: enough to judge by, and little of a large file."""
    first = content.rfind(b"\n", 0, max(0, place - _SAMPLE)) + 1
    last = content.find(b"\n", place + _SAMPLE)
    return content[first : last if last >= 0 else None]


def _code_of(content: bytes) -> str:
    """The code of a text that is not all UTF-8; nothing where it cannot be told."""
    wrong = content.decode("utf-8", "replace").count("\ufffd")
    if len(_CHINESE_UTF8.findall(content)) > wrong:
        return "UTF-8"
    runs = _HIGH.findall(content)
    if all(len(run) == 1 for run in runs):
        # Single letters among ASCII, or a byte that slipped in.
        letters = [run for run in runs if run >= b"\xc0"]
        return "Latin-1" if len(letters) > max(1, len(runs) / 2) else "UTF-8"
    signs = [sign for sign in _SIGN.findall(content) if sign[0] >= 0x80]
    shares = {
        name: sum(everyday.fullmatch(sign) is not None for sign in signs) / len(signs)
        for name, everyday in _EVERYDAY.items()
    }
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _PLAUSIBLE else ""


def _strict(place: str, content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(name)
        rows = list(csv.reader(io.StringIO(before + "?", newline="")))
        code = name.upper().removesuffix("-LE").removesuffix("-BE")
        places = content.decode(name, "replace").count("\ufffd")
        more = Text(f"，共 {places} 处", f", {places} in all") if places > 1 else Text("", "")
        byte = content[error.start : error.start + 1].hex().upper()
        wrong = Text(f"有不是 {code} 的字节 {byte}{more.zh}", f"a byte that is not {code}: {byte}{more.en}")
        if (error.end == len(content) and "end" in error.reason) or "truncated" in error.reason:
            wrong = Text("文件在一个字的中间中断", "the file breaks off within a sign")
        right = Text("请改正此处，另存为“CSV UTF-8”", 'mend it and save as "CSV UTF-8"')
        shown = before.rpartition("\n")[2][-40:]
        raise Refused(place, wrong, right, len(rows), value=shown) from error
