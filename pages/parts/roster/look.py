"""Look at a panel: what is known, where the enterprises are, how they grow, what stands out, what can be judged."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.heat import heat
from pages.parts.language import language, say, t
from pages.parts.session import scenario
from pages.parts.shown import chance, signed_number
from simulation.judge.profile import TREND_FACTS, completeness, counts, outliers, readiness, trends
from simulation.law.policy import load_policy
from simulation.panel import TABLES, Panel
from simulation.population.facts import load_facts
from simulation.scenario.wording import population_names

_MOST_ROWS = (
    500  # outliers that the page shows; the CSV of the table has no more either, and the title says how many
)


def look_at(panel: Panel) -> None:
    """The part of the page that shows a panel as it is."""
    views: dict[str, Callable[[Panel], None]] = {
        "known": _completeness, "counts": _counts, "trends": _trends, "outliers": _outliers, "ready": _readiness,
    }  # fmt: skip
    view = st.segmented_control(
        t("panel.part_look"), list(views), key="panel_view",
        default="known",
        persist_state="session", required=True,
        format_func=lambda one: t(f"panel.view_{one}"), label_visibility="collapsed",
    )  # fmt: skip
    views[view](panel)


def _name(table: str, column: str) -> str:
    """A column as its heading has it: the id in plain words where the screen is English."""
    return TABLES[table].column(column).zh if language() == "zh" else column.replace("_", " ")


def _fact(name: str) -> str:
    return _name("enterprises", name)


def _completeness(panel: Panel) -> None:
    known = completeness(panel)
    if known.empty:
        st.info(t("panel.nothing_optional"))
        return
    tables = [name for name in TABLES if name in set(known["table"])]
    names = [
        f"{say(TABLES[table].name)} · {_name(table, column)}"
        for table, column in zip(known["table"], known["column"], strict=True)
    ]
    known = known.assign(name=names)
    grid = known.pivot(index="name", columns="year", values="share").reindex(list(dict.fromkeys(names)))
    asked, blank = int(known["asked"].sum()), int(known["blank"].sum())
    worst = known.iloc[int(known["blank"].argmax())]
    title = t(
        "panel.known_title" if blank else "panel.known_all", share=chance(1.0 - blank / asked), asked=f"{asked:,}",
        worst=worst["name"], year=int(worst["year"]), blank=f"{int(worst['blank']):,}",
    )  # fmt: skip
    data = known.rename(columns={name: t(f"panel.known_{name}") for name in ("asked", "known", "blank")})
    shown = [t(f"panel.known_{name}") for name in ("asked", "known", "blank")]
    data = data[["name", "year", *shown, "share"]].rename(
        columns={"name": t("problems.column"), "year": t("column.year"), "share": t("panel.known_share")}
    )
    chart = heat(grid, chance, 1.0)
    charts.show(chart, title, t("panel.known_unit", tables=len(tables)), data, "known")


def _counts(panel: Panel) -> None:
    rows = counts(panel)
    years = sorted({int(year) for year in rows["year"]}, reverse=True)
    year = st.segmented_control(
        t("column.year"), years, default=years[0], required=True, key="panel_count_year",
        label_visibility="collapsed",
    )  # fmt: skip
    of_year = rows[rows["year"] == year]
    districts = {one.id: say(one.name) for one in load_facts().districts.values()}
    fields = {field: say(one.name) for field, one in load_facts().field_names.items()}
    grid = of_year.pivot(index="field", columns="district", values="enterprises")
    grid = grid.reindex(index=[one for one in fields if one in grid.index], columns=list(districts))
    total = int(of_year["enterprises"].sum())
    by_district = of_year.groupby("district")["enterprises"].sum()
    by_field = of_year.groupby("field")["enterprises"].sum()
    place, field = str(by_district.idxmax()), str(by_field.idxmax())
    title = t(
        "panel.counts_title", year=year, total=f"{total:,}", district=districts[place],
        in_district=f"{int(by_district.max()):,}", field=fields[field], in_field=f"{int(by_field.max()):,}",
    )  # fmt: skip
    data = rows.assign(
        field=rows["field"].map(fields), district=rows["district"].map(districts), year=rows["year"].astype(int)
    ).rename(
        columns={
            "field": t("column.field"), "district": t("column.district"), "year": t("column.year"),
            "enterprises": t("column.count"),
        }
    )  # fmt: skip
    most = float(of_year["enterprises"].max())
    named = grid.rename(index=fields, columns=districts)
    charts.show(
        heat(named, lambda number: f"{number:,.0f}", most), title, t("panel.counts_unit"), data, "counts"
    )


def _trends(panel: Panel) -> None:
    rows = trends(panel)
    fact = st.segmented_control(
        t("panel.fact"), list(TREND_FACTS), default=TREND_FACTS[0], required=True, key="panel_trend_fact",
        format_func=_fact, label_visibility="collapsed",
    )  # fmt: skip
    own = rows[rows["fact"] == fact]
    names = population_names(language())
    grid = own.pivot(index="field", columns="year", values="growth")
    grid = grid.reindex([field for field in names if field in grid.index]).dropna(axis=1, how="all")
    told = own[own["growth"].notna()]
    data = own.assign(field=own["field"].map(names), growth=own["growth"] * 100).drop(columns="fact")
    data = data.rename(columns={name: t(f"panel.trend_{name}") for name in data.columns})
    if told.empty:
        st.info(t("panel.trends_none"))
        charts.table(data, "trends")
        return
    last = int(told["year"].max())
    recent = told[told["year"] == last]
    best, worst = recent.iloc[int(recent["growth"].argmax())], recent.iloc[int(recent["growth"].argmin())]
    title = t(
        "panel.trends_title", year=last, fact=_fact(fact), best=names[best["field"]], up=_percent(best["growth"]),
        worst=names[worst["field"]], down=_percent(worst["growth"]),
    )  # fmt: skip
    most = float(np.nanmax(np.abs(grid.to_numpy(np.float64)))) or 1.0
    chart = heat(grid.rename(index=names), _percent, most, both_ways=True)
    charts.show(chart, title, t("panel.trends_unit"), data, "trends")


def _outliers(panel: Panel) -> None:
    found = outliers(panel)
    names = population_names(language())
    fields = found.fields
    judged = int(fields["judged"].sum())
    rows = found.rows
    with st.container(border=True):
        st.markdown(
            f"**{t('panel.outliers_title', count=f'{len(rows):,}', judged=judged, groups=len(fields))}**"
        )
        st.caption(t("panel.outliers_unit", threshold=found.threshold))
        if len(rows):
            shown = rows.head(_MOST_ROWS).assign(
                fact=rows["fact"].map(_fact),
                times=rows["times"].map(lambda times: f"{times:.3g}"),
                field=rows["field"].map(names),
                year=rows["year"].astype(int).astype(str),
            )
            charts.table(
                shown.rename(columns={name: t(f"panel.outlier_{name}") for name in shown.columns}), "outliers"
            )
    with st.expander(t("panel.outliers_fields")):
        shown = fields.assign(
            fact=fields["fact"].map(_fact), field=fields["field"].map(names),
            judged=[t("panel.yes") if one else t("panel.no") for one in fields["judged"]],
        )  # fmt: skip
        charts.table(
            shown.rename(columns={name: t(f"panel.outlier_{name}") for name in shown.columns}),
            "outlier-fields",
        )


def _readiness(panel: Panel) -> None:
    ready = readiness(panel, scenario())
    rows = ready.measures
    order = [measure for measure in load_policy().measures if measure in set(rows["measure"])]
    sums = rows.groupby("measure")[["claimants", "judged", "missing", "awarded"]].sum().reindex(order)
    given = rows.groupby("measure")["given"].any().reindex(order)
    able = int((sums["judged"] > 0).sum())
    labels = [charts.short(measure) for measure in order]
    chart = charts.figure(110 + 32 * len(order), barmode="stack")
    for column, colour in (("judged", charts.colours().city), ("missing", charts.colours().budget)):
        words = t(f"panel.ready_{column}")
        chart.add_bar(
            x=sums[column], y=labels, orientation="h", name=words, marker_color=colour,
            hovertemplate="%{y} %{x:,.0f}<extra>" + words + "</extra>",
        )  # fmt: skip
    chart.update_xaxes(title_text=t("panel.ready_axis"), rangemode="tozero", tickformat=",")
    chart.update_yaxes(autorange="reversed")
    data = pd.DataFrame(
        {
            t("column.measure"): labels,
            t("panel.ready_given"): [t("panel.yes") if one else t("panel.no") for one in given],
            **{t(f"panel.ready_{name}"): sums[name].to_numpy() for name in sums.columns},
        }
    )
    title = t(
        "panel.ready_title", able=able, all=len(order), judged=f"{int(sums['judged'].sum()):,}",
        missing=f"{int(sums['missing'].sum()):,}",
    )  # fmt: skip
    charts.show(
        chart, title, t("panel.ready_unit", years="–".join(str(year) for year in _ends(rows))), data, "ready"
    )
    absent = [charts.short(measure) for measure in order if not given[measure]]
    if absent:
        st.caption(t("panel.ready_absent", measures=t("value.and").join(absent)))
    if len(ready.lacking):
        with st.container(border=True):
            st.markdown(f"**{t('panel.lacking')}**")
            lacking = ready.lacking.sort_values("claimants", ascending=False)
            charts.table(
                pd.DataFrame(
                    {
                        t("column.measure"): [charts.short(measure) for measure in lacking["measure"]],
                        t("problems.column"): [
                            _name(table, column) if table in TABLES else column
                            for table, column in zip(lacking["table"], lacking["column"], strict=True)
                        ],
                        t("panel.lacking_year"): [
                            t(f"panel.before_{years}") for years in lacking["years_before"]
                        ],
                        t("panel.lacking_count"): lacking["claimants"].to_numpy(),
                    }
                ),
                "lacking",
            )


def _ends(rows: pd.DataFrame) -> tuple[int, int]:
    return int(rows["year"].min()), int(rows["year"].max())


def _percent(share: float) -> str:
    return f"{signed_number(100 * share, 1)}%"
