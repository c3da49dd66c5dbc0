"""The session's language. Chinese first, English complete: two flat catalogues with the same ids."""

from __future__ import annotations

import streamlit as st

from simulation.text.catalogue import catalogue
from simulation.text.numbers import unbroken
from simulation.text.problems import Language, Text
from simulation.words.speech import Words


def language() -> Language:
    """The session's language; the address may name it (?lang=en)."""
    if "language" not in st.session_state:
        st.session_state.language = "en" if st.query_params.get("lang") == "en" else "zh"
    return "en" if st.session_state.language == "en" else "zh"


class _OnScreen(Words):
    """One language on the screen, whose lines end where the window does: an amount is never parted."""

    def t(self, identity: str, **values: object) -> str:
        """A text of the catalogue with its blanks filled in."""
        return unbroken(super().t(identity, **values))

    def say(self, text: Text) -> str:
        """A bilingual text in this language."""
        return unbroken(super().say(text))


def words() -> Words:
    """Everything said in the session's language."""
    return _OnScreen(language())


def t(identity: str, **values: object) -> str:
    """A text in the session's language, with its blanks filled in."""
    return words().t(identity, **values)


def say(text: Text) -> str:
    """A bilingual name in the session's language."""
    return words().say(text)


__all__ = ["catalogue", "language", "say", "t", "words"]
