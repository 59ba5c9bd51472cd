"""Attacks on the audit log together with everything on the host, detected by an anchor outside."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from cli.checks import machine
from cli.checks.finding import FindingState
from core.policy.roles import Role
from services.foundation import checkpoints
from services.foundation.checkpoints import CHECKPOINTS
from services.oversight import checkpoint_anchors
from services.oversight.anchor_state import STATE_FILE
from tests.factories import NOW, Installation
from tests.integration.anchor_steps import (
    configure,
    cut_back,
    cut_from_the_start,
    lines_of,
    rebuild,
    send,
    without_anchors,
    write_lines,
)
from tests.integration.api.conftest import signing_in
from tests.integration.audit_steps import checkpoints_of, findings, sign

pytestmark = pytest.mark.late

SignIn = Callable[..., TestClient]
TURNS = 4


@pytest.fixture
def anchor(installation: Installation, tmp_path: Path) -> Path:
    """The anchor's file, as if on another mount. The installation is configured to use it."""
    path = tmp_path / "mount" / "anchor.jsonl"
    path.parent.mkdir()
    configure(installation, anchor_file=path)
    return path


@pytest.fixture
def sign_in(installation: Installation, anchor: Path) -> Iterator[SignIn]:
    with signing_in(installation) as sign_in:
        yield sign_in


@pytest.fixture
def auditor(sign_in: SignIn) -> TestClient:
    return sign_in(Role.AUDITOR)


@pytest.fixture
def desk(sign_in: SignIn) -> TestClient:
    return sign_in(Role.CASEWORKER)


@pytest.fixture
def ids(
    installation: Installation, auditor: TestClient, desk: TestClient, anchor: Path
) -> list[int]:
    """The anchored ids of acts of a desk. Each act is signed and anchored."""
    for _ in range(TURNS):
        assert desk.get("/v1/notifications").status_code == 200
        send(installation)
        installation.clock.move(timedelta(seconds=1))
    return [json.loads(line)["id"] for line in lines_of(anchor)]


def _verify(auditor: TestClient) -> set[tuple[int, str]]:
    """Verify as the auditor does, over HTTP."""
    answer = auditor.post("/v1/audit/verification")
    assert answer.status_code == 200
    return {(one["row"], one["reason"]) for one in answer.json()["findings"]}


def test_an_anchored_log_verifies_and_the_anchor_is_the_checkpoint_file(
    installation: Installation, anchor: Path, auditor: TestClient, desk: TestClient, ids: list[int]
) -> None:
    assert _verify(auditor) == set()
    assert lines_of(anchor) == lines_of(checkpoints_of(installation))
    assert len(ids) == len(set(ids)) == TURNS
    installation.clock.move(timedelta(minutes=20))
    desk.get("/v1/notifications")
    send(installation)
    assert _verify(auditor) == set()


def test_a_log_and_its_checkpoints_that_are_cut_back_together_contradict_the_anchor(
    installation: Installation, auditor: TestClient, desk: TestClient, ids: list[int]
) -> None:
    cut_back(installation, to=ids[1], lines=2)
    with without_anchors(installation):
        assert findings(installation) == []  # the log of the host does not have it
    assert _verify(auditor) == {(ids[2], "anchor_row_missing"), (ids[3], "anchor_row_missing")}
    # the attacker lets the log grow again, signed and anchored as usual
    for _ in range(4):
        desk.get("/v1/notifications")
    send(installation)
    assert {(ids[2], "anchor_differs"), (ids[3], "anchor_differs")} <= _verify(auditor)


def test_the_hosts_record_of_sent_lines_reveals_a_cut_without_the_anchor(
    installation: Installation, desk: TestClient, ids: list[int]
) -> None:
    cut_back(installation, to=ids[1], lines=2, is_thorough=False)
    with without_anchors(installation):
        assert "row_missing" in {one.reason for one in findings(installation)}
    for _ in range(TURNS):  # the log grows beyond its earlier length
        desk.get("/v1/notifications")
        send(installation)
    with without_anchors(installation):
        assert [(one.audit_id, one.reason) for one in findings(installation)] == [
            (ids[3], "checkpoint_differs")
        ]
    assert {one.state for one in machine.check_anchors(installation.context.settings)} == {
        FindingState.BAD
    }


def test_a_log_that_is_emptied_with_its_checkpoints_is_never_valid(
    installation: Installation, auditor: TestClient, desk: TestClient, ids: list[int]
) -> None:
    cut_back(installation, to=0, lines=0)
    installation.context.settings.anchor_file.rename(
        installation.context.settings.root / "elsewhere"
    )
    assert _verify(auditor) == {(0, "log_emptied"), (0, "anchor_unreadable")}
    (installation.context.settings.root / "elsewhere").rename(
        installation.context.settings.anchor_file
    )
    assert _verify(auditor) == {(one, "anchor_row_missing") for one in ids}
    # and it begins too late for the older accounts
    cut_back(installation, to=0, lines=0)
    installation.clock.move(timedelta(minutes=5))
    desk.get("/v1/notifications")
    sign(installation)
    with without_anchors(installation):
        assert {(one.audit_id, one.reason) for one in findings(installation)} == {
            (1, "log_emptied")
        }


def test_a_log_that_is_rebuilt_at_the_same_length_differs_from_the_anchor(
    installation: Installation, auditor: TestClient, ids: list[int]
) -> None:
    rebuild(installation, altered=ids[1])
    with without_anchors(installation):
        assert findings(installation) == []
    assert _verify(auditor) == {(one, "anchor_differs") for one in ids[1:]}


def test_the_last_line_of_an_anchor_that_is_removed_is_missed(
    installation: Installation, anchor: Path, auditor: TestClient, desk: TestClient, ids: list[int]
) -> None:
    write_lines(anchor, lines_of(anchor)[:-1])
    assert _verify(auditor) == set()  # it may still be in transit
    installation.clock.move(timedelta(minutes=6))
    sign(installation)
    assert _verify(auditor) == {(ids[2] + 1, "anchor_behind")}
    # later checkpoints do not hide it
    desk.get("/v1/notifications")
    send(installation)
    (found,) = _verify(auditor)
    assert found[1] == "anchor_gap"


EDITS: dict[str, Callable[[str], str]] = {
    "id": lambda line: line.replace('"id": ', '"id": 1'),
    "hash": lambda line: line.replace('"hash": "', '"hash": "00'),
    "time": lambda line: line.replace(NOW.strftime("%Y"), "2020"),
    "signature": lambda line: line.replace('"signature": "', '"signature": "00'),
    "installation": lambda line: line.replace('"installation": "', '"installation": "ab'),
    "shortened": lambda line: line[:40],
    "replaced": lambda _: "nothing",
    "removed": lambda _: "",
}


def test_an_anchor_that_is_edited_is_found_at_the_line(
    anchor: Path, auditor: TestClient, ids: list[int]
) -> None:
    lines, wrong = lines_of(anchor), {}
    for name, edit in EDITS.items():
        write_lines(anchor, [lines[0], edit(lines[1]), *lines[2:]])
        answer = auditor.post("/v1/audit/verification").json()["findings"]
        found = {(one["anchor_line"], one["reason"]) for one in answer}
        place = (3, "anchor_gap") if name == "removed" else (2, "anchor_forged")
        if place not in found or not {line for line, _ in found} <= {2, 3}:
            wrong[name] = found
    assert wrong == {}
    write_lines(anchor, lines)
    assert _verify(auditor) == set()


def test_a_cut_too_early_according_to_the_anchor_is_found(
    installation: Installation, auditor: TestClient, ids: list[int]
) -> None:
    """The attacker has the keys, signs checkpoints again with times of four years ago, and cuts."""
    now, path = installation.clock.moment, installation.context.settings.root / CHECKPOINTS
    hashes = [(json.loads(line)["id"], json.loads(line)["hash"]) for line in lines_of(path)]
    path.unlink()
    (path.parent / STATE_FILE).unlink()
    with checkpoints.open_checkpoints(installation.context) as file:
        before = ""
        for number, (audit_id, digest) in enumerate([*hashes, hashes[1]]):
            is_cut = number == len(hashes)
            installation.clock.moment = now if is_cut else now - timedelta(days=1500)
            words = {"id": audit_id, "hash": digest, "before": before}
            checkpoints.append_checkpoint(
                file, installation.context, {**words, "cut": True} if is_cut else words
            )
            before = json.loads(lines_of(path)[-1])["signature"]
    installation.clock.moment = now
    cut_from_the_start(installation, upto=ids[1])
    with without_anchors(installation):
        assert findings(installation) == []
    assert _verify(auditor) == {(ids[0], "anchor_row_missing"), (ids[1], "anchor_row_missing")}


def test_a_checkpoint_file_that_was_replaced_is_sent_again_and_the_anchor_shows_both(
    installation: Installation, anchor: Path, auditor: TestClient, ids: list[int]
) -> None:
    rebuild(installation, altered=ids[1], is_thorough=False)
    checkpoint_anchors.send_checkpoints(installation.context)
    assert len(lines_of(anchor)) == TURNS + 1
    assert (ids[3], "anchor_gap") in _verify(auditor)


def test_the_page_of_the_systems_state_names_the_anchor_and_its_trouble(
    installation: Installation, sign_in: SignIn, anchor: Path, ids: list[int]
) -> None:
    boss = sign_in(Role.ADMINISTRATOR)
    (shown,) = boss.get("/v1/system-status").json()["anchors"]
    assert (shown["kind"], shown["last_row"], shown["trouble"]) == ("file", ids[-1], "")
    anchor.unlink()
    checkpoint_anchors.send_checkpoints(installation.context)
    assert boss.get("/v1/system-status").json()["anchors"][0]["trouble"] == "emptied"
    page = boss.get("/system-status").text
    assert "A file on another volume" in page
    assert "missing or empty" in page
    assert str(anchor) not in page
