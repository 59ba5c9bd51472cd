"""Check this machine: key file, data directory, disk, compiled kernels, processes, anchors."""

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
    """Yield whether the keys can be read, and only by this user."""
    try:
        load_keyring(settings.keys)
    except SettingsError as error:
        yield error_finding("key file", error)
    else:
        yield Finding(
            "key file", FindingState.OK, "readable by this user only, or mounted read-only"
        )


def check_data_folder(settings: Settings) -> Iterator[Finding]:
    """Yield whether the data directory exists, is private and has free space."""
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
    """Yield whether the kernels are compiled. Otherwise several processes would compile at once."""
    if any(cache_folder().rglob("*.nbi")):
        yield Finding("kernels", FindingState.OK, "compiled for these sources")
    else:
        yield Finding(
            "kernels", FindingState.WARN, "not compiled yet", "python -m matching.warm_up"
        )


def check_weights(settings: Settings) -> Iterator[Finding]:
    """Yield the version and source of the weights that processes with these settings use."""
    origin = "those that ship" if settings.weights_file is None else "of HOMEWARD_WEIGHTS_FILE"
    yield Finding(
        "weights",
        FindingState.OK,
        f"version {load_engine(settings).version}, {origin}; the same for every process",
    )


def check_anchors(settings: Settings) -> Iterator[Finding]:
    """Yield whether checkpoints of the audit log reach a place outside this machine in time."""
    heartbeats = statuses(settings.root, SystemClock().now())
    if not heartbeats:
        words = (
            "no anchor is in use: an audit log that is shortened together with its checkpoints is"
            " not detected"
        )
        remedy = (
            "set HOMEWARD_ANCHOR_FILE, _SYSLOG or _URL for the scheduler; docs/operations.md,"
            " Anchors"
        )
        yield Finding("anchor", FindingState.WARN, words, remedy)
    for anchor in heartbeats:
        yield _anchor_finding(anchor)


def _anchor_finding(anchor: AnchorStatus) -> Finding:
    name = f"anchor ({anchor.kind})"
    if anchor.trouble is AnchorFailure.EMPTIED:
        words = f"its file is missing or empty, although {anchor.last_id} rows were anchored"
        return Finding(
            name,
            FindingState.BAD,
            words,
            "mount it; if it is mounted, the lines were removed: inform the auditor",
        )
    if anchor.is_replaced:
        words = "the checkpoint file was shortened or replaced after it was sent"
        return Finding(
            name, FindingState.BAD, words, "homeward audit verify --anchor; inform the auditor"
        )
    if anchor.trouble or anchor.unsent_s > ANCHORED_AFTER_S:
        words = (
            f"{anchor.trouble or 'late'}; the oldest unsent checkpoint is"
            f" {anchor.unsent_s:.0f} s old"
        )
        return Finding(
            name,
            FindingState.WARN,
            words,
            "start the scheduler, and make the anchor reachable for it",
        )
    return Finding(name, FindingState.OK, f"sent up to audit row {anchor.last_id}")


def check_processes(settings: Settings) -> Iterator[Finding]:
    """Yield whether worker and scheduler write heartbeats, if they run on this machine."""
    for role in LOOPS:
        if not any(settings.runtime.glob(f"{role}.*")):
            continue
        loops = silent_loops(settings.runtime, role)
        if loops:
            yield Finding(
                role,
                FindingState.BAD,
                f"no heartbeat from: {', '.join(loops)}",
                "start it, or restart it if it hangs",
            )
        else:
            yield Finding(role, FindingState.OK, "alive")
