"""Methods: what the text says and how it is met, formulas, sources with their basis, limits."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import charts
from pages.parts.controls import mark
from pages.parts.estimates import estimate
from pages.parts.language import language, say, t, words
from pages.parts.session import header, scenario
from simulation.law.policy import load_policy
from simulation.report.identity import fingerprint
from simulation.report.named_tables import run_rows
from simulation.scenario import catalogue
from simulation.scenario.wording import key_title, value_text

current = scenario()
outlay = estimate(current)
header(outlay, "methods")
policy = load_policy()

st.markdown(f"#### {say(policy.title)}")
st.caption(
    t(
        "methods.identity",
        number=policy.number,
        issuer=say(policy.issuer),
        issued=policy.issued,
        start=policy.effective_from,
        end=policy.expires,
    )
)
tabs = st.tabs(
    [t("methods.coverage"), t("methods.formulas"), t("methods.sources"), t("methods.model"), t("methods.run")]
)

with tabs[0]:
    lines = [(clause, line) for clause in policy.clauses for line in clause.coverage]
    modelled = sum(line.treatment == "modelled" for _, line in lines)
    st.markdown(f"**{t('methods.covered', sentences=len(lines), modelled=modelled)}**")
    rows = [
        {
            t("column.clause"): clause.id,
            t("column.words"): line.words,
            t("column.treatment"): t(f"treatment.{line.treatment}"),
            t("column.measure"): charts.short(line.measure) if line.measure else "",
            t("column.note"): say(line.note),
        }
        for clause, line in lines
    ]
    charts.table(pd.DataFrame(rows), "coverage", wrapped=True)

with tabs[1]:
    rows = [
        {
            t("column.clause"): measure.clause,
            t("column.measure"): say(measure.name),
            t("column.claimant"): say(measure.claimant),
            t("column.formula"): words().formula(measure.id, current),
            t("column.kind"): t(f"kind.{measure.kind}"),
            t("column.payer"): t(f"payer.{measure.payer}"),
        }
        for measure in policy.measures.values()
    ]
    charts.table(pd.DataFrame(rows), "formulas", wrapped=True)

with tabs[2]:
    st.markdown(t("methods.marks"))
    rows = []
    for path, key in catalogue().items():
        if key.default in (None, ()) or not key.is_fact:
            continue
        rows.append(
            {
                t("column.key"): path,
                t("column.name"): key_title(key, language()),
                t("column.default"): value_text(key, key.default, language()),
                t("column.used"): value_text(key, current.value(path), language()),
                t("column.basis"): f"{mark(key)} {t('basis.' + key.basis)}",
                t("column.source"): say(key.source)
                or (t("methods.clause", clause=key.clause) if key.clause else ""),
            }
        )
    charts.table(pd.DataFrame(rows), "sources")

with tabs[3]:
    st.markdown(t("methods.text"))

with tabs[4]:
    # Scenarios that differ only in split, budget or schedule share one run: the hash is the scenario's own.
    manifest = {**outlay.manifest, "scenario_hash": current.hash}
    mark_of_run = fingerprint(outlay, current, language())
    rows = [
        {t("column.name"): name, t("column.value"): value}
        for name, value in run_rows(manifest, mark_of_run, outlay.summary().mcse, words())
    ]
    charts.table(pd.DataFrame(rows), "manifest")
