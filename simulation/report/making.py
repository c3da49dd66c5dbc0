"""A report in any format: the one place that the command line and the app both go through."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

from simulation.engine.outlay import Outlay
from simulation.report.brief import brief
from simulation.report.figures import baseline_of, figures_of
from simulation.report.formats import Format
from simulation.report.named_tables import files
from simulation.report.page import page
from simulation.report.report import Report
from simulation.report.slides import slides
from simulation.report.workbook import workbook
from simulation.scenario import Scenario
from simulation.studies.uncertainty import Doubt
from simulation.text.problems import Language
from simulation.words.speech import Words

_WRITERS: dict[str, Callable[[Report], bytes]] = {
    "xlsx": workbook,
    "pptx": slides,
    "docx": brief,
    "html": page,
}


def report_of(
    outlay: Outlay,
    scenario: Scenario,
    language: Language,
    doubt: Doubt,
    run: Callable[[Scenario], Outlay],
    made: date | None = None,
) -> Report:
    """A report on an estimate; `run` makes the baseline's where the scenario differs from it."""
    baseline = run(baseline_of(scenario, outlay.draws)) if scenario.changes() else None
    return Report(figures_of(outlay, scenario, doubt, baseline), Words(language), made or date.today())


def files_of(report: Report, form: Format) -> dict[str, bytes]:
    """The report's files by name: one, or for csv a table each with the draws and the manifest."""
    if form == "csv":
        return files(report)
    return {report.file(form): _WRITERS[form](report)}


def one_file(report: Report, form: Format) -> bytes:
    """The report as one file; the tables as an archive."""
    parts = files_of(report, form)
    if form != "csv":
        return next(iter(parts.values()))
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # Parquet is compressed already.
            packing = zipfile.ZIP_STORED if name.endswith(".parquet") else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, packing)
    return target.getvalue()
