"""Policy: every parameter with its clause and words; readings; switches; the price of a move, live."""

from __future__ import annotations

import streamlit as st

from pages.parts import controls
from pages.parts.estimates import against_baseline, estimate, years_compared
from pages.parts.language import say, t, words
from pages.parts.session import header, scenario
from pages.parts.shown import bare, beside, money, side_by_side, tells
from simulation.law.policy import load_policy
from simulation.words.findings import span

current = scenario()
outlay = estimate(current)
header(outlay, "policy")

figures, change = outlay.summary(), against_baseline(outlay)
years = span(current.years)
cells = st.columns(3)
with cells[0]:
    st.metric(t("policy.total", years=years), money(figures.mean), border=True)
    if tells(figures.mcse, figures.mean):
        st.caption(t("estimate.error", error=money(figures.mcse)))
with cells[1]:
    st.metric(t("policy.change", years=years_compared(current)), money(change.mean, signed=True), border=True)
    st.caption(t("policy.paired", error=beside(change.mcse, change.mean, money(change.mcse))))
with cells[2]:
    low, high = side_by_side(*(figures.quantile(level).value for level in (0.1, 0.9)))
    st.metric("P10–P90", f"{bare(low)} – {high}" if figures.mean else t("value.none"), border=True)

policy = load_policy()


with_content = [
    clause
    for clause in policy.clauses
    if clause.id
    in {one.clause for one in policy.measures.values()} | {one.clause for one in policy.readings.values()}
]
clauses = {clause.id: clause for clause in with_content}
st.session_state.setdefault("clause", with_content[0].id)
chosen = st.segmented_control(
    t("policy.choose"),
    list(clauses),
    key="clause",
    required=True,
    format_func=lambda one: t("policy.clause", clause=one),
    label_visibility="collapsed",
    persist_state="session",
)
clause = clauses[chosen or with_content[0].id]
st.markdown(f"#### {t('policy.clause', clause=clause.id)} {say(clause.title)}")
with st.expander(t("policy.words")):
    st.markdown(clause.text)
for measure in policy.measures.values():
    if measure.clause != clause.id:
        continue
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{say(measure.name)}**")
            controls.switch(f"measures.{measure.id}")
            mean = outlay.summary((measure.id,)).mean
            st.caption(
                t("policy.costs", amount=money(mean)) if measure.id in current.enabled else t("policy.off"),
                width="content",
            )
        st.caption(words().formula(measure.id, current))
        for parameter in measure.parameters:
            controls.parameter(f"policy.{measure.id}.{parameter}")
own = [reading for reading in policy.readings.values() if reading.clause == clause.id]
if own:
    st.markdown(f"**{t('policy.readings')}**")
    for reading in own:
        with st.container(border=True):
            controls.choice(f"readings.{reading.id}")
            st.caption(t("policy.reads", words=reading.words))
