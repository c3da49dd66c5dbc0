"""What is allowed but odd in a scenario: values that do not fit each other, beyond the law, or without effect.

The run goes on; each warning names the values with their units and the way out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from simulation.law.policy import load_policy
from simulation.scenario.key import FRACTIONS
from simulation.scenario.keys import catalogue
from simulation.scenario.scenario import FROM_EFFECTIVE_DATE, Scenario
from simulation.scenario.values import Value
from simulation.scenario.wording import key_title, value_text
from simulation.text.problems import Problem, Text

# Tiers from the lowest up. Their thresholds must rise; their awards must not fall.
_THRESHOLDS = {
    "growth_award": ("tier_1_output", "tier_2_output", "tier_3_output"),
    "new_model_award": ("tier_1_sales", "tier_2_sales"),
}
_AWARDS = {
    "growth_award": ("tier_1_award", "tier_2_award", "tier_3_award"),
    "new_model_award": ("tier_1_award", "tier_2_award"),
}
# Shares and growth that hardly any claimant can have when they pass 100%, and why.
_AT_MOST_ALL = {
    "capacity_award.utilisation_floor": Text(
        "只有超出核准产能生产的企业能达到", "only plants that run above their approved capacity pass"
    ),
    "capacity_award.nev_share_floor": Text("没有企业能达到", "nobody can pass"),
    "insurance_compensation.first_year_share": Text("补偿多于保费", "more than the premium is paid back"),
    "oem_parts_award.growth_floor": Text("采购须翻倍以上", "purchases must more than double"),
    "growth_award.growth_floor": Text("产值须翻倍以上", "output must more than double"),
}
_SAME_YEAR = "application_award.window_years"  # the one maximum that still pays at 0


def warnings_of(scenario: Scenario) -> list[Problem]:
    """Every warning of a scenario: what goes beyond the law, and what is odd in itself."""
    return [*_beyond_the_law(scenario), *oddities_of(scenario)]


def oddities_of(scenario: Scenario) -> list[Problem]:
    """What a reader of the figures must know, reform or not: values that do not fit, or count otherwise."""
    return [
        *_out_of_order(scenario),
        *_beyond_all(scenario),
        *_percentages(scenario),
        *_nothing_paid(scenario),
        *_negative_share(scenario),
        *_interest(scenario),
        *_nobody_listed(scenario),
        *_part_years(scenario),
        *_no_amount(scenario),
        *_lowered_twice(scenario),
        *_ineffective(scenario),
    ]


def warning(path: str, value: str, wrong: Text, right: Text) -> Problem:
    """A warning at a key."""
    return Problem("scenario", wrong, right, column=path, value=value, severity="warning")


def place_of(problem: Problem) -> Text:
    """The name of the key that a warning is at, or of the one around it."""
    path = problem.column
    while path and path not in catalogue():
        path = path.rpartition(".")[0]
    return title_of(path) if path else Text(problem.place, problem.place)


def title_of(path: str) -> Text:
    """A key's name with what it belongs to."""
    key = catalogue()[path]
    return Text(key_title(key, "zh"), key_title(key, "en"))


def words_of(path: str, value: Value) -> Text:
    """A value with its unit."""
    key = catalogue()[path]
    return Text(value_text(key, value, "zh"), value_text(key, value, "en"))


def _named(scenario: Scenario, path: str) -> Text:
    """A key's own name with its value in force: 二档产值 8,000 万元."""
    name, words = catalogue()[path].name, words_of(path, scenario.value(path))
    return Text(f"{name.zh} {words.zh}", f"{name.en} ({words.en})")


def _plainly(value: Value) -> str:
    return f"{value:,.15g}" if isinstance(value, float) else str(value)


def _beyond_the_law(scenario: Scenario) -> Iterator[Problem]:
    for pair in scenario.reforms():
        if not pair.key.path.startswith("validity."):
            before = Text(value_text(pair.key, pair.before, "zh"), value_text(pair.key, pair.before, "en"))
            yield warning(
                pair.key.path,
                _plainly(pair.after),
                Text(f"突破法定标准（{before.zh}）", f"beyond the statutory {before.en}"),
                Text("属政策调整情形", "a change of the law itself"),
            )


def _out_of_order(scenario: Scenario) -> Iterator[Problem]:
    """Tiers whose thresholds do not rise, or whose awards fall."""
    for table, may_stay in ((_THRESHOLDS, False), (_AWARDS, True)):
        for measure, names in table.items():
            paths = [f"policy.{measure}.{name}" for name in names]
            for lower, upper in pairwise(paths):
                below, above = scenario.number(lower), scenario.number(upper)
                if above > below or (may_stay and above == below):
                    continue
                one, other = _named(scenario, upper), _named(scenario, lower)
                zh, en = ("低于", "is below") if above < below else ("等于", "equals")
                at = lower if scenario.is_changed(lower) and not scenario.is_changed(upper) else upper
                yield warning(
                    at,
                    _plainly(scenario.value(at)),
                    Text(f"{one.zh}{zh}{other.zh}", f"{one.en} {en} {other.en}"),
                    Text("请核对各档顺序", "check the order of the tiers"),
                )


def _beyond_all(scenario: Scenario) -> Iterator[Problem]:
    for name, why in _AT_MOST_ALL.items():
        path = f"policy.{name}"
        value = scenario.number(path)
        if value > 1:
            said = _named(scenario, path)
            yield warning(
                path,
                _plainly(value),
                Text(f"{said.zh} 超过 100%，{why.zh}", f"{said.en} is above 100%: {why.en}"),
                _asked(value) if value >= 2 else Text("请核对", "check it"),
            )


def _asked(value: float) -> Text:
    return Text(f"是否为 {value / 100:g}？", f"did you mean {value / 100:g}?")


def _percentages(scenario: Scenario) -> Iterator[Problem]:
    """Rates of the law that look as if they were written in percent."""
    for pair in scenario.differences():
        key, value = pair.key, pair.after
        beyond_all = key.path.removeprefix("policy.") in _AT_MOST_ALL
        if key.beyond <= 0 or key.unit not in FRACTIONS or not isinstance(value, float) or beyond_all:
            continue
        if value >= 1 and value > (key.default if isinstance(key.default, float) else 0.0):
            yield warning(
                key.path,
                _plainly(value),
                Text(f"{value:g} 即 {value * 100:g}%", f"{value:g} is {value * 100:g}%"),
                _asked(value),
            )


def _nothing_paid(scenario: Scenario) -> Iterator[Problem]:
    """Maxima of 0."""
    for measure in scenario.enabled:
        for parameter in load_policy().measures[measure].parameters.values():
            path = f"policy.{measure}.{parameter.id}"
            if parameter.limit != "maximum" or scenario.value(path) != 0:
                continue
            why = Text("这一项不支付", "nothing is paid by it")
            if path == f"policy.{_SAME_YEAR}":
                why = Text(
                    "只有认定当年即有销售的产品可得",
                    "only what is sold in the year of its recognition counts",
                )
            said = _named(scenario, path)
            yield warning(
                path,
                "0",
                Text(f"{said.zh}：{why.zh}", f"{said.en}: {why.en}"),
                Text("如要停用，请关闭该措施", "to leave a measure out, switch it off"),
            )


def _negative_share(scenario: Scenario) -> Iterator[Problem]:
    """A yearly step down that passes nothing before the last supported year."""
    room = "policy.insurance_compensation"
    first, step, most = (
        scenario.number(f"{room}.{name}") for name in ("first_year_share", "yearly_step", "max_years")
    )
    last = first - (most - 1) * step
    if last >= -1e-9 or most < 1:
        return
    reckoned = f"{first * 100:.10g}% − {most - 1:g} × {step * 100:.10g}% = −{-last * 100:.10g}%"
    yield warning(
        f"{room}.yearly_step",
        _plainly(step),
        Text(f"第 {most:g} 年补偿比例为负（{reckoned}），按 0 计", f"the share of year {most:g} is negative ({reckoned}): counted as 0"),
        _asked(step) if step >= 1 else Text("请减小逐年递减或最多支持年数", "lower the step or the years"),
    )  # fmt: skip


def _interest(scenario: Scenario) -> Iterator[Problem]:
    """Years without a loan rate, and a subsidy above what loans cost."""
    rates = scenario.mapping("economy.loan_rate")
    missing = [str(year) for year in scenario.years if year not in rates]
    if missing:
        yield warning(
            "economy.loan_rate",
            "",
            Text(
                f"{'、'.join(missing)} 年没有贷款利率，沿用最近已知年份",
                f"no loan rate for {', '.join(missing)}: the last known one is kept",
            ),
            Text("请补充利率", "enter the rates"),
        )
    path, highest = "policy.interest_subsidy.subsidy_rate", max(rates.values())
    if scenario.number(path) > highest:
        said = _named(scenario, path)
        yield warning(
            path,
            _plainly(scenario.value(path)),
            Text(f"{said.zh}高于贷款利率 {highest * 100:.4g}%，按贷款利率贴息", f"{said.en} is above every loan rate ({highest * 100:.4g}%): interest is paid at the loan's own rate"),
            Text("请核对", "check it"),
        )  # fmt: skip


def _nobody_listed(scenario: Scenario) -> Iterator[Problem]:
    path, last = "policy.new_model_award.listed_from", scenario.years[-1]
    if scenario.number(path) > last:
        said = _named(scenario, path)
        yield warning(
            path,
            _plainly(scenario.value(path)),
            Text(f"{said.zh} 晚于有效期末年 {last}，没有车型可得", f"{said.en} is after the last year {last}: no model qualifies"),
            Text("请核对年份", "check the year"),
        )  # fmt: skip


def _part_years(scenario: Scenario) -> Iterator[Problem]:
    """A first or last year in force for a part only, which counts in full. The law's own is a reading."""
    start, end = scenario.effective_from, scenario.expires
    changed = scenario.is_changed("validity.effective_from")
    prorated = scenario.reading("first_year") == FROM_EFFECTIVE_DATE
    if changed and not prorated and (start.month, start.day) != (1, 1):
        yield warning(
            "validity.effective_from",
            str(start),
            Text(f"{start.year} 年按全年计算，没有从施行日起折算", f"{start.year} counts in full, not from that day on"),
            Text("要折算，口径 readings.first_year 选 from_effective_date", "to prorate it, set readings.first_year to from_effective_date"),
        )  # fmt: skip
    if (end.month, end.day) != (12, 31):
        yield warning(
            "validity.expires",
            str(end),
            Text(f"{end.year} 年按全年计算，末年没有折算", f"{end.year} counts in full; nothing is prorated at the end"),
            Text("没有口径改变这一点（readings.first_year 只管首年）；请自行扣减", "no reading changes this (readings.first_year is for the first year): deduct it yourself"),
        )  # fmt: skip


def _no_amount(scenario: Scenario) -> Iterator[Problem]:
    for measure in ("road_test_support", "district_scene_support"):
        path = f"policy.{measure}.annual_amount"
        if measure in scenario.enabled and scenario.value(path) is None:
            yield warning(
                path,
                "",
                Text("文件未定金额，按 0 计", "the text names no amount: counted as 0"),
                Text("请填写年度金额", "enter a yearly amount"),
            )


def _lowered_twice(scenario: Scenario) -> Iterator[Problem]:
    """Audits that cut and money that is shared out both lower what is paid (model.md §8)."""
    if scenario.value("budget.rule") != "pro_rata":
        return
    cuts = [path for path in catalogue() if path.startswith("delivery.cut.")]
    if any(scenario.most_likely(path) > 0 for path in cuts):
        cut = words_of("delivery.cut.all", scenario.value("delivery.cut.all"))
        yield warning(
            "budget.rule",
            "pro_rata",
            Text(f"按比例兑付之前，审核已核减（{cut.zh}）：两次降低兑付", f"audits cut claims ({cut.en}) before the rest is shared out: payments are lowered twice"),
            Text("若核减就是资金不足所致，请把 delivery.cut 设为 0", "if the cut stands for short money, set delivery.cut to 0"),
        )  # fmt: skip


def _ineffective(scenario: Scenario) -> Iterator[Problem]:
    """What was entered and changes nothing: shares that the law fixes, years without cash."""
    shares = scenario.rows("split.city_share")
    for measure in dict.fromkeys(row[0] for row in shares):
        if load_policy().measures[measure].payer != "shared":
            yield warning(
                f"split.city_share.{measure}",
                "",
                Text(
                    "此措施的支付方已定，分担比例不起作用",
                    "the payer of this measure is fixed: the share has no effect",
                ),
                Text("请删除此行", "leave it out"),
            )
    if scenario.value("split.preset") == "custom" and not shares:
        yield warning(
            "split.preset",
            "custom",
            Text("自定方案没有填写比例，按各半计", "the custom table is empty: half and half counts"),
            Text("请填写 split.city_share", "enter split.city_share"),
        )
    entered = [("budget.city", scenario.rows("budget.city"))]
    entered += [
        (f"budget.districts.{district}", years) for district, years in scenario.rows("budget.districts")
    ]
    first, last = scenario.fiscal_years[0], scenario.fiscal_years[-1]
    for path, years in entered:
        for year, amount in years:
            if not first <= year <= last:
                yield warning(
                    f"{path}.{year}",
                    _plainly(amount),
                    Text(
                        f"{year} 年没有应付现金，预算不起作用",
                        f"no cash is due in {year}: the appropriation has no effect",
                    ),
                    Text(f"应在 {first}–{last} 年", f"the fiscal years are {first}–{last}"),
                )
