"""A total of nothing: said once, with its reason and the way out, in place of charts that would be blank."""

from __future__ import annotations

import streamlit as st

from pages.parts.language import t
from pages.parts.navigation import link
from simulation.engine.outlay import Outlay
from simulation.words.findings import span


def nothing_due(outlay: Outlay) -> bool:
    """Whether no draw of the headline has any outlay."""
    return not outlay.total().any()


def reason(outlay: Outlay) -> str:
    """Why the total is nothing."""
    if not outlay.headline:
        return t("nothing.off")
    return t("nothing.unpaid", years=span(outlay.years), draws=f"{outlay.draws:,}")


def tell(outlay: Outlay) -> bool:
    """Say why the total is nothing, where it is; returns whether it is."""
    if not nothing_due(outlay):
        return False
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(reason(outlay))
        if outlay.headline:
            link("pages/enterprises.py", label=t("nothing.to_enterprises"))
        else:
            link("pages/policy.py", label=t("nothing.to_policy"))
    return True
