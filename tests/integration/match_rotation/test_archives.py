"""An archive made before the match key was rotated is restored afterwards."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from cli.commands import archives
from cli.commands.backup import rekey_restored
from core.errors import DuplicateReference
from core.policy.roles import Role
from core.security.crypto import load_keyring, save_keyring
from core.security.keyring_file import open_keyring
from services.foundation import idempotency
from tests.factories import FOUND, Installation
from tests.integration.match_rotation.steps import hanging, make_world, rotate_match, scored

pytestmark = pytest.mark.late


def test_an_archive_of_before_is_restored_under_the_new_key(
    live: Installation, empty: Installation, tmp_path: Path
) -> None:
    made = make_world(live)
    live.do(
        live.actor(Role.CASEWORKER, "GR-CPA"),
        idempotency.store_result,
        key="4f1c",
        body=b"{}",
        result=made["missing"],
    )
    expected = scored(live, is_run=True)
    archives.save_data(live.context, live.database, tmp_path / "data.archive")
    live.clock.move(timedelta(days=2))
    rotate_match(live)
    archives.save_keys(live.context, live.database, tmp_path / "keys.archive")
    save_keyring(load_keyring(live.context.settings.keys), empty.context.settings.keys)
    empty.context = dataclasses.replace(
        empty.context, keys=open_keyring(empty.context.settings.keys)
    )
    archives.restore_archives(
        empty.context, empty.database, tmp_path / "data.archive", tmp_path / "keys.archive"
    )
    assert hanging(empty)
    assert rekey_restored(empty.context, empty.database) == ()
    assert hanging(empty) == {}
    assert scored(empty, is_run=True) == expected
    with pytest.raises(DuplicateReference):
        empty.register(FOUND, empty.actor(Role.CASEWORKER))
