"""The session's scenario, and the line that stands above every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from pages.parts.language import language, say, t
from pages.parts.numbers import money, unit_name
from simulation.outlay import Outlay
from simulation.policy import load_policy
from simulation.population.curves import Curve
from simulation.population.panel import Panel
from simulation.problems import InputError, Problem
from simulation.scenario import Difference, Key, Range, Scenario, plain, read_scenario, to_yaml, warnings_of

_BADGES = {"baseline": "green", "edited": "blue", "reform": "orange"}


@dataclass(frozen=True)
class Held:
    """The panel of a session and the name it goes by; the example's enterprises are invented."""

    panel: Panel
    name: str
    invented: bool = False

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(len(table) for table in self.panel.tables.values())


def scenario() -> Scenario:
    """The scenario of this session."""
    if "scenario" not in st.session_state:
        st.session_state.scenario = Scenario()
    held: Scenario = st.session_state.scenario
    return held


def held() -> Held | None:
    """The session's panel with its name. It lives in the memory of this session and nowhere else."""
    found: Held | None = st.session_state.get("panel")
    return found


def panel() -> Panel | None:
    """The panel that this session's estimates start from; None for the synthetic population."""
    found = held()
    return None if found is None else found.panel


def hold(found: Held | None) -> None:
    """Take a panel into the session in place of the former one, or none; what was learnt goes with it."""
    st.session_state.panel = found
    st.session_state.pop("lessons", None)
    st.session_state.pop("lessons_of", None)


def change(path: str, raw: object) -> None:
    """Change one value; what cannot be used is shown above the page and nothing is lost."""
    change_all({path: raw})


def change_all(raws: Mapping[str, object]) -> None:
    """Change several values together, or none where one cannot be used."""
    try:
        st.session_state.scenario = scenario().with_values(raws)
        st.session_state.problems = []
    except InputError as error:
        st.session_state.problems = error.problems


def reset(*paths: str) -> None:
    """Put keys back to their defaults."""
    st.session_state.scenario = scenario().without(*paths)
    st.session_state.problems = []


def value_text(key: Key, value: object) -> str:
    """A value as a person reads it, with its unit."""
    if key.kind == "correlations":
        pairs = dict(value) if isinstance(value, tuple) else {}
        words = [f"{t(f'pair.{pair}')} {number:+.2f}" for pair, number in pairs.items()]
        return t("value.comma").join(words) or t("value.no_correlations")
    if value is None:
        return t("value.unknown")
    if key.options and isinstance(value, str):
        return say(dict(key.options)[value])
    if isinstance(value, Range):
        low, mode, high = (value_text(key, part) for part in (value.low, value.mode, value.high))
        unit = f" {unit_name(key.unit)}".rstrip()
        return " – ".join([low.removesuffix(unit), mode.removesuffix(unit), high])
    if key.kind == "schedule":
        return " / ".join(value_text(replace(key, kind="doubt"), part) for part in value)  # type: ignore[attr-defined]
    if isinstance(value, float | int) and not isinstance(value, bool):
        if key.unit in ("rate", "share"):
            return f"{value * 100:g}%"
        if key.unit == "money":
            return f"{value:,.10g} 万元"
        return f"{value:,.10g} {unit_name(key.unit)}".strip()
    if isinstance(value, Curve):
        return _curve_text(key, value)
    return str(plain(value))  # type: ignore[arg-type]


def _curve_text(key: Key, curve: Curve) -> str:
    """A distribution by its family and what it is given by."""
    if curve.family == "empirical":
        return t("control.empirical", count=len(curve.values))
    plain_numbers = ("tail_index",)
    parts = [
        f"{t(f'number.{name}')} {f'{number:.3g}' if name in plain_numbers else value_text(key, number)}"
        for name, number in curve.parameters
    ]
    return t("value.curve", family=t(f"family.{curve.family}"), numbers=t("value.comma").join(parts))


def key_title(key: Key) -> str:
    """A key's name with the measure or population it belongs to."""
    room, owner, *_ = [*key.path.split("."), ""]
    if room == "policy":
        return f"{say(load_policy().measures[owner].short)} · {say(key.name)}"
    if room == "fields" and owner in t_fields():
        return f"{t_fields()[owner]} · {say(key.name)}"
    return say(key.name)


def t_fields() -> dict[str, str]:
    """Names of populations by id."""
    from simulation.population.facts import load_facts

    names = {identity: say(field.name) for identity, field in load_facts().field_names.items()}
    return names | {name: t(f"population.{name}") for name in ("all", "first_set", "scenes", "fund")}


def difference_text(pair: Difference) -> str:
    """One difference in words: what, from, to."""
    return f"{key_title(pair.key)}：{value_text(pair.key, pair.before)} → {value_text(pair.key, pair.after)}"


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
                    st.markdown(f"- {difference_text(pair)}")
        figures = outlay.summary()
        line = t(
            "header.line",
            draws=f"{outlay.draws:,}",
            seed=current.seed,
            error=money(figures.mcse),
            policy=load_policy().number,
        )
        st.caption(line, width="content")
        _panel_line()
    for warning in warnings_of(current):
        st.warning(warning.line(language()), icon=":material/warning:")


def _panel_line() -> None:
    """That figures start from a panel, and from which: never to be overlooked."""
    found = held()
    if found is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        st.badge(
            t("header.panel_invented" if found.invented else "header.panel", name=found.name),
            color="orange" if found.invented else "violet",
            icon=":material/table_rows:",
        )
        st.caption(t("header.panel_line", rows=f"{found.rows:,}", hash=found.panel.hash[:8]), width="content")


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
        if held():  # here too, so that a panel that no page can bear can be got rid of
            st.button(
                t("menu.remove_panel"), on_click=hold, args=(None,), width="stretch", icon=":material/delete:"
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
