"""Distinguish lost connections from statement errors."""

from __future__ import annotations

import re

from sqlalchemy.exc import InterfaceError, OperationalError

# Error states of PostgreSQL: connection exceptions (class 08), shut down by an administrator,
# crashed, not yet started.
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
# Answers of a server that will soon accept connections, or that has too many at the moment.
_WAITED_FOR = ("starting up", "shutting down", "in recovery mode", "too many", "slots are reserved")


def is_outage(error: BaseException) -> bool:
    """Return whether the server could not be reached or the connection was lost.

    Always False for SQLite, which is a file.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    # The driver sets a state for every answer of the server. None: the connection broke before an
    # answer.
    state = getattr(error.orig, "sqlstate", "")
    return state is None or state.startswith(CONNECTION_ERROR_CLASS) or state in OUTAGE_SQLSTATES


def sign_in_refusal(error: BaseException) -> str:
    """Return why the server refuses a new connection, with the remedy; "" if waiting may help.

    The driver gives no state for a connection that was never made, so the server's text decides. If
    the server's texts are in another language, only a refused password is recognised.
    """
    if not isinstance(error, OperationalError) or getattr(error.orig, "sqlstate", None):
        return ""
    message = str(error.orig)
    if any(words in message for words in _WAITED_FOR):
        return ""
    for pattern, reason in _REFUSALS:
        if pattern.search(message):
            return reason
    # the server asked for the password, so it answered
    return _REFUSED if getattr(getattr(error.orig, "pgconn", None), "used_password", False) else ""
