"""Texts as one reads them."""


def read(text):
    """A text without the unseen signs that hold an amount together on a screen."""
    return text.replace("\u00a0", " ").replace("\u2060", "")
