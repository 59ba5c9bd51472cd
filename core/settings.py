"""The settings of an installation, read once from the environment (`HOMEWARD_*`).

Settings contain no passwords, only the files of passwords. A password is read when its URL is
requested. No repr, log or error of the settings therefore contains one.
"""

from __future__ import annotations

import enum
import ipaddress
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import SettingsError
from core.policy.access import (
    CONNECTIONS_PER_ADDRESS,
    CORRECT_SIGN_INS_PER_MINUTE,
    REQUESTS_PER_MINUTE,
    REQUESTS_PER_SECOND,
    SIGN_IN_PER_MINUTE,
)
from core.security.secret_files import read_secret

DEMO_MARK = "demo-data"  # file that marks a data directory of synthetic people
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
POSTGRES_SCHEMES = ("postgresql", "postgresql+psycopg")
REDIS_SCHEMES = ("redis", "rediss")
SYSLOG_SCHEMES = ("unix", "udp", "tcp")


class Mode(enum.StrEnum):
    """The two modes of operation. Both run the same code."""

    EMBEDDED = "embedded"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Settings of one installation.

    Paths are made absolute. Database and broker are in `data_dir` by default. None means:

    - `run_dir`: the folder `run` in `data_dir`
    - `key_file`: the file `keys.json` in `data_dir`
    - `probe_port`: the port after `port`
    - `weights_file`: the weights that are shipped
    - `database_password_file`, `owner_password_file` and `broker_password_file`: the address is
      used as it is
    - `metrics_token_file`: no token for `/metrics` is set
    - `anchor_file`: no checkpoint of the audit log is written to a file
    - `anchor_token_file`: no token is sent to `anchor_url`
    - `oidc_secret_file`: there is no identity provider
    """

    # An invalid value may be a secret in the wrong variable, so it is not repeated in errors.
    model_config = SettingsConfigDict(
        env_prefix="HOMEWARD_", frozen=True, extra="forbid", hide_input_in_errors=True
    )

    mode: Mode = Mode.EMBEDDED
    demo: bool = False
    data_dir: Path = Path("data")
    run_dir: Path | None = None
    database_url: str = Field(default="", repr=False)
    database_password_file: Path | None = None
    owner_url: str = Field(default="", repr=False)
    owner_password_file: Path | None = None
    broker_url: str = Field(default="", repr=False)
    broker_password_file: Path | None = None
    key_file: Path | None = None
    metrics_token_file: Path | None = None
    weights_file: Path | None = None
    anchor_file: Path | None = None
    anchor_syslog: str = ""
    anchor_url: str = ""
    anchor_token_file: Path | None = None
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_secret_file: Path | None = None
    oidc_redirect: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    probe_port: int | None = Field(default=None, ge=0, le=65535)
    origins: str = ""
    proxies: str = ""
    api_processes: int = Field(default=1, ge=1, le=64)
    worker_processes: int = Field(default=1, ge=1, le=64)
    # in each api process; 0 for no limit. A second without a session, a minute of one session
    requests_per_address: int = Field(default=REQUESTS_PER_SECOND, ge=0)
    requests_per_token: int = Field(default=REQUESTS_PER_MINUTE, ge=0)
    connections_per_address: int = Field(default=CONNECTIONS_PER_ADDRESS, ge=0)
    # of one account; the limits of an hour are in core.policy.access
    wrong_sign_ins_per_minute: int = Field(default=SIGN_IN_PER_MINUTE, ge=1, le=60)
    sign_ins_per_minute: int = Field(default=CORRECT_SIGN_INS_PER_MINUTE, ge=1)
    traces_url: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("proxies")
    @classmethod
    def _proxies_are_addresses(cls, value: str) -> str:
        for proxy in filter(None, value.split(",")):
            try:
                ipaddress.ip_network(proxy.strip(), strict=False)
            except ValueError:
                raise ValueError(
                    "addresses or networks of our own proxies, separated by commas"
                ) from None
        return value

    @field_validator("origins")
    @classmethod
    def _origins_are_addresses_of_sites(cls, value: str) -> str:
        if all(_is_origin(part) for part in _parts(value)):
            return value
        raise ValueError(
            "addresses as https://homeward.example.org, without a path, separated by commas"
        )

    @field_validator("database_url", "owner_url", "broker_url", "anchor_url", "traces_url")
    @classmethod
    def _urls_are_readable(cls, value: str) -> str:
        try:
            _ = urlsplit(value).port
        except ValueError:
            raise ValueError("not a URL") from None
        return value

    @model_validator(mode="after")
    def _embedded_is_loopback_and_the_demo_apart(self) -> Settings:
        if self.demo and (self.database_url or self.broker_url or self.key_file):
            raise ValueError(
                "the demo has its own data directory and accepts no other database, broker or key"
                " file"
            )
        if self.mode is Mode.EMBEDDED and self.host not in LOOPBACK_HOSTS:
            raise ValueError("embedded mode listens on loopback only")
        return self

    @model_validator(mode="after")
    def _provider_is_whole_and_safe(self) -> Settings:
        named = (self.oidc_issuer, self.oidc_client_id, self.oidc_redirect, self.oidc_secret_file)
        if any(named) and not all(named):
            raise ValueError(
                "an identity provider needs issuer, client id, secret file and redirect"
            )
        for address in filter(None, (self.oidc_issuer, self.oidc_redirect)):
            if not is_encrypted_or_local(address):
                raise ValueError("an identity provider needs https addresses")
        return self

    @field_validator("anchor_syslog")
    @classmethod
    def _syslog_is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        try:
            is_whole = bool(parts.path if parts.scheme == "unix" else parts.hostname and parts.port)
        except ValueError:
            is_whole = False
        if value and (parts.scheme not in SYSLOG_SCHEMES or not is_whole):
            raise ValueError("unix:///PATH, udp://HOST:PORT or tcp://HOST:PORT")
        return value

    @model_validator(mode="after")
    def _receivers_are_safe(self) -> Settings:
        for address in filter(None, (self.anchor_url, self.traces_url)):
            if not is_encrypted_or_local(address) or urlsplit(address).password:
                raise ValueError(
                    "the URL of an anchor or of a collector needs https (http on loopback only)"
                    " and must not contain a password"
                )
        if self.anchor_token_file is not None and not self.anchor_url:
            raise ValueError("HOMEWARD_ANCHOR_TOKEN_FILE needs HOMEWARD_ANCHOR_URL")
        return self

    @model_validator(mode="after")
    def _production_is_complete(self) -> Settings:
        if self.mode is Mode.PRODUCTION:
            complaint = find_production_problem(self)
            if complaint:
                raise ValueError(f"production {complaint}")
        return self

    @property
    def root(self) -> Path:
        """The data directory, absolute."""
        return self.data_dir.expanduser().resolve()

    @property
    def runtime(self) -> Path:
        """The folder of heartbeats, absolute."""
        return (self.run_dir or self.root / "run").expanduser().resolve()

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database, with the password from its file.

        In embedded mode it is SQLite in the data directory.
        """
        if not self.database_url:
            return f"sqlite:///{self.root / 'homeward.sqlite3'}"
        return _with_password(
            self.database_url, self.database_password_file, "HOMEWARD_DATABASE_PASSWORD_FILE"
        )

    @property
    def owner_database(self) -> str:
        """The URL of the database role that owns the tables, for migrations.

        In embedded mode it is the same database. Raise `SettingsError` in production if its URL is
        not set.
        """
        if self.owner_url:
            return _with_password(
                self.owner_url, self.owner_password_file, "HOMEWARD_OWNER_PASSWORD_FILE"
            )
        if self.mode is Mode.PRODUCTION:
            raise SettingsError(
                "HOMEWARD_OWNER_URL: in production, only the owner of the tables creates them"
            )
        return self.database

    @property
    def broker(self) -> str:
        """The broker's URL, with the password from its file. In embedded mode the file system."""
        if not self.broker_url:
            return "filesystem://localhost//"
        return _with_password(
            self.broker_url, self.broker_password_file, "HOMEWARD_BROKER_PASSWORD_FILE"
        )

    @property
    def broker_dir(self) -> Path:
        """The folder of the embedded broker's messages."""
        return self.root / "broker"

    @property
    def own_origins(self) -> tuple[str, ...]:
        """The origins of this site as in the header `Origin`, in the order of the setting."""
        return tuple(part.lower() for part in _parts(self.origins))

    @property
    def passkey_site(self) -> str:
        """The host name of passkeys (RP ID): that of the first origin, else localhost."""
        return next((urlsplit(origin).hostname or "" for origin in self.own_origins), "localhost")

    @property
    def own_hosts(self) -> frozenset[str]:
        """The host names that requests may use: those of the origins and of loopback."""
        return LOOPBACK_HOSTS | {urlsplit(origin).hostname or "" for origin in self.own_origins}

    @property
    def probes(self) -> int:
        """The port of probes and metrics; any free one if the port of the API is too."""
        if self.probe_port is not None or not self.port:
            return self.probe_port or 0
        return self.port + 1

    @property
    def keys(self) -> Path:
        """The key file."""
        return (self.key_file or self.root / "keys.json").expanduser().resolve()

    @property
    def metrics_token(self) -> str:
        """The token that opens `/metrics`, from its file; "" if none is set."""
        return _token(self.metrics_token_file, "HOMEWARD_METRICS_TOKEN_FILE")

    @property
    def anchor_token(self) -> str:
        """The bearer token for the anchor's URL, from its file; "" if none is set."""
        return _token(self.anchor_token_file, "HOMEWARD_ANCHOR_TOKEN_FILE")


def find_production_problem(settings: Settings) -> str:
    """Return the first violated rule of production mode, as the end of a sentence.

    "" if there is none.
    """
    rules = (
        (settings.demo, "refuses demo mode"),
        ((settings.root / DEMO_MARK).exists(), "refuses a demo's data directory"),
        (
            urlsplit(settings.database_url).scheme not in POSTGRES_SCHEMES,
            "needs HOMEWARD_DATABASE_URL with a postgresql:// address",
        ),
        (
            bool(settings.owner_url)
            and urlsplit(settings.owner_url).scheme not in POSTGRES_SCHEMES,
            "needs HOMEWARD_OWNER_URL with a postgresql:// address for `homeward migrate`",
        ),
        (
            urlsplit(settings.broker_url).scheme not in REDIS_SCHEMES,
            "needs HOMEWARD_BROKER_URL with a redis:// or rediss:// address",
        ),
        (
            any(
                has_password(url)
                for url in (settings.database_url, settings.owner_url, settings.broker_url)
            ),
            "accepts passwords only in files, not in a URL",
        ),
        (settings.database_password_file is None, "needs HOMEWARD_DATABASE_PASSWORD_FILE"),
        (
            bool(settings.owner_url) and settings.owner_password_file is None,
            "needs HOMEWARD_OWNER_PASSWORD_FILE",
        ),
        (settings.broker_password_file is None, "needs HOMEWARD_BROKER_PASSWORD_FILE"),
        (settings.key_file is None, "needs HOMEWARD_KEY_FILE, the same file for all processes"),
        (
            not settings.own_origins,
            "needs HOMEWARD_ORIGINS, the https:// address of the site in browsers",
        ),
        (
            _role(settings.owner_url) == _role(settings.database_url),
            "needs two database roles: owner and application",
        ),
    )
    return next((complaint for is_broken, complaint in rules if is_broken), "")


def _parts(value: str) -> list[str]:
    """Return the non-empty parts of a comma-separated list, without surrounding spaces."""
    return [part.strip() for part in value.split(",") if part.strip()]


def _is_origin(text: str) -> bool:
    """Return whether a text is an origin: https, or http on loopback, with a host and no path."""
    parts = urlsplit(text)
    try:
        is_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return (
        is_host
        and is_encrypted_or_local(text)
        and text.lower() == f"{parts.scheme}://{parts.netloc}".lower()
        and "@" not in text
    )


def is_encrypted_or_local(address: str) -> bool:
    """Return whether an address uses https, or http on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS)


def _role(url: str) -> str | None:
    """Return the database role of a URL; "" for an empty URL, which differs from every role."""
    return urlsplit(url).username if url else ""


def has_password(url: str) -> bool:
    """Return whether a URL contains a password, before the host or as a parameter."""
    parts = urlsplit(url)
    return bool(parts.password) or "password=" in parts.query.lower()


def _token(file: Path | None, setting: str) -> str:
    """Return the token in a file, "" without a file."""
    return "" if file is None else read_secret(file.expanduser(), setting=setting)


def _with_password(url: str, file: Path | None, setting: str) -> str:
    """Return the URL with the password from the file, or unchanged without a file."""
    if file is None:
        return url
    parts = urlsplit(url)
    address = parts.netloc.rpartition("@")[2]
    user = quote(parts.username or "", safe="%")
    password = quote(read_secret(file.expanduser(), setting=setting), safe="")
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{address}"))


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raise SettingsError for an invalid one. The message names the variable, not its value.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        errors = error.errors(include_input=False)
        names = sorted(
            {
                f"HOMEWARD_{'_'.join(str(part) for part in e['loc'])}".upper()
                for e in errors
                if e["loc"]
            }
        )
        reasons = "; ".join(sorted({str(e["msg"]).removeprefix("Value error, ") for e in errors}))
        raise SettingsError(f"{', '.join(names) or 'settings'}: {reasons}") from None
    if settings.mode is Mode.PRODUCTION:
        _read_every_secret(settings)
    return settings


def _read_every_secret(settings: Settings) -> None:
    """Read all secrets once, so that production stops at the start if one is not usable.

    Not usable is a secret that is missing, readable by others or guessable.
    """
    _ = settings.database, settings.broker, settings.metrics_token, settings.anchor_token
    if settings.owner_url:
        _ = settings.owner_database
