"""An installation in production mode behind proxies that fail on demand.

Servers belong to the test. Each role is a process, as in docker-compose.yml, and is restarted when
it ends.
"""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from cli import health
from cli.client import Client
from cli.commands.secrets import PRIVATE, write_secrets
from cli.installation import (
    open_installation,
    prepare_installation,
    settings_environment,
    sign_audit_log,
)
from core.codes.agencies import AgencyKind
from core.process.heartbeat import MAX_AGE_S
from core.settings import Mode, Settings
from models.operations.job import Job
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.agencies import agency_register
from services.agencies.accounts import INSTALLER
from services.agencies.agency_register import AgencyForm
from services.foundation.context import Context
from tests import factories
from tests.faults.keeper import Keeper
from tests.faults.proxy import Proxy
from tests.faults.serving import wait_for
from tests.servers import PostgresServer, RedisServer, free_port, running_postgres, running_redis

AGENCY = "DE-JUG"
START_S = 90.0  # on a busy machine, five processes load the engine at once
ROLES = {"api": "api", "worker-1": "worker", "worker-2": "worker", "scheduler": "scheduler"}


@dataclasses.dataclass(slots=True)
class Production:
    """Servers, their proxies, processes, and direct access to the database."""

    settings: Settings
    context: Context
    owner: Database
    """Signed in as the owner of the tables, straight at the server, to count what is there."""
    postgres: PostgresServer
    redis: RedisServer
    postgres_proxy: Proxy
    redis_proxy: Proxy
    keeper: Keeper
    log: Path
    token: str

    def register(self, row: Mapping[str, Any], *, key: str) -> tuple[int, Any]:
        """Register a record over HTTP as the agency's software. Return status and body."""
        client = Client(f"http://127.0.0.1:{self.settings.port}")
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        return client.call("POST", "/v1/records", dict(row), headers=headers)

    def environment(self, name: str, **more: str) -> dict[str, str]:
        """Return the environment of a process. Only the heartbeat folder differs."""
        return settings_environment(self.settings) | {
            "HOMEWARD_RUN_DIR": str(self._run_dir(name)),
            **more,
        }

    def start(
        self, *names: str, command: list[str] | None = None, more: Mapping[str, str] | None = None
    ) -> None:
        """Keep processes running by the command of their role, or by `command`.

        Wait until they are alive.
        """
        for name in names:
            words = command or [sys.executable, "-P", "-m", "cli", ROLES[name]]
            self.keeper.keep(name, words, self.environment(name, **(more or {})))
        wait_for(lambda: all(self.is_alive(name) for name in names), START_S)

    def is_alive(self, name: str) -> bool:
        """Return whether a process writes heartbeats."""
        settings = self.settings.model_copy(update={"run_dir": self._run_dir(name)})
        return not health.find_problem(settings, ROLES[name], max_age_s=MAX_AGE_S)

    def _run_dir(self, name: str) -> Path:
        return self.settings.root / "signs" / name

    def is_done(self) -> bool:
        """Return whether no job is left."""
        with self.owner.transaction(is_read_only=True) as session:
            left = session.scalar(
                select(func.count()).select_from(Job).where(Job.state.in_(["queued", "running"]))
            )
        return left == 0

    def busy(self) -> list[int]:
        """Return the ids of the pool processes that hold a job at this moment."""
        with self.owner.transaction(is_read_only=True) as session:
            owners = session.scalars(select(Job.lease_owner).where(Job.state == "running")).all()
        return [int(owner.split(":")[1]) for owner in owners if owner]


@contextlib.contextmanager
def production(folder: Path, *options: str) -> Iterator[Production]:
    """Yield an installation with one agency and no processes. Everything ends with the test.

    `options` are settings of PostgreSQL.
    """
    with (
        running_postgres(*options) as postgres,
        running_redis() as redis,
        Proxy(postgres.port) as postgres_proxy,
        Proxy(redis.port) as redis_proxy,
    ):
        settings = _settings(folder, postgres, postgres_proxy.port, redis_proxy.port)
        prepare_installation(settings)
        token = _agency(settings)
        owner = Database(settings.owner_database)
        try:
            with (
                open_installation(settings) as (context, _),
                Keeper(folder / "processes.log") as keeper,
            ):
                yield Production(
                    settings=settings,
                    context=context,
                    owner=owner,
                    postgres=postgres,
                    redis=redis,
                    postgres_proxy=postgres_proxy,
                    redis_proxy=redis_proxy,
                    keeper=keeper,
                    log=folder / "processes.log",
                    token=token,
                )
        finally:
            owner.dispose()


def _settings(
    folder: Path, postgres: PostgresServer, database_port: int, broker_port: int
) -> Settings:
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700)
    write_secrets(secrets, mode=PRIVATE)
    return Settings(
        mode=Mode.PRODUCTION,
        data_dir=folder / "data",
        database_url=f"postgresql://homeward_app@127.0.0.1:{database_port}/postgres",
        database_password_file=secrets / "database_password",
        owner_url=postgres.url,
        owner_password_file=secrets / "owner_password",
        broker_url=f"redis://default@127.0.0.1:{broker_port}/0",
        broker_password_file=secrets / "broker_password",
        key_file=secrets / "keys.json",
        metrics_token_file=secrets / "metrics_token",
        origins="https://homeward.example",
        port=free_port(),
        probe_port=free_port(),
        worker_processes=2,
    )


def _agency(settings: Settings) -> str:
    """Add the agency; return the token of its software."""
    form = AgencyForm(
        code=AGENCY,
        name="Fictional",
        kind=AgencyKind.PROTECTION,
        state="DE",
        phone="+32 2 555 01 00",
        case_number_pattern=r"DE-\d{4}-\d{3}",
        supervisory_authority="DPA",
        data_protection_contact="dpo",
    )
    with open_installation(settings) as (context, database):
        with database.transaction(door=DatabaseRole.OFFICE) as session:
            agency_register.add_agency(session, context, INSTALLER, form)
            token = factories.software_token(session, context, AGENCY)
        sign_audit_log(context, database)
    return token
