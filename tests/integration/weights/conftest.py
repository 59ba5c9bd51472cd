"""An installation with artificial decisions, and `homeward weights` on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from cli.__main__ import app as command
from core.errors import HomewardError, exit_code
from core.policy.roles import Role
from core.security.crypto import save_keyring
from services.foundation import context as contexts
from tests.factories import CHECKED, MISSING, Installation


@pytest.fixture
def store(installation: Installation) -> Installation:
    """An installation whose one real record is the template of artificial ones."""
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "DE-JUG"), CHECKED)
    return installation


@pytest.fixture
def run(store: Installation, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Run `homeward weights ...` on the installation; return exit code and complete output."""
    settings = store.context.settings
    save_keyring(store.context.keys, settings.keys)
    monkeypatch.setenv("HOMEWARD_DATA_DIR", str(settings.root))
    monkeypatch.setattr(contexts, "SystemClock", lambda: store.clock)
    if not store.database.is_sqlite:
        monkeypatch.setenv(
            "HOMEWARD_DATABASE_URL", store.app.url.render_as_string(hide_password=False)
        )

    def invoke(*arguments: object) -> tuple[int, str]:
        answer = CliRunner().invoke(
            command, ["weights", *map(str, arguments)], env={"COLUMNS": "200"}
        )
        error = answer.exception
        if isinstance(error, HomewardError):
            return exit_code(error), f"homeward: {error.detail}"
        assert error is None or isinstance(error, SystemExit), error
        return answer.exit_code, answer.output

    return invoke
