"""City and districts: the share table, who pays for what, and who carries the tail."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts, grid
from pages.parts.controls import revenue_origin
from pages.parts.estimates import estimate
from pages.parts.fields import forget, pending
from pages.parts.language import say, t
from pages.parts.nothing import tell
from pages.parts.session import attempt, change, header, reset, scenario
from pages.parts.shown import chance, money
from pages.parts.tiles import tiles
from simulation.engine.outlay import summarise
from simulation.law.policy import load_policy
from simulation.money.payers import CITY, Bill, worst_tenth
from simulation.panel.entry import PERCENT, EntryFault
from simulation.population.facts import load_facts
from simulation.scenario import Scenario, catalogue
from simulation.text.problems import Text
from simulation.words.findings import span

current = scenario()
outlay = estimate(current)
facts, policy = load_facts(), load_policy()
split = Bill.of(outlay, current)
header(outlay, "districts")

district_names = {one.id: say(one.name) for one in facts.districts.values()}
total = outlay.summary()
city = summarise(split.total(CITY))
by_payer = {payer: summarise(split.total(payer)) for payer in split.payers}
fiscal_years = current.fiscal_years
due = split.cash
shared = [measure for measure in outlay.headline if policy.measures[measure].payer == "shared"]


def fill_all() -> None:
    """Put the slider's share into every cell, in place of what was typed there."""
    forget("split.city_share")
    change("split.city_share", dict.fromkeys(shared, st.session_state["fill"] / 100))


words = dict(catalogue()["split.preset"].options)
st.session_state["preset"] = current.value("split.preset")
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.segmented_control(
        t("districts.preset"), [one for one in words if one != "custom"], key="preset", required=True,
        format_func=lambda one: say(words[one]), help=t("districts.preset_help"),
        on_change=lambda: change("split.preset", st.session_state["preset"]),
    )  # fmt: skip
    if shared:
        st.slider(t("districts.fill"), 0, 100, 50, 5, format="%d%%", key="fill", width=260)
        st.button(t("districts.fill_all"), on_click=fill_all)
    if current.is_changed("split.city_share") or any(
        path.startswith("split.city_share:") for path in pending()
    ):
        st.button(t("control.back"), on_click=reset, args=("split.city_share",), type="tertiary")
if current.value("split.preset") == "tiered":
    alike: dict[float, list[str]] = {}
    for one in facts.districts.values():
        alike.setdefault(one.city_share_tiered, []).append(say(one.name))
    told = [f"{t('value.and').join(names)} {chance(share)}" for share, names in sorted(alike.items())]
    st.caption(t("districts.tiered_note", shares=t("join").join(told)))

if shared:
    with st.expander(t("districts.table")):
        places = {measure: outlay.measures.index(measure) for measure in shared}

        def check(_: grid.Place, share: float) -> None:
            """A share of the city lies between nothing and all."""
            if share > 100:
                raise EntryFault(
                    Text("比例超过 100%", "a share over 100%"),
                    Text("应在 0% 到 100% 之间", "it must lie between 0% and 100%"),
                )

        def apply(cells: dict[grid.Place, float | None]) -> None:
            """Put some shares into the table, beside those that were entered before."""

            def made(held: Scenario) -> Scenario:
                entered: dict[str, dict[str, float]] = {}
                for measure, district, share in held.rows("split.city_share"):
                    entered.setdefault(measure, {})[district] = share
                for (measure, district), percent in cells.items():
                    entered.setdefault(measure, {})[district] = round((percent or 0.0) / 100, 12)
                return held.with_value("split.city_share", entered)

            attempt(made)

        grid.numbers(
            "split.city_share",
            {
                (measure, district): round(float(split.table[place, column]) * 100, 10)
                for measure, place in places.items()
                for column, district in enumerate(district_names)
            },
            {measure: charts.short(measure) for measure in shared},
            district_names,
            PERCENT,
            check,
            apply,
            t("column.measure"),
        )

if tell(outlay):
    st.stop()

left, right = st.columns(2)
with left:
    chart, data = charts.payers_by_year(due, fiscal_years, 330)
    share = city.mean / total.mean if total.mean else 0.0
    charts.show(
        chart,
        t("districts.city_pays", amount=money(city.mean), share=chance(share)),
        t("overview.fiscal_unit"),
        data,
        "by-year",
    )
with right:
    burden = st.toggle(t("districts.burden"), key="burden", help=t("districts.burden_help"))
    values: dict[str, float | None] = {}
    texts = {}
    for one in facts.districts.values():
        amount = by_payer[one.id].mean
        if burden:
            values[one.id] = None if one.budget_revenue is None else amount / one.budget_revenue.value
            texts[one.id] = (
                t("value.unknown")
                if one.budget_revenue is None
                else f"{amount / one.budget_revenue.value:,.1f}"
            )
        else:
            values[one.id], texts[one.id] = amount, f"{amount:,.0f}"
    chart = tiles({one.id: one.tile for one in facts.districts.values()}, district_names, values, texts, 330)
    first = max((one for one in values if values[one] is not None), key=lambda one: values[one] or 0.0)
    data = pd.DataFrame(
        {
            t("column.district"): list(district_names.values()),
            t("column.mean"): [by_payer[one].mean for one in district_names],
            "P90": [by_payer[one].quantile(0.9).value for one in district_names],
            t("column.revenue"): [
                None if one.budget_revenue is None else one.budget_revenue.value
                for one in facts.districts.values()
            ],
            t("column.revenue_basis"): [
                revenue_origin(one.budget_revenue) for one in facts.districts.values()
            ],
        }
    )
    title = "districts.tile_burden" if burden else "districts.tile"
    title = t(
        title if values[first] else "districts.tile_none",
        district=district_names[first],
        amount=texts[first],
    )
    charts.show(
        chart,
        title,
        t(
            "districts.tile_burden_unit" if burden else "districts.tile_unit",
            years=span(outlay.years),
        ),
        data,
        "tiles",
    )

left, right = st.columns(2)
with left:
    means = {measure: split.mean[outlay.measures.index(measure)] for measure in outlay.headline}
    labels = [charts.short(measure) for measure in means] + [t("payer.city"), t("payer.districts")]
    top = sorted(district_names, key=lambda one: -by_payer[one].mean)[:6]
    labels += [district_names[one] for one in top] + [t("districts.others")]
    city_node, districts_node, first_node = len(means), len(means) + 1, len(means) + 2
    links = []
    for place, (measure, mean) in enumerate(means.items()):
        links.append(
            (place, city_node, mean[:, 0].sum(), charts.faded(charts.MEASURE_COLOURS[measure], 0.45))
        )
        links.append(
            (place, districts_node, mean[:, 1].sum(), charts.faded(charts.MEASURE_COLOURS[measure], 0.45))
        )
    for place, district in enumerate(top):
        links.append(
            (
                districts_node,
                first_node + place,
                by_payer[district].mean,
                charts.faded(charts.colours().district, 0.4),
            )
        )
    rest = sum(by_payer[one].mean for one in district_names if one not in top)
    links.append((districts_node, first_node + len(top), rest, charts.faded(charts.colours().district, 0.4)))
    links = [link for link in links if link[2] > 0]
    colours = (
        [charts.MEASURE_COLOURS[measure] for measure in means]
        + [charts.colours().city]
        + [charts.colours().district] * (len(top) + 2)
    )
    chart = charts.figure(400)
    chart.add_trace(
        go.Sankey(
            node={"label": labels, "color": colours, "pad": 14, "thickness": 14},
            link={
                "source": [one[0] for one in links],
                "target": [one[1] for one in links],
                "value": [one[2] for one in links],
                "color": [one[3] for one in links],
            },
            valueformat=",.0f",
            valuesuffix=" 万元",
            textfont={"size": 12, "family": charts.FONT},
        )
    )
    data = pd.DataFrame(
        {
            t("column.from"): [labels[one[0]] for one in links],
            t("column.to"): [labels[one[1]] for one in links],
            t("column.mean"): [one[2] for one in links],
        }
    )
    largest = max(means, key=lambda measure: means[measure].sum())
    charts.show(
        chart,
        t(
            "districts.sankey",
            measure=charts.short(largest),
            city=money(means[largest][:, 0].sum()),
            districts=money(means[largest][:, 1].sum()),
        ),
        t("districts.sankey_unit", years=span(outlay.years)),
        data,
        "sankey",
    )
with right:
    mean, worst = worst_tenth(outlay.total(), split.by_payer)
    order = sorted(range(len(split.payers)), key=lambda place: -worst[place])
    payer_names = [
        t("payer.city") if split.payers[place] == CITY else district_names[split.payers[place]]
        for place in order
    ]
    chart = charts.figure(400, barmode="group")
    chart.add_bar(
        y=payer_names,
        x=[mean[place] for place in order],
        orientation="h",
        name=t("districts.average"),
        marker_color=charts.colours().ink,
        hovertemplate="%{y} %{x:,.0f} 万元<extra></extra>",
    )
    chart.add_bar(
        y=payer_names,
        x=[worst[place] for place in order],
        orientation="h",
        name=t("districts.worst"),
        marker_color=charts.colours().budget,
        hovertemplate="%{y} %{x:,.0f} 万元<extra></extra>",
    )
    chart.update_xaxes(rangemode="tozero", title_text="万元", tickformat=",")
    chart.update_yaxes(autorange="reversed")
    data = pd.DataFrame(
        {
            t("column.payer"): payer_names,
            t("districts.average"): [mean[place] for place in order],
            t("districts.worst"): [worst[place] for place in order],
        }
    )
    extra = (worst.sum() - mean.sum()) / mean.sum() if mean.sum() else 0.0
    charts.show(
        chart,
        t("districts.tail", extra=chance(extra), city=money(worst[0] - mean[0])),
        t("districts.tail_unit", years=span(outlay.years)),
        data,
        "worst",
    )
