"""Decorators for compiled functions: numba, cached on disk, without the interpreter lock.

A function that only compiled functions call is compiled without its Python wrapper. Such a wrapper
unpacks every array argument and takes longer to compile than most functions. The wrapper is
compiled when Python first calls the function.

numba checks only a function's own file to decide whether a cached function is valid. It would miss
a change in a file that the function calls. The cache is therefore in a folder named after a hash of
all sources of this package, so a changed source gives another folder. NUMBA_CACHE_DIR sets the
parent folder; by default it is next to the sources.
"""

from __future__ import annotations

import functools
import os
import re
import threading
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import types

_F = TypeVar("_F", bound=Callable[..., Any])
_njit: Callable[..., Any] = numba.njit  # its type stubs do not know _nrt
_typeof: Callable[..., Any] = numba.typeof
_without_value: Callable[..., Any] = types.unliteral  # the type of a constant without its value
_SETTING = threading.Lock()
_MAKERS = {"arange", "array", "copy", "empty", "full", "ones", "zeros"}
# No C callback takes these functions. The wrapper for one would cost 5 % of the compile time.
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "no_cfunc_wrapper": True}
_WITHOUT_WRAPPER = {"no_cpython_wrapper": True}
_INLINE = {"_nrt": True, "inline": "always"}


def _source_digest() -> str:
    digest = blake2b(digest_size=8)
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    # a constant of a kernel
    digest.update((Path(__file__).parent / "data" / "places" / "borders.tsv").read_bytes())
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return the cache folder for the functions compiled from exactly these sources."""
    base = os.environ.get("NUMBA_CACHE_DIR") or str(Path(__file__).parent / "__pycache__")
    return Path(base) / f"homeward-{_source_digest()}"


_FOLDER = str(cache_folder())


class Compiled:
    """A function that is compiled for its argument types at the first call.

    numba reads `_numba_type_` as the function's type when a compiled function calls it.
    """

    def __init__(self, function: Callable[..., Any], *, counts_references: bool) -> None:
        options = _OPTIONS | {"_nrt": counts_references}
        # Python's functions and the compiled ones have the same names, so each needs its own
        # folder.
        self.inner = _in_folder(f"{_FOLDER}-inner", function, options | _WITHOUT_WRAPPER)
        self._for_python = functools.partial(_in_folder, _FOLDER, function, options)
        self._numba_type_ = types.Dispatcher(self.inner)
        template = self.inner.get_call_template
        # Without this numba compiles the function again for each constant argument.
        self.inner.get_call_template = lambda args, kws: template(
            tuple(_without_value(one) for one in args),
            {name: _without_value(one) for name, one in kws.items()},
        )
        functools.update_wrapper(self, function)

    @functools.cached_property
    def _outer(self) -> Callable[..., Any]:
        return cast("Callable[..., Any]", self._for_python())

    def __call__(self, *args: Any) -> Any:
        """Call the function from Python."""
        return self._outer(*args)


def compile_inner(function: Callable[..., Any], *args: Any) -> None:
    """Compile a function for calls from compiled functions, with arguments of these types."""
    cast("Compiled", function).inner.compile(tuple(_typeof(one) for one in args))


def _compiled(function: _F, *, counts_references: bool) -> _F:
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return function
    return cast("_F", Compiled(function, counts_references=counts_references))


def _in_folder(folder: str, function: Callable[..., Any], options: dict[str, Any]) -> Any:
    """Return numba's function, cached in the folder. numba reads the setting when it makes one."""
    with _SETTING:
        numba.config.CACHE_DIR = folder  # type: ignore[attr-defined]
        return _njit(**options)(function)


def njit_cached(function: _F) -> _F:
    """Return `function` compiled at its first call, cached, and without the interpreter lock."""
    # _nrt is set explicitly; otherwise it inherits the setting of the function that calls first
    return _compiled(function, counts_references=True)


def njit_no_refcount(function: _F) -> _F:
    """Return `function` compiled without reference counts of arrays.

    Counting references to a table's arrays costs more than most look-ups in them. Use it only for
    functions that create no array and return only numbers: an array returned by another function
    would never be freed. Raises TypeError for other functions, if the compiler can detect it.
    """
    words = set(re.findall(r"\w+", str(function.__annotations__["return"])))
    if not words <= {"int", "float", "bool", "tuple", "None"} or _MAKERS & set(
        function.__code__.co_names
    ):
        raise TypeError(f"{function.__name__} makes an array or returns more than numbers")
    return _compiled(function, counts_references=False)


def njit_inline(function: _F) -> _F:
    """Return `function` inlined into every compiled function that calls it.

    Use it for small functions with many array arguments: a real call counts references to each
    array.
    """
    return cast("_F", _in_folder(_FOLDER, function, _OPTIONS | _INLINE))
