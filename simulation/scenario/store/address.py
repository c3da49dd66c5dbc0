"""Where the store stands: its address, its file, and what is said when it cannot be used."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import URL, exc, make_url

from simulation.text.problems import InputError, Problem, Text

SETTING = "OUTLAY_STORE"


def store_url() -> str:
    """The database in force: the setting OUTLAY_STORE, or one SQLite file in the user's data folder."""
    if given := os.environ.get(SETTING, "").strip():
        return given
    return f"sqlite:///{user_data_path('outlay') / 'scenarios.sqlite'}"


def address_of(url: str) -> URL:
    """A database's address. Raises InputError for what is none."""
    try:
        address = make_url(url)
    except (exc.ArgumentError, ValueError) as error:  # a port that is no number is a ValueError
        raise InputError([no_address()]) from error
    if "@" in (address.database or "") and address.get_backend_name() != "sqlite":
        # A password with signs that end it early: what follows would show a part of it as host or name.
        raise InputError([no_address()])
    if address.get_backend_name() == "sqlite" and (address.database or "").startswith("file:"):
        raise InputError([no_address()])
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    return address


def file_of(address: URL) -> Path | None:
    """The file of a SQLite database; None for one in memory and for other kinds."""
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(str(address.database)).absolute()


def identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at a path; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def own_file(path: Path) -> None:
    """The file and the folders that are made for it, for this user alone; also those of an earlier version.

    A folder that somebody chose in the setting stays as it is: others may have files in it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent == user_data_path("outlay"):
        path.parent.chmod(0o700)
    os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        with suppress(FileNotFoundError, PermissionError):  # of another owner, who decides
            file.chmod(file.stat().st_mode & 0o600)  # what may only be read stays so


def shown(address: URL) -> str:
    """An address without anything secret: its kind, host and database."""
    return f"{address.get_backend_name()}://{address.host or ''}/{address.database or ''}"


def no_address() -> Problem:
    """The setting is no address; it is not quoted, for it may hold a password."""
    return unusable("", Text("不是可用的数据库地址", "this is no address of a database that can be used"))


def busy(value: str, seconds: int) -> Problem:
    """Somebody else writes for longer than one waits."""
    wrong = Text(
        f"情景库正被占用，{seconds} 秒内未空出",
        f"the store is in use and was not free within {seconds} seconds",
    )
    right = Text("请稍后再试", "try again in a moment")
    return Problem("store", wrong, right, column=SETTING, value=value)


def unusable(value: str, wrong: Text) -> Problem:
    """The store cannot be used as it is set."""
    right = Text(
        f"请核对设置 {SETTING}，例如 sqlite:////srv/outlay.sqlite 或 postgresql://用户@主机/库"
        "（密码中的特殊符号写作 %40、%2F 等）",
        f"check the setting {SETTING}, such as sqlite:////srv/outlay.sqlite or postgresql://user@host/name"
        " (special characters of a password are written %40, %2F and so on)",
    )
    return Problem("store", wrong, right, column=SETTING, value=value)


def silent(value: str, reason: str) -> Problem:
    """The database does not answer, or not as it should."""
    return unusable(
        value, Text(f"情景库无法使用（{reason}）", f"the store of scenarios cannot be used ({reason})")
    )


def behind(value: str, reason: str) -> Problem:
    """The tables are missing or of an earlier version, and the steps to those of today cannot be taken."""
    wrong = Text(
        f"情景库的表尚未建立或为旧版，且无法更新，库未改动（{reason}）",
        f"the store has no tables yet or those of an earlier version, they cannot be brought up to date, and"
        f" nothing was changed ({reason})",
    )
    right = Text(
        f"请由可修改该库表结构的用户启动本程序一次，或用设置 {SETTING} 指定另一个库",
        f"start this program once as a user that may change the tables, or name another store in the setting"
        f" {SETTING}",
    )
    return Problem("store", wrong, right, column=SETTING, value=value)


def newer(value: str) -> Problem:
    """The store has taken steps that this program does not know."""
    wrong = Text(
        "情景库由更新版本的程序建立或改动过，未写入任何内容",
        "a newer version of the program made or changed this store; nothing was written to it",
    )
    right = Text(
        f"请升级本程序，或用设置 {SETTING} 指定另一个库",
        f"upgrade this program, or name another store in the setting {SETTING}",
    )
    return Problem("store", wrong, right, column=SETTING, value=value)


def moved(value: str) -> Problem:
    """The file that was written to no longer stands at its address."""
    wrong = Text(
        "情景库文件已不在原处，未保存", "the store's file is no longer in its place; nothing was saved"
    )
    right = Text("请把文件放回原处后再试", "put the file back and try again")
    return Problem("store", wrong, right, column=SETTING, value=value)
