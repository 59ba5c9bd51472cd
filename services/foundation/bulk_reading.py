"""Reading many items at once, so that one that cannot be read does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

Item = TypeVar("Item")
Value = TypeVar("Value")


def read_each(
    items: Sequence[Item],
    read: Callable[[Sequence[Item]], dict[int, Value]],
    errors: type[Exception] | tuple[type[Exception], ...],
    give_up: Callable[[Item, Exception], None],
) -> dict[int, Value]:
    """Read many items at once; if that raises one of `errors`, read them one by one.

    Return the values of `read` by their keys. For an item that fails alone there is no value, and
    `give_up` gets the item and its error. Errors of the database are always raised.
    """
    try:
        return read(items)
    except SQLAlchemyError:
        raise
    except errors as error:
        if len(items) > 1:
            return {
                key: value
                for item in items
                for key, value in read_each([item], read, errors, give_up).items()
            }
        give_up(items[0], error)
        return {}
