"""Fields for numbers: they show the number that is used, take it as people write it, and lose nothing.

What cannot be used stays as it was typed, marked in words beside it, also after a reload; nothing
else changes until it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil

import streamlit as st

from pages.parts.language import say, t
from pages.parts.markup import as_written
from simulation.panel.entry import EntryFault, entry_text, read_entry
from simulation.text.plain import em_width
from simulation.text.problems import InputError, Text

_SIGN, _FRAME = 9, 34  # pixels that a sign takes, and the field around it
_NARROWEST, _WIDEST = 96, 220
_EM = 14  # pixels of a Chinese sign in a label
NOT_FILLED_IN = Text("尚未填写", "not filled in yet"), Text("请填写数字", "write a number")


def pending() -> dict[str, dict[str, str]]:
    """What was typed and does not fit yet: by the key's path, by the name of the number."""
    found: dict[str, dict[str, str]] = st.session_state.setdefault("pending", {})
    return found


def forget(*paths: str) -> None:
    """Let go of what was typed for these keys and for the cells of their tables."""
    above = tuple(f"{path}:" for path in paths)
    st.session_state.pending = {
        path: texts for path, texts in pending().items() if path not in paths and not path.startswith(above)
    }


def forget_all() -> None:
    """Let go of everything that was typed and not used."""
    st.session_state.pending = {}


def remember(path: str, texts: Mapping[str, str]) -> None:
    """Keep what was typed for a key as it was typed."""
    st.session_state.pending = pending() | {path: dict(texts)}


Units = Mapping[str, str]
Apply = Callable[[dict[str, float]], None]


def read_all(texts: Mapping[str, str], units: Units, signed: bool) -> dict[str, float]:
    """All numbers of a key. Raises EntryFault for the first that cannot be used."""
    numbers = {}
    for name, text in texts.items():
        value = read_entry(text, units[name], signed)
        if value is None:
            raise EntryFault(*NOT_FILLED_IN)
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
    clear: Callable[[], None] | None = None,
) -> None:
    """A field a number of one key: `held` are the numbers in force as the fields show them.

    `apply` makes them the key's value, all together; it raises InputError for what the key cannot hold.
    Cleared as a whole, what was typed is given up, or the key's value where it may be without one (`clear`).
    """
    typed = pending().get(path, {})
    for name, value in held.items():
        widget = f"{name}:{path}"
        text = typed.get(name, entry_text(value))
        if st.session_state.get(widget) != text:
            st.session_state[widget] = text
        st.text_input(
            labels[name],
            key=widget,
            width=min(
                max(_NARROWEST, _FRAME + _SIGN * len(text), 0 if collapsed else _labelled(labels[name])),
                _WIDEST,
            ),
            placeholder=t("value.unknown" if clear is None else "value.not_entered"),
            label_visibility="collapsed" if collapsed else "visible",
            on_change=_take,
            args=(path, tuple(held), units, apply, signed, clear),
        )


def _labelled(label: str) -> int:
    """The width that holds a label on one line."""
    return ceil(_EM * em_width(label))


def _take(
    path: str,
    names: tuple[str, ...],
    units: Units,
    apply: Apply,
    signed: bool,
    clear: Callable[[], None] | None,
) -> None:
    """Use what the fields hold, or keep it as typed until it fits."""
    texts = {name: str(st.session_state[f"{name}:{path}"]) for name in names}
    if not any(text.strip() for text in texts.values()):
        forget(path)
        if clear is not None:
            clear()
        return
    try:
        apply(read_all(texts, units, signed))
    except (EntryFault, InputError):
        remember(path, texts)
    else:
        forget(path)


def why(path: str, units: Units, test: Apply, signed: bool = False) -> str:
    """Why what was typed for a key is not used, and the way out; empty where nothing waits."""
    texts = pending().get(path)
    if texts is None:
        return ""
    try:
        test(read_all(texts, units, signed))
    except (EntryFault, InputError) as error:
        return in_words(error)
    return ""


def in_words(error: EntryFault | InputError) -> str:
    """Why an entry is not used, and the way out, as Markdown."""
    fault = error if isinstance(error, EntryFault) else error.problems[0]
    return t("entry.why", wrong=as_written(say(fault.wrong)), right=as_written(say(fault.right)))
