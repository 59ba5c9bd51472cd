"""Tells a database that went away from one that refuses a statement: only the first is nobody's
fault.
"""

from __future__ import annotations

import re

from sqlalchemy.exc import InterfaceError, OperationalError

# PostgreSQL's own words: connection exceptions (class 08), shut down by its administrator, crashed,
# not yet started.
CONNECTION_ERROR_CLASS = "08"
OUTAGE_SQLSTATES = ("57P01", "57P02", "57P03")
_REFUSED = (
    "the database refuses the sign-in; compare role, password file and database of"
    " HOMEWARD_DATABASE_URL (migrate: HOMEWARD_OWNER_URL) with the server's"
)
_REFUSALS = (
    (
        re.compile(r'database ".*" does not exist'),
        "the database of HOMEWARD_DATABASE_URL (migrate: HOMEWARD_OWNER_URL) does not exist on the"
        " server; create it, or correct the name: docs/operations.md, By hand",
    ),
    (re.compile(r"authentication failed|no pg_hba.conf entry|role .* does not exist"), _REFUSED),
)
# What a server says that answers soon, or when others have left.
_WAITED_FOR = ("starting up", "shutting down", "in recovery mode", "too many", "slots are reserved")


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


def sign_in_refusal(error: BaseException) -> str:
    """Return why the server refuses a new connection, and the remedy; "" if waiting may help.

    The driver gives no state for a connection that was never made, so the server's text decides. Of
    a server with texts of another language, only a refused password is recognised.
    """
    if not isinstance(error, OperationalError) or getattr(error.orig, "sqlstate", None):
        return ""
    told = str(error.orig)
    if any(words in told for words in _WAITED_FOR):
        return ""
    for pattern, reason in _REFUSALS:
        if pattern.search(told):
            return reason
    # the server asked for the password, so it answered
    return _REFUSED if getattr(getattr(error.orig, "pgconn", None), "used_password", False) else ""
