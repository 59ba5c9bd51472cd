"""An exception never leaves a session under a borrowed database role."""

from __future__ import annotations

import contextlib

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import PendingRollbackError, SQLAlchemyError
from sqlalchemy.orm import Session

from core.errors import NotFound
from models.matching_runs.match_key import RaritySnapshot
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from tests.factories import NOW, Installation

pytestmark = pytest.mark.both
READ_ONE = text("SELECT 1")


def _raise_under_borrowed_role(session: Session) -> None:
    """Catch an error of a block under the matcher's role, as a page does, and go on."""
    with contextlib.suppress(NotFound), database_roles.as_matcher(session):
        session.execute(READ_ONE)
        raise NotFound("no such record")


def test_after_an_exception_under_a_borrowed_role_every_statement_is_refused(
    installation: Installation,
) -> None:
    with pytest.raises(PendingRollbackError), installation.app.transaction() as session:
        _raise_under_borrowed_role(session)
        with pytest.raises(PendingRollbackError, match="roll the transaction back"):
            session.execute(READ_ONE)
        session.execute(READ_ONE)


def test_nothing_is_committed_after_an_exception_under_a_borrowed_role(
    installation: Installation,
) -> None:
    with pytest.raises(PendingRollbackError), installation.database.transaction() as session:
        _raise_under_borrowed_role(session)
        session.add(RaritySnapshot(size=1, created_at=NOW))
    with installation.database.transaction() as session:
        assert session.scalars(select(RaritySnapshot)).all() == []


def test_a_rollback_ends_the_refusal_and_the_borrowed_role(installation: Installation) -> None:
    with installation.app.transaction() as session:
        _raise_under_borrowed_role(session)
        session.rollback()
        assert session.scalar(READ_ONE) == 1
        if not installation.app.is_sqlite:
            user = session.scalar(text("SELECT current_user"))
            assert user not in set(DatabaseRole)
        with database_roles.as_role(session, DatabaseRole.SIGN_IN):
            assert session.scalar(READ_ONE) == 1


def test_a_refused_statement_under_a_borrowed_role_ends_the_transaction(
    installation: Installation,
) -> None:
    with pytest.raises(SQLAlchemyError), installation.app.transaction() as session:
        with contextlib.suppress(SQLAlchemyError), database_roles.as_matcher(session):
            session.execute(text("SELECT no_such_column"))
        session.execute(READ_ONE)
