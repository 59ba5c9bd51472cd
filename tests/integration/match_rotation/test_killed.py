"""A rotation of the match key that is killed can be started again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.errors import DuplicateReference
from core.policy.roles import Role
from core.security.crypto import load_keyring
from tests.factories import FOUND, Installation
from tests.integration.command_line import environment_of, homeward, kill_when_halted
from tests.integration.match_rotation.steps import hanging, held_versions, make_world, scored

pytestmark = pytest.mark.late


@pytest.mark.parametrize(
    ("function", "call", "held"),
    [
        ("rekey_features", 2, [2, 1]),
        ("rekey_accounts", 5, [2, 1]),
        ("check_rekeyed", 1, [2, 1]),
        ("sweep", 2, [2]),
    ],
)
def test_killed_at_any_moment_it_is_begun_again(
    live: Installation, tmp_path: Path, function: str, call: int, held: list[int]
) -> None:
    make_world(live)
    expected, file = scored(live, is_run=True), tmp_path / "halted"
    kill_when_halted(environment_of(live), "halting_rekeying", file, function, str(call))
    assert held_versions(live) == held
    assert hanging(live)
    assert scored(live, is_run=True) == expected
    live.register({**FOUND, "record_ref": "F-2"}, live.actor(Role.CASEWORKER))
    expected = scored(live, is_run=True)
    answer = homeward(environment_of(live), "rotate-keys", "match")
    assert answer.returncode == 0, answer.stderr
    assert re.fullmatch(
        r"\d+ rows computed again; match key 2 is the only one\. Copy the key file now\n",
        answer.stdout,
    )
    assert load_keyring(live.context.settings.keys).versions["match"].keys() == {2}
    assert hanging(live) == {}
    assert scored(live, is_run=True) == expected
    with pytest.raises(DuplicateReference):
        live.register(FOUND, live.actor(Role.CASEWORKER))
