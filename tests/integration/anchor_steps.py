"""An installation with a signed and anchored audit log, and ways to change stored data."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, text

from models.oversight.audit import Audit, AuditRecord
from services.foundation import audit_chain
from services.oversight import checkpoint_anchors
from services.oversight.anchor_state import STATE_FILE
from tests.factories import Installation
from tests.integration.audit_steps import checkpoints_of, sign


def configure(one: Installation, **settings: Any) -> None:
    """Change settings of the installation."""
    context = one.context
    one.context = dataclasses.replace(
        context, settings=context.settings.model_copy(update=settings)
    )


@contextmanager
def without_anchors(one: Installation) -> Iterator[None]:
    """Run the block without any anchor."""
    context = one.context
    configure(one, anchor_file=None, anchor_syslog="", anchor_url="")
    yield
    one.context = context


def send(one: Installation) -> None:
    """Sign and send once, as the scheduler does."""
    sign(one)
    checkpoint_anchors.send_checkpoints(one.context)


def lines_of(path: Path) -> list[str]:
    return path.read_text("ascii").splitlines()


def write_lines(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), "ascii")


def cut_back(one: Installation, *, to: int, lines: int, is_thorough: bool = True) -> None:
    """Remove the audit rows above an id and the checkpoints after this many lines.

    A thorough attacker also removes the memory of sent checkpoints, and resets the database's
    counter.
    """
    with one.database.transaction() as session:
        session.execute(delete(AuditRecord).where(AuditRecord.audit_id > to))
        session.execute(delete(Audit).where(Audit.id > to))
        if one.database.is_sqlite and is_thorough:
            session.execute(
                text("UPDATE sqlite_sequence SET seq = :to WHERE name = 'audit'"), {"to": to}
            )
    write_lines(checkpoints_of(one), lines_of(checkpoints_of(one))[:lines])
    if is_thorough:
        (one.context.settings.root / STATE_FILE).unlink(missing_ok=True)


def cut_from_the_start(one: Installation, *, upto: int) -> None:
    """Remove the audit rows up to an id, as the retention cleanup does."""
    one.change(delete(AuditRecord).where(AuditRecord.audit_id <= upto))
    one.change(delete(Audit).where(Audit.id <= upto))


def rebuild(one: Installation, *, altered: int, is_thorough: bool = True) -> None:
    """Alter a row, then chain and sign everything again with the installation's keys.

    The number of rows stays the same.
    """
    with one.database.transaction() as session:
        rows = session.scalars(select(Audit).order_by(Audit.id)).all()
        next(row for row in rows if row.id == altered).action = "other"
        rows[0].hash = audit_chain.row_hash(one.context.keys, rows[0])
        for before, row in itertools.pairwise(rows):
            row.previous = before.hash
            row.hash = audit_chain.row_hash(one.context.keys, row)
    checkpoints_of(one).unlink()
    if is_thorough:
        (one.context.settings.root / STATE_FILE).unlink(missing_ok=True)
    sign(one)
