"""The mark of dataclasses that the API publishes: it takes them as bodies or gives them as answers.

A field that is added to a marked dataclass is added to the API. A test compares every published
field with a reviewed list, and refuses a dataclass in a route without this mark.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_MARK = "__published__"
_Class = TypeVar("_Class", bound=type)


def published() -> Callable[[_Class], _Class]:
    """Return the decorator that marks a dataclass as published; subclasses need a mark too."""

    def mark(cls: _Class) -> _Class:
        marked: Any = cls
        marked.__published__ = True
        marked.__pydantic_config__ = {"extra": "forbid"}
        return cls

    return mark


def is_published(cls: type) -> bool:
    """Return whether a class has the mark itself."""
    return _MARK in vars(cls)
