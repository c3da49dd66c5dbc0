"""How a text is spelt: signs that look alike or cannot be seen are one, wherever names and ids are compared."""

from __future__ import annotations

import re
import sys
import unicodedata

# Hyphens, dashes and the minus sign; the full-width and small ones are NFKC's.
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−⁃"), "-")
# Signs without a shape that Unicode does not count among the formats: fillers and variation selectors.
_SHAPELESS = {0x034F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)}


def _signs(*categories: str) -> str:
    """All signs of some categories of Unicode, as the inside of a pattern's brackets."""
    return "".join(
        re.escape(chr(code))
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in categories
    )


_UNSEEN = re.compile(f"[{_signs('Cf', 'Cs')}{''.join(map(chr, sorted(_SHAPELESS)))}]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
# What people write into a cell for "not known". NaN is not among them: a computation failed there.
_NOT_KNOWN = {
    *("/", "//", "\\", "*", "?", "...", "无", "暂无", "无数据", "暂无数据", "空", "空白", "缺", "缺失"),
    *("未知", "不详", "不明", "未填", "未填报", "未报", "待填", "待补", "待定", "不适用"),
    *("n/a", "na", "n.a.", "null", "none", "nil", "unknown", "not known", "not available", "tbd"),
}
_ERROR = re.compile(
    r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|EXTERNAL!"
    r"|GETTING_DATA)|#{2,}|ERR:[0-9]{3}"
)


def tidy(text: str) -> str:
    """A text without signs that cannot be seen, its blanks folded; else as it was written."""
    if not (text.isascii() and text.isprintable()):
        text = _CONTROL.sub(" ", _UNSEEN.sub("", text))
    return " ".join(text.split())


def folded(text: str) -> str:
    """A text as it is compared: widths, brackets and dashes of all kinds equal, nothing unseen, blanks folded."""
    text = tidy(text)
    return text if text.isascii() else tidy(unicodedata.normalize("NFKC", text).translate(_DASHES))


def identity_of(text: str) -> str:
    """An id as the panel holds it: folded and in upper case."""
    return folded(text).upper()


def name_key(text: str) -> str:
    """A name from a known list as it is looked up: case and blanks do not count."""
    return folded(text).lower().replace(" ", "")


def is_not_known(text: str) -> bool:
    """Whether a cell says in words or with a dash that its value is not known."""
    text = folded(text).lower()
    return text in _NOT_KNOWN or (bool(text) and not text.strip("-"))


def is_error(text: str) -> bool:
    """Whether a text is what a spreadsheet shows for a formula that failed."""
    return _ERROR.fullmatch(folded(text).upper()) is not None


def visible(text: str) -> str:
    """A text with its unseen signs named, so that two spellings can be told apart by eye."""
    return "".join(
        sign
        if sign == " " or (sign.isprintable() and ord(sign) not in _SHAPELESS)
        else f"<U+{ord(sign):04X}>"
        for sign in text
    )
