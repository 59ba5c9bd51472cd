"""Verify the audit log: row hashes, the chain, and signed checkpoints here and at an anchor."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.security.crypto import Keyring
from models.agencies.agency import Agency
from models.agencies.user import UserAccount
from models.oversight.audit import Audit, AuditRecord
from models.records.record import Record
from services.foundation import checkpoints
from services.foundation.audit_chain import GENESIS, is_intact, record_entry
from services.foundation.checkpoints import AuditDefect, SignedCheckpoints
from services.oversight import anchor_state
from services.oversight.anchor_reading import AnchorContent

# A row is written at the end of its transaction, so the server's time is later than ours.
TIME_TOLERANCE_S = 300
BACKWARDS_TOLERANCE_S = 1  # a corrected clock of the server, or another server after a failure
COVERED_AFTER_S = 120  # the scheduler signs every 30 s
ANCHORED_AFTER_S = 300  # the scheduler sends new checkpoints every 30 s

Hashes = dict[int, list[tuple[int, bytes]]]


@dataclasses.dataclass(slots=True)
class _Proof:
    """Checkpoints of one origin, compared with the rows in order; each is compared once.

    `hashes`: audit id -> (line, hash). `last_id`, `last_line`: the newest. Rows after it are
    reported from the first one that is older than `after_s` seconds. `differs`, `uncovered`,
    `missing`: the reason codes of this origin.
    """

    hashes: Hashes
    last_id: int
    last_line: int
    after_s: float
    differs: str
    uncovered: str
    missing: str
    is_reported: bool = False

    def compare(self, row: Audit, now: datetime) -> Iterator[AuditDefect]:
        for line, signed_hash in self.hashes.pop(row.id, ()):
            if signed_hash != row.hash:
                yield AuditDefect(row.id, self.differs, line)
        is_old = (now - row.at).total_seconds() > self.after_s
        if row.id > self.last_id and is_old and not self.is_reported:
            self.is_reported = True
            yield AuditDefect(row.id, self.uncovered, self.last_line)

    def unmet(self, after: int) -> Iterator[AuditDefect]:
        """Yield a finding for each checkpoint above an audit id whose row was not compared."""
        for audit_id, hashes in sorted(self.hashes.items()):
            if audit_id > after:
                yield AuditDefect(audit_id, self.missing, hashes[0][0])


@dataclasses.dataclass(slots=True)
class _Clocks:
    """The times of the rows in order, compared with each other and with those of the server.

    `latest`: the latest time of the server so far; None before the first. `is_apart`: whether the
    two times of the row before differed too much. Only the first row of several is reported.
    """

    latest: datetime | None = None
    is_apart: bool = False

    def compare(self, row: Audit) -> Iterator[AuditDefect]:
        if row.server_at is None:  # SQLite
            return
        difference_s = abs((row.server_at - row.at).total_seconds())
        if difference_s > TIME_TOLERANCE_S and not self.is_apart:
            yield AuditDefect(row.id, "time_differs")
        self.is_apart = difference_s > TIME_TOLERANCE_S
        if self.latest is None or row.server_at >= self.latest:
            self.latest = row.server_at
        elif (self.latest - row.server_at).total_seconds() > BACKWARDS_TOLERANCE_S:
            yield AuditDefect(row.id, "time_backwards")


def walk_rows(
    session: Session,
    keys: Keyring,
    path: Path,
    *,
    now: datetime,
    anchor: AnchorContent | None = None,
) -> tuple[int, list[AuditDefect]]:
    """Verify the whole audit log; return the number of rows and all findings.

    A finding is an altered, cut or forged place. `path` is the checkpoint file. `anchor` has the
    checkpoints kept outside; None: they are not compared. More faults are reported: a row that no
    checkpoint covers within `COVERED_AFTER_S` seconds, or `ANCHORED_AFTER_S` at the anchor; a log
    that is empty or begins later than the first account or record; a row with an older key than an
    intact row before; and times of the database server that differ from ours or go backwards.
    """
    signed = checkpoints.read_checkpoints(keys.audit_keys(), path)
    first = session.execute(select(Audit.id, Audit.at).order_by(Audit.id).limit(1)).first()
    cut = signed.cut if first is not None and first.id == signed.cut + 1 else 0
    proofs = [(_local(signed, keys, path), cut)]
    if anchor is not None:
        proofs.append((_outside(anchor), anchor.newest_cut(signed.cut, now)))
    findings = [AuditDefect(0, "checkpoint_forged")] * signed.forged
    clocks, newest_key = _Clocks(), 0
    count, last_id, previous = 0, 0, signed.hashes[cut] if cut else GENESIS
    for row in session.scalars(select(Audit).order_by(Audit.id).execution_options(yield_per=1000)):
        count, last_id = count + 1, row.id
        if row.previous != previous:
            findings.append(AuditDefect(row.id, "chain_broken"))
        if not is_intact(keys, row):
            findings.append(AuditDefect(row.id, "row_altered"))
        elif row.key_version < newest_key:
            findings.append(AuditDefect(row.id, "key_older"))
        else:
            newest_key = row.key_version
        findings.extend(clocks.compare(row))
        for proof, _ in proofs:
            findings.extend(proof.compare(row, now))
        _check_records(session, row, findings)
        previous = row.hash
        session.expunge(row)
    for proof, cut_id in proofs:
        findings.extend(proof.unmet(cut_id))
    findings.extend(_emptied(session, last_id, None if cut or first is None else first.at))
    orphans = (
        select(AuditRecord.audit_id).where(AuditRecord.audit_id.not_in(select(Audit.id))).distinct()
    )
    findings.extend(AuditDefect(audit_id, "index_differs") for audit_id in session.scalars(orphans))
    findings.extend([] if anchor is None else anchor.findings)
    return count, findings


def _local(signed: SignedCheckpoints, keys: Keyring, path: Path) -> _Proof:
    """Return the checkpoint file as proof, with the last lines sent to anchors."""
    hashes: Hashes = {
        audit_id: [(0, signed_hash)] for audit_id, signed_hash in signed.hashes.items()
    }
    for checkpoint in anchor_state.last_sent_checkpoints(path.parent, keys.audit_keys()):
        hashes.setdefault(checkpoint.audit_id, []).append((0, checkpoint.hash))
    codes = ("checkpoint_differs", "not_covered", "row_missing")
    return _Proof(hashes, max(signed.hashes, default=0), 0, COVERED_AFTER_S, *codes)


def _outside(anchor: AnchorContent) -> _Proof:
    codes = ("anchor_differs", "anchor_behind", "anchor_row_missing")
    return _Proof(dict(anchor.hashes), anchor.last_id, anchor.lines, ANCHORED_AFTER_S, *codes)


def _check_records(session: Session, row: Audit, findings: list[AuditDefect]) -> None:
    query = select(AuditRecord.record, AuditRecord.field_classes, AuditRecord.match)
    rows = session.execute(query.where(AuditRecord.audit_id == row.id))
    stored = sorted(record_entry(*row) for row in rows)
    try:
        entries = sorted(json.loads(row.records))
    except (ValueError, TypeError):
        entries = None  # altered; the hash of the row reports it
    if stored != entries:
        findings.append(AuditDefect(row.id, "index_differs"))


_FIRST_RECORD = text("SELECT homeward_first_record()")
_SEQUENCE = text("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")


def _emptied(session: Session, last_id: int, first_at: datetime | None) -> Iterator[AuditDefect]:
    """Report a log without rows that must exist according to other tables.

    Every agency, account and record was audited when it was made, so none is older than the first
    row. `first_at` is the time of that row, None if the log is empty or was cut by retention.
    SQLite remembers the highest id ever assigned.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    if is_sqlite and (session.scalar(_SEQUENCE) or 0) > last_id:
        yield AuditDefect(last_id + 1, "row_missing")
    of_records = select(Record.created_at).order_by(Record.id).limit(1)
    moments = (
        session.scalar(select(UserAccount.created_at).order_by(UserAccount.id).limit(1)),
        session.scalar(of_records if is_sqlite else _FIRST_RECORD),
    )
    first_created = min((moment for moment in moments if moment is not None), default=None)
    if not last_id and (first_created is not None or session.scalar(select(Agency.id).limit(1))):
        yield AuditDefect(0, "log_emptied")
    if (
        first_at is not None
        and first_created is not None
        and (first_at - first_created).total_seconds() > COVERED_AFTER_S
    ):
        yield AuditDefect(1, "log_emptied")
