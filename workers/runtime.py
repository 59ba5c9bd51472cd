"""What one worker process holds: its database and context, built at first use, so never before a
fork.

Only the word to stop is made before it: the whole worker hears the same one.
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
    """Database and context of a process; `owner` names the process in leases."""

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
        """A name no other process has, also not the one that takes this one's number after it
        died.
        """
        return f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid4().hex[:12]}"
