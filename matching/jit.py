"""The decorators of every compiled function: numba, cached on disk, without the interpreter lock.

A function called by compiled functions is compiled without the wrapper that Python calls it by.
Such a wrapper takes apart every array of its arguments, and costs more than most functions do.
The wrapper is compiled when Python first calls the function.

numba looks only at a function's own file when it decides whether a cached function is still good,
so a change in a file that it calls into would be missed. The cache therefore lies in a folder named
after all sources of this package: a changed source, another folder. NUMBA_CACHE_DIR says where;
without it, beside the sources.
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
_njit: Callable[..., Any] = numba.njit  # whose stubs do not know _nrt
_typeof: Callable[..., Any] = numba.typeof
_without_value: Callable[..., Any] = types.unliteral  # of the type of a constant
_SETTING = threading.Lock()
_MAKERS = {"arange", "array", "copy", "empty", "full", "ones", "zeros"}
# No C callback takes these functions: the wrapper for one would cost 5 % of the time to compile.
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "no_cfunc_wrapper": True}
_WITHOUT_WRAPPER = {"no_cpython_wrapper": True}
_INLINE = {"_nrt": True, "inline": "always"}


def _source_digest() -> str:
    digest = blake2b(digest_size=8)
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    digest.update(
        (Path(__file__).parent / "data" / "places" / "borders.tsv").read_bytes()
    )  # a constant of a kernel
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return the folder that holds the compiled functions of exactly these sources."""
    base = os.environ.get("NUMBA_CACHE_DIR") or str(Path(__file__).parent / "__pycache__")
    return Path(base) / f"homeward-{_source_digest()}"


_FOLDER = str(cache_folder())


class Compiled:
    """A function that is compiled for the types of its arguments when it is first called.

    numba takes `_numba_type_` for the function when a compiled function calls it.
    """

    def __init__(self, function: Callable[..., Any], *, counts_references: bool) -> None:
        options = _OPTIONS | {"_nrt": counts_references}
        # Python's functions and the others have the same names, so each needs a folder of its own.
        self._inner = _in_folder(f"{_FOLDER}-inner", function, options | _WITHOUT_WRAPPER)
        self._for_python = functools.partial(_in_folder, _FOLDER, function, options)
        self._numba_type_ = types.Dispatcher(self._inner)
        template = self._inner.get_call_template
        # Else numba would compile the function once more for each constant that it is called with.
        self._inner.get_call_template = lambda args, kws: template(
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

    def compile_inner(self, *args: Any) -> None:
        """Compile the function as compiled functions call it, for arguments like these."""
        self._inner.compile(tuple(_typeof(one) for one in args))


def compile_inner(function: Callable[..., Any], *args: Any) -> None:
    """Compile a function as compiled functions call it, for arguments like these."""
    cast("Compiled", function).compile_inner(*args)


def _compiled(function: _F, *, counts_references: bool) -> _F:
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return function
    return cast("_F", Compiled(function, counts_references=counts_references))


def _in_folder(folder: str, function: Callable[..., Any], options: dict[str, Any]) -> Any:
    """Return numba's function, cached in the folder: numba reads the setting as it makes one."""
    with _SETTING:
        numba.config.CACHE_DIR = folder  # type: ignore[attr-defined]
        return _njit(**options)(function)


def njit_cached(function: _F) -> _F:
    """Return `function` compiled at its first call, cached, and free of the interpreter lock while
    it runs.
    """
    # _nrt said outright: unsaid, it would be whatever it is in the function that calls first
    return _compiled(function, counts_references=True)


def njit_no_refcount(function: _F) -> _F:
    """Return `function` compiled without counting who holds which array: counting a table's arrays
    in and out is dearer than most of what is looked up in them. For functions that make no array
    and return numbers alone; an array that they were given back by another would never be let go
    of. Raises TypeError for others, as far as can be seen.
    """
    words = set(re.findall(r"\w+", str(function.__annotations__["return"])))
    if not words <= {"int", "float", "bool", "tuple", "None"} or _MAKERS & set(
        function.__code__.co_names
    ):
        raise TypeError(f"{function.__name__} makes an array or returns more than numbers")
    return _compiled(function, counts_references=False)


def njit_inline(function: _F) -> _F:
    """Return `function` written into whatever compiled function calls it: for small ones that are
    handed many arrays, each of which a real call counts in and out.
    """
    return cast("_F", _in_folder(_FOLDER, function, _OPTIONS | _INLINE))
