"""The payment schedule: the share of an award paid in each fiscal year, certain or as a range."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts.language import say, t
from pages.parts.session import reset, scenario, show_problems
from simulation.problems import InputError
from simulation.scenario import Range, catalogue

_LAGS = 6
_NAMES = ("low", "mode", "high")


def edit_schedule() -> None:
    """A table of shares in percent; what cannot be used is told and stays typed."""
    current = scenario()
    shares = [share if isinstance(share, Range) else Range(share, share, share) for share in current.schedule]
    shares += [Range(0.0, 0.0, 0.0)] * (_LAGS - len(shares))
    columns = {name: t(f"number.{name}") for name in _NAMES}
    frame = pd.DataFrame(
        [[t("schedule.lag", lag=lag), *(100 * getattr(share, name) for name in _NAMES)]
         for lag, share in enumerate(shares)],
        columns=[t("schedule.when"), *columns.values()],
    )  # fmt: skip
    st.caption(t("schedule.note"))
    with st.form("schedule", border=False):
        edited = st.data_editor(
            frame,
            key=f"schedule-{current.schedule}",
            hide_index=True,
            disabled=[t("schedule.when")],
            column_config={
                name: st.column_config.NumberColumn(format="%.6g%%", required=True)
                for name in columns.values()
            },
        )
        sent = st.form_submit_button(t("schedule.apply"))
    if current.is_changed("payment_schedule"):
        st.button(t("control.back"), on_click=reset, args=("payment_schedule",), type="tertiary")
    if sent:
        rows = [
            {name: round(float(row[column]) / 100, 12) for name, column in columns.items()}
            for row in edited.to_dict("records")
        ]
        while len(rows) > 1 and not any(rows[-1].values()):
            rows.pop()
        raw = [row["mode"] if len(set(row.values())) == 1 else row for row in rows]
        try:
            st.session_state.scenario = current.with_value("payment_schedule", raw)
        except InputError as error:
            show_problems(error.problems, refused=True)
        else:
            st.rerun()
    origin = catalogue()["payment_schedule"]
    st.caption(f"{say(origin.name)} · {t('basis.' + origin.basis)} · {origin.source}")
