"""The formats that a report is made in."""

from typing import Literal, get_args

Format = Literal["xlsx", "pptx", "docx", "html", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)
