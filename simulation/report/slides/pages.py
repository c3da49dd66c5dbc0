"""What each slide says."""

from __future__ import annotations

from pptx.enum.chart import XL_CHART_TYPE

from simulation.money.payers import CITY as CITY_PAYER
from simulation.report.colours import BUDGET, CITY, DISTRICT, INK, MEASURE_COLOURS
from simulation.report.named_tables import adding_up, named
from simulation.report.slides.deck import CHART, RED, SIDE, Box, Deck, colour
from simulation.text.numbers import bare, in_print, money, side_by_side
from simulation.text.plain import plain_line
from simulation.words import budget_findings, findings

BODY = (18, 16, 15, 14, 13, 12)
BLACK = "#1B2733"
MOST_DIFFERENCES = 7


def _caption(deck: Deck, identity: str) -> str:
    return deck.report.words.t(identity, years=deck.report.years)


def _mean_note(deck: Deck) -> str:
    total = deck.report.figures.total
    return deck.report.words.t("notes.mean", mean=money(total.mean), error=money(total.mcse))


def cover(deck: Deck) -> None:
    """The whole answer, and what it is an answer to."""
    report, t = deck.report, deck.report.words.t
    slide = deck.slide(report.headline, f"{t('report.title')} · {report.law}", _mean_note(deck))
    lines = [
        *([report.invented] if report.invented else []),
        *([report.outside] if report.outside else []),
        " · ".join((t("report.scenario", name=report.name), report.badge)),
        *([report.assumed_period] if report.assumed_period else []),
        *report.precision,
        f"{t('report.made')} {report.made.isoformat()} · {report.version_line}",
        report.dice_line,
    ]
    shape = deck.text(slide, Box(0.55, 1.75, 12.2, 2.25), lines, (18, 16, 15, 14, 13, 12, 11), BLACK)
    if report.invented:
        shape.text_frame.paragraphs[0].runs[0].font.color.rgb = colour(RED)
    cards = [
        (t("scope.total"), money(report.figures.total.mean), _span(deck)),
        (t("payer.city"), money(report.parts[0]), _part(deck, CITY_PAYER)),
        (t("payer.districts"), money(report.parts[1]), _part(deck, "districts")),
    ]
    for place, (name, amount, under) in enumerate(cards):
        left = 0.55 + place * 4.15
        deck.text(slide, Box(left, 4.1, 3.9, 0.4), [name], (14,), INK)
        deck.text(slide, Box(left, 4.5, 3.9, 0.7), [amount], (32, 28), CITY, bold=True)
        deck.text(slide, Box(left, 5.25, 3.9, 0.4), [under], (12, 11, 10), INK)
    deck.text(slide, Box(0.55, 5.95, 12.2, 0.95), [report.caveat, t("report.years")], (13, 12, 11, 10), INK)


def _span(deck: Deck) -> str:
    total = deck.report.figures.total
    return _range(total.quantile(0.1).value, total.quantile(0.9).value)


def _part(deck: Deck, payer: str) -> str:
    row = next(row for row in deck.report.figures["summary"].to_dict("records") if row["scope"] == payer)
    return _range(row["p10"], row["p90"])


def _range(low: float, high: float) -> str:
    ends = side_by_side(low, high)
    return f"P10–P90 {bare(ends[0])} – {ends[1]}"


def certainty(deck: Deck) -> None:
    """How sure: the exceedance curve and the quantiles with their intervals."""
    report, words = deck.report, deck.report.words
    total = report.figures.total
    slide = deck.slide(
        findings.certainty(words, total), _caption(deck, "report.exceed_caption"), _mean_note(deck)
    )
    curve = report.figures["exceedance"]
    axis = (words.t("report.axis_amount"), words.t("report.axis_probability"))
    deck.curve(slide, words.t("table.exceedance"), list(curve["amount"]), list(curve["probability"]), axis)
    lines = [words.t("report.mean_error", mean=money(total.mean), error=money(total.mcse))]
    for level in (0.5, 0.8, 0.9, 0.95):
        one = total.quantile(level)
        value, low, high = side_by_side(one.value, one.low, one.high)
        lines.append(
            words.t(
                "report.p_interval", level=f"P{round(level * 100)}", value=value, low=bare(low), high=high
            )
        )
    lines += report.percentiles
    deck.text(slide, SIDE, lines, BODY, BLACK)


def measures(deck: Deck) -> None:
    """Which measures cost most."""
    report, words = deck.report, deck.report.words
    order = findings.ranked(report.figures.outlay)
    title = findings.cost_driver(words, report.figures.outlay)
    slide = deck.slide(title, _caption(deck, "report.measures_caption"), words.t("notes.measures"))
    names = [words.measure(measure) for measure, _ in order]
    deck.bars(
        slide,
        names,
        {words.t("head.mean"): [figures.mean for _, figures in order]},
        [CITY],
        kind=XL_CHART_TYPE.BAR_CLUSTERED,
        points=[MEASURE_COLOURS[measure] for measure, _ in order],
        labels=True,
    )
    rows = [[words.t("head.measure"), words.t("head.mean"), "P10–P90"]]
    means = in_print([one.mean for _, one in order], decimals=0)
    rows += [
        [name, f"{mean:,.0f}", f"{one.quantile(0.1).value:,.0f}–{one.quantile(0.9).value:,.0f}"]
        for name, mean, (_, one) in zip(names, means, order, strict=True)
    ]
    deck.table(slide, SIDE, rows, (1.25, 1.05, 1.5))


def years(deck: Deck) -> None:
    """How it moves over the performance years."""
    report, words = deck.report, deck.report.words
    data = report.figures["years"]
    years = report.figures.outlay.years
    title = findings.trend(words, years, [float(mean) for mean in data["mean"]])
    slide = deck.slide(title, _caption(deck, "report.years_caption"), words.t("notes.years"))
    table = report.figures["measure_years"].set_index(["measure", "year"])["mean"]
    headline = report.figures.outlay.headline
    series = {words.measure(one): [float(table[one, year]) for year in years] for one in headline}
    deck.bars(
        slide,
        [str(year) for year in years],
        series,
        [MEASURE_COLOURS[measure] for measure in headline],
        kind=XL_CHART_TYPE.COLUMN_STACKED,
    )
    rows = [[words.t("head.year"), words.t("head.mean"), "P10–P90"]]
    means = adding_up(report.figures, "years", 0)["mean"]
    rows += [
        [str(year), f"{mean:,.0f}", f"{low:,.0f}–{high:,.0f}"]
        for year, mean, low, high in zip(years, means, data["p10"], data["p90"], strict=True)
    ]
    room = deck.table(slide, SIDE, rows, (1.0, 1.05, 1.5))
    deck.text(slide, room, findings.buys(words, report.figures.outlay), BODY[1:], BLACK)


def fiscal_years(deck: Deck) -> None:
    """When the cash leaves."""
    report, words = deck.report, deck.report.words
    figures = report.figures
    title = findings.peak(words, figures.bill, figures.scenario)
    source = words.t("notes.fiscal", schedule=report.schedule)
    slide = deck.slide(title, _caption(deck, "report.fiscal_caption"), source)
    data = figures["fiscal_years"]
    names = [str(year) for year in data["fiscal_year"]]
    series = {words.t("payer.city"): list(data["city"]), words.t("payer.districts"): list(data["districts"])}
    deck.bars(slide, names, series, [CITY, DISTRICT], kind=XL_CHART_TYPE.COLUMN_STACKED)
    rows = [[words.t("head.fiscal_year"), words.t("head.mean"), "P80", "P90"]]
    shown = in_print(list(data["mean"]), decimals=0)
    rows += [
        [name, *(f"{value:,.0f}" for value in row)]
        for name, *row in zip(names, shown, data["p80"], data["p90"], strict=True)
    ]
    room = deck.table(slide, SIDE, rows, (1.1, 1.2, 0.9, 0.9))
    deck.text(slide, room, [words.t("brief.schedule", schedule=report.schedule)], BODY[1:], BLACK)


def payers(deck: Deck) -> None:
    """Who pays, on average and in the costliest tenth."""
    report, words = deck.report, deck.report.words
    title = findings.city_part(words, report.figures.bill)
    slide = deck.slide(title, _caption(deck, "report.payers_caption"), words.t("notes.payers"))
    data = report.figures["payers"]
    deck.bars(
        slide,
        [words.payer(payer) for payer in data["payer"]],
        {
            words.t("districts.average"): list(data["mean"]),
            words.t("districts.worst"): list(data["worst_tenth"]),
        },
        [CITY, BUDGET],
        kind=XL_CHART_TYPE.BAR_CLUSTERED,
    )
    lines = [
        report.split_line,
        findings.tail_carrier(words, report.figures.outlay, report.figures.bill),
    ]
    deck.text(slide, SIDE, lines, BODY, BLACK)


def budget(deck: Deck) -> None:
    """The city's cash against its appropriation."""
    report, words = deck.report, deck.report.words
    own = [line for line in report.figures.lines if line.payer == CITY_PAYER]
    title = budget_findings.budget_risk(words, report.figures.lines)
    slide = deck.slide(title, _caption(deck, "report.budget_caption"), words.t("notes.budget"))
    series: dict[str, list[float | None]] = {
        words.t("estimate.mean"): [line.due.value for line in own],
        "P80": [line.reserves[0].value for line in own],
        "P90": [line.reserves[1].value for line in own],
    }
    colours = [CITY, "#7FA3C4", "#B9CCDE"]
    if any(line.appropriation is not None for line in own):
        series[words.t("form.appropriation")] = [line.appropriation for line in own]
        colours.append(BUDGET)
    deck.bars(slide, [str(line.fiscal_year) for line in own], series, colours)
    rows = [[words.t("head.fiscal_year"), words.t("form.appropriation"), words.t("column.exceeded")]]
    for line in own:
        entered, risk = words.t("value.not_entered"), "—"
        if line.exceeded is not None:
            entered = f"{line.appropriation:,.0f}"
            risk = words.likelihood(line.exceeded.value, line.exceeded.error) if line.due.value else "—"
        rows.append([str(line.fiscal_year), entered, risk])
    room = deck.table(slide, SIDE, rows, (0.9, 1.0, 1.5))
    lines = [report.reserves, *([report.arrears] if report.arrears else [])]
    deck.text(slide, room, lines, BODY[1:], BLACK)


def doubt(deck: Deck) -> None:
    """What makes it uncertain, and who carries the tail."""
    report, words = deck.report, deck.report.words
    figures = report.figures
    tail = findings.tail_carrier(words, figures.outlay, figures.bill)
    split = None if figures.doubt is None else findings.doubt_driver(words, figures.outlay, figures.doubt)
    slide = deck.slide(split or tail, _caption(deck, "report.doubt_caption"), words.t("notes.doubt"))
    order = sorted(findings.ranked(figures.outlay), key=lambda pair: -pair[1].sd)
    deck.bars(
        slide,
        [words.measure(measure) for measure, _ in order],
        {words.t("head.sd"): [one.sd for _, one in order]},
        [CITY],
        kind=XL_CHART_TYPE.BAR_CLUSTERED,
        points=[MEASURE_COLOURS[measure] for measure, _ in order],
        labels=True,
    )
    deck.text(
        slide, SIDE, [tail, words.t("report.static")] if split else [words.t("report.static")], BODY, BLACK
    )


def purpose(deck: Deck) -> None:
    """What the money buys."""
    report, words = deck.report, deck.report.words
    sentences = findings.buys(words, report.figures.outlay)
    slide = deck.slide(sentences[0], _caption(deck, "report.claims_caption"), words.t("notes.claims"))
    order = sorted(findings.ranked(report.figures.outlay), key=lambda pair: -(pair[1].claimants_mean or 0.0))
    deck.bars(
        slide,
        [words.measure(measure) for measure, _ in order],
        {words.t("head.claimants_mean"): [one.claimants_mean or 0.0 for _, one in order]},
        [CITY],
        kind=XL_CHART_TYPE.BAR_CLUSTERED,
        points=[MEASURE_COLOURS[measure] for measure, _ in order],
        numbers="#,##0.0",
        labels=True,
    )
    deck.text(slide, SIDE, [*sentences[1:], words.t("report.static")], BODY, BLACK)


def change(deck: Deck) -> None:
    """Against the baseline: what differs, and what it costs by measure."""
    report, words = deck.report, deck.report.words
    caption = words.t("report.change_caption", compared=report.compared)
    slide = deck.slide(report.change or "", caption, words.t("notes.change"))
    data = report.figures["changes"].query("mean != 0 or mcse != 0")
    deck.bars(
        slide,
        [words.measure(measure) for measure in data["measure"]],
        {words.t("head.mean"): list(data["mean"])},
        [CITY],
        kind=XL_CHART_TYPE.BAR_CLUSTERED,
        labels=True,
    )
    changed = [pair.key.path for pair in report.figures.scenario.changes()]
    rows = named(report.figures, "differences", words)
    rows = rows[rows["path"].isin(changed)]
    texts = [
        words.t("pair", name=name, value=plain_line(f"{before} → {after}"))
        for name, before, after in rows[["name", "before", "after"]].to_numpy()
    ]
    lines = [words.t("report.differences", count=len(texts)), *texts[:MOST_DIFFERENCES]]
    if len(texts) > MOST_DIFFERENCES:
        lines.append("…")
    deck.text(slide, SIDE, lines, (15, 14, 13, 12, 11, 10, 9), BLACK)


def basis(deck: Deck) -> None:
    """What the estimate rests on, and how to make it again."""
    report, words = deck.report, deck.report.words
    packages = ", ".join(f"{name} {number}" for name, number in report.manifest["packages"].items())
    more = [report.dice_line, words.t("report.rerun"), packages]
    slide = deck.slide(report.basis, _caption(deck, "report.basis_caption"), words.t("notes.basis"), more)
    counts = findings.basis_counts(report.figures.scenario)
    deck.bars(
        slide,
        [words.t(f"basis.{one}") for one in counts],
        {words.t("head.basis"): [float(number) for number in counts.values()]},
        [CITY],
        kind=XL_CHART_TYPE.BAR_CLUSTERED,
        numbers="0",
        labels=True,
        box=Box(CHART.left, CHART.top, 6.2, CHART.height),
    )
    lines = [
        report.caveat,
        *report.odd,
        words.t("report.static"),
        words.t("report.years"),
        report.dice_line,
    ]
    deck.text(slide, Box(7.0, SIDE.top, 5.8, SIDE.height), lines, (15, 14, 13, 12, 11), BLACK)
