"""What the user may not see in a workbook: hidden rows, columns and sheets, and sheets that are not read."""

from __future__ import annotations

from collections.abc import Sequence

from simulation.panel.headings import HEADING_WITHIN, Heading, is_headed, tables_headed
from simulation.panel.raw import Hidden, Refused
from simulation.panel.tables import TABLES, Table
from simulation.panel.workbook import Leaf
from simulation.text.problems import Problem, Text

_NOTHING_TO_DO = Text("无需处理", "nothing to do")
_LEAVE_OUT = Text(
    "若不应计入，请删除它们，或选择“略去隐藏的行和工作表”（--leave-out-hidden）",
    "if they do not belong here, delete them or leave out hidden rows and sheets (--leave-out-hidden)",
)
_MOST_LISTED = 12


def left_out(name: str, leaves: Sequence[Leaf], hidden: Hidden) -> tuple[list[Leaf], list[Problem]]:
    """The sheets to read and a notice for each that is not: a hidden one never counts beside a visible one.

    Raises Refused where nothing is left.
    """
    kept: list[Leaf] = []
    notices: list[Problem] = []
    for leaf in leaves:
        visible = next(
            (other.title for other in leaves if other.table == leaf.table and not other.hidden), ""
        )
        if leaf.table is None:
            if tables_headed([row.cells for row in leaf.rows]):
                notices.append(_unread(name, leaf))
        elif leaf.hidden and hidden == "leave_out":
            wrong = f"隐藏的工作表“{leaf.title}”已略去", f"the hidden sheet {leaf.title} is left out"
            notices.append(_notice(leaf.table, Text(*wrong), _NOTHING_TO_DO))
        elif leaf.hidden and not is_headed(
            TABLES[leaf.table], [row.cells for row in leaf.rows[:HEADING_WITHIN]]
        ):
            wrong = (
                f"隐藏的工作表“{leaf.title}”没有此表的表头，未读入",
                f"the hidden sheet {leaf.title} is not read: it lacks the headings of this table",
            )
            notices.append(_notice(leaf.table, Text(*wrong), _NOTHING_TO_DO))
        elif leaf.hidden and visible:
            notices.append(
                _notice(
                    leaf.table,
                    Text(
                        f"隐藏的工作表“{leaf.title}”未读入，读入的是“{visible}”",
                        f"the hidden sheet {leaf.title} is not read: {visible} is",
                    ),
                    Text("若应读入，请取消隐藏并只保留一份", "if it is meant, show it and keep only one"),
                )
            )
        else:
            kept.append(leaf)
    if not kept:
        raise Refused(
            name,
            Text("各表都在隐藏的工作表中，未读入", "all tables are in hidden sheets, which are not read"),
            Text("请取消隐藏后再试", "show the sheets and try again"),
        )
    return kept, notices


def _unread(name: str, leaf: Leaf) -> Problem:
    shown = Text("隐藏的工作表", "hidden sheet") if leaf.hidden else Text("工作表", "sheet")
    return _notice(
        name,
        Text(
            f"{shown.zh}“{leaf.title}”未读入：名称不是表名",
            f"the {shown.en} {leaf.title} is not read: its name is no table's",
        ),
        Text("若应读入，请改名为“企业”等表名", "if it is meant, name it enterprises and so on"),
    )


def unseen(
    table: Table, leaf: Leaf, heading: Heading, covered: Sequence[int], hidden: Hidden
) -> list[Problem]:
    """A notice for what was read, or left out, although the user may not see it; `covered` are hidden rows."""
    notices = []
    if leaf.by_heading:
        wrong = (
            f"工作表“{leaf.title}”按表头读入",
            f"the sheet {leaf.title} is taken for this table by its headings",
        )
        notices.append(_notice(table.id, Text(*wrong), _NOTHING_TO_DO))
    if leaf.hidden:
        wrong = f"工作表“{leaf.title}”是隐藏的，已读入", f"the sheet {leaf.title} is hidden; it is read"
        notices.append(_notice(table.id, Text(*wrong), _LEAVE_OUT))
    if covered:
        notices.append(_rows(table, leaf, heading, covered, hidden))
    places = {
        place for first, last in leaf.columns for place in range(first - 1, min(last, len(heading.names)))
    }
    columns = [
        column.heading
        for place, column in enumerate(heading.columns)
        if column is not None and place in places
    ]
    if columns:
        wrong = (
            "隐藏的列已读入：" + "、".join(one.zh for one in columns),
            "hidden columns are read: " + ", ".join(one.en for one in columns),
        )
        right = Text("请核对其中的数", "check what stands in them")
        notices.append(_notice(table.id, Text(*wrong), right))
    if leaf.undated:
        wrong = "单元格格式已损坏，日期按数字读入", "the cell formats are damaged: dates are read as numbers"
        notices.append(_notice(table.id, Text(*wrong), Text("请核对日期", "check the dates")))
    return notices


def _rows(table: Table, leaf: Leaf, heading: Heading, covered: Sequence[int], hidden: Hidden) -> Problem:
    names = [heading.names[place - 1] for place in leaf.filtered if 0 < place <= len(heading.names)]
    zh, en = (f"（筛选：{'、'.join(names)}）", f" (filtered by {', '.join(names)})") if names else ("", "")
    listed = _ranges(covered)
    count = len(covered)
    if hidden == "leave_out":
        wrong = f"已略去 {count} 行隐藏行{zh}：第 {listed} 行", f"{count} hidden rows left out{en}: {listed}"
        return _notice(table.id, Text(*wrong), _NOTHING_TO_DO)
    wrong = f"已读入 {count} 行隐藏行{zh}：第 {listed} 行", f"{count} hidden rows are read{en}: {listed}"
    return _notice(table.id, Text(*wrong), _LEAVE_OUT)


def _ranges(numbers: Sequence[int]) -> str:
    """Row numbers as people write them: 3–6, 9; the first of them where there are many."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in runs[:_MOST_LISTED]]
    return ", ".join(shown) + (" …" if len(runs) > _MOST_LISTED else "")


def _notice(place: str, wrong: Text, right: Text) -> Problem:
    return Problem(place, wrong, right, severity="warning")
