"""Change the audit log in five ways, a hundred times each: verification must find every change."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from core.security.crypto import make_keyring
from models.oversight.audit import Audit
from services.foundation import audit_chain
from services.oversight import audit_verification
from tests.factories import NOW, Installation
from tests.integration.audit_steps import checkpoints_of, row_ids, sign, write_accesses

pytestmark = pytest.mark.late


ROWS = 24
TIMES = 100
COLUMNS = {
    "action": "other",
    "role": "other",
    "outcome": "other",
    "records": "[]",
    "user_id": 999,
    "agency_id": 999,
    "at": NOW - timedelta(days=1),
    "acting_state": "XX",
    "purpose": "other",
    "basis": "other",
    "subject": uuid4(),
    "key_version": 2,
    "previous": bytes(32),
    "hash": bytes(32),
}


def _alter(session: Session, chance: random.Random) -> None:
    column = chance.choice(sorted(COLUMNS))
    value = COLUMNS[column]
    rows = session.execute(select(Audit.id, getattr(Audit, column)).order_by(Audit.id)).all()
    victim = chance.choice([row.id for row in rows if row[1] != value])
    session.execute(update(Audit).where(Audit.id == victim).values({column: value}))


def _remove(session: Session, chance: random.Random) -> None:
    session.execute(delete(Audit).where(Audit.id == chance.choice(row_ids(session)[:-1])))


def _forge(session: Session, chance: random.Random) -> None:
    """Insert a row with a hash of a key of its own between two others; later ids move up."""
    place = chance.choice(row_ids(session)[1:])
    session.execute(update(Audit).where(Audit.id >= place).values(id=Audit.id + 10_000))
    before = (
        session.scalars(
            select(Audit.hash).where(Audit.id < place).order_by(Audit.id.desc())
        ).first()
        or b""
    )
    forged = Audit(
        at=NOW,
        role="supervisor",
        action="read_record",
        outcome="done",
        records="[]",
        previous=before,
    )
    audit_chain.seal_row(make_keyring(), forged)
    values = {column.key: getattr(forged, column.key) for column in Audit.__table__.columns}
    session.execute(insert(Audit).values({**values, "id": place}))


def _swap(session: Session, chance: random.Random) -> None:
    one, other = chance.sample(row_ids(session), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        session.execute(update(Audit).where(Audit.id == old).values(id=new))


def _cut(session: Session, chance: random.Random) -> None:
    ids = row_ids(session)
    session.execute(delete(Audit).where(Audit.id.in_(ids[-chance.randint(1, len(ids) - 1) :])))


WAYS: dict[str, Callable[[Session, random.Random], None]] = {
    "altered": _alter,
    "deleted": _remove,
    "inserted": _forge,
    "reordered": _swap,
    "cut off": _cut,
}


def _is_found(one: Installation, session: Session, path: Path) -> bool:
    _, findings = audit_verification.walk_rows(session, one.context.keys, path, now=one.clock.now())
    return bool(findings)


@pytest.mark.parametrize("way", WAYS)
def test_a_hundred_of_a_hundred_are_found(installation: Installation, way: str) -> None:
    write_accesses(installation, ROWS)
    path = checkpoints_of(installation)
    sign(installation)
    found = 0
    with installation.database.transaction() as session:
        assert not _is_found(installation, session, path)
        for seed in range(TIMES):
            undo = session.begin_nested()
            WAYS[way](session, random.Random(f"{way} {seed}"))
            found += _is_found(installation, session, path)
            undo.rollback()
            session.expire_all()
        assert not _is_found(installation, session, path)
    assert found == TIMES
