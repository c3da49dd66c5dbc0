"""What every writer is given: the figures, the language, the date, and the lines that all share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from simulation import findings
from simulation.numbers import money
from simulation.payers import CITY
from simulation.plain import plain_line
from simulation.policy import load_policy
from simulation.report.figures import Figures
from simulation.report.manifest import manifest_of
from simulation.scenario import catalogue
from simulation.words import Words


@dataclass(frozen=True)
class Report:
    """One estimate to be written, in one language, on one day."""

    figures: Figures
    words: Words
    made: date

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What makes the figures again, to the last digit."""
        return manifest_of(self.figures, self.made)

    @property
    def panel_hash(self) -> str | None:
        """The fingerprint of the roster; None where there was none."""
        fingerprint = self.figures.outlay.manifest["panel_hash"]
        return None if fingerprint is None else str(fingerprint)

    @property
    def name(self) -> str:
        """The scenario's name as its user wrote it, on one line."""
        return plain_line(self.figures.scenario.name) or self.words.t("scenario.unnamed")

    @property
    def years(self) -> str:
        """The performance years in figures."""
        return findings.span(self.figures.outlay.years)

    @property
    def headline(self) -> str:
        """What it costs."""
        return findings.headline(self.words, self.figures.outlay.years, self.figures.total)

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
        """Program, policy and scenario."""
        manifest = self.figures.outlay.manifest
        return self.words.t(
            "report.version",
            version=manifest["version"],
            policy=manifest["policy"],
            hash=manifest["scenario_hash"],
        )

    @property
    def caveat(self) -> str:
        """What the estimate rests on, in one sentence."""
        if self.panel_hash is None:
            return self.words.t("report.caveat")
        return self.words.t("report.caveat_panel", hash=self.panel_hash)

    @property
    def split_line(self) -> str:
        """Where the share table comes from."""
        scenario = self.figures.scenario
        custom = scenario.is_changed("split.city_share")
        return self.words.t(f"report.split_{'custom' if custom else scenario.value('split.preset')}")

    @property
    def schedule(self) -> str:
        """The payment schedule in figures: 0% / 70% / 30%."""
        scenario = self.figures.scenario
        return self.words.value(catalogue()["payment_schedule"], scenario.schedule)

    @property
    def reserves(self) -> str:
        """What the city needs by fiscal year to be 80% sure."""
        words = self.words
        amounts = [
            words.t("brief.reserve_year", year=line.fiscal_year, amount=money(line.reserves[0].value))
            for line in self.figures.lines
            if line.payer == CITY
        ]
        return words.t("brief.reserve", amounts=words.t("join").join(amounts))

    @property
    def basis(self) -> str:
        """How much of what it rests on is known."""
        return findings.basis(self.words, self.figures.scenario, self.panel_hash is not None)

    @property
    def change(self) -> str | None:
        """The cost against the baseline; None where it was not asked for."""
        difference = self.figures.difference
        return None if difference is None else findings.change(self.words, difference)

    @property
    def law(self) -> str:
        """The policy's title."""
        return self.words.say(load_policy().title)
