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
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic
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


_WITHIN = {
    "nogil": True,
    "cache": True,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}


def compiled_within(function: Function) -> Function:
    """The same for what only compiled code calls: no doors for Python, which take longer to make than the code.

    To call one from Python ends the process.
    """
    return cast(Function, numba.njit(**_WITHIN)(function))


def compiled_into(function: Function) -> Function:
    """The same for what is called row by row with tables: copied into its callers.

    A table is eight numbers and a tuple of tables hundreds, which a call would hand over each time.
    """
    return cast(Function, numba.njit(**_WITHIN, forceinline=True)(function))


def _without_owner(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder, value)
        array.meminfo = ir.Constant(array.meminfo.type, None)
        array.parent = ir.Constant(array.parent.type, None)
        return array._getvalue()
    if hasattr(kind, "types"):
        for place, part in enumerate(kind.types):
            inner = _without_owner(context, builder, part, builder.extract_value(value, place))
            value = builder.insert_value(value, inner, place)
    return value


@intrinsic  # type: ignore[untyped-decorator]
def unowned(context: Any, value: Any) -> Any:
    """The same arrays, alone or in nested tuples, without their owner.

    Numba counts references with locked instructions on memory that all threads share, at every
    call that takes an array; a kernel whose caller holds the arrays has no use for that. The
    caller must keep them alive for as long as the result is used.
    """

    def strip(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _without_owner(context, builder, signature.args[0], arguments[0])

    return value(value), strip
