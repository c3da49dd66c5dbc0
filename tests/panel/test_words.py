"""What the pages call a thing is read back as that thing; a problem names its column, cell, file and sheet in words."""

import io

import pytest
from openpyxl import Workbook

from simulation.law.policy import load_policy
from simulation.money.appropriations import read_appropriations
from simulation.panel import payments_example, read_panel, read_payments
from simulation.panel.names import NAMED, labels, spellings
from simulation.population.facts import load_facts
from simulation.scenario import Scenario
from simulation.text.catalogue import catalogue
from simulation.text.problems import InputError
from simulation.words.speech import Words

ENTERPRISES = "企业编号,区县,领域,年度,营业收入（万元）,技术突破\n"
PAYMENTS = "措施,区县,财政年度,兑付金额（万元）,支付方\n"


def paid(*rows, heading=PAYMENTS):
    return read_payments("兑付.csv", (heading + "\n".join(rows) + "\n").encode())[0]


def problems(rows, heading=ENTERPRISES, name="enterprises.csv"):
    with pytest.raises(InputError) as raised:
        read_panel({name: (heading + "\n".join(rows) + "\n").encode()})
    return raised.value.problems


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_measure_payer_and_district_is_read_by_what_the_pages_call_it(language):
    words, texts = Words(language), catalogue(language)
    names = {measure: words.measure(measure) for measure in labels("measure")}
    for measure, name in names.items():
        assert paid(f"{name},余杭区,2024,5,")["measure"].tolist() == [measure]
        assert paid(f"{words.say(load_policy().measures[measure].name)},余杭区,2024,5,")[
            "measure"
        ].tolist() == [measure]
    for district in load_facts().districts:
        assert paid(f"贷款贴息,{words.payer(district)},2024,5,")["district"].tolist() == [district]
    told = {
        "payer.city": "city",
        "payer.the_city": "city",
        "payer.district": "district",
        "payer.shared": "both",
        "column.total": "both",
    }
    for text, payer in told.items():
        assert paid(f"贷款贴息,余杭区,2024,5,{texts[text]}")["payer"].tolist() == [payer]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_field_and_answer_is_read_by_what_the_pages_call_it(language):
    texts = catalogue(language)
    for field, one in load_facts().field_names.items():
        name = Words(language).say(one.name)
        for answer, flag in ((texts["value.yes"], 1.0), (texts["value.no"], 0.0)):
            panel = read_panel({"企业.csv": f'{ENTERPRISES}E1,余杭,"{name}",2023,5,{answer}\n'.encode()})
            row = panel.tables["enterprises"].iloc[0]
            assert (row["field"], row["technology_breakthrough"]) == (field, flag)


@pytest.mark.parametrize(
    "name",
    [
        "余杭",
        "余杭区",
        "杭州市余杭区",
        "浙江省杭州市余杭区",
        "杭州余杭",
        "Yuhang",
        "Yuhang District",
        "ｙｕｈａｎｇ",
    ],
)
def test_a_district_is_read_with_and_without_what_it_is(name):
    assert paid(f"贷款贴息,{name},2024,5,")["district"].tolist() == ["yuhang"]


@pytest.mark.parametrize("name", ["市级", "市", "市本级", "杭州市", "City", "the city"])
def test_the_city_is_read_by_what_offices_call_its_level(name):
    assert paid(f"贷款贴息,余杭,2024,5,{name}")["payer"].tolist() == ["city"]
    table = f"支付方,财政年度,预算（万元）\n{name},2024,5\n杭州市余杭区,2024,6\n".encode()
    assert read_appropriations(Scenario(), "预算.csv", table)[0] == {
        ("city", 2024): 5.0,
        ("yuhang", 2024): 6.0,
    }
    across = f"单位,2024年,2025年\n{name},5,\n余杭,,6\n".encode()
    assert read_appropriations(Scenario(), "预算.csv", across)[0] == {
        ("city", 2024): 5.0,
        ("yuhang", 2025): 6.0,
    }


def test_a_district_pays_under_its_own_name_in_its_own_row_only():
    assert paid("贷款贴息,余杭区,2024,5,余杭")["payer"].tolist() == ["district"]
    with pytest.raises(InputError) as raised:
        paid("贷款贴息,余杭区,2024,5,西湖")
    assert "不是本行的区县" in raised.value.problems[0].line("zh")


def test_no_two_things_of_a_kind_have_the_same_name_but_the_fields_of_a_domain():
    shared = {kind: [name for name, ids in spellings(kind).items() if len(ids) > 1] for kind in NAMED}
    assert shared.pop("field") and not any(shared.values())


def test_a_name_that_several_share_is_refused_with_each_of_them():
    (problem,) = problems(["E1,余杭,智能装备,2023,5,是"])
    assert "机器人、增材制造、数控机床" in problem.line("zh")
    assert "CNC machine tools" in problem.line("en")


def test_an_unknown_name_is_answered_with_the_words_of_the_page():
    (problem,) = problems(["E1,余杭,甲乙丙丁,2023,5,是"])
    zh, en = problem.line("zh"), problem.line("en")
    assert "可用的有：机器人、增材制造" in zh and "robots" not in zh
    assert "known: Industrial and service robots, " in en and "auto_chips" not in en


def test_a_problem_names_table_file_cell_and_heading():
    (problem,) = problems(["E1,余杭,机器人,2023,很多,是"], name="企业.csv")
    assert problem.line("zh").startswith("企业 · 企业.csv 第 2 行 · E2 营业收入 = 很多：")
    assert problem.line("en").startswith("enterprises · 企业.csv row 2 · E2 revenue = 很多: ")
    row = problem.as_row("zh")
    assert (row["place"], row["column"]) == ("enterprises", "revenue")  # ids stay ids for programs
    assert (row["where"], row["heading"]) == ("企业 · 企业.csv", "E2 营业收入")


def test_a_problem_of_a_workbook_names_its_sheet():
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "2023年"
    sheet.append(["某局企业名册"])
    for line in (ENTERPRISES + "E1,余杭,机器人,2023,很多,是").split("\n"):
        sheet.append(line.split(","))
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(InputError) as raised:
        read_panel({"名册.xlsx": target.getvalue()})
    assert (
        raised.value.problems[0]
        .line("zh")
        .startswith("企业 · 名册.xlsx · 2023年 第 3 行 · E3 营业收入 = 很多")
    )


def test_the_example_of_payments_is_in_the_reader_s_words_and_read_the_same():
    frames = [read_payments("a.csv", payments_example(language).encode())[0] for language in ("zh", "en")]
    assert frames[0].equals(frames[1])
    assert payments_example("zh").startswith(
        "措施,区县,财政年度,兑付金额（万元）,支付方,批次\n采购补助,余杭区,"
    )
