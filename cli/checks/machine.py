"""This machine's part: key file, folder, disk, compiled kernels, signs of life."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator

from cli.checks.finding import Finding, State, failed
from cli.installation import refuse_mixing
from core.clock import SystemClock
from core.errors import SettingsError
from core.process.heartbeat import LOOPS, silent
from core.security.crypto import load_keyring
from core.settings import Settings
from matching.jit import cache_folder
from services.foundation.context import load_engine
from services.oversight.anchor_state import Status, Trouble, statuses
from services.oversight.audit_verification import ANCHORED_AFTER_S

GIB = 1024**3
DISK_WARN, DISK_BAD = 5 * GIB, GIB


def key_file(settings: Settings) -> Iterator[Finding]:
    """Whether the keys can be read, and by nobody else."""
    try:
        load_keyring(settings.keys)
    except SettingsError as error:
        yield failed("key file", error)
    else:
        yield Finding("key file", State.OK, "readable by this user alone, or mounted read-only")


def data_folder(settings: Settings) -> Iterator[Finding]:
    """Whether the data directory is ours, private, and has room."""
    if not settings.root.is_dir():
        yield Finding("data directory", State.BAD, "it is missing", "homeward migrate")
        return
    try:
        refuse_mixing(settings)
    except SettingsError as error:
        yield failed("data directory", error)
    if stat.S_IMODE(settings.root.stat().st_mode) & 0o077:
        yield Finding("data directory", State.BAD, "others may enter it", "chmod 700")
    else:
        yield Finding("data directory", State.OK, "others may not enter it")
    free = shutil.disk_usage(settings.root).free
    state = State.BAD if free < DISK_BAD else State.WARN if free < DISK_WARN else State.OK
    yield Finding(
        "disk", state, f"{free / GIB:.1f} GiB free", "" if state is State.OK else "make room"
    )


def kernels(_settings: Settings) -> Iterator[Finding]:
    """Whether the matching kernels are compiled, so that several processes do not do it at once."""
    if any(cache_folder().rglob("*.nbi")):
        yield Finding("kernels", State.OK, "compiled for these sources")
    else:
        yield Finding("kernels", State.WARN, "not compiled yet", "python -m matching.warm_up")


def weights(settings: Settings) -> Iterator[Finding]:
    """Which weights a process with these settings scores with."""
    whose = "those that ship" if settings.weights_file is None else "of HOMEWARD_WEIGHTS_FILE"
    yield Finding(
        "weights",
        State.OK,
        f"version {load_engine(settings).version}, {whose}; the same for every process",
    )


def anchor(settings: Settings) -> Iterator[Finding]:
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
        yield Finding("anchor", State.WARN, words, remedy)
    for one in found:
        yield _anchored(one)


def _anchored(one: Status) -> Finding:
    name = f"anchor ({one.kind})"
    if one.trouble is Trouble.EMPTIED:
        words = f"its file is gone or empty, after {one.last_id} rows were anchored there"
        return Finding(
            name,
            State.BAD,
            words,
            "mount it; if it is mounted, somebody removed the lines: tell the auditor",
        )
    if one.is_replaced:
        words = "the checkpoint file was cut back or replaced after it was sent"
        return Finding(name, State.BAD, words, "homeward audit verify --anchor; tell the auditor")
    if one.trouble or one.unsent_s > ANCHORED_AFTER_S:
        words = (
            f"{one.trouble or 'late'}; the oldest checkpoint not sent is {one.unsent_s:.0f} s old"
        )
        return Finding(
            name, State.WARN, words, "is the scheduler up, and the anchor reachable from it?"
        )
    return Finding(name, State.OK, f"sent up to audit row {one.last_id}")


def processes(settings: Settings) -> Iterator[Finding]:
    """Whether worker and scheduler give signs of life, where they leave them on this machine."""
    for role in LOOPS:
        if not any(settings.runtime.glob(f"{role}.*")):
            continue
        loops = silent(settings.runtime, role)
        if loops:
            yield Finding(
                role,
                State.BAD,
                f"no sign of life from: {', '.join(loops)}",
                "start it, or end it if it hangs",
            )
        else:
            yield Finding(role, State.OK, "alive")
