"""What every writer is given: the figures, the language, the date, and the lines that all share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from simulation.law.policy import load_policy
from simulation.money.payers import CITY
from simulation.report.figures import Figures
from simulation.report.identity import SHOWN, file_name
from simulation.report.manifest import manifest_of
from simulation.scenario import catalogue
from simulation.scenario.consistency import oddities_of, place_of
from simulation.text.numbers import money
from simulation.text.plain import plain_line
from simulation.words import budget_findings, findings
from simulation.words.speech import Words

MOST_ODD = 4


@dataclass(frozen=True)
class Report:
    """One estimate to be written, in one language, on one day."""

    figures: Figures
    words: Words
    made: date

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What makes the figures again, to the last digit."""
        return manifest_of(self.figures, self.made, self.words.language)

    @property
    def fingerprint(self) -> str:
        """The digits that stand in the file's name too."""
        return str(self.manifest["fingerprint"])[:SHOWN]

    def file(self, suffix: str) -> str:
        """The name of the report's file."""
        figures = self.figures
        return file_name(figures.outlay, figures.scenario, self.words.language, self.made, suffix)

    @property
    def panel_hash(self) -> str | None:
        """The fingerprint of the roster; None where there was none."""
        fingerprint = self.figures.outlay.manifest["panel_hash"]
        return None if fingerprint is None else str(fingerprint)

    @property
    def invented(self) -> str | None:
        """The mark that the roster is invented, for every page; None where it is not."""
        invented = self.figures.outlay.manifest["panel_invented"]
        return self.words.t("report.invented") if invented else None

    @property
    def name(self) -> str:
        """What the scenario is called, on one line; never the baseline where it is another."""
        return plain_line(self.words.title(self.figures.scenario))

    @property
    def badge(self) -> str:
        """Baseline, edited or reform, and how much differs."""
        scenario = self.figures.scenario
        badge = self.words.t(f"badge.{scenario.badge}")
        return f"{badge} · {self.words.changes(scenario)}" if self.differs else badge

    @property
    def differs(self) -> bool:
        """Whether anything but the number of draws and the seed differs from the defaults."""
        scenario = self.figures.scenario
        return bool(scenario.changes()) or scenario.has_budget or scenario.has_own_split

    @property
    def years(self) -> str:
        """The performance years in figures."""
        return findings.span(self.figures.outlay.years)

    @property
    def compared(self) -> str:
        """The performance years of the difference from the baseline: one period, or both."""
        base = self.figures.baseline_years
        if base is None or base == self.figures.outlay.years:
            return self.words.t("report.change_caption_same", years=self.years)
        return self.words.t("report.years_compared", own=self.years, base=findings.span(base))

    @property
    def headline(self) -> str:
        """What it costs."""
        return findings.headline(self.words, self.figures.outlay.years, self.figures.total)

    @property
    def outside(self) -> str | None:
        """What stands beside the total and is not in it, with its amount."""
        return findings.outside(self.words, self.figures.outlay, self.figures.scenario)

    @property
    def assumed_period(self) -> str | None:
        """The years in force that the scenario assumes; None where they are the law's own."""
        scenario, policy = self.figures.scenario, load_policy()
        if (scenario.effective_from, scenario.expires) == (policy.effective_from, policy.expires):
            return None
        return self.words.t("report.assumed_period", start=scenario.effective_from, end=scenario.expires)

    @property
    def dice_line(self) -> str:
        """Draws, seed, what stopped the run, and the error of the total."""
        manifest = self.figures.outlay.manifest
        return self.words.t(
            "report.dice",
            draws=f"{manifest['draws']:,}",
            seed=manifest["seed"],
            stopped=self.words.t(f"stopped.{manifest['stopped_by']}"),
            error=money(self.figures.total.mcse),
        )

    @property
    def version_line(self) -> str:
        """Program, policy and the report's own fingerprint."""
        manifest = self.manifest
        return self.words.t(
            "report.version",
            version=manifest["version"],
            policy=manifest["policy"],
            hash=self.fingerprint,
        )

    @property
    def foot(self) -> str:
        """What stands at the foot of every page."""
        return self.words.t("report.foot", version=self.manifest["version"], hash=self.fingerprint)

    @property
    def caveat(self) -> str:
        """What the estimate rests on, in one sentence."""
        if self.panel_hash is None:
            return self.words.t("report.caveat")
        kind = "panel" if self.invented is None else "invented"
        return self.words.t(f"report.caveat_{kind}", hash=self.panel_hash)

    @property
    def advice(self) -> str:
        """What to do before a budget is made of it."""
        kind = "" if self.panel_hash is None else "_panel" if self.invented is None else "_invented"
        return self.words.t(f"brief.advice{kind}")

    @property
    def odd(self) -> list[str]:
        """What is odd in the scenario, a line each: the first few, and how many more there are."""
        words, found = self.words, oddities_of(self.figures.scenario)
        lines = [
            words.t(
                "header.warning",
                name=words.say(place_of(one)),
                wrong=words.say(one.wrong),
                right=words.say(one.right),
            )
            for one in found[:MOST_ODD]
        ]
        return lines + (
            [words.t("report.more_odd", count=len(found) - MOST_ODD)] if len(found) > MOST_ODD else []
        )

    @property
    def split_line(self) -> str:
        """Where the share table comes from."""
        scenario = self.figures.scenario
        custom = scenario.is_changed("split.city_share")
        return self.words.t(f"report.split_{'custom' if custom else scenario.value('split.preset')}")

    @property
    def parts(self) -> tuple[float, float]:
        """The city's and the districts' mean as they are printed beside the total."""
        city = float(self.figures.bill.total(CITY).mean())
        return findings.city_and_districts(self.figures.total.mean, city)

    @property
    def schedule(self) -> str:
        """The payment schedule in words: 70% in the next year."""
        key, words = catalogue()["payment_schedule"], self.words
        shares = [words.value(key, (share,)) for share in self.figures.scenario.schedule]
        parts = [
            words.t(
                f"schedule.share_{lag}" if lag < 3 else "schedule.share_more", share=share, number=lag + 1
            )
            for lag, share in enumerate(shares)
        ]
        return words.t("value.comma").join(parts)

    @property
    def reserves(self) -> str:
        """What the city needs by fiscal year to be 80% sure."""
        words = self.words
        lines = budget_findings.with_due([line for line in self.figures.lines if line.payer == CITY])
        amounts = [
            words.t("brief.reserve_year", year=line.fiscal_year, amount=money(line.reserves[0].value))
            + budget_findings.arrears(words, line)
            for line in lines
        ]
        if not amounts:
            return words.t("finding.no_due")
        return words.t("brief.reserve", amounts=words.t("join").join(amounts))

    @property
    def arrears(self) -> str | None:
        """That needs hold arrears and do not add up over years; None where nothing is carried over."""
        carried = any(line.holds_arrears for line in self.figures.lines)
        return self.words.t("report.arrears_note") if carried else None

    @property
    def precision(self) -> list[str]:
        """The Monte Carlo error of the headline, where there is one."""
        total = self.figures.total
        return [findings.precision(self.words, total)] if total.sd > 0 else []

    @property
    def percentiles(self) -> list[str]:
        """That percentiles do not add, where there are several."""
        found = findings.percentiles_do_not_add(self.words, self.figures.outlay, self.figures.total)
        return [] if found is None else [found]

    @property
    def basis(self) -> str:
        """How much of what it rests on is known."""
        return findings.basis(self.words, self.figures.scenario, self.panel_hash is not None)

    @property
    def change(self) -> str | None:
        """The cost against the baseline; None where the scenario changes nothing that could move it."""
        figures = self.figures
        if figures.difference is None or figures.baseline_years is None or not figures.scenario.changes():
            return None
        years = figures.outlay.years
        return findings.change(
            self.words, figures.difference, figures.total.mean, years, figures.baseline_years
        )

    @property
    def moved(self) -> bool:
        """Whether any measure costs more or less than in the baseline."""
        return self.change is not None and bool((self.figures["changes"]["mean"] != 0).any())

    @property
    def law(self) -> str:
        """The policy's title."""
        return self.words.say(load_policy().title)
