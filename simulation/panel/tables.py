"""The shape of a panel (contract, "The panel"): tables, columns, names in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulation.population.years import FIRST_YEAR as FIRST_YEAR
from simulation.population.years import LAST_YEAR as LAST_YEAR
from simulation.text.problems import NO_TEXT, Text

ONE_ROW = Text(
    "若是同一对象，同一年度只留一行；若是两个对象，请改正编号",
    "keep one row for this key; if they are two things, correct the ids",
)
MONEY = "万元"
VEHICLES = "辆"
# How many of the column's own unit one of a named unit is.
SCALES: dict[str, dict[str, float]] = {
    MONEY: {"元": 1e-4, "千元": 0.1, "万": 1.0, MONEY: 1.0, "百万元": 100.0, "亿": 1e4, "亿元": 1e4},
    VEHICLES: {VEHICLES: 1.0, "台": 1.0, "千辆": 1e3, "万": 1e4, "万辆": 1e4, "万台": 1e4},
}
# More than the whole economy and more vehicles than the world has: an amount beyond is a slip.
MOST: dict[str, float] = {MONEY: 1e12, VEHICLES: 1e9}
Kind = Literal[
    "id",
    "text",
    "label",
    "district",
    "field",
    "measure",
    "payer",
    "budget",
    "year",
    "amount",
    "rate",
    "months",
    "flag",
]
NUMERIC: tuple[Kind, ...] = ("year", "amount", "rate", "months", "flag")


@dataclass(frozen=True)
class Column:
    """One column: its id, its Chinese heading, what it holds, in which unit, and the clauses that use it."""

    id: str
    zh: str
    kind: Kind
    required: bool = False
    signed: bool = False
    unit: str = ""
    clause: str = ""
    note: Text = NO_TEXT

    @property
    def heading(self) -> Text:
        """What stands over it in the template, in Chinese and in English."""
        return Text(self.zh, self.id)


@dataclass(frozen=True)
class Table:
    """One table; `key` identifies a row and `twice` says what to do about two rows of one key.

    `fixed` columns must agree in all rows of one id, `shared` ones in all rows of one id and year.
    `across` names the column of years and the amount whose years may stand side by side instead.
    """

    id: str
    name: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    fixed: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    twice: Text = ONE_ROW
    across: tuple[str, str] | None = None

    @property
    def title(self) -> Text:
        """What its sheet is called in Chinese, and its file and sheet in English."""
        return Text(self.name.zh, self.id)

    def column(self, name: str) -> Column:
        """A column by its id."""
        return next(column for column in self.columns if column.id == name)


def _money(name: str, zh: str, clause: str, required: bool = False, note: Text = NO_TEXT) -> Column:
    return Column(name, zh, "amount", required, unit=MONEY, clause=clause, note=note)


def _vehicles(name: str, zh: str, note: Text) -> Column:
    return Column(name, zh, "amount", unit=VEHICLES, clause="2", note=note)


_ENTERPRISE = Column("enterprise_id", "企业编号", "id", True)
_YEAR = Column("year", "年度", "year", True)
_DISTRICT = Column("district", "区县", "district", True)

TABLES: dict[str, Table] = {
    table.id: table
    for table in (
        Table(
            "enterprises",
            Text("企业", "Enterprises"),
            ("enterprise_id", "year"),
            (
                _ENTERPRISE,
                Column("name", "企业名称", "text"),
                _DISTRICT,
                Column("field", "领域", "field", True),
                _YEAR,
                _money("revenue", "营业收入", ""),
                _money("output_value", "产值", "3"),
                Column("value_added", "工业增加值", "amount", signed=True, unit=MONEY, clause="2"),
                _money("parts_purchases", "非关联零部件采购额", "2, 4"),
                _vehicles("vehicle_output", "整车产量", Text("当年实际产量", "vehicles made in the year")),
                _vehicles("approved_capacity", "核准产能", Text("每年可生产的辆数", "vehicles a year")),
                _vehicles("nev_output", "新能源汽车产量", Text("不超过整车产量", "at most vehicle_output")),
                Column(
                    "technology_breakthrough",
                    "技术突破",
                    "flag",
                    clause="3",
                    note=Text("是或否，也可写 1 或 0", "yes or no, or 1 or 0"),
                ),
            ),
        ),
        Table(
            "projects",
            Text("投资项目", "Projects"),
            ("project_id", "year", "loan_id"),
            (
                Column("project_id", "项目编号", "id", True),
                _ENTERPRISE,
                _YEAR,
                _money(
                    "investment",
                    "实际投资额",
                    "1",
                    True,
                    Text("不含土地、厂房、旧设备", "without land, buildings, used equipment"),
                ),
                _money("loan", "贷款额", "1", True),
                Column(
                    "loan_rate",
                    "贷款年利率",
                    "rate",
                    True,
                    clause="1",
                    note=Text("小数，3.9% 写 0.039", "a fraction, 3.9% is 0.039"),
                ),
                Column(
                    "months",
                    "当年贷款月数",
                    "months",
                    True,
                    unit="月",
                    clause="1",
                    note=Text("0–12 个月", "0–12 months"),
                ),
                Column(
                    "loan_id",
                    "贷款编号",
                    "id",
                    clause="1",
                    note=Text(
                        "一个项目只有一笔贷款的留空；有几笔的每笔一行、编号各异，实际投资额逐行相同",
                        "blank where a project has one loan; of several each has a row and an id of its own, "
                        "with the same investment",
                    ),
                ),
            ),
            shared=("enterprise_id", "investment"),
            twice=Text(
                "一个项目有几笔贷款的，每笔一行，贷款编号（loan_id）各异，实际投资额逐行相同",
                "several loans of one project: a row each, with a loan_id of its own and the same investment",
            ),
        ),
        Table(
            "models",
            Text("新车型", "Vehicle models"),
            ("model_id", "year"),
            (
                Column("model_id", "车型编号", "id", True),
                _ENTERPRISE,
                _YEAR,
                _money("sales", "车型销售额", "2", True),
                Column("listed_year", "列入公告年份", "year", True, clause="2"),
            ),
            ("listed_year",),
        ),
        Table(
            "products",
            Text("首台（套）产品", "First-set products"),
            ("product_id", "year"),
            (
                Column("product_id", "产品编号", "id", True),
                _ENTERPRISE,
                _YEAR,
                Column("recognised_year", "认定年份", "year", True, clause="5"),
                _money("insured_sum", "投保金额", "5", note=Text("未投保写 0", "0 where not insured")),
                _money("premium", "保费", "5", note=Text("未投保写 0", "0 where not insured")),
                _money("sales", "产品销售额", "5", note=Text("未销售写 0", "0 where nothing was sold")),
            ),
            ("recognised_year",),
        ),
        Table(
            "scenes",
            Text("场景项目", "Scenes"),
            ("scene_id", "year"),
            (
                Column("scene_id", "场景编号", "id", True),
                Column("organisation", "建设单位", "text"),
                _DISTRICT,
                _YEAR,
                _money("investment", "投资总额", "6", True),
                Column(
                    "score",
                    "评审得分",
                    "amount",
                    unit="分",
                    clause="6",
                    note=Text("高者优先", "higher first"),
                ),
            ),
        ),
        Table(
            "fund",
            Text("基金项目", "Fund projects"),
            ("project_id", "year"),
            (
                Column("project_id", "项目编号", "id", True),
                _DISTRICT,
                _YEAR,
                _money("district_contribution", "区县出资", "7", True),
                _money("city_contribution", "申请市级出资", "7", True),
            ),
        ),
        Table(
            "payments",
            Text("实际兑付", "Payments"),
            # Several rows of one cell are summed; only a row that is the same in everything is asked about.
            ("measure", "district", "fiscal_year", "payer", "batch", "amount"),
            (
                Column("measure", "措施", "measure", True),
                _DISTRICT,
                Column("fiscal_year", "财政年度", "year", True),
                Column(
                    "amount",
                    "兑付金额",
                    "amount",
                    True,
                    signed=True,
                    unit=MONEY,
                    note=Text("收回的写负数", "negative where it was recovered"),
                ),
                Column(
                    "payer",
                    "支付方",
                    "payer",
                    note=Text("市级、区县或合计，留空即合计", "city, district or both; blank is both"),
                ),
                Column(
                    "batch",
                    "批次",
                    "label",
                    note=Text("分批兑付时填写，各批相加", "where paid in batches, which are added up"),
                ),
            ),
            twice=Text(
                "若是两批，请填不同的批次（batch）；若是重复录入，请删去一行",
                "if they are two batches, give each its batch; delete one if it was entered twice",
            ),
        ),
    )
}
