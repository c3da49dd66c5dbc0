"""How the brief is set: A4, the faces of official documents, a size at which it fits two pages.

Every style names its East Asian face; the font table names what to take where 方正小标宋 or 仿宋 is
not installed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from math import ceil
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from simulation.text.plain import em_width, plain_line

LATIN = "Times New Roman"
TITLE, BODY, HEADING = "方正小标宋简体", "仿宋_GB2312", "黑体"
INSTEAD = {TITLE: "FZXiaoBiaoSong-B05S,华文中宋,宋体", BODY: "仿宋,FangSong,华文仿宋", HEADING: "SimHei"}
WIDTH, HEIGHT = 156.0, 237.0  # the text's own place on the page, mm
POINT = 0.352778  # mm
RED = "B3261E"
ROW = 16.0  # the height of a table's row, points
SIZES = (16.0, 15.0, 14.0, 13.0, 12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0)
PITCH = 1.5  # lines of text, in ems


def body_size(title: str, sections: Mapping[str, Sequence[str]], rows: int) -> float:
    """The largest size at which text and tables take two pages, by the widths of their signs."""
    room = 2 * HEIGHT / POINT
    tables = rows * ROW + 2 * 29 + 30
    for size in SIZES:
        ems = WIDTH / POINT / size
        lines = sum(
            ceil((em_width(text) + 2) / (ems * 0.96)) for texts in sections.values() for text in texts
        )
        head = ceil(em_width(title) * 22 / (WIDTH / POINT)) * 34 + 14
        if head + (lines + len(sections) + 2) * size * PITCH + tables <= room * 0.97:
            return size
    return SIZES[-1]


def set_faces(element: Any, east: str) -> None:
    """Latin and East Asian faces of a run or a style."""
    properties = element.get_or_add_rPr()
    faces = properties.find(qn("w:rFonts"))
    if faces is None:
        faces = OxmlElement("w:rFonts")
        properties.insert(0, faces)
    for side, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", east)):
        faces.set(qn(f"w:{side}"), name)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        faces.attrib.pop(qn(f"w:{theme}"), None)


class Paper:
    """A document being written."""

    def __init__(
        self,
        title: str,
        sections: Mapping[str, Sequence[str]],
        rows: int,
        foot: str = "",
        warning: str | None = None,
    ) -> None:
        """`foot` stands beside the page number, `warning` in red at the top of every page."""
        self.size = body_size(title, sections, rows + (2 if warning else 0))
        self.file = Document()
        self.file.core_properties.title = title
        self.file.core_properties.author = ""
        page = self.file.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin, page.right_margin = Mm(28), Mm(26)
        page.top_margin, page.bottom_margin = Mm(30), Mm(30)
        normal = self.file.styles["Normal"]
        normal.font.size = Pt(self.size)
        set_faces(normal.element, BODY)
        self._language(normal.element)
        self._name_substitutes()
        self._page_number(page)
        if foot:
            self._beside(page.footer.add_paragraph(), foot, "808080")
        if warning:
            self._beside(page.header.paragraphs[0], warning, RED)

    def _language(self, style: Any) -> None:
        """Which dictionaries to check the spelling by."""
        mark = OxmlElement("w:lang")
        mark.set(qn("w:val"), "en-GB")
        mark.set(qn("w:eastAsia"), "zh-CN")
        style.get_or_add_rPr().append(mark)

    def _name_substitutes(self) -> None:
        """Say in the font table which faces may stand in."""
        part = self.file.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
        entries = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/></w:font>'
            for name, instead in INSTEAD.items()
        )
        part._blob = part.blob.replace(b"</w:fonts>", f"{entries}</w:fonts>".encode())  # type: ignore[attr-defined]

    def _page_number(self, page: Any) -> None:
        paragraph = page.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for kind, text in (("", "— "), ("begin", ""), ("instr", "PAGE"), ("end", ""), ("", " —")):
            run = paragraph.add_run(text if not kind else "")
            run.font.size = Pt(10.5)
            if kind == "instr":
                code = OxmlElement("w:instrText")
                code.text = text
                run._r.append(code)
            elif kind:
                field = OxmlElement("w:fldChar")
                field.set(qn("w:fldCharType"), kind)
                run._r.append(field)

    def _beside(self, paragraph: Any, text: str, ink: str) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(plain_line(text))
        run.font.size, run.font.color.rgb = Pt(8 if ink != RED else 10.5), RGBColor.from_string(ink)
        set_faces(run._r, HEADING if ink == RED else BODY)

    def warning(self, text: str) -> None:
        """A red line under the title."""
        paragraph = self._add(text, 14, HEADING, 22, after=8)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.runs[0].font.color.rgb = RGBColor.from_string(RED)

    def _add(self, text: str, size: float, east: str, pitch: float, **more: Any) -> Any:
        paragraph = self.file.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_before, shape.space_after = Pt(more.get("before", 0)), Pt(more.get("after", 0))
        shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        shape.line_spacing = Pt(pitch)
        run = paragraph.add_run(plain_line(text))
        run.font.size, run.font.bold = Pt(size), more.get("bold", False)
        set_faces(run._r, east)
        return paragraph

    def title(self, text: str) -> None:
        """标题: centred."""
        self._add(text, 22, TITLE, 34, after=14).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def heading(self, text: str) -> None:
        """一、二、三、四."""
        paragraph = self._add(text, self.size, HEADING, self.size * PITCH, before=2)
        paragraph.paragraph_format.first_line_indent = Pt(self.size * 2)
        paragraph.paragraph_format.keep_with_next = True

    def paragraph(self, text: str) -> None:
        """正文: two signs of indent, both edges even."""
        paragraph = self._add(text, self.size, BODY, self.size * PITCH)
        paragraph.paragraph_format.first_line_indent = Pt(self.size * 2)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY

    def signature(self, lines: Sequence[str]) -> None:
        """落款: at the right."""
        for line in lines:
            self._add(line, self.size, BODY, self.size * PITCH).alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def caption(self, text: str) -> None:
        """The name of an annex."""
        paragraph = self._add(text, 11, HEADING, 18, before=8, after=3)
        paragraph.paragraph_format.keep_with_next = True

    def small(self, text: str) -> None:
        """A last line in small print."""
        self._add(text, 8, BODY, 11, before=4)

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        numbers_from: int,
        merged: Sequence[int] = (),
    ) -> None:
        """A table with its heading; from a column on, numbers at the right; equal cells of a column merged."""
        table = self.file.add_table(len(rows), len(widths))
        table.style = self.file.styles["Table Grid"]
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for place, width in enumerate(widths):
            table.columns[place].width = Mm(WIDTH * width / sum(widths))
        for at, row in enumerate(rows):
            for place, text in enumerate(row):
                cell = table.cell(at, place)
                # A table stays on one page: each row keeps with the next.
                cell.paragraphs[0].paragraph_format.keep_with_next = at < len(rows) - 1
                cell.width = Mm(WIDTH * widths[place] / sum(widths))
                if place in merged and at and rows[at - 1][place] == text:
                    continue
                self._fill(cell, text, strong=at == 0, right=at > 0 and place >= numbers_from)
        for place in merged:
            self._merge(table, [row[place] for row in rows], place)

    def _fill(self, cell: Any, text: str, *, strong: bool, right: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = Pt(14)
        run = paragraph.add_run(plain_line(text))
        run.font.size, run.font.bold = Pt(9.5), strong
        set_faces(run._r, HEADING if strong else BODY)

    def _merge(self, table: Any, texts: Sequence[str], place: int) -> None:
        first = 0
        for at in range(1, len(texts) + 1):
            if at == len(texts) or texts[at] != texts[first]:
                if at - first > 1:
                    table.cell(first, place).merge(table.cell(at - 1, place))
                    for empty in table.cell(first, place).paragraphs[1:]:
                        empty._p.getparent().remove(empty._p)
                first = at

    def close(self) -> bytes:
        """The finished file."""
        target = BytesIO()
        self.file.save(target)
        return target.getvalue()
