"""A server that refuses the sign-in is distinguished from one that does not answer yet."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from models.sql.connection_errors import sign_in_refusal

SERVER = 'connection to server at "127.0.0.1", port 5432 failed: '


class DriverError(Exception):
    """The exception of psycopg for a connection that failed to open."""

    sqlstate: str | None = None

    def __init__(self, text: str, *, used_password: bool = False) -> None:
        super().__init__(text)
        self.pgconn = SimpleNamespace(used_password=used_password)


@pytest.mark.parametrize(
    ("text", "used_password", "refusal"),
    [
        ("Connection refused", False, ""),
        ("timeout expired", False, ""),
        ("FATAL:  the database system is starting up", False, ""),
        ("FATAL:  sorry, too many clients already", True, ""),
        ('FATAL:  password authentication failed for user "x"', True, "refuses the sign-in"),
        ('FATAL:  role "x" does not exist', False, "refuses the sign-in"),
        ('FATAL:  no pg_hba.conf entry for host "1.2.3.4"', False, "refuses the sign-in"),
        ('FATAL:  database "x" does not exist', True, "does not exist on the server"),
        ("FATAL:  authentification par mot de passe échouée", True, "refuses the sign-in"),
    ],
)
def test_an_error_that_waiting_cannot_fix_is_a_refusal(
    text: str, used_password: bool, refusal: str
) -> None:
    error = OperationalError("", {}, DriverError(SERVER + text, used_password=used_password))
    assert refusal in sign_in_refusal(error)
    assert bool(refusal) == bool(sign_in_refusal(error))


def test_an_error_of_a_statement_is_no_refused_sign_in() -> None:
    answered = DriverError('database "x" does not exist', used_password=True)
    answered.sqlstate = "55P03"
    assert sign_in_refusal(OperationalError("", {}, answered)) == ""
    assert sign_in_refusal(ValueError()) == ""
