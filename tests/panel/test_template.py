"""The template says what each column holds, in which unit, and which clause asks for it."""

import io

import pytest
from openpyxl import load_workbook

from scripts.make_example_panel import FOLDER
from simulation.panel import TABLES, read_panel, write_template
from simulation.population.facts import load_facts


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


@pytest.mark.parametrize("names", ["zh", "en", "id"])
def test_a_template_filled_in_is_read_back_as_it_was(names):
    book = template()
    districts = {one.id: getattr(one.name, names, one.id) for one in load_facts().districts.values()}
    fields = {one.id: getattr(one.name, names, one.id) for one in load_facts().field_names.values()}
    panel = read_panel(FOLDER)
    for name, frame in panel.tables.items():
        rows = frame.astype(object).where(frame.notna(), None)
        for column, known in (("district", districts), ("field", fields)):
            if column in rows:
                rows[column] = rows[column].map(known)
        for row in rows[[column.id for column in TABLES[name].columns]].itertuples(index=False):
            book[name].append(list(row))
    filled = io.BytesIO()
    book.save(filled)
    read = read_panel({"roster.xlsx": filled.getvalue()})
    assert read.hash == panel.hash
    assert read.notices == ()


def test_drop_downs_offer_the_chinese_names_of_every_field_and_district():
    book = template()
    sheet = book["enterprises"]
    offered = {}
    for check in sheet.data_validations.dataValidation:
        lists, cells = check.formula1.lstrip("=").replace("'", "").split("!")
        offered[str(check.sqref)[0]] = [cell.value for (cell,) in book[lists][cells.replace("$", "")]]
    letters = {
        column.id: cell.column_letter
        for column, cell in zip(TABLES["enterprises"].columns, sheet[1], strict=True)
    }
    assert offered[letters["district"]] == [one.name.zh for one in load_facts().districts.values()]
    assert offered[letters["field"]] == [one.name.zh for one in load_facts().field_names.values()]


def test_headings_stand_in_both_languages():
    for table in TABLES.values():
        for column, head in zip(table.columns, template()[table.id][1], strict=True):
            assert column.zh in head.value
            assert column.id in head.value
