"""The limit of open descriptors of this process."""

from __future__ import annotations

import contextlib
import resource

WANTED = 4_096  # systemd's soft limit is 1,024, its hard one far higher


def raise_limit() -> int:
    """Raise the soft limit towards `WANTED`, as far as the hard limit allows. Return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft == resource.RLIM_INFINITY or soft >= most:
        return WANTED if soft == resource.RLIM_INFINITY else soft
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
