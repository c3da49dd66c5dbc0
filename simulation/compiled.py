"""Machine code for the law and the engine, kept between starts.

Numba's own cache notices a change in the file of a function but not in the functions it calls,
so a corrected rule could go on running inside an old kernel. The cache folder therefore carries
a hash of every compiled source: another source, another folder.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar, cast

import numba
from platformdirs import user_cache_path

Function = TypeVar("Function", bound=Callable[..., object])

_HERE = Path(__file__).parent
_COMPILED_ROOMS = ("measures", "engine")


def _source_hash() -> str:
    digest = blake2b(digest_size=8)
    for room in _COMPILED_ROOMS:
        for source in sorted((_HERE / room).glob("*.py")):
            digest.update(source.name.encode())
            digest.update(source.read_bytes())
    return digest.hexdigest()


def _cache_folder() -> Path:
    folder = user_cache_path("outlay") / f"compiled-{_source_hash()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass  # a home that cannot be written to: compile once for this process instead
    return Path(tempfile.mkdtemp(prefix="outlay-compiled-"))


if not os.environ.get("NUMBA_CACHE_DIR"):
    numba.config.CACHE_DIR = str(_cache_folder())


def compiled(function: Function) -> Function:
    """Compile for one thread without the interpreter's lock, in strict IEEE arithmetic."""
    return cast(Function, numba.njit(nogil=True, cache=True, error_model="numpy")(function))
