"""The catalogues: every text of the screen and the reports by its id, a flat file for each language."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from simulation.text.problems import Language, Text

_LANGUAGES = Path(__file__).parent / "languages"


@lru_cache(maxsize=2)
def catalogue(language: Language) -> dict[str, str]:
    """Every text of one language by its id."""
    return tomllib.loads((_LANGUAGES / f"{language}.toml").read_text(encoding="utf-8"))


def text_of(identity: str) -> Text:
    """A text of the catalogues in both languages."""
    return Text(catalogue("zh")[identity], catalogue("en")[identity])
