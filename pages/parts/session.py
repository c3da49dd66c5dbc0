"""The session's scenario, and the line that stands above every page."""

from __future__ import annotations

import streamlit as st

from pages.parts.language import language, t, words
from pages.parts.numbers import money
from simulation.outlay import Outlay, Summary, summarise
from simulation.policy import load_policy
from simulation.problems import InputError, Problem
from simulation.scenario import Key, Scenario, read_scenario, to_yaml, warnings_of

_BADGES = {"baseline": "green", "edited": "blue", "reform": "orange"}


def scenario() -> Scenario:
    """The scenario of this session."""
    if "scenario" not in st.session_state:
        st.session_state.scenario = Scenario()
    held: Scenario = st.session_state.scenario
    return held


def change(path: str, raw: object) -> None:
    """Change one value; what cannot be used is shown above the page and nothing is lost."""
    try:
        st.session_state.scenario = scenario().with_value(path, raw)
        st.session_state.problems = []
    except InputError as error:
        st.session_state.problems = error.problems


def reset(*paths: str) -> None:
    """Put keys back to their defaults."""
    st.session_state.scenario = scenario().without(*paths)
    st.session_state.problems = []


def value_text(key: Key, value: object) -> str:
    """A value as a person reads it, with its unit."""
    return words().value(key, value)  # type: ignore[arg-type]


def key_title(key: Key) -> str:
    """A key's name with the measure or population it belongs to."""
    return words().key(key)


def against_baseline(outlay: Outlay) -> Summary:
    """The total less the baseline's, draw by draw on the same dice, so its error is small.

    The baseline is made once for the session; runs of different length are compared over the
    draws that both have.
    """
    from pages.parts.results import estimate

    with st.container():
        if "baseline" not in st.session_state:
            st.session_state.baseline = estimate(Scenario()).total()
    base, own = st.session_state.baseline, outlay.total()
    draws = min(base.size, own.size)
    return summarise(own[:draws] - base[:draws])


def show_problems(problems: list[Problem]) -> None:
    """A table of problems, never a traceback."""
    if problems:
        st.error(t("problems.title", count=len(problems)))
        rows = [problem.as_row(language()) for problem in problems]
        names = {
            name: t(f"problems.{name}") for name in ("place", "row", "column", "value", "wrong", "right")
        }
        st.dataframe([{names[name]: str(row[name] or "") for name in names} for row in rows], hide_index=True)  # type: ignore[literal-required]


def header(outlay: Outlay, page: str) -> None:
    """One line above every page: its title, scenario, badge, what differs, dice, error, policy."""
    with st.container():
        _header(outlay, page)


def _header(outlay: Outlay, page: str) -> None:
    current = scenario()
    show_problems(st.session_state.get("problems", []))
    differences = current.differences()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{t(f'page.{page}')}** · {current.name or t('scenario.unnamed')}", width="content")
        st.badge(t(f"badge.{current.badge}"), color=_BADGES[current.badge])  # type: ignore[arg-type]
        if differences:
            with st.popover(t("header.differences", count=len(differences)), type="tertiary"):
                for pair in differences:
                    st.markdown(f"- {words().difference(pair)}")
        figures = outlay.summary()
        line = t(
            "header.line",
            draws=f"{outlay.draws:,}",
            seed=current.seed,
            error=money(figures.mcse),
            policy=load_policy().number,
        )
        st.caption(line, width="content")
    for warning in warnings_of(current):
        st.warning(warning.line(language()), icon=":material/warning:")


def _take_upload() -> None:
    uploaded = st.session_state.get("scenario_upload")
    if uploaded is None:
        return
    try:
        st.session_state.scenario = read_scenario(uploaded.getvalue().decode("utf-8-sig"))
        st.session_state.problems = []
    except UnicodeDecodeError:
        from simulation.problems import Text

        st.session_state.problems = [
            Problem(
                uploaded.name,
                Text("不是 UTF-8 文本", "this is no UTF-8 text"),
                Text("请上传 YAML 情景文件", "upload a YAML scenario file"),
            )
        ]
    except InputError as error:
        st.session_state.problems = error.problems


def _rename() -> None:
    st.session_state.scenario = scenario().renamed(st.session_state.scenario_name[:200])


def menu() -> None:
    """The side bar: language, name, file in and out, reset."""
    with st.sidebar:
        st.segmented_control(
            t("menu.language"),
            ["zh", "en"],
            key="language_choice",
            default=language(),
            format_func=lambda code: {"zh": "中文", "en": "English"}[code],
            on_change=_take_language,
            required=True,
        )
        st.session_state.scenario_name = scenario().name
        st.text_input(
            t("menu.name"),
            key="scenario_name",
            on_change=_rename,
            placeholder=t("scenario.unnamed"),
            max_chars=200,
        )
        st.button(
            t("menu.reset"),
            on_click=_reset_all,
            disabled=not scenario().overrides,
            width="stretch",
            icon=":material/restart_alt:",
        )
        with st.expander(t("menu.file")):
            st.download_button(
                t("menu.download"),
                to_yaml(scenario()),
                "scenario.yaml",
                "text/yaml",
                width="stretch",
                on_click="ignore",
            )
            st.file_uploader(
                t("menu.upload"), type=["yaml", "yml"], key="scenario_upload", on_change=_take_upload
            )


def _reset_all() -> None:
    st.session_state.scenario = Scenario()
    st.session_state.problems = []


def _take_language() -> None:
    chosen = st.session_state.language_choice
    if chosen:
        st.session_state.language = chosen
        st.query_params["lang"] = chosen
