"""What a file is, judged by what it holds and not by its name; what is no table is named as what it is."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from simulation.panel.encodings import marked_code
from simulation.panel.raw import Refused
from simulation.text.problems import Text

SAVE_AS = Text(
    "请用 Excel 或 WPS 打开，另存为 .xlsx 或 CSV（UTF-8）",
    "open it in Excel or WPS and save it as .xlsx or CSV (UTF-8)",
)
_GIVE_A_TABLE = Text(
    "请上传 CSV（UTF-8 或 GB18030）或 .xlsx", "give a CSV file (UTF-8 or GB18030) or an .xlsx workbook"
)
_MACROS = ".xlsm", ".xltm", ".xlam"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURE = Text("这是图片，不是表格", "this is a picture, not a table")
_ARCHIVE = Text("这是压缩包，不是表格", "this is an archive, not a table")
_MEDIA = Text("这是音频或视频，不是表格", "this is audio or video, not a table")
# By its first bytes; a part of a workbook is told by the process that reads it.
_SIGNATURES: tuple[tuple[bytes, Text], ...] = (
    (b"%PDF", Text("这是 PDF，不是表格", "this is a PDF, not a table")),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"{\\rtf", Text("这是 RTF 文档，不是表格", "this is an RTF document, not a table")),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"ID3", _MEDIA),
    (b"RIFF", _MEDIA),
)
_HTML = ("<!doctype html", "<html", "<head", "<meta", "<body", "<style", "<table", "<div", "<script", "<tr")


def kind_of(name: str, content: bytes) -> Literal["workbook", "text"]:
    """Whether a file is a workbook or a text; a text may still be no table. Raises Refused for all else."""
    if PurePath(name).suffix.lower() in _MACROS:
        raise with_macros(name)
    if not content:
        raise Refused(
            name,
            Text("文件是空的（0 字节）", "the file is empty (0 bytes)"),
            Text("请填写后再上传，或删除此文件", "fill it in, or leave the file out"),
        )
    if content.startswith(b"PK"):
        return "workbook"
    if content.startswith(_OLE):
        raise Refused(name, *_of_ole(content))
    for signature, wrong in _SIGNATURES:
        # Two letters may begin a text too.
        if content.startswith(signature) and (len(signature) > 2 or signature[0] > 127 or 0 in content[:16]):
            raise Refused(name, wrong, _GIVE_A_TABLE)
    if content[4:8] == b"ftyp":
        raise Refused(name, _MEDIA, _GIVE_A_TABLE)
    _refuse_texts(name, content)
    return "text"


def with_macros(name: str) -> Refused:
    """A workbook that could run a program."""
    return Refused(
        name, Text("工作簿含宏", "a workbook with macros"), Text("请另存为 .xlsx", "save it as .xlsx")
    )


def not_a_table(name: str) -> Refused:
    """What is neither a workbook nor a text."""
    return Refused(name, Text("不是可读的表格文件", "this is not a table"), _GIVE_A_TABLE)


def _of_ole(content: bytes) -> tuple[Text, Text]:
    """A compound file: what the names of its streams say that it is."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        return (
            Text("工作簿有打开密码", "the workbook is encrypted"),
            Text(
                "请用 Excel 或 WPS 打开，去掉密码后另存为 .xlsx",
                "open it in Excel or WPS and save it as .xlsx without the password",
            ),
        )
    if holds("WordDocument") or holds("PowerPoint Document"):
        return Text(
            "这是旧版文档（.doc/.ppt/.wps），不是表格", "this is an old document, not a table"
        ), SAVE_AS
    return Text("这是旧版二进制工作簿（.xls/.et）", "this is an old binary workbook (.xls/.et)"), SAVE_AS


def _refuse_texts(name: str, content: bytes) -> None:
    """Refuse what is text and yet no table: web pages, XML, pointers."""
    start = content[:4096].replace(b"\x00", b"").decode("latin-1").lower()
    start = start.removeprefix("ï»¿").removeprefix("ÿþ").removeprefix("þÿ").lstrip()
    if start.startswith("version https://git-lfs"):
        raise Refused(
            name,
            Text("这是 Git LFS 指针，不是文件本身", "this is a pointer of Git LFS, not the file itself"),
            Text("请用 git lfs pull 取得文件", "get the file with git lfs pull"),
        )
    if "urn:schemas-microsoft-com:office:spreadsheet" in start or 'progid="excel.sheet"' in start:
        wrong = Text(
            "这是 XML 表格 2003，不是 .xlsx", "this is an XML spreadsheet of 2003, not an .xlsx workbook"
        )
        raise Refused(name, wrong, SAVE_AS)
    if start.startswith(_HTML) or (start.startswith(("<?xml", "<!--")) and "<html" in start):
        wrong = Text("这是网页（HTML），不是工作簿", "this is a web page (HTML), not a workbook")
        raise Refused(name, wrong, SAVE_AS)
    if start.startswith("mime-version:"):
        raise Refused(
            name,
            Text("这是网页存档（MHTML），不是工作簿", "this is a web archive (MHTML), not a workbook"),
            SAVE_AS,
        )
    if start.startswith("<?xml"):
        raise Refused(
            name, Text("这是 XML 文件，不是表格", "this is an XML file, not a table"), _GIVE_A_TABLE
        )
    odd = sum(sign < " " and sign not in "\t\r\n\f\x1a\x1b" for sign in start)
    if odd > max(1, len(start) / 50) and not marked_code(content)[0].startswith(("utf-16", "utf-32")):
        raise not_a_table(name)
