"""The database and context of one worker process.

They are built on first use, never before a fork. Only the shutdown flag is made before the fork,
because all processes of a worker share it.
"""

from __future__ import annotations

import functools
import os
import socket
from uuid import uuid4

from core.settings import Settings
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation.context import Context, make_context
from workers.shutdown import Shutdown


class Runtime:
    """Database and context of a process. `owner` names the process in leases."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.stopping = Shutdown()

    @functools.cached_property
    def database(self) -> Database:
        """The process's database."""
        return Database(self.settings.database, door=DatabaseRole.WORKER)

    @functools.cached_property
    def context(self) -> Context:
        """The process's context."""
        return make_context(self.settings)

    @functools.cached_property
    def owner(self) -> str:
        """A unique name. It differs even from a later process with the same number."""
        return f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid4().hex[:12]}"
