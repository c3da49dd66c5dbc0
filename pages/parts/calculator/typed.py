"""One enterprise typed in: small tables kept in the session, checked as an upload is."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from pages.parts import grid
from pages.parts.language import language, say, t
from simulation.law.policy import load_policy
from simulation.law.terms import rule_of
from simulation.panel import TABLES, Column, Panel, read_panel
from simulation.panel.cells import CellFault, number_and_unit
from simulation.panel.entry import PERCENT, EntryFault, read_entry
from simulation.population.facts import load_facts
from simulation.population.years import LAST_YEAR
from simulation.text.problems import InputError, Problem

_BEFORE = 2  # years before the first in force: the law compares growth with them
_EXAMPLE_FIRST = 2023  # the first year in force that the example is written for
_ITEMS = ("projects", "models", "products")
# The facts that each measure asks of an enterprise; revenue carries the simulation forward.
_ASKED = {
    one.id: rule_of(one.id).columns() for one in load_policy().measures.values() if one.table == "enterprises"
}
_ITEMS_OF = {
    one.id: one.table for one in load_policy().measures.values() if one.fields and one.table in _ITEMS
}
_UNITS = {"辆": "vehicles", "月": "months"}
_EXAMPLE_ID = "EXAMPLE-1"


@dataclass
class Typed:
    """What the user typed, every cell as text; `tables` hold all columns, shown or not."""

    id: str
    name: str
    district: str
    field: str
    tables: dict[str, pd.DataFrame]


def _blank(table: str, rows: int) -> pd.DataFrame:
    columns = [column.id for column in TABLES[table].columns if column.id not in _once(table)]
    return pd.DataFrame("", index=range(rows), columns=columns, dtype="str")


def _once(table: str) -> tuple[str, ...]:
    """What is asked once for the enterprise, not in every row."""
    return ("enterprise_id", "name", "district", "field") if table == "enterprises" else ("enterprise_id",)


def _filled(table: str, columns: str, rows: Iterable[str]) -> pd.DataFrame:
    names = columns.split()
    lines = [row.split() for row in rows]
    frame = _blank(table, len(lines))
    for place, line in enumerate(lines):
        frame.loc[place, names] = ["" if cell == "·" else cell for cell in line]
    return frame


def empty() -> Typed:
    """Nothing typed yet; `follow` gives the years their rows."""
    tables = {"enterprises": _blank("enterprises", 0)} | {name: _blank(name, 1) for name in _ITEMS}
    return Typed("", "", "yuhang", "robots", tables)


def example(first: int = _EXAMPLE_FIRST) -> Typed:
    """An invented maker of robots for a policy from a year on, so that the page is never empty.

    Its last year is left to the simulation.
    """
    later = min(first, LAST_YEAR - 2) - _EXAMPLE_FIRST
    tables = empty().tables | {
        "enterprises": _filled(
            "enterprises",
            "year revenue parts_purchases",
            ("2021 9000 1400", "2022 11500 1900", "2023 14800 2600", "2024 15900 2550", "2025 · ·"),
        ),
        "projects": _filled(
            "projects",
            "project_id year investment loan loan_rate months",
            ("P1 2023 6000 3000 0.039 8", "P1 2024 6000 3000 0.036 12", "P2 2024 1999.99 1200 0.036 6"),
        ),
        "products": _filled(
            "products",
            "product_id year recognised_year insured_sum premium sales",
            ("D1 2023 2022 2000 30 900", "D1 2024 2022 2000 30 3400"),
        ),
    }
    for table in tables.values():
        for column in table.columns.intersection(["year", "recognised_year"]):
            table[column] = [
                year and str(int(year) + later) for year in table[column]
            ]  # a blank row has none
    return Typed(_EXAMPLE_ID, "示例机器人公司（虚构）", "yuhang", "robots", tables)


def typed() -> Typed:
    """What this session has typed, the example at first."""
    if "typed" not in st.session_state:
        st.session_state.typed = example()
    held: Typed = st.session_state.typed
    return held


def is_example(first: int = _EXAMPLE_FIRST) -> bool:
    """Whether every cell is still that of the example for a policy from that year on."""
    own, other = typed(), example(first)
    same = (own.id, own.name, own.district, own.field) == (other.id, other.name, other.district, other.field)
    return same and all(
        _facts(name, own.tables[name]).equals(_facts(name, table)) for name, table in other.tables.items()
    )


def _facts(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """A table without the years of which nothing is known."""
    return _in_rows(table, ()) if name == "enterprises" else table


def follow(years: tuple[int, ...]) -> Typed:
    """What this session has typed, in a row for each year that a policy in force in `years` looks at.

    These are its years and those before with which growth is compared; years with facts stay. The
    example moves with the policy.
    """
    first = st.session_state.get("typed_first", _EXAMPLE_FIRST)
    if first != years[0] and is_example(first):
        st.session_state.typed = example(years[0])
    st.session_state.typed_first = years[0]
    one = typed()
    asked = range(years[0] - _BEFORE, years[-1] + 1)
    one.tables["enterprises"] = _in_rows(one.tables["enterprises"], map(str, asked))
    return one


def _in_rows(table: pd.DataFrame, years: Iterable[str]) -> pd.DataFrame:
    """The rows that hold a fact, and a row for each of the years, in their order."""
    facts = table[(table.drop(columns="year") != "").any(axis=1)]
    rows = sorted({*years, *facts["year"]})
    return facts.set_index("year").reindex(rows, fill_value="").reset_index()[list(table.columns)]


def _supported(measure: str, field: str) -> bool:
    fields = load_policy().measures[measure].fields
    return not fields or field in fields


def tables_of(field: str) -> tuple[str, ...]:
    """The tables that an enterprise of a field can use."""
    hidden = {table for measure, table in _ITEMS_OF.items() if not _supported(measure, field)}
    return tuple(table for table in ("enterprises", *_ITEMS) if table not in hidden)


def columns_of(table: str, field: str) -> list[Column]:
    """The columns that an enterprise of a field is asked for."""
    asked = {"year", "revenue"}
    for measure, facts in _ASKED.items():
        if _supported(measure, field):
            asked.update(facts)
    return [
        column
        for column in TABLES[table].columns
        if column.id not in _once(table) and (table != "enterprises" or column.id in asked)
    ]


def read(one: Typed) -> Panel:
    """The typed enterprise as a panel, by the way of an upload.

    A year without a fact has no row, unless an item needs it. Raises InputError; a problem's row
    counts the rows of the form.
    """
    shown = {
        table: one.tables[table][[column.id for column in columns_of(table, one.field)]]
        for table in tables_of(one.field)
    }
    needed = {year for table in shown if table != "enterprises" for year in shown[table]["year"]}
    own = {"enterprise_id": one.id, "name": one.name, "district": one.district, "field": one.field}
    files = {}
    for table, frame in shown.items():
        rows: list[dict[str, str]] = []
        for cells in frame.to_dict("records"):
            row = {name: own[name] for name in _once(table)}
            row |= {
                str(name): _in_own_unit(TABLES[table].column(str(name)), str(cell))
                for name, cell in cells.items()
            }
            facts = [cell for name, cell in cells.items() if table != "enterprises" or name != "year"]
            given = any(facts) or (table == "enterprises" and row["year"] in needed)
            rows.append(row if given else dict.fromkeys(row, ""))
        if table == "enterprises" or any(any(row.values()) for row in rows):
            files[f"{table}.csv"] = _csv(rows)
    try:
        panel = read_panel(files)
    except InputError as error:
        raise InputError([_of_form(problem) for problem in error.problems]) from error
    return Panel(panel.tables, tuple(_of_form(notice) for notice in panel.notices))


def nothing_typed(one: Typed) -> bool:
    """Whether no fact stands in any table that is shown."""
    return not any(
        one.tables[table][column.id].str.strip().any()
        for table in tables_of(one.field)
        for column in columns_of(table, one.field)
        if table != "enterprises" or column.id != "year"
    )


def _in_own_unit(column: Column, cell: str) -> str:
    """A number that was typed with a unit as the column holds it: 4.5% is 0.045, 1.2亿 is 12000 万元.

    All else stays as it was typed, to be judged as in an upload.
    """
    if column.kind not in ("amount", "rate"):
        return cell
    unit, scale = (PERCENT, 100) if column.kind == "rate" else (column.unit, 1)
    try:
        named = number_and_unit(cell, column)[1]
        value = read_entry(cell, unit, column.signed)
    except (CellFault, EntryFault):
        return cell
    return repr(round(value / scale, 12)) if named and value is not None else cell


def _csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _of_form(problem: Problem) -> Problem:
    """A problem as the form numbers its rows, with the names that stand over its columns."""
    table = TABLES.get(problem.place)
    if table is None:
        return problem
    column = next((heading(one) for one in table.columns if one.id == problem.column), problem.column)
    row = None if problem.row is None else problem.row - 1
    return replace(problem, place=say(table.name), column=column, row=row, spot=None)


def heading(column: Column) -> str:
    """A column's name and unit in the session's language."""
    if language() == "zh":
        name, unit = column.zh, column.unit
    else:
        name, unit = column.id.replace("_", " "), _UNITS.get(column.unit, column.unit)
    return name + (t("control.unit", unit=unit) if unit else "")


def form() -> None:
    """The form: who it is, then a table a kind of fact. All that is typed is kept in the session."""
    one, facts = typed(), load_facts()
    with st.container(horizontal=True):
        st.button(t("typed.example"), on_click=_put, args=(_own_example,), icon=":material/science:")
        st.button(t("typed.clear"), on_click=_put, args=(empty,), icon=":material/delete:")
    st.caption(t("typed.how"))
    districts = {key: say(district.name) for key, district in facts.districts.items()}
    fields = {key: say(field.name) for key, field in facts.field_names.items()}
    columns = st.columns([1, 2, 1, 2])
    for what, column in zip(("id", "name"), columns[:2], strict=True):
        st.session_state[f"typed:{what}"] = getattr(one, what)
        column.text_input(
            t(f"typed.{what}"), key=f"typed:{what}", max_chars=60, on_change=_take, args=(what,)
        )
    for what, names, column in (("district", districts, columns[2]), ("field", fields, columns[3])):
        st.session_state[f"typed:{what}"] = getattr(one, what)
        column.selectbox(
            t(f"column.{what}"),
            list(names),
            key=f"typed:{what}",
            format_func=names.__getitem__,
            on_change=_take,
            args=(what,),
        )
    for table in tables_of(one.field):
        st.markdown(f"**{say(TABLES[table].name)}**")
        _editor(table, one)


def _own_example() -> Typed:
    return example(st.session_state.typed_first)


def _put(make: Callable[[], Typed]) -> None:
    st.session_state.typed = make()


def _take(what: str) -> None:
    setattr(typed(), what, st.session_state[f"typed:{what}"].strip())


def _editor(table: str, one: Typed) -> None:
    """One table, every cell as it is typed."""
    columns = columns_of(table, one.field)
    names = [column.id for column in columns]
    fixed = table == "enterprises"

    def take(now: pd.DataFrame, _: pd.DataFrame) -> None:
        held = typed().tables
        if fixed:  # by the year: the rows may be others since
            whole = _in_rows(held[table], now["year"])
            whole.loc[whole["year"].isin(now["year"]), names] = now[names].to_numpy()
        else:
            whole = held[table].reindex(now.index, fill_value="").astype("str")
            whole = whole.assign(**{name: now[name] for name in names})
        held[table] = whole

    grid.texts(
        f"typed:{table}",
        one.tables[table][names],
        take,
        {column.id: st.column_config.TextColumn(heading(column), help=_help(column)) for column in columns},
        locked=("year",) if fixed else (),
        dynamic=not fixed,
    )


def _help(column: Column) -> str:
    clause = t("methods.clause", clause=column.clause) if column.clause else ""
    return " · ".join(part for part in (clause, say(column.note)) if part)


__all__ = [
    "Typed",
    "columns_of",
    "empty",
    "example",
    "follow",
    "form",
    "is_example",
    "nothing_typed",
    "read",
    "tables_of",
    "typed",
]
