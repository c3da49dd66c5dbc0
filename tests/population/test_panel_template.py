"""The template says what each column holds, in which unit, and which clause asks for it."""

import io

from openpyxl import load_workbook

from simulation.population.panel import TABLES, write_template


def template():
    buffer = io.BytesIO()
    write_template(buffer)
    return load_workbook(buffer)


def test_the_guide_gives_unit_and_clause_of_every_column():
    rows = list(template().worksheets[0].values)
    head = next(place for place, row in enumerate(rows) if row[1] == "列 Column")
    place = {name: rows[head].index(name) for name in ("表 Table", "列 Column", "单位 Unit", "第几条 Clause")}
    said = {(row[place["表 Table"]], row[place["列 Column"]]): row for row in rows[head + 1 :]}
    assert set(said) == {(table.id, column.id) for table in TABLES.values() for column in table.columns}
    row = said["enterprises", "parts_purchases"]
    assert (row[place["单位 Unit"]], row[place["第几条 Clause"]]) == ("万元", "2, 4")
    row = said["enterprises", "vehicle_output"]
    assert (row[place["单位 Unit"]], row[place["第几条 Clause"]]) == ("辆", "2")


def test_the_guide_starts_with_how_to_fill_it_in():
    rows = list(template().worksheets[0].values)
    lines = " ".join(str(row[0]) for row in rows[: next(place for place, row in enumerate(rows) if row[1])])
    for words in ("空白", "never zero", "写 0", "write 0", "万元", "amber", "橙色"):
        assert words in lines


def test_required_headings_differ_in_colour_and_money_names_its_unit():
    book = template()
    for table in TABLES.values():
        heads = dict(zip(table.columns, book[table.id][1], strict=True))
        amber = {head.fill.fgColor.rgb for column, head in heads.items() if column.required}
        others = {head.fill.fgColor.rgb for column, head in heads.items() if not column.required}
        assert len(amber) == 1
        assert not amber & others
        assert all(column.unit in head.value for column, head in heads.items())
