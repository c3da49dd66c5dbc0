"""Chinese first, English complete: two flat catalogues with the same ids."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

import streamlit as st

from simulation.problems import Language, Text

_FOLDER = Path(__file__).parent.parent / "text"


@lru_cache(maxsize=2)
def catalogue(language: Language) -> dict[str, str]:
    """Every text of one language by its id."""
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def language() -> Language:
    """The session's language; the address may name it (?lang=en)."""
    if "language" not in st.session_state:
        st.session_state.language = "en" if st.query_params.get("lang") == "en" else "zh"
    return "en" if st.session_state.language == "en" else "zh"


def t(identity: str, **values: object) -> str:
    """A text in the session's language, with its blanks filled in."""
    return catalogue(language())[identity].format(**values)


def say(text: Text) -> str:
    """A bilingual name in the session's language."""
    return text.in_(language())
