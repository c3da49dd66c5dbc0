"""Files that are written whole or not at all, into a place that was looked at before the work."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from simulation.system.errors import problem_of
from simulation.text.problems import InputError, Problem, Text


def ready_folder(folder: Path) -> None:
    """Raise InputError where no file can be written into a folder that is there or yet to be made.

    Nothing stays behind: the folder itself is made when there is something to put into it.
    """
    try:
        _try(folder.absolute())
    except OSError as error:
        raise InputError([problem_of(error, str(folder))]) from error


def ready_file(file: Path, replace: bool) -> None:
    """Raise InputError where a file cannot be written, or is there already and is not to be replaced."""
    ready_folder(file.parent)
    try:
        there = _is_there(file)
    except OSError as error:
        raise InputError([problem_of(error, str(file))]) from error
    if there and file.is_dir():
        raise InputError([problem_of(IsADirectoryError(errno.EISDIR, ""), str(file))])
    if there and not replace:
        wrong = Text("文件已存在，其中可能已有内容", "it is there already, and may have been filled in")
        right = Text(
            "请换一个名称；确要覆盖，请加 --force", "choose another name, or replace it with --force"
        )
        raise InputError([Problem(str(file), wrong, right)])


def write_files(folder: Path, contents: Mapping[str, bytes]) -> list[str]:
    """Write files by name into a folder, made where it is missing; returns the names of those that held
    something else before.

    Each is written under another name first, so that no cut file ever stands under its own. Raises
    InputError where the system refuses; then nothing stays behind.
    """
    drafts: dict[Path, Path] = {}
    place = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            place = folder / name
            draft = _draft(folder)
            drafts[draft] = place
            with draft.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        replaced = [name for name, content in contents.items() if _held_other(folder / name, content)]
        for draft, place in drafts.items():
            draft.replace(place)
    except OSError as error:
        raise InputError([problem_of(error, str(place))]) from error
    finally:
        for draft in drafts:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
    return replaced


def _try(folder: Path) -> None:
    """Write a file into the folder, or into the nearest one above it that is there, and take it away."""
    there = next(one for one in (folder, *folder.parents) if _is_there(one))
    for part in folder.relative_to(there).parts:
        _is_there(there / part)  # a name that is too long is refused here
    if not there.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "")
    draft = _draft(there)
    draft.touch(exist_ok=False)
    draft.unlink()


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _held_other(file: Path, content: bytes) -> bool:
    return _is_there(file) and file.read_bytes() != content


def _draft(folder: Path) -> Path:
    return folder / f".outlay-{token_hex(6)}.tmp"
