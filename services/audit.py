"""The trail. Acts are noted while a transaction runs and written last before it commits, chained by hash.

No audit row, no data: a failure to write undoes the transaction. Refusals undo theirs anyway, so the caller writes them
in a fresh one, with the looks of it that are shown all the same (a form that is shown again).
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.clock import months_later
from core.crypto import Keyring
from core.errors import AuditUnavailable
from core.policy import AUDIT_RETENTION_YEARS, FieldClass
from models import locks
from models.audit import Audit, AuditRecord
from models.bulk import insert_rows
from models.locks import Lock
from services.actor import Actor
from services.context import Context

GENESIS = bytes(32)
_PENDING = "audit_pending"
CHECKPOINTS = "audit-checkpoints.jsonl"
LOOKS = ("read_", "list_", "who_looked")
COVERED_AFTER_S = 120  # the scheduler signs every 30 s


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """One act to be written: what, with which outcome, for which purpose, which classes of which records shown."""

    action: str
    outcome: str = "done"
    purpose: str | None = None
    basis: str | None = None
    subject: UUID | None = None
    records: tuple[tuple[UUID, tuple[FieldClass, ...]], ...] = ()

    @property
    def is_look(self) -> bool:
        """Tell whether something was shown and nothing changed, as the names of acts say."""
        return self.action.startswith(LOOKS)


Noted = tuple[datetime, Actor, Act]


def noted(session: Session) -> list[Noted]:
    """Return what is noted in this transaction, and will be; it outlives one that is undone."""
    pending: list[Noted] = session.info.setdefault(_PENDING, [])
    return pending


def note(session: Session, context: Context, actor: Actor, act: Act) -> None:
    """Note an act; it is written when the transaction commits, and the commit fails if it cannot be."""
    pending = noted(session)
    if not pending:
        session.info.setdefault("before_commit", []).append(_write_pending)
    pending.append((context.clock.now(), actor, act))


def _write_pending(session: Session) -> None:
    pending: list[Noted] = session.info.pop(_PENDING, [])
    session.flush()  # what the service did fails as itself; only the trail's own failure is AuditUnavailable
    try:
        locks.take(session, Lock.AUDIT)
        last, previous = head(session)
        touched: list[dict[str, object]] = []
        for number, (at, actor, act) in enumerate(pending, start=last + 1):
            row = _row(at, actor, act, previous)
            row.id = number  # under the lock, so without gaps
            session.add(row)
            touched += (
                {"audit_id": number, "record": record, "field_classes": _words(classes)}
                for record, classes in act.records
            )
            previous = row.hash
        session.flush()
        insert_rows(session, AuditRecord, touched)
    except SQLAlchemyError as error:
        raise AuditUnavailable("the trail cannot be written") from error


_HEAD = text("SELECT id, hash FROM homeward_trail_head()")


def head(session: Session) -> tuple[int, bytes]:
    """Return id and hash of the newest row; (0, GENESIS) before the first. Every door may ask this of the trail."""
    if session.get_bind().dialect.name == "postgresql":
        row = session.execute(_HEAD).first()
    else:
        row = session.execute(select(Audit.id, Audit.hash).order_by(Audit.id.desc()).limit(1)).first()
    return (0, GENESIS) if row is None else (int(row.id), bytes(row.hash))


def _words(classes: Iterable[FieldClass]) -> str:
    return " ".join(sorted(field_class.value for field_class in classes))


def _row(at: datetime, actor: Actor, act: Act, previous: bytes) -> Audit:
    row = Audit(
        at=at,
        user_id=actor.user_id,
        agency_id=actor.agency_id,
        role=actor.role.value,
        acting_state=actor.state or None,
        action=act.action,
        outcome=act.outcome,
        purpose=act.purpose,
        basis=act.basis,
        subject=act.subject,
        records=json.dumps([[record.hex, _words(classes)] for record, classes in act.records]),
        previous=previous,
    )
    row.hash = row_hash(row)
    return row


def row_hash(row: Audit) -> bytes:
    """Return SHA-256 over every column but id and hash, the row before's hash among them."""
    body = [
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.user_id,
        row.agency_id,
        row.role,
        row.acting_state,
        row.action,
        row.outcome,
        row.purpose,
        row.basis,
        row.subject.hex if row.subject else None,
        row.records,
        row.previous.hex(),
    ]
    return hashlib.sha256(json.dumps(body).encode()).digest()


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """A place where the trail is broken: the audit id and a reason code."""

    audit_id: int
    reason: str


def verify(session: Session, keys: Keyring, checkpoints: Path, *, now: datetime) -> tuple[int, list[Finding]]:
    """Walk the whole trail; return how many rows it has and every place where it was altered, cut or forged.

    Rows older than `COVERED_AFTER_S` that no checkpoint covers are a finding too: the file was shortened or removed, or
    nobody signed.
    """
    findings: list[Finding] = []
    signed, cut = _read_checkpoints(keys, checkpoints, findings)
    last_signed = max(signed, default=0)
    previous, count = GENESIS, 0
    if cut and session.scalar(select(func.min(Audit.id))) == cut + 1:
        previous = signed[cut]
        signed = {audit_id: known for audit_id, known in signed.items() if audit_id > cut}
    for row in session.scalars(select(Audit).order_by(Audit.id).execution_options(yield_per=1000)):
        count += 1
        if row.previous != previous:
            findings.append(Finding(row.id, "chain_broken"))
        if row_hash(row) != row.hash:
            findings.append(Finding(row.id, "row_altered"))
        if signed.pop(row.id, row.hash) != row.hash:
            findings.append(Finding(row.id, "checkpoint_differs"))
        if row.id > last_signed and (now - row.at).total_seconds() > COVERED_AFTER_S:
            findings.append(Finding(row.id, "not_covered"))
        _check_records(session, row, findings)
        previous = row.hash
        session.expunge(row)
    findings.extend(Finding(audit_id, "row_missing") for audit_id in signed)
    orphans = select(AuditRecord.audit_id).where(AuditRecord.audit_id.not_in(select(Audit.id))).distinct()
    findings.extend(Finding(audit_id, "index_differs") for audit_id in session.scalars(orphans))
    return count, findings


def _check_records(session: Session, row: Audit, findings: list[Finding]) -> None:
    query = select(AuditRecord.record, AuditRecord.field_classes).where(AuditRecord.audit_id == row.id)
    stored = sorted([one.record.hex, one.field_classes] for one in session.execute(query))
    try:
        listed = sorted(json.loads(row.records))
    except (ValueError, TypeError):
        listed = None  # altered, and found as such by its hash
    if stored != listed:
        findings.append(Finding(row.id, "index_differs"))


def _read_checkpoints(keys: Keyring, path: Path, findings: list[Finding]) -> tuple[dict[int, bytes], int]:
    """Return audit id -> hash of the signed checkpoints, and up to which id the trail was cut when it was old enough.

    Each line names the signature of the line before. A cut counts only at a checkpoint that was three years old then.
    """
    signed: dict[int, bytes] = {}
    times: dict[int, str] = {}
    before, cut = "", 0
    for line in path.read_text("ascii", "replace").splitlines() if path.exists() else []:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            entry = json.loads(line)
            signature = str(entry["signature"])
            is_signed = keys.is_signed(_checkpoint_message(entry), entry["key"], bytes.fromhex(signature))
            number = int(entry["id"])
            is_cut = bool(entry.get("cut", False))
            if is_signed and entry["before"] == before and (not is_cut or is_old(times[number], entry["at"])):
                signed[number] = bytes.fromhex(entry["hash"])
                times.setdefault(number, entry["at"])
                before, cut = signature, max(cut, number) if is_cut else cut
                continue
        findings.append(Finding(0, "checkpoint_forged"))
    return signed, cut


def is_old(signed_at: str, now: str) -> bool:
    """Tell whether what was signed at one moment may be cut from the trail at another: three years later."""
    oldest = months_later(datetime.fromisoformat(now), -12 * AUDIT_RETENTION_YEARS)
    return datetime.fromisoformat(signed_at) <= oldest


def _checkpoint_message(entry: Mapping[str, Any]) -> bytes:
    words = [str(entry[name]) for name in ("id", "hash", "at", "before")]
    return "|".join([*words, "cut"] if entry.get("cut") else words).encode()


def checkpoint(session: Session, context: Context, *, after: int = 0) -> int:
    """Sign the newest row into the checkpoint file if it is newer than `after`; return its audit id (0: none yet)."""
    newest, newest_hash = head(session)
    if newest <= after:
        return after
    with opened_checkpoints(context) as file:
        last_id, last_signature = _last_checkpoint(file)
        if last_id >= newest:
            return newest
        sign(file, context, {"id": newest, "hash": newest_hash.hex(), "before": last_signature})
    return newest


@contextlib.contextmanager
def opened_checkpoints(context: Context) -> Iterator[TextIO]:
    """Give the checkpoint file, locked: several processes sign, and each line follows the one before."""
    path = context.settings.root / CHECKPOINTS
    with open(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def sign(file: TextIO, context: Context, words: Mapping[str, Any]) -> None:
    """Sign a line at the end of the checkpoint file, and have it on the disk."""
    entry = {**words, "at": context.clock.now().isoformat(timespec="seconds")}
    version, signature = context.keys.sign(_checkpoint_message(entry))
    file.write(json.dumps({**entry, "key": version, "signature": signature.hex()}) + "\n")
    file.flush()
    os.fsync(file.fileno())


def _last_checkpoint(file: TextIO) -> tuple[int, str]:
    """Return id and signature of the last line; (0, "") before the first. A line that never got its end is cut off.

    `AuditUnavailable` when it cannot be read: somebody changed it, and whoever verifies must still see that.
    """
    text = file.read()
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        file.truncate(len(whole))  # torn by a power cut or a full disk, so it was never signed for anybody
    if not whole:
        return 0, ""
    try:
        last = json.loads(whole.splitlines()[-1])
        return int(last["id"]), str(last["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise AuditUnavailable("the last checkpoint cannot be read") from error
