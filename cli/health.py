"""`homeward health ROLE`: whether this machine's or container's process of a role is alive; exit
code 0 or 1.

`python -m cli.health ROLE` is the same without loading the engine: a container asks every half
minute. It says nothing about the installation: whether that works is told by `/health/ready` and by
`homeward doctor`.
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
    """Return what is wrong with the process of a role, in words; empty: it is alive."""
    if role == "api":
        return "" if _answers(api_address(settings)) else "the api does not answer"
    loops = silent_loops(settings.runtime, role, max_age_s=max_age_s)
    return f"no sign of life from: {', '.join(loops)}" if loops else ""


def api_address(settings: Settings) -> str:
    """Return where the API of this machine is reached: an address that means every interface is
    asked on loopback.
    """
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - asked, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/health/live", timeout=TIMEOUT_S) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main(arguments: list[str]) -> int:
    """Ask after one role and return the exit code."""
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
