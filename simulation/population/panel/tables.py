"""The shape of a panel (contract, "The panel"): tables, columns, names in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulation.problems import Text

NO_NOTE = Text("", "")
Kind = Literal[
    "id", "text", "district", "field", "measure", "payer", "year", "amount", "rate", "months", "flag"
]


@dataclass(frozen=True)
class Column:
    """One column: its id, its Chinese heading, what it holds and the clause that uses it."""

    id: str
    zh: str
    kind: Kind
    required: bool = False
    signed: bool = False
    note: Text = NO_NOTE


@dataclass(frozen=True)
class Table:
    """One table; `key` identifies a row, `fixed` columns must agree in all rows of one id."""

    id: str
    name: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    fixed: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """A column by its id."""
        return next(column for column in self.columns if column.id == name)


_ENTERPRISE = Column("enterprise_id", "企业编号", "id", True)
_YEAR = Column("year", "年度", "year", True)
_DISTRICT = Column("district", "区县", "district", True)
_MONEY = "万元"

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
                Column("revenue", "营业收入", "amount", note=Text("万元", "万元")),
                Column("output_value", "产值", "amount", note=Text("万元；第三条", "万元; clause 3")),
                Column(
                    "value_added",
                    "工业增加值",
                    "amount",
                    signed=True,
                    note=Text("万元；第二条", "万元; clause 2"),
                ),
                Column(
                    "parts_purchases",
                    "非关联零部件采购额",
                    "amount",
                    note=Text("万元；第二、四条", "万元; clauses 2 and 4"),
                ),
                Column("vehicle_output", "整车产量", "amount", note=Text("辆；第二条", "vehicles; clause 2")),
                Column(
                    "approved_capacity", "核准产能", "amount", note=Text("辆；第二条", "vehicles; clause 2")
                ),
                Column(
                    "nev_output", "新能源汽车产量", "amount", note=Text("辆；第二条", "vehicles; clause 2")
                ),
                Column(
                    "technology_breakthrough",
                    "技术突破",
                    "flag",
                    note=Text("1 是，0 否；第三条", "1 yes, 0 no; clause 3"),
                ),
            ),
        ),
        Table(
            "projects",
            Text("投资项目", "Projects"),
            ("project_id", "year"),
            (
                Column("project_id", "项目编号", "id", True),
                _ENTERPRISE,
                _YEAR,
                Column(
                    "investment",
                    "实际投资额",
                    "amount",
                    True,
                    note=Text(
                        "万元，不含土地、厂房、旧设备；第一条",
                        "万元, without land, buildings, used equipment; clause 1",
                    ),
                ),
                Column("loan", "贷款额", "amount", True, note=Text("万元；第一条", "万元; clause 1")),
                Column(
                    "loan_rate",
                    "贷款年利率",
                    "rate",
                    True,
                    note=Text("小数，3.9% 写 0.039；第一条", "a fraction, 3.9% is 0.039; clause 1"),
                ),
                Column("months", "当年贷款月数", "months", True, note=Text("0–12；第一条", "0–12; clause 1")),
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
                Column("sales", "车型销售额", "amount", True, note=Text("万元；第二条", "万元; clause 2")),
                Column("listed_year", "列入公告年份", "year", True, note=Text("第二条", "clause 2")),
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
                Column("recognised_year", "认定年份", "year", True, note=Text("第五条", "clause 5")),
                Column("insured_sum", "投保金额", "amount", note=Text("万元；第五条", "万元; clause 5")),
                Column("premium", "保费", "amount", note=Text("万元；第五条", "万元; clause 5")),
                Column("sales", "产品销售额", "amount", note=Text("万元；第五条", "万元; clause 5")),
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
                Column("investment", "投资总额", "amount", True, note=Text("万元；第六条", "万元; clause 6")),
                Column(
                    "score", "评审得分", "amount", note=Text("高者优先；第六条", "higher first; clause 6")
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
                Column(
                    "district_contribution",
                    "区县出资",
                    "amount",
                    True,
                    note=Text("万元；第七条", "万元; clause 7"),
                ),
                Column(
                    "city_contribution",
                    "申请市级出资",
                    "amount",
                    True,
                    note=Text("万元；第七条", "万元; clause 7"),
                ),
            ),
        ),
        Table(
            "payments",
            Text("实际兑付", "Payments"),
            ("measure", "district", "fiscal_year", "payer"),
            (
                Column("measure", "措施", "measure", True),
                _DISTRICT,
                Column("fiscal_year", "财政年度", "year", True),
                Column("amount", "兑付金额", "amount", True, note=Text("万元", "万元")),
                Column(
                    "payer", "支付方", "payer", note=Text("city / district / both", "city / district / both")
                ),
            ),
        ),
    )
}
