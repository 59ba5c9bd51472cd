"""A change of the match key that is killed, begun again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from core.crypto import load_keyring
from core.errors import DuplicateReference
from core.policy import Role
from tests.factories import FOUND, Installation
from tests.faults.serving import wait_for
from tests.integration.match_rotation.steps import ROOT, hanging, held_versions, make_world, scored


def _environment(one: Installation) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOMEWARD_")}
    kept |= {"HOMEWARD_DATA_DIR": str(one.context.settings.root), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    if not one.database.is_sqlite:
        kept["HOMEWARD_DATABASE_URL"] = one.app.url.render_as_string(hide_password=False)
        kept["HOMEWARD_OWNER_URL"] = one.database.url.render_as_string(hide_password=False)
    return kept


@pytest.mark.parametrize(
    ("function", "call", "held"),
    [("rekey_features", 2, [2, 1]), ("rekey_accounts", 5, [2, 1]), ("check_made", 1, [2, 1]), ("sweep", 2, [2])],
)
def test_killed_at_any_moment_it_is_begun_again(
    live: Installation, tmp_path: Path, function: str, call: int, held: list[int]
) -> None:
    make_world(live)
    expected, file = scored(live, is_run=True), tmp_path / "halted"
    halting = [sys.executable, "-m", "tests.faults.halting_rekeying", str(file), function, str(call)]
    with subprocess.Popen(halting, env=_environment(live), stdout=subprocess.DEVNULL) as process:
        wait_for(file.exists)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert held_versions(live) == held
    assert hanging(live)
    assert scored(live, is_run=True) == expected
    live.register({**FOUND, "record_ref": "F-2"}, live.actor(Role.CASEWORKER))
    expected = scored(live, is_run=True)
    command = [sys.executable, "-W", "error", "-m", "cli", "rotate-keys", "match"]
    answer = subprocess.run(command, env=_environment(live), capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr
    assert re.fullmatch(r"\d+ rows made again; match key 2 is the only one\. Copy the key file now\n", answer.stdout)
    assert load_keyring(live.context.settings.keys).versions["match"].keys() == {2}
    assert hanging(live) == {}
    assert scored(live, is_run=True) == expected
    with pytest.raises(DuplicateReference):
        live.register(FOUND, live.actor(Role.CASEWORKER))
