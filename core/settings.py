"""What an installation may set, read once from the environment (`HOMEWARD_*`) into a frozen value."""

from __future__ import annotations

import enum
from pathlib import Path

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import SettingsError

DEMO_MARK = "demo-data"  # file in a data directory that says: synthetic people only


class Mode(enum.StrEnum):
    """The two ways of running; the same code serves both."""

    EMBEDDED = "embedded"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Settings of one installation. Paths are made absolute; the database and broker default into `data_dir`."""

    model_config = SettingsConfigDict(env_prefix="HOMEWARD_", frozen=True, extra="forbid")

    mode: Mode = Mode.EMBEDDED
    demo: bool = False
    data_dir: Path = Path("data")
    database_url: str = ""
    broker_url: str = ""
    key_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    worker_processes: int = Field(default=1, ge=1, le=64)
    log_level: str = "INFO"

    @model_validator(mode="after")
    def _loopback_only_without_a_second_factor(self) -> Settings:
        if self.demo and self.mode is Mode.PRODUCTION:
            raise ValueError("production refuses demo mode")
        if self.demo and (self.database_url or self.broker_url or self.key_file):
            raise ValueError("the demo keeps everything in a data directory of its own")
        if self.mode is Mode.EMBEDDED and self.host not in {"127.0.0.1", "::1", "localhost"}:
            raise ValueError("embedded mode listens on loopback only")
        return self

    @property
    def root(self) -> Path:
        """The data directory, absolute."""
        return self.data_dir.expanduser().resolve()

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database; in embedded mode a SQLite file in the data directory."""
        return self.database_url or f"sqlite:///{self.root / 'homeward.sqlite3'}"

    @property
    def broker(self) -> str:
        """The broker's URL; in embedded mode the file system."""
        return self.broker_url or "filesystem://localhost//"

    @property
    def broker_dir(self) -> Path:
        """Where the embedded broker keeps its messages."""
        return self.root / "broker"

    @property
    def keys(self) -> Path:
        """The key file."""
        return (self.key_file or self.root / "keys.json").expanduser().resolve()


def load_settings() -> Settings:
    """Read the settings from the environment; a bad one is a `SettingsError` that names the variable, not its value."""
    try:
        return Settings()
    except ValidationError as error:
        errors = error.errors()
        names = sorted({f"HOMEWARD_{'_'.join(str(part) for part in e['loc'])}".upper() for e in errors if e["loc"]})
        reasons = "; ".join(sorted({str(e["msg"]) for e in errors}))
        raise SettingsError(f"{', '.join(names) or 'settings'}: {reasons}") from None
