"""What was read of a release: each opening of its grants, from the audit log."""

from __future__ import annotations

import dataclasses
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.published import published
from models.disclosure.requests_and_grants import Disclosure, Grant
from models.oversight.audit import Audit
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole

READS = ("read_grant", "read_grant_photo")


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class GrantRead:
    """One opening of released facts, or of the photograph (`act`), with the reader's mark."""

    act: str
    mark: str
    at: datetime


def reads_of(session: Session, disclosure: Disclosure) -> tuple[GrantRead, ...]:
    """Return the openings of a release, oldest first. The caller checks that the actor owns it.

    Only the auditor's database role reads the acts of other agencies.
    """
    grants = select(Grant.public_id).where(Grant.disclosure_id == disclosure.id)
    ids = session.scalars(grants).all()
    if not ids:
        return ()
    with database_roles.as_role(session, DatabaseRole.AUDITOR):
        query = select(Audit.action, Audit.outcome, Audit.at).where(
            Audit.subject.in_(ids), Audit.action.in_(READS)
        )
        rows = session.execute(query.order_by(Audit.id)).all()
    return tuple(GrantRead(row.action, row.outcome, row.at) for row in rows)
