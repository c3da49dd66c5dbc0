"""One page of HTML that opens without a network: text, tables and interactive charts in one file.

Charts are plain JSON; what draws them is the plotly.js that the installed plotly package carries,
read as a file and written into the page. The package itself is not imported: the simulation knows
no screen, and a page needs only the script. The page's own policy forbids it every connection.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from simulation.money.payers import CITY as CITY_PAYER
from simulation.report.colours import BUDGET, CITY, DISTRICT, INK, MEASURE_COLOURS
from simulation.report.manifest import as_text
from simulation.report.named_tables import heading, kind_of, manifest_rows, named
from simulation.report.report import Report
from simulation.text.numbers import bare, money, side_by_side, unbroken
from simulation.text.plain import plain_line
from simulation.words import budget_findings, findings

FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, Arial, sans-serif"
FORMATS = {"money": "{:,.1f}", "share": "{:.1%}", "count": "{:,.1f}", "year": "{:.0f}"}
SHOWN = ("measures", "years", "fiscal_years", "payers", "shares", "budget", "quantiles", "outcomes", "parameters",
         "readings", "differences", "changes")  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """A chart under its finding, and the table behind it."""

    id: str
    title: str
    caption: str
    table: str
    chart: dict[str, Any]


@lru_cache(maxsize=1)
def plotly_script() -> str:
    """plotly.js as the installed package carries it. Raises FileNotFoundError where it does not."""
    file = Path(str(distribution("plotly").locate_file("plotly/package_data/plotly.min.js")))
    # A script must not hold the mark that ends it.
    return file.read_text(encoding="utf-8").replace("</script", "<\\/script")


def safe_json(value: Any) -> str:
    """JSON that stays inside its script element whatever a name holds."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def page(report: Report) -> bytes:
    """The whole page as a file."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda shown: unbroken(shown) if type(shown) is str else shown,
    )
    panels = _panels(report)
    shown = {panel.table for panel in panels}
    words, figures = report.words, report.figures
    text = templates.get_template("page.html.j2").render(
        report=report,
        t=words.t,
        zh=words.language == "zh",
        cards=_cards(report),
        sentences=_sentences(report),
        panels=panels,
        tables=[
            (words.t(f"table.{name}"), name) for name in SHOWN if name not in shown and len(figures[name])
        ],
        grid=lambda table: _grid(report, table),
        about=manifest_rows(report),
        manifest_text=escape(as_text(report.manifest)),
        manifest_json=Markup(safe_json(report.manifest)),
        charts_json=Markup(safe_json({panel.id: panel.chart for panel in panels})),
        plotly=Markup(plotly_script()),
    )
    return text.encode()


def _cards(report: Report) -> list[tuple[str, str, str]]:
    words = report.words
    cards = []
    shown = (report.figures.total.mean, *report.parts)
    for row, mean in zip(report.figures["summary"].to_dict("records"), shown, strict=True):
        name = words.t("scope.total") if row["scope"] == "total" else words.payer(row["scope"])
        low, high = side_by_side(row["p10"], row["p90"])
        cards.append((name, money(mean), f"P10–P90 {bare(low)} – {high}"))
    return cards


def _sentences(report: Report) -> list[str]:
    words, figures = report.words, report.figures
    sentences = [*report.precision, findings.tail_carrier(words, figures.outlay, figures.bill)]
    if figures.doubt is not None:
        sentences.append(findings.doubt_driver(words, figures.outlay, figures.doubt))
    if report.change is not None:
        sentences.append(report.change)
    sentences += findings.buys(words, figures.outlay)
    return [*sentences, *report.percentiles, report.split_line, *([report.arrears] if report.arrears else [])]


def _grid(report: Report, table: str) -> Markup:
    """A table with its numbers in the formats of their columns."""
    data = named(report.figures, table, report.words, rounded=True)
    districts = report.figures.outlay.districts
    kinds = {column: kind_of(column, districts) for column in data.columns}
    head = "".join(f"<th>{escape(heading(report.words, column, districts))}</th>" for column in data.columns)
    rows = []
    for row in data.itertuples(index=False):
        cells = []
        for column, value in zip(data.columns, row, strict=True):
            if isinstance(value, str):
                cells.append(f"<td>{escape(plain_line(value))}</td>")
            else:
                text = "—" if pd.isna(value) else FORMATS.get(kinds[column], "{:,.6g}").format(value)
                cells.append(f'<td class="n">{text}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return Markup(f'<div class="scroll"><table><tr>{head}</tr>{"".join(rows)}</table></div>')


def _layout(**more: Any) -> dict[str, Any]:
    axis = {"automargin": True, "fixedrange": True, "gridcolor": "#E3E7EB", "zerolinecolor": "#B7C1CB"}
    return {
        "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
        "font": {"family": FONT, "size": 13, "color": "#1B2733"},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "separators": ".,",
        "bargap": 0.3,
        "dragmode": False,  # a finger scrolls the page
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": axis | more.pop("xaxis", {}),
        "yaxis": axis | more.pop("yaxis", {}),
        **more,
    }


AMOUNT = {"title": {"text": "万元"}, "tickformat": ",", "rangemode": "tozero"}
HOVER = "%{x}<br>%{y:,.0f} 万元<extra>%{fullData.name}</extra>"
HOVER_FLAT = "%{y}<br>%{x:,.0f} 万元<extra>%{fullData.name}</extra>"


def _panels(report: Report) -> list[Panel]:
    words, figures = report.words, report.figures
    means = [float(mean) for mean in figures["years"]["mean"]]

    def panel(identity: str, title: str, caption: str, table: str, chart: dict[str, Any]) -> Panel:
        return Panel(identity, title, words.t(caption, years=report.years), table, chart)

    budget = [
        panel("chart-budget", budget_findings.budget_risk(words, figures.lines), "report.budget_caption", "budget",
              _budget(report)),
    ] if figures.city_pays else []  # fmt: skip
    if figures.total.mean == 0:  # nothing else to draw
        return budget
    return [
        panel("chart-measures", findings.cost_driver(words, figures.outlay), "report.measures_caption", "measures",
              _measures(report)),
        panel("chart-exceedance", findings.certainty(words, figures.total), "report.exceed_caption", "exceedance",
              _exceedance(report)),
        panel("chart-years", findings.trend(words, figures.outlay.years, means), "report.years_caption",
              "measure_years", _years(report)),
        panel("chart-fiscal", findings.peak(words, figures.bill, figures.scenario), "report.fiscal_caption",
              "fiscal_years", _fiscal(report)),
        panel("chart-payers", findings.city_part(words, figures.bill), "report.payers_caption", "payers",
              _payers(report)),
        *budget,
    ]  # fmt: skip


def _measures(report: Report) -> dict[str, Any]:
    order = findings.ranked(report.figures.outlay)
    means = [one.mean for _, one in order]
    trace = {
        "type": "bar",
        "orientation": "h",
        "name": report.words.t("estimate.mean"),
        "y": [report.words.measure(measure) for measure, _ in order],
        "x": means,
        "marker": {"color": [MEASURE_COLOURS[measure] for measure, _ in order]},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [one.quantile(0.9).value - one.mean for _, one in order],
            "arrayminus": [one.mean - one.quantile(0.1).value for _, one in order],
            "color": INK,
            "thickness": 1.4,
        },
        "hovertemplate": HOVER_FLAT,
    }
    return {"data": [trace], "layout": _layout(xaxis=AMOUNT, yaxis={"autorange": "reversed"})}


def _exceedance(report: Report) -> dict[str, Any]:
    curve = report.figures["exceedance"]
    trace = {
        "type": "scatter",
        "mode": "lines",
        "name": report.words.t("report.axis_probability"),
        "x": list(curve["amount"]),
        "y": list(curve["probability"]),
        "line": {"color": CITY, "width": 2, "shape": "hv"},
        "hovertemplate": "%{x:,.0f} 万元<br>%{y:.1%}<extra></extra>",
    }
    chance = {
        "title": {"text": report.words.t("report.axis_probability")},
        "tickformat": ".0%",
        "range": [0, 1.02],
    }
    return {"data": [trace], "layout": _layout(xaxis=AMOUNT, yaxis=chance)}


def _years(report: Report) -> dict[str, Any]:
    table = report.figures["measure_years"].set_index(["measure", "year"])["mean"]
    outlay = report.figures.outlay
    traces = [
        {
            "type": "bar",
            "name": report.words.measure(measure),
            "x": [str(year) for year in outlay.years],
            "y": [float(table[measure, year]) for year in outlay.years],
            "marker": {"color": MEASURE_COLOURS[measure]},
            "hovertemplate": HOVER,
        }
        for measure in outlay.headline
    ]
    return {"data": traces, "layout": _layout(barmode="stack", xaxis={"type": "category"}, yaxis=AMOUNT)}


def _fiscal(report: Report) -> dict[str, Any]:
    data = report.figures["fiscal_years"]
    years = [str(year) for year in data["fiscal_year"]]
    traces: list[dict[str, Any]] = [
        {"type": "bar", "name": name, "x": years, "y": list(data[column]), "marker": {"color": colour},
         "hovertemplate": HOVER}
        for name, column, colour in (
            (report.words.t("payer.city"), "city", CITY), (report.words.t("payer.districts"), "districts", DISTRICT))
    ]  # fmt: skip
    whiskers = {
        "type": "data",
        "symmetric": False,
        "array": list(data["p90"] - data["mean"]),
        "arrayminus": list(data["mean"] - data["p10"]),
        "color": INK,
    }
    marks = {"mode": "markers", "marker": {"color": INK, "size": 1}, "hoverinfo": "skip"}
    traces.append(
        {
            "type": "scatter",
            "name": "P10–P90",
            "x": years,
            "y": list(data["mean"]),
            "error_y": whiskers,
            **marks,
        }
    )
    return {"data": traces, "layout": _layout(barmode="stack", xaxis={"type": "category"}, yaxis=AMOUNT)}


def _payers(report: Report) -> dict[str, Any]:
    data = report.figures["payers"]
    names = [report.words.payer(payer) for payer in data["payer"]]
    traces = [
        {"type": "bar", "orientation": "h", "name": report.words.t(name), "y": names, "x": list(data[column]),
         "marker": {"color": colour}, "hovertemplate": HOVER_FLAT}
        for name, column, colour in (("districts.average", "mean", CITY), ("districts.worst", "worst_tenth", BUDGET))
    ]  # fmt: skip
    return {"data": traces, "layout": _layout(barmode="group", xaxis=AMOUNT, yaxis={"autorange": "reversed"})}


def _budget(report: Report) -> dict[str, Any]:
    lines = [line for line in report.figures.lines if line.payer == CITY_PAYER]
    years = [str(line.fiscal_year) for line in lines]
    shades = ((report.words.t("estimate.mean"), [line.due.value for line in lines], CITY),
              ("P80", [line.reserves[0].value for line in lines], "#7FA3C4"),
              ("P90", [line.reserves[1].value for line in lines], "#B9CCDE"))  # fmt: skip
    traces: list[dict[str, Any]] = [
        {
            "type": "bar",
            "name": name,
            "x": years,
            "y": values,
            "marker": {"color": colour},
            "hovertemplate": HOVER,
        }
        for name, values, colour in shades
    ]
    if any(line.appropriation is not None for line in lines):
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": report.words.t("form.appropriation"),
                "x": years,
                "y": [line.appropriation for line in lines],
                "line": {"color": BUDGET, "dash": "dash"},
                "hovertemplate": HOVER,
            }
        )
    return {"data": traces, "layout": _layout(barmode="group", xaxis={"type": "category"}, yaxis=AMOUNT)}
