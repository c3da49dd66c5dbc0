"""Fields for numbers: they show the number that is used, take it as people write it, and lose nothing.

What cannot be used stays as it was typed, marked in words beside it, also after a reload; nothing
else changes until it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from pages.parts.language import say, t
from simulation.entry import EntryFault, entry_text, read_entry
from simulation.problems import InputError, Text

_SIGN, _FRAME = 9, 34  # pixels that a sign takes, and the field around it
_NARROWEST, _WIDEST = 96, 220


def pending() -> dict[str, dict[str, str]]:
    """What was typed and does not fit yet: by the key's path, by the name of the number."""
    found: dict[str, dict[str, str]] = st.session_state.setdefault("pending", {})
    return found


def forget(*paths: str) -> None:
    """Let go of what was typed for these keys."""
    st.session_state.pending = {path: texts for path, texts in pending().items() if path not in paths}


def _remember(path: str, texts: Mapping[str, str]) -> None:
    st.session_state.pending = pending() | {path: dict(texts)}


Units = Mapping[str, str]
Apply = Callable[[dict[str, float]], None]


def _read(texts: Mapping[str, str], units: Units, signed: bool) -> dict[str, float]:
    """All numbers of a key. Raises EntryFault for the first that cannot be used."""
    numbers = {}
    for name, text in texts.items():
        value = read_entry(text, units[name], signed)
        if value is None:
            raise EntryFault(Text("尚未填写", "not filled in yet"), Text("请填写数字", "write a number"))
        numbers[name] = value
    return numbers


def fields(
    path: str,
    held: Mapping[str, float | None],
    units: Units,
    labels: Mapping[str, str],
    apply: Apply,
    signed: bool = False,
    collapsed: bool = False,
) -> None:
    """A field a number of one key: `held` are the numbers in force as the fields show them.

    `apply` makes them the key's value, all together; it raises InputError for what the key cannot hold.
    """
    typed = pending().get(path, {})
    for name, value in held.items():
        widget = f"{name}:{path}"
        text = typed.get(name, entry_text(value))
        st.session_state[widget] = text
        st.text_input(
            labels[name],
            key=widget,
            width=min(max(_NARROWEST, _FRAME + _SIGN * len(text)), _WIDEST),
            placeholder=t("value.unknown"),
            label_visibility="collapsed" if collapsed else "visible",
            on_change=_take,
            args=(path, dict(held), units, apply, signed),
        )


def _take(path: str, held: Mapping[str, float | None], units: Units, apply: Apply, signed: bool) -> None:
    """Use what the fields hold, or keep it as typed until it fits. Cleared as a whole, it is given up."""
    texts = {name: str(st.session_state[f"{name}:{path}"]) for name in held}
    if not any(text.strip() for text in texts.values()):
        forget(path)
        return
    try:
        apply(_read(texts, units, signed))
    except (EntryFault, InputError):
        _remember(path, texts)
    else:
        forget(path)


def why(path: str, units: Units, test: Apply, signed: bool = False) -> str:
    """Why what was typed for a key is not used, and the way out; empty where nothing waits."""
    texts = pending().get(path)
    if texts is None:
        return ""
    try:
        test(_read(texts, units, signed))
    except EntryFault as fault:
        return t("entry.why", wrong=say(fault.wrong), right=say(fault.right))
    except InputError as error:
        problem = error.problems[0]
        return t("entry.why", wrong=say(problem.wrong), right=say(problem.right))
    return ""
