"""`homeward health ROLE`: check that the process of a role is alive; exit code 0 or 1.

It checks this machine or container. `python -m cli.health ROLE` does the same without loading the
engine, because containers call it every half minute. It does not check whether the installation
works: use `/health/ready` or `homeward doctor`.
"""

from __future__ import annotations

import sys
import urllib.error
import urllib.request

from core.errors import HomewardError, exit_code
from core.process.heartbeat import LOOPS, MAX_AGE_S, silent_loops
from core.settings import Settings, load_settings

ROLES = ("api", *LOOPS)
TIMEOUT_S = 5.0


def find_problem(settings: Settings, role: str, *, max_age_s: float = MAX_AGE_S) -> str:
    """Return the problem of a role's process as a sentence, or "" if the process is alive.

    The API must answer. Each loop of another role must have written its heartbeat within
    `max_age_s` seconds.
    """
    if role == "api":
        is_alive = is_answering(probe_address(settings), timeout_s=TIMEOUT_S)
        return "" if is_alive else "the api does not answer"
    loops = silent_loops(settings.runtime, role, max_age_s=max_age_s)
    return f"no heartbeat from: {', '.join(loops)}" if loops else ""


def probe_address(settings: Settings) -> str:
    """Return the URL of the API's probes on this machine.

    If the host means "all interfaces", use loopback.
    """
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - asked, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.probes}"


def is_answering(address: str, *, timeout_s: float) -> bool:
    """Return whether an API's probe answers that it is alive, each step within `timeout_s`."""
    try:
        with urllib.request.urlopen(f"{address}/health/live", timeout=timeout_s) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main(arguments: list[str]) -> int:
    """Check one role and return the exit code."""
    if len(arguments) != 1 or arguments[0] not in ROLES:
        sys.stderr.write(f"usage: python -m cli.health {'|'.join(ROLES)}\n")
        return 2
    try:
        wrong = find_problem(load_settings(), arguments[0])
    except HomewardError as error:
        sys.stderr.write(f"homeward: {error.detail or error.code}\n")
        return exit_code(error)
    sys.stderr.write(f"{wrong or 'alive'}\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
