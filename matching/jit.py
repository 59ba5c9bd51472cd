"""The one decorator of every compiled function: numba, cached on disk, without the interpreter
lock.

numba looks only at a function's own file when it decides whether a cached function is still good,
so a change in a file that it calls into would be missed. The cache therefore lies in a folder named
after all sources of this package: a changed source, another folder. NUMBA_CACHE_DIR says where;
without it, beside the sources.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np

_F = TypeVar("_F", bound=Callable[..., Any])
_njit: Callable[..., Any] = numba.njit  # whose stubs do not know _nrt
_MAKERS = {"arange", "array", "copy", "empty", "full", "ones", "zeros"}
# No C callback takes these functions: the wrapper for one would cost 5 % of the time to compile.
_OPTIONS = {"cache": True, "nogil": True, "no_cfunc_wrapper": True}


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


numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]


def njit_cached(function: _F) -> _F:
    """Return `function` compiled at its first call, cached, and free of the interpreter lock while
    it runs.
    """
    # _nrt said outright: unsaid, it would be whatever it is in the function that calls first
    return cast("_F", _njit(**_OPTIONS, _nrt=True)(function))


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
    return cast("_F", _njit(**_OPTIONS, _nrt=False)(function))


def njit_inline(function: _F) -> _F:
    """Return `function` written into whatever compiled function calls it: for small ones that are
    handed many arrays, each of which a real call counts in and out.
    """
    return cast("_F", _njit(**_OPTIONS, _nrt=True, inline="always")(function))


@njit_no_refcount
def hide_constant(value: int) -> int:
    """Return `value` as an integer that is no constant to numba.

    numba compiles a function once more for each constant it is called with. Start a loop variable
    with `hide_constant(0)` where it is passed to a large function.
    """
    return int(np.int64(value))
