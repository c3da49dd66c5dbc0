"""The tables with names on them, as CSV; and the draws themselves as Parquet.

CSV is UTF-8 with a mark, so that Excel shows Chinese; numbers keep every digit. Beside each name
stands its stable id, for scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet

from simulation.law.policy import load_policy
from simulation.report.figures import Figures
from simulation.report.manifest import as_text
from simulation.report.report import Report
from simulation.scenario import Scenario, catalogue
from simulation.text.numbers import both_ways, in_print
from simulation.text.plain import csv_of as as_csv
from simulation.words.speech import Words

Kind = Literal["money", "share", "count", "year", "text"]
_KINDS: dict[Kind, tuple[str, ...]] = {
    "share": ("share", "capped_share", "probability", "probability_error"),
    "count": ("claimants_mean",),
    "year": ("year", "fiscal_year"),
    "text": (
        "scope", "kind", "measure", "payer", "clause", "counted", "level", "outcome", "path", "name", "unit",
        "statutory", "used", "default_text", "used_text", "changed", "basis", "source", "words", "reading",
        "option", "before", "after", "formula",
    ),
}  # fmt: skip
FRACTIONS = ("rate", "share")
_IDS = ("measure", "payer", "reading", "outcome")


def kind_of(column: str, districts: tuple[str, ...]) -> Kind:
    """What a column holds; what is not named here is money."""
    if column in districts:
        return "share"
    return next((kind for kind, columns in _KINDS.items() if column in columns), "money")


def heading(words: Words, column: str, districts: tuple[str, ...]) -> str:
    """A column's name with its unit."""
    return words.payer(column) if column in districts else words.t(f"head.{column}")


def named(figures: Figures, table: str, words: Words, *, rounded: bool = False) -> pd.DataFrame:
    """A table with words for its ids; the columns keep their ids. `rounded` as `adding_up` has it."""
    data = adding_up(figures, table) if rounded else figures[table].copy()
    if table == "measures":
        data["formula"] = [words.formula(measure, figures.scenario) for measure in data["measure"]]
    if table == "parameters":
        data = _with_values(data, figures.scenario, words)
    if table == "differences":
        keys = catalogue()
        for column in ("before", "after"):
            data[column] = [
                words.value(keys[path], value) for path, value in zip(data["path"], data[column], strict=True)
            ]
        data.insert(0, "name", [words.key(keys[path]) for path in data["path"]])
    if table == "readings":
        readings = load_policy().readings
        data["option"] = [
            words.say(readings[reading].options[option])
            for reading, option in zip(data["reading"], data["option"], strict=True)
        ]
    for column, name in _namers(table, words).items():
        if column in data:
            data[column] = [name(value) for value in data[column]]
    return data


def adding_up(figures: Figures, table: str, decimals: int = 1) -> pd.DataFrame:
    """A table whose mean amounts are rounded so that in print they add up to the printed totals.

    City and districts make each row's mean and the columns' sums; years, measures and payers make the
    total. Measures outside the total make a sum of their own. The other tables stay as they are.
    """
    data = figures[table].copy()
    if table in ("measures", "fiscal_years"):
        counted = data["counted"].astype(bool) if table == "measures" else pd.Series(True, data.index)
        for group in (counted, ~counted):
            rows = both_ways(data.loc[group, ["city", "districts"]].to_numpy().tolist(), decimals)
            if rows:
                data.loc[group, ["mean", "city", "districts"]] = rows
    if table in ("years", "payers"):
        data["mean"] = in_print(list(data["mean"]), decimals, kept=int(table == "payers"))
    return data


def _namers(table: str, words: Words) -> dict[str, Callable[[Any], str]]:
    kinds = "scope" if table == "quantiles" else "kind"
    return {
        "scope": lambda scope: words.t("scope.total") if scope == "total" else words.payer(scope),
        "measure": lambda measure: words.measure(measure) if measure else "",
        "payer": lambda payer: words.payer(payer) if payer else "",
        "kind": lambda kind: words.t(f"{kinds}.{kind}"),
        "outcome": lambda outcome: words.t(f"outcome.{outcome}"),
        "basis": lambda basis: words.t(f"basis.{basis}"),
        "source": words.say,
        "reading": lambda reading: words.say(load_policy().readings[reading].name),
        "unit": lambda unit: words.t("unit.fraction") if unit in FRACTIONS else words.unit(unit),
        "level": lambda level: f"P{round(level * 100)}",
        "counted": lambda yes: words.t("value.yes" if yes else "value.no"),
        "changed": lambda yes: words.t("value.yes" if yes else "value.no"),
    }


def _with_values(data: pd.DataFrame, scenario: Scenario, words: Words) -> pd.DataFrame:
    keys = catalogue()
    data.insert(0, "name", [words.key(keys[path]) for path in data["path"]])
    default = [words.value(keys[path], keys[path].default) for path in data["path"]]
    used = [words.value(keys[path], scenario.value(path)) for path in data["path"]]
    data.insert(data.columns.get_loc("used") + 1, "default_text", default)  # type: ignore[arg-type, operator]
    data.insert(data.columns.get_loc("used") + 2, "used_text", used)  # type: ignore[arg-type, operator]
    return data


def manifest_rows(report: Report) -> list[tuple[str, str]]:
    """The manifest in a few lines for people."""
    return run_rows(report.manifest, report.fingerprint, report.manifest["mcse"], report.words)


def run_rows(
    manifest: Mapping[str, Any], fingerprint: str, error: float, words: Words
) -> list[tuple[str, str]]:
    """The same of any run; `error` is that of the total's mean, 万元."""
    panel = manifest["panel_hash"] or words.t("manifest.no_panel")
    packages = ", ".join(f"{name} {number}" for name, number in manifest["packages"].items())
    return [
        (words.t("manifest.version"), str(manifest["version"])),
        (words.t("manifest.policy"), str(manifest["policy"])),
        (words.t("manifest.fingerprint"), fingerprint),
        (words.t("manifest.scenario_hash"), str(manifest["scenario_hash"])),
        (words.t("manifest.panel_hash"), panel),
        (words.t("manifest.seed"), str(manifest["seed"])),
        (words.t("manifest.draws"), f"{manifest['draws']:,}"),
        (words.t("manifest.stopped_by"), words.t(f"stopped.{manifest['stopped_by']}")),
        (words.t("manifest.mcse"), f"{error:,.4f}"),
        (words.t("manifest.packages"), packages),
    ]


def about_csv(report: Report) -> bytes:
    """What the tables are, whose scenario, and what must be known beside them."""
    t = report.words.t
    said = [
        report.headline,
        report.outside,
        report.invented,
        report.assumed_period,
        report.caveat,
        report.arrears,
    ]
    rows = [
        (t("menu.name"), report.name),
        *manifest_rows(report),
        *((t("column.note"), line) for line in said if line),
    ]
    return as_csv(pd.DataFrame(rows), header=False)


def csv_of(report: Report, table: str) -> bytes:
    """One table as CSV, each name with its id beside it."""
    data = named(report.figures, table, report.words)
    raw = report.figures[table]
    districts = report.figures.outlay.districts
    titles = {column: heading(report.words, column, districts) for column in data.columns}
    data = data.rename(columns=titles)
    for identity in _IDS:
        if identity in raw:
            place = list(data.columns).index(titles[identity]) + 1
            data.insert(place, identity, raw[identity].to_numpy())
    return as_csv(data)


def draws_of(report: Report) -> bytes:
    """Every draw: draw, measure, performance year, district, amount in 万元; zeros too, so that means are means.

    The file's own metadata hold the manifest.
    """
    figures = report.figures
    outlay = figures.outlay
    places = [place for place, one in enumerate(outlay.measures) if one in figures.scenario.enabled]
    amount = np.ascontiguousarray(outlay.amount[:, places])
    draws, measures, years, districts = amount.shape
    names = [outlay.measures[place] for place in places]

    def labels(values: list[Any], each: int, times: int) -> pa.Array:
        codes = np.tile(np.repeat(np.arange(len(values), dtype=np.int8), each), times)
        return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(values))

    table = pa.table(
        {
            "draw": pa.array(np.repeat(np.arange(draws, dtype=np.int32), measures * years * districts)),
            "measure": labels(names, years * districts, draws),
            "performance_year": labels(list(outlay.years), districts, draws * measures),
            "district": labels(list(outlay.districts), 1, draws * measures * years),
            "amount": pa.array(amount.ravel()),
        }
    ).replace_schema_metadata({"unit": "万元", "outlay_manifest": as_text(report.manifest)})
    sink = pa.BufferOutputStream()
    parquet.write_table(
        table, sink, compression="zstd", use_dictionary=["measure", "performance_year", "district"]
    )
    return bytes(sink.getvalue())


def files(report: Report) -> dict[str, bytes]:
    """Everything for analysts: a CSV a table, the draws, the manifest."""
    tables = {f"{name}.csv": csv_of(report, name) for name in report.figures.tables}
    about = about_csv(report)
    manifest = as_text(report.manifest).encode()
    return {**tables, "about.csv": about, "draws.parquet": draws_of(report), "manifest.json": manifest}
