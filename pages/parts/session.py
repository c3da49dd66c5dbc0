"""The session's scenario, and the line that stands above every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from pages.parts.draft import (
    catch_up,
    draft_problems,
    forget_lost_roster,
    lost_roster,
    show_address,
)
from pages.parts.fields import forget, forget_all, pending
from pages.parts.language import language, t
from pages.parts.markup import as_written
from pages.parts.navigation import link
from pages.parts.rosters import Held
from pages.parts.shown import money
from simulation.engine.outlay import Outlay
from simulation.law.policy import load_policy
from simulation.panel import Panel
from simulation.report.identity import safe
from simulation.scenario import Scenario, catalogue, read_scenario, to_yaml, warnings_of
from simulation.scenario.size import APP, too_large
from simulation.scenario.store import Opened
from simulation.scenario.wording import changes_line, difference_text, key_title, scenario_title
from simulation.text.plain import cells, plain_line
from simulation.text.problems import InputError, Problem, Text

BADGES = {"baseline": "green", "edited": "blue", "reform": "orange"}


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


def members() -> int:
    """The enterprises of the session's panel, which are simulated beside those that are drawn."""
    found = panel()
    return 0 if found is None else int(found.tables["enterprises"]["enterprise_id"].nunique())


def hold(found: Held | None) -> None:
    """Take a panel into the session in place of the former one, or none; what was learnt goes with it."""
    st.session_state.panel = found
    forget_lost_roster()
    st.session_state.pop("lessons", None)
    st.session_state.pop("lessons_of", None)


def attempt(make: Callable[[Scenario], Scenario]) -> None:
    """Put what `make` makes of the scenario in its place. Raises InputError, and changes nothing, where it cannot be used.

    Nor is taken what is larger than one server can run for all. Another tab on the same draft may
    have changed the scenario since this page was made.
    """
    catch_up()
    made = make(scenario())
    if problems := too_large(made, APP, members()):
        raise InputError(problems)
    st.session_state.scenario = made
    st.session_state.problems = []


def edit(make: Callable[[Scenario], Scenario]) -> bool:
    """The same; what cannot be used is shown above the page. Returns whether it was used."""
    try:
        attempt(make)
    except InputError as error:
        st.session_state.problems = error.problems
        return False
    return True


def take(make: Callable[[Scenario], Scenario], opened: Opened | None = None) -> bool:
    """The same with another scenario: what was said of the former, and typed for it, goes with it. `opened` is the version that it is."""
    if not edit(make):
        return False
    forget_all()
    st.session_state.opened = opened
    st.session_state.saved = None
    st.session_state.note_of = None
    return True


def change(path: str, raw: object) -> None:
    """Change one value; what cannot be used is shown above the page and nothing is lost."""
    change_all({path: raw})


def change_all(raws: Mapping[str, object]) -> None:
    """Change several values together, or none where one cannot be used."""
    edit(lambda held: held.with_values(raws))


def reset(*paths: str) -> None:
    """Put keys back to their defaults, and let go of what was typed for them and not used."""
    forget(*paths)
    edit(lambda held: held.without(*paths))


_NO_INPUT = ("store", "draft", "goal")  # what can go wrong where nobody entered anything


def show_problems(problems: list[Problem], refused: bool = False) -> None:
    """A table of problems, never a traceback; `refused` where they are why an input was not taken."""
    if problems:
        st.error(t("problems.refused" if refused else "problems.found", count=len(problems)))
        rows = [problem.as_row(language()) for problem in problems]
        names = {
            "where": t("problems.place"),
            "row": t("problems.row"),
            "heading": t("problems.column"),
            "value": t("problems.value"),
            "wrong": t("problems.wrong"),
            "right": t("problems.right"),
        }
        data = pd.DataFrame([{names[name]: str(row[name] or "") for name in names} for row in rows])  # type: ignore[literal-required]
        st.dataframe(cells(data), hide_index=True)


def header(outlay: Outlay, page: str) -> None:
    """One line above every page: its title, scenario, badge, what differs, dice, error, policy."""
    with st.container():
        _header(outlay, page)


def _header(outlay: Outlay, page: str) -> None:
    current = scenario()
    found = st.session_state.get("problems", [])
    show_problems(found, refused=any(one.place not in _NO_INPUT for one in found))
    _not_kept()
    _lost_roster()
    differences = current.differences()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        title = as_written(scenario_title(current, language()))
        st.markdown(f"**{t(f'page.{page}')}** · {title}", width="content")
        # With a roster nothing on the page is the baseline; its own badge says what is.
        if current.badge != "baseline" or held() is None:
            st.badge(t(f"badge.{current.badge}"), color=BADGES[current.badge])  # type: ignore[arg-type]
        _panel_line()
        if differences:
            with st.popover(changes_line(current, language()), type="tertiary"):
                for pair in differences:
                    st.markdown(f"- {as_written(difference_text(pair, language()))}")
        with st.popover(t("header.arithmetic"), type="tertiary"):
            st.markdown(
                t(
                    "header.line",
                    draws=f"{outlay.draws:,}",
                    seed=current.seed,
                    error=money(outlay.summary().mcse),
                    policy=load_policy().number,
                )
            )
    _few_draws(outlay.draws)
    _warnings(current)


def _not_kept() -> None:
    """That a reload would lose the latest change, and why."""
    for problem in draft_problems():
        st.error(t("draft.not_kept", reason=problem.line(language())), icon=":material/save:")


def _lost_roster() -> None:
    """That the roster of this work is gone, and the figures are not its; until the user answers."""
    lost = lost_roster()
    if lost is None:
        return
    with st.container(border=True):
        st.error(
            t("draft.roster_lost", name=as_written(lost.name), hash=lost.hash[:8]), icon=":material/error:"
        )
        with st.container(horizontal=True):
            link("pages/panel.py", label=t("draft.bring_again"), icon=":material/upload:")
            st.button(t("draft.go_on_without"), on_click=forget_lost_roster, key="go_on_without")


_UNFOLDED = 3
# From 73 draws on the interval of P5 and P95 ends at draws that are not the smallest or the largest.
_FEWEST_DRAWS = 100


def _few_draws(draws: int) -> None:
    """That so few draws make no figure to quote, and the way out."""
    if draws >= _FEWEST_DRAWS:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(t("header.few_draws", draws=draws, least=_FEWEST_DRAWS), icon=":material/warning:")
        usual = catalogue()["simulation.draws"].default
        st.button(
            t("header.more_draws", draws=f"{usual:,.0f}"),
            on_click=reset,
            args=("simulation.draws",),
            key="more_draws",
        )


def _warnings(current: Scenario) -> None:
    """What is allowed but odd, in words; only many are folded, for the page below matters too."""
    lines = [_warning_line(warning) for warning in warnings_of(current)]
    for line in lines[:_UNFOLDED]:
        st.warning(line, icon=":material/warning:")
    if len(lines) > _UNFOLDED:
        with st.expander(t("header.warnings", count=len(lines) - _UNFOLDED), icon=":material/warning:"):
            st.markdown("\n".join(f"- {line}" for line in lines[_UNFOLDED:]))


def _warning_line(warning: Problem) -> str:
    """A warning under its key's name instead of its path."""
    spoken, path = language(), warning.column or ""
    while path and path not in catalogue():
        path = path.rpartition(".")[0]
    name = key_title(catalogue()[path], spoken) if path else warning.place
    value = f" {as_written(warning.value)}" if warning.value else ""
    return t(
        "header.warning",
        name=f"{name}{value}",
        wrong=warning.wrong.in_(spoken),
        right=warning.right.in_(spoken),
    )


def _panel_line() -> None:
    """That figures start from a panel, and from which: never to be overlooked."""
    found = held()
    if found is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        st.badge(
            t("header.panel_invented" if found.invented else "header.panel", name=as_written(found.name)),
            color="orange" if found.invented else "violet",
            icon=":material/table_rows:",
        )
        st.caption(t("header.panel_line", rows=f"{found.rows:,}", hash=found.panel.hash[:8]), width="content")


def _take_upload() -> None:
    uploaded = st.session_state.get("scenario_upload")
    if uploaded is None:
        return
    try:
        text = uploaded.getvalue().decode("utf-8-sig")
    except UnicodeDecodeError:
        st.session_state.problems = [
            Problem(
                uploaded.name,
                Text("不是 UTF-8 文本", "this is no UTF-8 text"),
                Text("请上传 YAML 情景文件", "upload a YAML scenario file"),
            )
        ]
    else:
        take(lambda _: read_scenario(text))


def _rename() -> None:
    name = plain_line(st.session_state.scenario_name)[:200]
    edit(lambda held: held.renamed(name))


def scenario_file() -> str:
    """The name of the scenario's file: that it is one, and which, in signs that every system takes."""
    kind = t("report.file_scenario")
    return f"{'_'.join(filter(None, (kind, safe(scenario_title(scenario(), language())))))}.yaml"


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
            disabled=not (scenario().overrides or pending()),
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
                scenario_file(),
                "text/yaml",
                width="stretch",
                on_click="ignore",
            )
            st.file_uploader(
                t("menu.upload"), type=["yaml", "yml"], key="scenario_upload", on_change=_take_upload
            )
        show_address()


def _reset_all() -> None:
    take(lambda _: Scenario())


def _take_language() -> None:
    chosen = st.session_state.language_choice
    if chosen:
        st.session_state.language = chosen
