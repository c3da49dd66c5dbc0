"""What tells one report from another: a fingerprint of all that its figures rest on, and its file's name."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from hashlib import blake2b
from re import sub

from simulation.engine.outlay import Outlay
from simulation.scenario import Scenario
from simulation.text.problems import Language
from simulation.words.speech import Words

SHOWN = 8  # digits of the fingerprint in print and in the file's name
MOST_OF_TITLE = 40
_RESTS_ON = ("version", "policy", "panel_hash", "draws", "packages")


def fingerprint(outlay: Outlay, scenario: Scenario, language: Language) -> str:
    """24 hex digits of everything that makes a report's figures and words.

    The scenario's every value, split and budget included, the roster, seed and draws, versions and
    the language. The name is in it too, as the report prints it; the day is not.
    """
    run = {name: outlay.manifest[name] for name in _RESTS_ON}
    content = [run, scenario.hash, scenario.seed, Words(language).title(scenario), language]
    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return blake2b(text.encode(), digest_size=12).hexdigest()


def file_name(outlay: Outlay, scenario: Scenario, language: Language, made: date, suffix: str) -> str:
    """The name of a report's file: what it is, of which scenario, of which day, and its fingerprint.

    Safe on every system: letters, digits, hyphens, underscores and Chinese brackets, of bounded length.
    """
    words = Words(language)
    parts = [
        words.t("report.file_stem"),
        *([words.t("report.file_invented")] if outlay.manifest["panel_invented"] else []),
        safe(words.title(scenario)) or words.t("report.file_scenario"),
        f"{made:%Y%m%d}",
        fingerprint(outlay, scenario, language)[:SHOWN],
        *([] if language == "zh" else [language]),
    ]
    return f"{'_'.join(parts)}.{suffix}"


def safe(title: str) -> str:
    """A title as part of a file's name: signs that a system or a shell could take for more are left out."""
    whole = unicodedata.normalize("NFC", title)
    kept = "".join(sign if sign.isalnum() or sign in "（）" else "-" for sign in whole)
    kept = sub(r"-*([^\x00-\x7f])-*", r"\1", sub("-+", "-", kept))  # Chinese needs no mark between words
    return kept[:MOST_OF_TITLE].strip("-")
