"""The checkpoint file: signed lines, each with the id and hash of the newest audit row.

A line is a JSON object: `id` and `hash` of the row, `before` (signature of the line before), `at`,
`installation`, `key` (version of the audit key), `signature` (Ed25519, hexadecimal). `cut` marks
where old rows were removed. The file holds no personal data, so copies may be kept outside the
installation (services.oversight.checkpoint_anchors).
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.orm import Session

from core.clock import add_months
from core.errors import AuditUnavailable
from core.policy.records.retention import AUDIT_RETENTION_YEARS
from core.security.crypto import AuditKeys
from services.foundation.audit_chain import newest_row
from services.foundation.context import Context

CHECKPOINTS = "audit-checkpoints.jsonl"


@dataclasses.dataclass(frozen=True, slots=True)
class AuditDefect:
    """A defect of the audit log, its checkpoints or its anchor.

    Holds the audit id, the reason code and the anchor line (0: none).
    """

    audit_id: int
    reason: str
    line: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Checkpoint:
    """A line of the checkpoint file whose signature was verified.

    `audit_id`, `hash` and `at` are those of the signed row and of the signing. `before` is the
    signature of the line before. `is_cut`: the rows up to this one were removed.
    """

    audit_id: int
    hash: bytes
    at: str
    before: str
    signature: str
    is_cut: bool


def parse_checkpoint(line: str, keys: AuditKeys) -> Checkpoint | None:
    """Return the checkpoint of a line.

    None if it cannot be read or was not signed by this installation.
    """
    with contextlib.suppress(ValueError, KeyError, TypeError):
        entry = json.loads(line)
        signature = str(entry["signature"])
        if entry.get("installation", keys.installation) != keys.installation:
            return None
        if not keys.is_signed(_message(entry), int(entry["key"]), bytes.fromhex(signature)):
            return None
        datetime.fromisoformat(entry["at"])
        is_cut = bool(entry.get("cut", False))
        digest = bytes.fromhex(entry["hash"])
        return Checkpoint(int(entry["id"]), digest, entry["at"], entry["before"], signature, is_cut)
    return None


@dataclasses.dataclass(slots=True)
class SignedCheckpoints:
    """The verified content of a checkpoint file.

    `hashes` and `times` map an audit id to its hash and to the time of its first checkpoint. `cut`
    is the last removed id. `forged` counts lines that are not signed or do not follow the line
    before.
    """

    hashes: dict[int, bytes] = dataclasses.field(default_factory=dict)
    times: dict[int, str] = dataclasses.field(default_factory=dict)
    cut: int = 0
    forged: int = 0


def read_checkpoints(keys: AuditKeys, path: Path) -> SignedCheckpoints:
    """Read a checkpoint file; a missing file holds no checkpoint.

    Each line names the signature of the line before. A cut counts only at a checkpoint that was
    `AUDIT_RETENTION_YEARS` old at that time.
    """
    signed, before = SignedCheckpoints(), ""
    for line in path.read_text("ascii", "replace").splitlines() if path.exists() else []:
        checkpoint = parse_checkpoint(line, keys)
        if (
            checkpoint is None
            or checkpoint.before != before
            or (checkpoint.is_cut and not _may_cut(signed, checkpoint))
        ):
            signed.forged += 1
            continue
        before = checkpoint.signature
        signed.hashes[checkpoint.audit_id] = checkpoint.hash
        signed.times.setdefault(checkpoint.audit_id, checkpoint.at)
        if checkpoint.is_cut:
            signed.cut = max(signed.cut, checkpoint.audit_id)
    return signed


def _may_cut(signed: SignedCheckpoints, checkpoint: Checkpoint) -> bool:
    return checkpoint.audit_id in signed.times and is_past_retention(
        signed.times[checkpoint.audit_id], checkpoint.at
    )


def is_past_retention(signed_at: str, now: str) -> bool:
    """Return whether rows signed at `signed_at` are past the retention period at `now`.

    Both are ISO 8601 times with an offset. The period is `AUDIT_RETENTION_YEARS` calendar years. At
    its exact end the result is True. Rows past the period may be removed.
    """
    oldest = add_months(datetime.fromisoformat(now), -12 * AUDIT_RETENTION_YEARS)
    return datetime.fromisoformat(signed_at) <= oldest


def _message(entry: Mapping[str, Any]) -> bytes:
    words = [str(entry[name]) for name in ("id", "hash", "at", "before")]
    if "installation" in entry:
        words.append(str(entry["installation"]))
    return "|".join([*words, "cut"] if entry.get("cut") else words).encode()


@contextlib.contextmanager
def open_checkpoints(context: Context) -> Iterator[TextIO]:
    """Open the checkpoint file under a lock.

    Several processes sign, and each line must follow the line before.
    """
    path = context.settings.root / CHECKPOINTS
    with open(
        os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+", encoding="ascii"
    ) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def append_checkpoint(file: TextIO, context: Context, words: Mapping[str, Any]) -> None:
    """Sign a line, append it to the checkpoint file and write it to the disk."""
    at = context.clock.now().isoformat(timespec="seconds")
    entry = {**words, "at": at, "installation": context.keys.audit_keys().installation}
    version, signature = context.keys.sign(_message(entry))
    file.write(json.dumps({**entry, "key": version, "signature": signature.hex()}) + "\n")
    file.flush()
    os.fsync(file.fileno())


def sign_newest(session: Session, context: Context, *, after: int = 0) -> int:
    """Sign the newest row into the checkpoint file if its id is greater than `after`.

    Return its audit id; 0 for an empty audit log.
    """
    newest, newest_hash = newest_row(session)
    if newest <= after:
        return after
    with open_checkpoints(context) as file:
        last_id, last_signature = read_last_line(file)
        if last_id >= newest:
            return newest
        append_checkpoint(
            file, context, {"id": newest, "hash": newest_hash.hex(), "before": last_signature}
        )
    return newest


def read_last_line(file: TextIO) -> tuple[int, str]:
    """Return id and signature of the last line, (0, "") for an empty file; remove a partial line.

    Raise `AuditUnavailable` if the last line cannot be read: it was altered, and the line must stay
    for a verification to find it.
    """
    text = file.read()
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        # a power cut or full disk left a partial line, which was never used
        file.truncate(len(whole))
    if not whole:
        return 0, ""
    try:
        line = json.loads(whole.splitlines()[-1])
        return int(line["id"]), str(line["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise AuditUnavailable("the last checkpoint cannot be read") from error
