"""Tells a database that went away from one that refuses a statement: only the first is nobody's
fault.
"""

from __future__ import annotations

from sqlalchemy.exc import InterfaceError, OperationalError

# PostgreSQL's own words: connection exceptions (class 08), shut down by its administrator, crashed,
# not yet started.
CONNECTION_ERROR_CLASS = "08"
OUTAGE_SQLSTATES = ("57P01", "57P02", "57P03")


def is_outage(error: BaseException) -> bool:
    """Tell whether the server could not be reached or its connection was lost; SQLite, a file,
    never goes away.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    # the driver gives every answer of the server a state; None: the connection broke before there
    # was an answer
    state = getattr(error.orig, "sqlstate", "")
    return state is None or state.startswith(CONNECTION_ERROR_CLASS) or state in OUTAGE_SQLSTATES
