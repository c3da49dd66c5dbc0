"""How a slide is laid out: a finding as its title, a native chart, words beside it, sources in the notes.

Each text names its East Asian typeface too: without it PowerPoint takes the Latin one's fallback.
Sizes are chosen so that a text fits its box, estimated from the widths of Chinese and Latin signs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from simulation.report.colours import CITY, INK
from simulation.report.report import Report
from simulation.text.plain import em_width, plain_line, shortened

LATIN, EAST = "Arial", "Microsoft YaHei"
WIDE, HIGH = 13.333, 7.5
RED = "#B3261E"
LINE = 1.4  # the height of a line, in ems; Chinese fonts need this much


@dataclass(frozen=True)
class Box:
    """A place on the slide, inches."""

    left: float
    top: float
    width: float
    height: float


TITLE = Box(0.55, 0.35, 12.2, 1.0)
CAPTION = Box(0.55, 1.36, 12.2, 0.34)
CHART = Box(0.5, 1.8, 7.7, 4.95)
SIDE = Box(8.45, 1.8, 4.35, 4.95)
MARK = Box(0.55, 0.1, 12.2, 0.25)
FOOT = Box(0.55, 6.98, 11.2, 0.3)
PAGE = Box(11.9, 6.98, 0.9, 0.3)


def lines_at(text: str, width: float, size: float) -> int:
    """How many lines a paragraph takes in so many inches at so many points."""
    return max(ceil(em_width(text) * size / 72 / (width * 0.97)), 1)


def fitting(texts: Sequence[str], box: Box, sizes: Sequence[int]) -> int:
    """The largest of some sizes at which the paragraphs fit the box; the smallest where none does."""
    for size in sizes:
        high = sum(lines_at(text, box.width, size) for text in texts) + 0.45 * (len(texts) - 1)
        if high * size * LINE / 72 <= box.height:
            return size
    return sizes[-1]


def set_fonts(properties: Any) -> None:
    """Latin and East Asian typefaces of a run, a paragraph's default or a chart."""
    for tag, name in (("a:latin", LATIN), ("a:ea", EAST)):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        face = properties.makeelement(qn(tag), {"typeface": name})
        properties.append(face)


def colour(code: str) -> Any:
    """A colour from #RRGGBB."""
    return RGBColor.from_string(code.removeprefix("#"))


class Deck:
    """A presentation being written."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = Inches(WIDE), Inches(HIGH)
        self.file.core_properties.title = report.words.t("report.title")
        self.file.core_properties.author = ""

    def slide(self, title: str, caption: str, source: str, more: Sequence[str] = ()) -> Any:
        """A new slide under its finding, with the foot, and in the notes the source of its numbers and `more`."""
        t = self.report.words.t
        slide = self.file.slides.add_slide(self.file.slide_layouts[5])
        shape = slide.shapes.title
        self._place(shape, TITLE)
        self._write(
            shape.text_frame, [title], fitting([title], TITLE, (28, 26, 24, 22, 20, 18)), CITY, bold=True
        )
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        self.text(slide, CAPTION, [caption], (12, 11, 10, 9), INK)
        name = t("report.scenario", name=self.report.name)
        foot = f"{shortened(name, 40)} · {self.report.foot}"
        if self.report.invented:
            self.text(slide, MARK, [self.report.invented], (12,), RED, bold=True)
        self.text(slide, FOOT, [shortened(foot, FOOT.width * 0.95 * 72 / 10)], (10,), INK)
        page = self.text(slide, PAGE, [str(len(self.file.slides))], (10,), INK)
        page.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        manifest = self.report.manifest
        notes = t(
            "notes.source",
            draws=f"{manifest['draws']:,}",
            seed=manifest["seed"],
            figure=source,
            version=manifest["version"],
            policy=manifest["policy"],
        )
        lines = [notes, name, self.report.version_line, self.report.caveat]
        self._write(slide.notes_slide.notes_text_frame, [*lines, *more], 12, "#000000")
        return slide

    def _place(self, shape: Any, box: Box) -> None:
        shape.left, shape.top = Inches(box.left), Inches(box.top)
        shape.width, shape.height = Inches(box.width), Inches(box.height)

    def text(
        self,
        slide: Any,
        box: Box,
        texts: Sequence[str],
        sizes: Sequence[int],
        ink: str,
        *,
        bold: bool = False,
    ) -> Any:
        """Paragraphs in a box, at the largest size that fits."""
        shape = slide.shapes.add_textbox(
            *(Inches(side) for side in (box.left, box.top, box.width, box.height))
        )
        self._write(shape.text_frame, texts, fitting(texts, box, sizes), ink, bold=bold)
        return shape

    def _write(self, frame: Any, texts: Sequence[str], size: int, ink: str, *, bold: bool = False) -> None:
        frame.word_wrap = True
        for side in ("margin_left", "margin_right", "margin_top", "margin_bottom"):
            setattr(frame, side, Emu(0))
        for place, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            if place:
                paragraph.space_before = Pt(size * 0.45)
            self._run(paragraph, text, size, ink, bold)

    def _run(self, paragraph: Any, text: str, size: int, ink: str, bold: bool) -> None:
        run = paragraph.add_run()
        run.text = plain_line(text)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = colour(ink)
        set_fonts(run._r.get_or_add_rPr())

    def table(self, slide: Any, box: Box, rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Box:
        """A small table; the first row is its heading, the first column stands left. Returns the room under it."""
        size = 12 if len(rows) <= 10 else 11 if len(rows) <= 12 else 10
        high = min(box.height, len(rows) * (size * 2.2 / 72))
        frame = slide.shapes.add_table(
            len(rows), len(widths), Inches(box.left), Inches(box.top), Inches(box.width), Inches(high)
        )
        table = frame.table
        table.horz_banding = False
        for place, width in enumerate(widths):
            table.columns[place].width = Inches(box.width * width / sum(widths))
        for at, row in enumerate(rows):
            table.rows[at].height = Inches(high / len(rows))
            for place, text in enumerate(row):
                cell = table.cell(at, place)
                cell.fill.solid()
                cell.fill.fore_color.rgb = colour("#E8EEF4" if at == 0 else "#FFFFFF")
                cell.margin_left = cell.margin_right = Inches(0.05)
                cell.margin_top = cell.margin_bottom = Inches(0.02)
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                paragraph = cell.text_frame.paragraphs[0]
                paragraph.alignment = PP_ALIGN.LEFT if place == 0 else PP_ALIGN.RIGHT
                room = box.width * widths[place] / sum(widths) * 72 / size * (1.9 if at == 0 else 0.97)
                self._run(paragraph, shortened(plain_line(text), room), size, "#1B2733", at == 0)
        below = high + 0.35
        return Box(box.left, box.top + below, box.width, max(box.height - below, 0.5))

    def bars(
        self,
        slide: Any,
        categories: Sequence[str],
        series: Mapping[str, Sequence[float | None]],
        colours: Sequence[str],
        *,
        kind: Any = XL_CHART_TYPE.COLUMN_CLUSTERED,
        points: Sequence[str] | None = None,
        numbers: str = "#,##0",
        labels: bool = False,
        box: Box = CHART,
    ) -> Any:
        """A native bar or column chart; amounts start at zero, the first bar stands on top."""
        data = CategoryChartData(number_format=numbers)
        data.categories = list(categories)
        for name, values in series.items():
            data.add_series(name, list(values))
        chart = self._chart(slide, kind, data, box, legend=len(series) > 1)
        plot = chart.plots[0]
        plot.gap_width = 55
        for one, code in zip(plot.series, colours, strict=False):
            one.format.fill.solid()
            one.format.fill.fore_color.rgb = colour(code)
            one.invert_if_negative = False
        for at, code in enumerate(points or ()):
            fill = plot.series[0].points[at].format.fill
            fill.solid()
            fill.fore_color.rgb = colour(code)
        if labels:
            plot.has_data_labels = True
            plot.data_labels.number_format = numbers
            plot.data_labels.number_format_is_linked = False
            plot.data_labels.font.size = Pt(11)
        self._axes(chart, numbers, flipped=kind == XL_CHART_TYPE.BAR_CLUSTERED)
        if all((value or 0.0) >= 0 for values in series.values() for value in values):
            chart.value_axis.minimum_scale = 0
        else:
            chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        return chart

    def curve(
        self, slide: Any, name: str, x: Sequence[float], y: Sequence[float], axis: tuple[str, str]
    ) -> Any:
        """A native curve of probabilities over amounts."""
        data = XyChartData(number_format="#,##0")
        line = data.add_series(name)
        for amount, chance in zip(x, y, strict=True):
            line.add_data_point(amount, chance)
        chart = self._chart(slide, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, CHART, legend=False)
        chart.plots[0].series[0].format.line.color.rgb = colour(CITY)
        chart.plots[0].series[0].smooth = False
        self._axes(chart, "0%", flipped=False)
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, 1
        chart.category_axis.tick_labels.number_format = "#,##0"
        chart.category_axis.tick_labels.number_format_is_linked = False
        chart.category_axis.minimum_scale = 0
        chart.category_axis.has_major_gridlines = False
        for one, title in zip((chart.category_axis, chart.value_axis), axis, strict=True):
            one.has_title = True
            one.axis_title.text_frame.text = title
            run = one.axis_title.text_frame.paragraphs[0].runs[0]
            run.font.size, run.font.bold = Pt(11), False
            set_fonts(run._r.get_or_add_rPr())
        return chart

    def _chart(self, slide: Any, kind: Any, data: Any, box: Box, *, legend: bool) -> Any:
        place = (Inches(side) for side in (box.left, box.top, box.width, box.height))
        frame = slide.shapes.add_chart(kind, *place, data)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", slide.shapes.title.text_frame.text)
        chart = frame.chart
        chart.has_title = False
        chart.font.size = Pt(12)
        set_fonts(chart.font._rPr)
        chart.has_legend = legend
        if legend:
            chart.legend.position = XL_LEGEND_POSITION.BOTTOM
            chart.legend.include_in_layout = False
        return chart

    def _axes(self, chart: Any, numbers: str, *, flipped: bool) -> None:
        value = chart.value_axis
        value.tick_labels.number_format = numbers
        value.tick_labels.number_format_is_linked = False
        value.major_gridlines.format.line.color.rgb = colour("#E3E7EB")
        value.format.line.fill.background()
        if flipped:
            chart.category_axis.reverse_order = True
            # With the order reversed the amounts would move to the top.
            value._element.find(qn("c:crosses")).set("val", "max")

    def close(self) -> bytes:
        """The finished file."""
        target = BytesIO()
        self.file.save(target)
        return target.getvalue()
