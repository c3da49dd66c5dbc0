"""Machine code for the law and the engine, kept between starts.

Numba's own cache notices a change in the file of a function but not in the functions it calls or the
constants it takes from elsewhere, so a corrected rule could go on running inside an old kernel. The
cache folder therefore carries a hash of every source that compiled code is made of and of the compiler:
another source, another folder.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import llvmlite
import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic
from platformdirs import user_cache_path

Function = TypeVar("Function", bound=Callable[..., object])

_HERE = Path(__file__).parent
_COMPILED_ROOMS = ("law", "engine")
# The house imports by full names; a syntax tree would tell the same and take ten times as long.
_IMPORT = re.compile(r"^[ \t]*(?:from|import)\s+([\w.]+)(?:\s+import\s+(\([^)]*\)|[^\n]*))?", re.MULTILINE)
_NAME = re.compile(r"\w+")
_COMPILER = (sys.version, numba.__version__, llvmlite.__version__, np.__version__)


def source_key(package: Path) -> str:
    """The hash of all sources of a package that its compiled code is made of, and of the compiler.

    These are the rooms of the law and the engine, every module that compiles anything, this one with
    its flags among them, and whatever those import of the package.
    """
    sources = {
        source.relative_to(package.parent).as_posix().removesuffix(".py").removesuffix("/__init__"): source
        for source in package.rglob("*.py")
    }
    texts = {name: source.read_bytes() for name, source in sources.items()}
    rooms = tuple(f"{package.name}/{room}" for room in _COMPILED_ROOMS)
    waiting = [name for name, text in texts.items() if b"simulation.compiled" in text]
    parts = {f"{package.name}/compiled", *waiting}
    while waiting:
        imported = _imported(texts[waiting.pop()].decode()) & texts.keys() - parts
        parts |= imported
        waiting += imported
    digest = blake2b("\n".join(_COMPILER).encode(), digest_size=8)
    for name in sorted(name for name in texts if name in parts or name.startswith(rooms)):
        digest.update(f"{name} {len(texts[name])}\n".encode() + texts[name])
    return digest.hexdigest()


def _imported(text: str) -> set[str]:
    """The modules that a source may import, as paths, with the packages that they are in."""
    found = set()
    for module, names in _IMPORT.findall(text):
        path = module.replace(".", "/")
        found |= {f"{path}/{name}" for name in _NAME.findall(names)}
        while path:
            found.add(path)
            path = path.rpartition("/")[0]
    return found


def _cache_folder() -> Path:
    """Where this code's machine code is kept: where the user says, else in the user's cache."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    folder = (Path(given) if given else user_cache_path("outlay")) / f"compiled-{source_key(_HERE)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass  # a home that cannot be written to: compile once for this process instead
    fallback = Path(tempfile.mkdtemp(prefix="outlay-compiled-"))
    atexit.register(shutil.rmtree, fallback, ignore_errors=True)
    return fallback


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
