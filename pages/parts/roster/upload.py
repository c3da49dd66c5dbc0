"""Bring a panel in: the template out, files up, every problem at once with the way out."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.parts.language import language, say, t
from pages.parts.markup import as_written
from pages.parts.roster.cover import effect
from pages.parts.rosters import Held
from pages.parts.server import GRACE, forget_upload
from pages.parts.session import held, hold
from simulation.panel import TABLES, read_panel, write_template
from simulation.panel.files import MOST_BYTES
from simulation.panel.invented import is_invented
from simulation.panel.raw import Hidden
from simulation.places import DATA
from simulation.text.plain import cells, csv_of
from simulation.text.problems import InputError, Problem, Text
from simulation.words.findings import span

_EXAMPLE = DATA / "example-panel"
_COLUMNS = {
    "where": "place",
    "row": "row",
    "heading": "column",
    "value": "value",
    "wrong": "wrong",
    "right": "right",
}


def bring_in() -> None:
    """The first part of the page."""
    left, right = st.columns(2)
    with left, st.container(border=True):
        _upload()
    with right, st.container(border=True):
        _in_use()
    found = held()
    if found is not None:
        effect(found.panel)
    problems: list[Problem] = st.session_state.get("panel_problems", [])
    if problems:
        kept = t("panel.kept") if held() else t("panel.none_kept")
        st.error(f"{t('panel.refused', count=f'{len(problems):,}')} {kept}", icon=":material/error:")
        _listed(problems, "problems")
    if found is not None and found.panel.notices:
        st.warning(t("panel.notices", count=f"{len(found.panel.notices):,}"), icon=":material/help:")
        _listed(found.panel.notices, "notices")


@st.cache_data
def _template() -> bytes:
    target = BytesIO()
    write_template(target)
    return target.getvalue()


def _upload() -> None:
    st.markdown(f"**{t('panel.bring_title')}**")
    st.download_button(
        t("panel.template"),
        _template(),
        "outlay-template.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        on_click="ignore",
        icon=":material/download:",
    )
    # A new uploader after each check: files that were refused would else be read again beside the mended ones.
    turn = st.session_state.setdefault("panel_turn", 0)
    with st.form(f"panel_form:{turn}", border=False):
        files = st.file_uploader(
            t("panel.files"),
            accept_multiple_files=True,
            key=f"panel_files:{turn}",
            max_upload_size=MOST_BYTES // 1024**2,
            help=t("panel.files_help"),
        )
        leave_out = st.checkbox(
            t("panel.leave_out"), key=f"panel_leave_out:{turn}", help=t("panel.leave_out_help")
        )
        sent = st.form_submit_button(t("panel.check"), type="primary", icon=":material/fact_check:")
    st.caption(t("panel.private", minutes=GRACE // 60))
    if sent:
        with st.spinner(t("panel.checking")):
            _take(files, "leave_out" if leave_out else "read")
            for file in files:
                forget_upload(file.file_id)
        st.session_state.panel_turn = turn + 1
        st.rerun()


def _take(files: list[UploadedFile], hidden: Hidden) -> None:
    """Hold the uploaded panel, or its problems and the former panel."""
    names = [file.name for file in files]
    problems = [
        Problem(
            name,
            Text("同名文件上传了两次", "two files have this name"),
            Text("只保留一个", "keep one of them"),
        )
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    if not files:
        problems = [
            Problem(
                t("panel.files"),
                Text(
                    "没有收到文件：未选择，或超过 50 MB", "no file came: none was chosen, or it is over 50 MB"
                ),
                Text(
                    "请选择一个工作簿或若干 CSV，过大的请拆分",
                    "choose a workbook or CSV files; split one that is too large",
                ),
            )
        ]
    if not problems:
        try:
            read = read_panel({file.name: file.getvalue() for file in files}, hidden)
        except InputError as error:
            problems = error.problems
        except (
            Exception
        ) as error:  # its message may quote the upload, and the server's log is no place for that
            problems = [_fault(error)]
        else:
            name = t("value.and").join(names) if len(names) <= 2 else t("panel.several", count=len(names))
            hold(Held(read, name, is_invented(read)))
    st.session_state.panel_problems = problems


def _fault(error: Exception) -> Problem:
    return Problem(
        t("panel.files"),
        Text(
            f"程序未能读取（{type(error).__name__}）",
            f"the program failed to read this ({type(error).__name__})",
        ),
        Text(
            "请用模板另存后再试，并告知维护人员",
            "save it in the template, try again, and tell the maintainers",
        ),
    )


def _in_use() -> None:
    found = held()
    st.markdown(f"**{t('panel.in_use')}**")
    if found is None:
        st.markdown(t("panel.synthetic"))
    else:
        years = found.panel.tables["enterprises"]["year"]
        enterprises = found.panel.tables["enterprises"]["enterprise_id"].nunique()
        st.markdown(
            t(
                "panel.holding", name=as_written(found.name), enterprises=f"{enterprises:,}", rows=f"{found.rows:,}",
                years=span((int(years.min()), int(years.max()))), hash=found.panel.hash[:8],
            )
        )  # fmt: skip
        if found.invented:
            st.warning(t("panel.invented"), icon=":material/science:")
        st.caption(
            " · ".join(
                f"{say(TABLES[name].name)} {len(table):,}" for name, table in found.panel.tables.items()
            )
        )
        st.button(
            t("panel.remove"), key="panel_remove", on_click=hold, args=(None,), icon=":material/delete:"
        )
    st.button(t("panel.example"), key="panel_example", on_click=_take_example, icon=":material/science:")
    st.caption(t("panel.example_note"))


def _take_example() -> None:
    hold(Held(read_panel(_EXAMPLE), t("panel.example_name"), invented=True))
    st.session_state.panel_problems = []


def _listed(problems: list[Problem] | tuple[Problem, ...], key: str) -> None:
    """Problems as a table, and as CSV."""
    rows = pd.DataFrame([problem.as_row(language()) for problem in problems])[list(_COLUMNS)]
    rows["row"] = ["" if pd.isna(row) else str(int(row)) for row in rows["row"]]
    shown = cells(rows.rename(columns={name: t(f"problems.{title}") for name, title in _COLUMNS.items()}))
    st.dataframe(shown, hide_index=True, height=min(38 + 35 * len(shown), 420))
    st.download_button(
        t("chart.csv"),
        csv_of(shown),
        f"{key}.csv",
        "text/csv",
        key=f"csv-panel-{key}",
        on_click="ignore",
        icon=":material/download:",
    )
