"""What the brief says: four sections, and two tables."""

from __future__ import annotations

from simulation.law.policy import load_policy
from simulation.law.terms import asking
from simulation.money.payers import CITY
from simulation.report.named_tables import adding_up
from simulation.report.report import Report
from simulation.text.numbers import count, in_print, money
from simulation.words import budget_findings, findings

MEASURE_WIDTHS = (1.7, 1.0, 1.0, 1.0, 1.0, 1.0, 1.2)
TARGET_WIDTHS = (1.0, 1.2, 2.3, 3.8)


def _joined(report: Report, sentences: list[str]) -> str:
    """Sentences as one paragraph: each with its stop."""
    stop = report.words.t("stop")
    gap = "" if report.words.language == "zh" else " "
    return gap.join(one if one.endswith(("。", ".")) else one + stop for one in sentences)


def sections(report: Report) -> dict[str, list[str]]:
    """Paragraphs by the heading they stand under."""
    t = report.words.t
    return {
        t("brief.one"): _findings(report),
        t("brief.two"): _basis(report),
        t("brief.three"): _shares(report),
        t("brief.four"): _risks(report),
    }


def _findings(report: Report) -> list[str]:
    words, figures = report.words, report.figures
    means = [float(mean) for mean in figures["years"]["mean"]]
    first = [report.headline, *([report.outside] if report.outside else []), *report.precision]
    first += [findings.certainty(words, figures.total)]
    first += [findings.cost_driver(words, figures.outlay), findings.trend(words, figures.outlay.years, means)]
    if report.change:
        first.append(report.change)
    return [_joined(report, [*first, *findings.buys(words, figures.outlay), words.t("report.static")])]


def _basis(report: Report) -> list[str]:
    t, policy = report.words.t, load_policy()
    law = t(
        "brief.law",
        number=policy.number,
        start=policy.effective_from,
        end=policy.expires,
        name=report.name,
        badge=report.badge,
    )
    assumed = [report.assumed_period] if report.assumed_period else []
    schedule = t("brief.schedule", schedule=report.schedule)
    return [
        _joined(report, [law, *assumed, _readings(report), schedule]),
        _joined(report, [t("report.years"), report.basis, report.caveat, *report.odd]),
    ]


def _readings(report: Report) -> str:
    t, policy, scenario = report.words.t, load_policy(), report.figures.scenario
    changed = [one for one in policy.readings.values() if scenario.is_changed(f"readings.{one.id}")]
    if not changed:
        return t("brief.readings_default", count=len(policy.readings))
    names = t("join").join(report.words.say(one.name) for one in changed)
    return t("brief.readings_changed", count=len(policy.readings), changed=len(changed), names=names)


def _shares(report: Report) -> list[str]:
    words, figures = report.words, report.figures
    return [
        _joined(
            report,
            [
                findings.city_part(words, figures.bill),
                report.split_line,
                findings.peak(words, figures.bill, figures.scenario),
                findings.tail_carrier(words, figures.outlay, figures.bill),
            ],
        )
    ]


def _risks(report: Report) -> list[str]:
    words, figures = report.words, report.figures
    risks = [] if figures.doubt is None else [findings.doubt_driver(words, figures.outlay, figures.doubt)]
    risks.append(budget_findings.budget_risk(words, figures.lines))
    arrears = [report.arrears] if report.arrears else []
    return [
        _joined(report, risks),
        _joined(report, [report.reserves, *arrears, *report.percentiles, report.advice]),
    ]


def day(report: Report) -> str:
    """The day as a letter writes it."""
    made = report.made
    return f"{made.year}年{made.month}月{made.day}日" if report.words.language == "zh" else made.isoformat()


def made(report: Report) -> str:
    """How to make the figures again."""
    manifest = report.manifest
    return report.words.t(
        "brief.made",
        draws=f"{manifest['draws']:,}",
        seed=manifest["seed"],
        version=manifest["version"],
        hash=report.fingerprint,
    )


def measure_rows(report: Report) -> list[list[str]]:
    """Annex 1: mean, P80 and P90, city and districts by measure; percentiles have no sum but the total's own."""
    words = report.words
    heads = ("head.measure", "estimate.mean", "", "", "payer.city", "payer.districts", "head.claimants_mean")
    rows = [[words.t(head) if head else ("P80", "P90")[at - 2] for at, head in enumerate(heads)]]
    data = adding_up(report.figures, "measures")
    columns = ["mean", "p80", "p90", "city", "districts", "claimants_mean"]
    counted = data[data["counted"].astype(bool)].sort_values("mean", ascending=False)
    claims = in_print(list(counted["claimants_mean"]))
    for row, claimants in zip(counted.to_dict("records"), claims, strict=True):
        figures = row | {"claimants_mean": claimants}
        rows.append([words.measure(row["measure"]), *(f"{figures[column]:,.1f}" for column in columns)])
    total = report.figures.total
    city = float(report.figures.bill.total(CITY).mean())
    parts = in_print([city, total.mean - city], kept=1)
    sums = (
        total.mean,
        total.quantile(0.8).value,
        total.quantile(0.9).value,
        *parts,
        total.claimants_mean or 0.0,
    )
    return [*rows, [words.t("report.sum"), *(f"{amount:,.1f}" for amount in sums)]]


def target_rows(report: Report) -> list[list[str]]:
    """Annex 2: what the simulation knows is filled in; what it does not is left open, never guessed."""
    t, outlay = report.words.t, report.figures.outlay
    total, open_ = report.figures.total, t("value.open")
    interest = outlay.summary(("interest_subsidy",)).supported_mean or 0.0
    parts = outlay.summary(asking("parts_purchases")).supported_mean or 0.0
    scenes = outlay.summary(("scene_subsidy",)).claimants_mean or 0.0
    city = money(report.parts[0])
    known = [
        ("output", "quantity", "awards", t("target.awards_value", count=count(total.claimants_mean or 0.0))),
        ("output", "quantity", "scenes", t("target.scenes_value", count=count(scenes))),
        ("output", "quality", "eligible", open_),
        ("output", "time", "pace", t("target.pace_value", schedule=report.schedule)),
        ("output", "cost", "outlay", t("target.outlay_value", mean=money(total.mean), p80=money(total.quantile(0.8).value))),
        ("output", "cost", "city", t("target.about", amount=city)),
        ("benefit", "economic", "loans", t("target.about", amount=money(interest))),
        ("benefit", "economic", "purchases", t("target.about", amount=money(parts))),
        ("benefit", "social", "jobs", open_),
        ("satisfaction", "served", "firms", open_),
    ]  # fmt: skip
    head = [t(f"target.{name}") for name in ("level", "second", "third", "value")]
    return [head, *([*(t(f"target.{name}") for name in row[:3]), row[3]] for row in known)]
