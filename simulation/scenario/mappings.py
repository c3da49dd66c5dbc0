"""Values in rows: by year, by district, by measure, by pair of traits."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simulation.population.copula import PAIRS, mixing
from simulation.population.years import FIRST_YEAR, LAST_FISCAL_YEAR, LAST_YEAR
from simulation.scenario.number_spelling import year_in
from simulation.scenario.values import Bounds, Fault, nearest, number, shown
from simulation.text.problems import Text

ByYear = tuple[tuple[int, float], ...]
Weights = tuple[tuple[str, float], ...]
Shares = tuple[tuple[str, str, float], ...]
Appropriations = tuple[tuple[str, ByYear], ...]


def years_of(first: int, last: int, least: int = 0) -> Callable[[object, Bounds], ByYear]:
    """A reader of a number for each named year from first to last, at least so many of them."""

    def by_year(raw: object, bounds: Bounds) -> ByYear:
        if not isinstance(raw, Mapping) or len(raw) < least:
            raise Fault(
                Text("应按年份填写", "one number a year is needed"),
                Text("例如 {2024: 30000}", "for example {2024: 30000}"),
            )
        rows: dict[int, float] = {}
        for written, value in raw.items():
            year = year_in(written)
            if year is None or not first <= year <= last:
                raise Fault(
                    Text(f"年份 {shown(written)} 不在 {first}–{last}", f"the year {shown(written)} is outside {first}–{last}"),
                    Text("请核对年份", "check the year"),
                )  # fmt: skip
            if year in rows:
                raise Fault(
                    Text(f"{year} 年写了两次", f"the year {year} is given twice"),
                    Text("只留一行", "keep one of them"),
                )
            rows[year] = number(value, bounds)
        return tuple(sorted(rows.items()))

    return by_year


known_years = years_of(FIRST_YEAR, LAST_YEAR, least=1)
fiscal_years = years_of(FIRST_YEAR, LAST_FISCAL_YEAR)


def weights_of(known: tuple[str, ...]) -> Callable[[object, Bounds], Weights]:
    """A reader of weights by district; they need not sum to 1."""

    def weights(raw: object, bounds: Bounds) -> Weights:
        if not isinstance(raw, Mapping) or not raw:
            raise Fault(Text("应按区县填写权重", "weights by district are needed"), nearest("", known))
        rows = []
        for district, value in raw.items():
            if district not in known:
                raise Fault(
                    Text(f"未知的区县 {shown(district)}", f"unknown district {shown(district)}"),
                    nearest(str(district), known),
                )
            rows.append((str(district), number(value, bounds)))
        if sum(weight for _, weight in rows) <= 0:
            raise Fault(
                Text("权重之和必须大于 0", "the weights sum to zero"),
                Text("至少一个区县为正", "make one positive"),
            )
        return tuple(sorted(rows))

    return weights


def shares_of(measures: tuple[str, ...], districts: tuple[str, ...]) -> Callable[[object, Bounds], Shares]:
    """A reader of the city's shares: measure -> share, or measure -> {district: share}."""

    def shares(raw: object, bounds: Bounds) -> Shares:
        if not isinstance(raw, Mapping):
            raise Fault(Text("应按措施填写", "shares by measure are needed"), nearest("", measures))
        rows: list[tuple[str, str, float]] = []
        for measure, entry in raw.items():
            if measure not in measures:
                raise Fault(
                    Text(f"未知的措施 {shown(measure)}", f"unknown measure {shown(measure)}"),
                    nearest(str(measure), measures),
                )
            cells = entry if isinstance(entry, Mapping) else dict.fromkeys(districts, entry)
            for district, share in cells.items():
                if district not in districts:
                    raise Fault(
                        Text(f"未知的区县 {shown(district)}", f"unknown district {shown(district)}"),
                        nearest(str(district), districts),
                    )
                rows.append((str(measure), str(district), number(share, bounds)))
        return tuple(sorted(rows))

    return shares


def appropriations_of(districts: tuple[str, ...]) -> Callable[[object, Bounds], Appropriations]:
    """A reader of appropriations by district and fiscal year."""

    def appropriations(raw: object, bounds: Bounds) -> Appropriations:
        if not isinstance(raw, Mapping):
            raise Fault(Text("应按区县填写", "amounts by district are needed"), nearest("", districts))
        rows = []
        for district, years in raw.items():
            if district not in districts:
                raise Fault(
                    Text(f"未知的区县 {shown(district)}", f"unknown district {shown(district)}"),
                    nearest(str(district), districts),
                )
            rows.append((str(district), fiscal_years(years, bounds)))
        return tuple(sorted(rows))

    return appropriations


def correlations(raw: object, bounds: Bounds) -> Weights | None:
    """Correlations by pair of traits; none for an empty mapping. Raises Fault."""
    if not isinstance(raw, Mapping):
        raise Fault(Text("应按特征对填写", "correlations by pair are needed"), nearest("", tuple(PAIRS)))
    rows = []
    for pair, value in raw.items():
        if pair not in PAIRS:
            raise Fault(
                Text(f"未知的特征对 {shown(pair)}", f"unknown pair {shown(pair)}"),
                nearest(str(pair), tuple(PAIRS)),
            )
        rows.append((str(pair), number(value, bounds)))
    try:
        mixing(dict(rows))
    except ValueError as error:
        raise Fault(
            Text("这些相关系数不能同时成立", "these correlations cannot hold together"),
            Text("请减小其中最强的", "make the strongest of them weaker"),
        ) from error
    return tuple(sorted(rows)) or None
