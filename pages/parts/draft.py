"""The draft of this session: kept after every change, found again by the id in its address.

A reload, the back button, a second tab and a restarted server lose nothing: the scenario lies in
the store, the roster in memory for a while. Two tabs on one draft work on the same scenario; the
later change stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from pages.parts.rosters import Held, Rosters
from simulation.scenario import Scenario
from simulation.scenario.store import Draft, Opened, RosterName, Store, store_url
from simulation.text.problems import InputError, Problem, Text

IN_ADDRESS = "d"


@st.cache_resource
def _store(address: str) -> Store:
    return Store(address)


def store() -> Store:
    """The store that the setting names. Raises InputError when it cannot be used."""
    return _store(store_url())


@st.cache_resource
def _rosters() -> Rosters[Held]:
    return Rosters()


def _kept() -> Draft:
    """The draft as it was last kept or found."""
    found: Draft = st.session_state.setdefault("draft", Draft())
    return found


def _work() -> Draft:
    """What the session holds now."""
    held: Held | None = st.session_state.get("panel")
    opened: Opened | None = st.session_state.get("opened")
    return replace(
        _kept(),
        scenario=st.session_state.get("scenario", Scenario()),
        pending=st.session_state.get("pending", {}),
        opened="" if opened is None else opened.version.id,
        roster=lost_roster() if held is None else RosterName(held.name, held.panel.hash, held.invented),
    )


def lost_roster() -> RosterName | None:
    """The roster that this draft was made with and that is no longer in memory, until the user answers."""
    found: RosterName | None = st.session_state.get("roster_lost")
    return found


def forget_lost_roster() -> None:
    """Go on without the roster that is gone."""
    st.session_state.roster_lost = None


def resume() -> None:
    """Take up the draft that the address names, and what another tab made of this one."""
    named = st.query_params.get(IN_ADDRESS, "")
    if not named or named in (_kept().id, st.session_state.get("no_such_draft")):
        catch_up()
        return
    try:
        found = store().drafts.find(named)
    except InputError as error:
        st.session_state.problems = error.problems
        return
    if found is None:
        st.session_state.no_such_draft = named
        st.session_state.problems = [_no_such_draft(named)]
    else:
        _adopt(found)


def catch_up() -> None:
    """Take what another tab has changed since; nothing where the store does not answer."""
    mine = _kept()
    if not mine.id:
        return
    try:
        if store().drafts.revision(mine.id) > mine.revision:
            found = store().drafts.find(mine.id)
            if found is not None:
                _adopt(found)
    except InputError as error:
        st.session_state.draft_problems = error.problems


def _adopt(found: Draft) -> None:
    """Make a draft this session's own."""
    if found.id != _kept().id:
        st.session_state.note_of = None  # what was typed was about another scenario
        st.session_state.presence = _rosters().arrive(found.id)
    held = _rosters().find(found.id)
    st.session_state.draft = found
    st.session_state.scenario = found.scenario
    st.session_state.pending = dict(found.pending)
    st.session_state.opened = _opened(found)
    st.session_state.panel = held if found.roster is not None else None
    st.session_state.roster_lost = found.roster if held is None else None


def _opened(found: Draft) -> Opened | None:
    """The saved version that a draft was made from; its messages were read when it was opened.

    One that is open already stays: it knows which versions there were when this session opened it.
    """
    if not found.opened:
        return None
    held: Opened | None = st.session_state.get("opened")
    if held is not None and held.version.id == found.opened:
        return held
    try:
        return replace(store().open(found.opened), messages=list(found.messages))
    except InputError:
        return None


def keep() -> None:
    """Keep what has changed."""
    work = _work()
    if not work.same_work(_kept()) and (work.id or not work.empty):
        try:
            kept = store().drafts.keep(work)
        except InputError as error:
            st.session_state.draft_problems = error.problems
        else:
            if not work.id:
                st.session_state.presence = _rosters().arrive(kept.id)
            st.session_state.draft = kept
            st.session_state.draft_problems = []
            _rosters().hold(kept.id, st.session_state.get("panel"))


_SCRIPT = """<script>
(() => {
    const url = new URL(window.location);
    for (const [name, value] of Object.entries({wanted})) url.searchParams.set(name, value);
    url.searchParams.delete("s");
    if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
})();  // run {run}
</script>"""


def show_address() -> None:
    """Put the draft's id and the language into the address in place of a link's.

    Streamlit would add an entry to the browser's history each time, so that the back button led
    nowhere; a script replaces the one that is there. It runs again only where its text is another.
    """
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    if address() or st.query_params:
        script = _SCRIPT.replace("{wanted}", json.dumps(dict(address()))).replace(
            "{run}", str(st.session_state.runs)
        )
        st.html(script, unsafe_allow_javascript=True)


def address() -> Mapping[str, Any]:
    """What stands in the address of every page: the draft and, where it is not Chinese, the language."""
    parts = {IN_ADDRESS: _kept().id}
    if st.session_state.get("language") == "en" or st.query_params.get("lang"):
        parts["lang"] = st.session_state.get("language", "zh")
    return {name: value for name, value in parts.items() if value}


def draft_problems() -> list[Problem]:
    """Why the latest change is not kept; empty where it is."""
    found: list[Problem] = st.session_state.get("draft_problems", [])
    return found


def _no_such_draft(identity: str) -> Problem:
    return Problem(
        "draft",
        Text("网址中的草稿已不存在", "the draft that the address names is no longer there"),
        Text(
            "草稿保留 90 天；请从“情景工坊”打开已保存的情景，或从基准开始",
            "drafts are kept for 90 days: open a saved scenario, or start from the baseline",
        ),
        column=IN_ADDRESS,
        value=identity[:40],
    )
