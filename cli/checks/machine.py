"""This machine's part: key file, folder, disk, compiled kernels, signs of life."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator

from cli.checks.finding import Finding, FindingState, error_finding
from cli.installation import refuse_mixed_data
from core.clock import SystemClock
from core.errors import SettingsError
from core.process.heartbeat import LOOPS, silent_loops
from core.security.crypto import load_keyring
from core.settings import Settings
from matching.jit import cache_folder
from services.foundation.context import load_engine
from services.oversight.anchor_state import AnchorFailure, AnchorStatus, statuses
from services.oversight.audit_verification import ANCHORED_AFTER_S

GIB = 1024**3
DISK_WARN, DISK_BAD = 5 * GIB, GIB


def check_key_file(settings: Settings) -> Iterator[Finding]:
    """Whether the keys can be read, and by nobody else."""
    try:
        load_keyring(settings.keys)
    except SettingsError as error:
        yield error_finding("key file", error)
    else:
        yield Finding(
            "key file", FindingState.OK, "readable by this user alone, or mounted read-only"
        )


def check_data_folder(settings: Settings) -> Iterator[Finding]:
    """Whether the data directory is ours, private, and has room."""
    if not settings.root.is_dir():
        yield Finding("data directory", FindingState.BAD, "it is missing", "homeward migrate")
        return
    try:
        refuse_mixed_data(settings)
    except SettingsError as error:
        yield error_finding("data directory", error)
    if stat.S_IMODE(settings.root.stat().st_mode) & 0o077:
        yield Finding("data directory", FindingState.BAD, "others may enter it", "chmod 700")
    else:
        yield Finding("data directory", FindingState.OK, "others may not enter it")
    free = shutil.disk_usage(settings.root).free
    state = (
        FindingState.BAD
        if free < DISK_BAD
        else FindingState.WARN
        if free < DISK_WARN
        else FindingState.OK
    )
    yield Finding(
        "disk", state, f"{free / GIB:.1f} GiB free", "" if state is FindingState.OK else "make room"
    )


def check_kernels(_settings: Settings) -> Iterator[Finding]:
    """Whether the matching kernels are compiled, so that several processes do not do it at once."""
    if any(cache_folder().rglob("*.nbi")):
        yield Finding("kernels", FindingState.OK, "compiled for these sources")
    else:
        yield Finding(
            "kernels", FindingState.WARN, "not compiled yet", "python -m matching.warm_up"
        )


def check_weights(settings: Settings) -> Iterator[Finding]:
    """Which weights a process with these settings scores with."""
    origin = "those that ship" if settings.weights_file is None else "of HOMEWARD_WEIGHTS_FILE"
    yield Finding(
        "weights",
        FindingState.OK,
        f"version {load_engine(settings).version}, {origin}; the same for every process",
    )


def check_anchors(settings: Settings) -> Iterator[Finding]:
    """Whether the audit log's checkpoints reach a place outside this machine, in time."""
    found = statuses(settings.root, SystemClock().now())
    if not found:
        words = (
            "no anchor is in use: a log that is cut back together with its checkpoints is not"
            " noticed"
        )
        remedy = (
            "set HOMEWARD_ANCHOR_FILE, _SYSLOG or _URL for the scheduler; docs/operations.md,"
            " Anchors"
        )
        yield Finding("anchor", FindingState.WARN, words, remedy)
    for anchor in found:
        yield _anchor_finding(anchor)


def _anchor_finding(anchor: AnchorStatus) -> Finding:
    name = f"anchor ({anchor.kind})"
    if anchor.trouble is AnchorFailure.EMPTIED:
        words = f"its file is gone or empty, after {anchor.last_id} rows were anchored there"
        return Finding(
            name,
            FindingState.BAD,
            words,
            "mount it; if it is mounted, somebody removed the lines: tell the auditor",
        )
    if anchor.is_replaced:
        words = "the checkpoint file was cut back or replaced after it was sent"
        return Finding(
            name, FindingState.BAD, words, "homeward audit verify --anchor; tell the auditor"
        )
    if anchor.trouble or anchor.unsent_s > ANCHORED_AFTER_S:
        words = (
            f"{anchor.trouble or 'late'}; the oldest checkpoint not sent is"
            f" {anchor.unsent_s:.0f} s old"
        )
        return Finding(
            name, FindingState.WARN, words, "is the scheduler up, and the anchor reachable from it?"
        )
    return Finding(name, FindingState.OK, f"sent up to audit row {anchor.last_id}")


def check_processes(settings: Settings) -> Iterator[Finding]:
    """Whether worker and scheduler give signs of life, where they leave them on this machine."""
    for role in LOOPS:
        if not any(settings.runtime.glob(f"{role}.*")):
            continue
        loops = silent_loops(settings.runtime, role)
        if loops:
            yield Finding(
                role,
                FindingState.BAD,
                f"no sign of life from: {', '.join(loops)}",
                "start it, or end it if it hangs",
            )
        else:
            yield Finding(role, FindingState.OK, "alive")
