from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.__main__ import app
from core.policy.roles import Role
from core.security.crypto import save_keyring
from models.oversight.decoy import Decoy
from models.records.record import Record
from tests.factories import FOUND, MISSING, OTHER, Installation


@pytest.fixture(scope="session", params=["sqlite"])  # the command opens its own installation
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_command_plants_missing_decoys_and_prints_only_their_number(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installation.register(FOUND, installation.actor(Role.SUPERVISOR))
    installation.register(OTHER, installation.actor(Role.SUPERVISOR))
    installation.register(MISSING, installation.actor(Role.LIAISON_OFFICER, "GR-POL"))
    save_keyring(installation.context.keys, installation.context.settings.keys)
    monkeypatch.setenv("HOMEWARD_DATA_DIR", str(installation.context.settings.root))
    for expected in ("2 planted\n", "0 planted\n"):
        ran = CliRunner().invoke(app, ["decoys"])
        assert (ran.exit_code, ran.output) == (0, expected)
    assert installation.count(Decoy) == 2
    assert installation.count(Record) == 5
