"""Read the signed checkpoints that an anchor stored outside the installation.

An anchor's lines are those of the checkpoint file, in order. Text before the first `{` of a line is
skipped, so that an export from syslog can be read. A line that was sent twice counts once.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from core.security.crypto import AuditKeys
from services.foundation import checkpoints
from services.foundation.checkpoints import AuditDefect, Checkpoint


@dataclasses.dataclass(slots=True)
class AnchorContent:
    """The verified content of an anchor.

    `hashes`: audit id -> (line number, hash) of each checkpoint of that row. `times`: audit id ->
    time of its first checkpoint. `cuts`: ids up to which rows were removed. `last_id`: highest id.
    `lines`: number of the last line. `findings`: lines that are not signed (`anchor_forged`) or do
    not follow the line before (`anchor_gap`).
    """

    hashes: dict[int, list[tuple[int, bytes]]] = dataclasses.field(default_factory=dict)
    times: dict[int, str] = dataclasses.field(default_factory=dict)
    cuts: set[int] = dataclasses.field(default_factory=set)
    last_id: int = 0
    lines: int = 0
    findings: list[AuditDefect] = dataclasses.field(default_factory=list)

    def newest_cut(self, cut: int, now: datetime) -> int:
        """Return the id up to which rows may be missing: the newest valid cut.

        A cut is valid at a checkpoint that is `AUDIT_RETENTION_YEARS` old by the anchor. `cut` is
        the end of the cut part by the checkpoint file, which may be ahead of the anchor. 0: no row
        may be missing.
        """
        return max(
            (
                entry_id
                for entry_id in {cut, *self.cuts} & self.times.keys()
                if checkpoints.is_past_retention(self.times[entry_id], now.isoformat())
            ),
            default=0,
        )


def read_anchor(lines: Iterable[str], keys: AuditKeys) -> AnchorContent:
    """Verify signatures and order of an anchor's lines; return their content."""
    anchored, before, seen = AnchorContent(), "", set[str]()
    torn: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        text = line[max(line.find("{"), 0) :].strip()
        if not text:
            continue
        anchored.lines = number
        checkpoint = checkpoints.parse_checkpoint(text, keys)
        if checkpoint is None:
            before = _named_signature(text) or before
            torn.append((number, text))
            continue
        torn = [(at, piece) for at, piece in torn if not text.startswith(piece)]
        if checkpoint.signature in seen:
            continue
        seen.add(checkpoint.signature)
        if checkpoint.before != before:
            anchored.findings.append(AuditDefect(checkpoint.audit_id, "anchor_gap", number))
        before = checkpoint.signature
        _add(anchored, checkpoint, number)
    anchored.findings += [AuditDefect(0, "anchor_forged", number) for number, _ in torn]
    anchored.findings.sort(key=lambda finding: finding.line)
    return anchored


def _add(anchored: AnchorContent, checkpoint: Checkpoint, number: int) -> None:
    anchored.hashes.setdefault(checkpoint.audit_id, []).append((number, checkpoint.hash))
    anchored.times.setdefault(checkpoint.audit_id, checkpoint.at)
    anchored.last_id = max(anchored.last_id, checkpoint.audit_id)
    if checkpoint.is_cut:
        anchored.cuts.add(checkpoint.audit_id)


def _named_signature(text: str) -> str:
    """Return the signature field of a forged line, so that only that line is reported."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        return str(json.loads(text)["signature"])
    return ""


def read_anchor_file(path: Path, keys: AuditKeys) -> AnchorContent:
    """Read a file of anchored lines; raise `OSError` if it cannot be read."""
    with path.open(encoding="ascii", errors="replace") as file:
        return read_anchor(file, keys)
