"""Send checkpoints to a real file, UNIX socket, TCP and UDP sockets and an HTTP server."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cli.checks import machine
from cli.checks.finding import FindingState
from core.policy.roles import Role
from core.security.crypto import AuditKeys, make_keyring
from core.settings import Settings
from services.foundation import audit_log
from services.operations import metrics, system_status
from services.oversight import anchor_reading, anchor_state, anchor_targets, checkpoint_anchors
from services.oversight.anchor_state import AnchorFailure
from services.oversight.anchor_targets import PRIORITY
from tests.factories import Installation
from tests.integration.anchor_steps import configure, lines_of, send
from tests.integration.audit_steps import checkpoints_of, findings, sign
from tests.integration.command_line import environment_of, homeward

TOKEN = "a token of more than twenty letters"
SYSLOG = re.compile(rf"<{PRIORITY}>1 (\S+) - homeward - checkpoint - (\{{.*\}})")


def _act(one: Installation, count: int = 1) -> None:
    """Write and sign the given number of rows."""
    for _ in range(count):
        one.do(
            one.actor(Role.CASEWORKER),
            audit_log.record_event,
            audit_log.AuditEvent("list_notifications"),
        )
        sign(one)
        one.clock.move(timedelta(seconds=1))


def _statuses(one: Installation) -> list[anchor_state.AnchorStatus]:
    return anchor_state.statuses(one.context.settings.root, one.clock.now())


class Endpoint:
    """An HTTP server that stores each posted body for which it answers 2xx."""

    def __init__(self) -> None:
        self.status, self.bodies, self.headers = 201, list[str](), dict[str, str]()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.headers = dict(self.headers)
                if outer.status < 300:
                    outer.bodies.append(body)
                self.send_response(outer.status)
                if outer.status == 307:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/checkpoints"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def unix(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(str(tmp_path / "log"))
        receiver.settimeout(5)
        yield receiver


def test_a_file_gets_each_line_once_and_only_grows(
    installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "anchor.jsonl"
    configure(installation, anchor_file=path)
    _act(installation, 2)
    checkpoint_anchors.send_checkpoints(installation.context)
    first = path.read_bytes()
    checkpoint_anchors.send_checkpoints(installation.context)
    assert path.read_bytes() == first == checkpoints_of(installation).read_bytes()
    _act(installation)
    checkpoint_anchors.send_checkpoints(installation.context)
    assert path.read_bytes().startswith(first)
    assert path.read_bytes() == checkpoints_of(installation).read_bytes()
    (status,) = _statuses(installation)
    assert (status.kind, status.trouble, status.unsent_s) == ("file", AnchorFailure.NONE, 0)
    assert status.last_id == json.loads(lines_of(path)[-1])["id"]
    assert findings(installation) == []


def test_a_checkpoint_names_the_installation_and_no_person(installation: Installation) -> None:
    _act(installation)
    (line,) = [json.loads(one) for one in lines_of(checkpoints_of(installation))]
    assert line.keys() == {"id", "hash", "before", "at", "installation", "key", "signature"}
    assert line["installation"] == installation.context.keys.audit_keys().installation
    assert make_keyring().audit_keys().installation != line["installation"]


def test_a_file_whose_mount_is_gone_is_not_made_on_this_machine(
    installation: Installation, tmp_path: Path
) -> None:
    mount = tmp_path / "mount"
    mount.mkdir()
    configure(installation, anchor_file=mount / "anchor.jsonl")
    _act(installation)
    checkpoint_anchors.send_checkpoints(installation.context)
    mount.rename(tmp_path / "away")
    mount.mkdir()
    _act(installation)
    checkpoint_anchors.send_checkpoints(installation.context)
    assert list(mount.iterdir()) == []
    assert [one.trouble for one in _statuses(installation)] == [AnchorFailure.EMPTIED]
    mount.rmdir()
    (tmp_path / "away").rename(mount)
    checkpoint_anchors.send_checkpoints(installation.context)
    assert lines_of(mount / "anchor.jsonl") == lines_of(checkpoints_of(installation))
    assert [one.trouble for one in _statuses(installation)] == [AnchorFailure.NONE]
    # an empty anchor is also detected while all checkpoints are sent
    mount.rename(tmp_path / "away")
    checkpoint_anchors.send_checkpoints(installation.context)
    assert [one.trouble for one in _statuses(installation)] == [AnchorFailure.EMPTIED]


def test_a_line_torn_by_a_power_cut_is_written_again_and_is_no_finding(
    installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "anchor.jsonl"
    configure(installation, anchor_file=path)
    _act(installation)
    checkpoint_anchors.send_checkpoints(installation.context)
    _act(installation, 2)
    with path.open("a") as file:
        file.write(lines_of(checkpoints_of(installation))[2][:50])
    checkpoint_anchors.send_checkpoints(installation.context)
    assert len(lines_of(path)) == 4
    assert findings(installation) == []


def test_lines_that_are_sent_again_after_the_state_was_lost_count_once(
    installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "anchor.jsonl"
    configure(installation, anchor_file=path)
    _act(installation, 2)
    checkpoint_anchors.send_checkpoints(installation.context)
    for lost in ("", "{", '{"anchors": []}'):
        (installation.context.settings.root / anchor_state.STATE_FILE).write_text(lost)
        checkpoint_anchors.send_checkpoints(installation.context)
    assert len(lines_of(path)) == 8
    assert findings(installation) == []


def test_a_unix_socket_gets_rfc_5424_and_missed_lines_later_in_order(
    installation: Installation, tmp_path: Path, unix: socket.socket
) -> None:
    configure(installation, anchor_syslog=f"unix://{tmp_path / 'log'}")
    (tmp_path / "log").rename(tmp_path / "gone")
    _act(installation, 3)
    checkpoint_anchors.send_checkpoints(installation.context)
    assert [one.trouble for one in _statuses(installation)] == [AnchorFailure.UNREACHABLE]
    (tmp_path / "gone").rename(tmp_path / "log")
    checkpoint_anchors.send_checkpoints(installation.context)
    lines = lines_of(checkpoints_of(installation))
    got = [SYSLOG.fullmatch(unix.recv(8192).decode()) for _ in lines]
    assert [one and one[2] for one in got] == lines
    assert [one and one[1] for one in got] == [json.loads(line)["at"] for line in lines]
    assert [one.trouble for one in _statuses(installation)] == [AnchorFailure.NONE]
    # lines exported from the syslog server can be read as an anchor unchanged
    exported = [f"Mar  2 09:30:00 host homeward: {one[0]}" for one in got if one]
    assert (
        anchor_reading.read_anchor(exported, installation.context.keys.audit_keys()).findings == []
    )


def test_udp_and_tcp_get_the_same_messages(installation: Installation) -> None:
    _act(installation, 2)
    lines = lines_of(checkpoints_of(installation))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.settimeout(5)
        configure(installation, anchor_syslog=f"udp://127.0.0.1:{udp.getsockname()[1]}")
        checkpoint_anchors.send_checkpoints(installation.context)
        messages = [udp.recv(8192) for _ in lines]
    with _tcp() as (port, received):
        configure(installation, anchor_syslog=f"tcp://127.0.0.1:{port}")
        checkpoint_anchors.send_checkpoints(installation.context)
    assert received() == b"".join(b"%d %b" % (len(one), one) for one in messages)
    assert [SYSLOG.fullmatch(one.decode())[2] for one in messages] == lines  # type: ignore[index]
    # the listener is gone, which is detected although all checkpoints are sent
    checkpoint_anchors.send_checkpoints(installation.context)
    assert [one.trouble for one in _statuses(installation)] == [AnchorFailure.UNREACHABLE]


def test_lines_lost_by_a_connection_reset_are_sent_again(
    installation: Installation,
) -> None:
    _act(installation, 2)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def reset() -> None:
            connection, _ = server.accept()
            connection.recv(1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

        thread = threading.Thread(target=reset)
        thread.start()
        configure(installation, anchor_syslog=f"tcp://127.0.0.1:{server.getsockname()[1]}")
        checkpoint_anchors.send_checkpoints(installation.context)
        thread.join()
    (status,) = _statuses(installation)
    assert (status.trouble, status.last_id) == (AnchorFailure.UNREACHABLE, 0)


@pytest.mark.parametrize("setting", ["anchor_url", "anchor_syslog"])
def test_a_server_that_hangs_or_cannot_be_named_ends_the_turn(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setattr(anchor_targets, "TIMEOUT_S", 0.05)
    monkeypatch.setattr(anchor_targets, "CLOSE_S", 0.05)
    _act(installation)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        address = {
            "anchor_url": f"http://127.0.0.1:{port}/",
            "anchor_syslog": f"udp://{'a' * 70}.example:{port}",
        }
        configure(installation, **{setting: address[setting]})
        checkpoint_anchors.send_checkpoints(installation.context)
    assert [one.trouble for one in _statuses(installation)] == [AnchorFailure.UNREACHABLE]


@contextlib.contextmanager
def _tcp() -> Iterator[tuple[int, Callable[[], bytes]]]:
    """Accept one connection and read everything that it sends."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        parts: list[bytes] = []

        def take() -> None:
            connection, _ = server.accept()
            with connection:
                while part := connection.recv(65536):
                    parts.append(part)

        thread = threading.Thread(target=take)
        thread.start()
        yield server.getsockname()[1], lambda: b"".join(parts)
        thread.join()


def test_an_endpoint_gets_json_with_its_token_and_nothing_is_lost_while_it_refuses(
    installation: Installation, tmp_path: Path, endpoint: Endpoint
) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN.replace(" ", "-"))
    token.chmod(0o600)
    configure(installation, anchor_url=endpoint.url, anchor_token_file=token)
    _act(installation)
    checkpoint_anchors.send_checkpoints(installation.context)
    assert endpoint.headers["Authorization"] == f"Bearer {TOKEN.replace(' ', '-')}"
    assert endpoint.headers["Content-Type"] == "application/json"
    for status in (500, 401, 307, 404):
        endpoint.status = status
        _act(installation)
        checkpoint_anchors.send_checkpoints(installation.context)
        assert [one.trouble for one in _statuses(installation)] == [AnchorFailure.REFUSED]
    endpoint.status = 204
    checkpoint_anchors.send_checkpoints(installation.context)
    assert endpoint.bodies == lines_of(checkpoints_of(installation))
    assert [one.trouble for one in _statuses(installation)] == [AnchorFailure.NONE]


def test_one_anchor_that_is_away_does_not_hold_up_the_others(
    installation: Installation, tmp_path: Path, endpoint: Endpoint, unix: socket.socket
) -> None:
    path = tmp_path / "anchor.jsonl"
    away = f"unix://{tmp_path / 'nobody'}"
    configure(installation, anchor_file=path, anchor_url=endpoint.url, anchor_syslog=away)
    _act(installation, 2)
    checkpoint_anchors.send_checkpoints(installation.context)
    assert endpoint.bodies == lines_of(path) == lines_of(checkpoints_of(installation))
    assert {one.kind: one.trouble for one in _statuses(installation)} == {
        "file": AnchorFailure.NONE,
        "syslog": AnchorFailure.UNREACHABLE,
        "http": AnchorFailure.NONE,
    }
    # a new address counts as a new anchor, which gets every line
    configure(installation, anchor_syslog=f"unix://{tmp_path / 'log'}")
    checkpoint_anchors.send_checkpoints(installation.context)
    assert len([unix.recv(8192) for _ in range(2)]) == 2
    assert {one.trouble for one in _statuses(installation)} == {AnchorFailure.NONE}


def test_a_second_scheduler_sends_no_lines(installation: Installation, tmp_path: Path) -> None:
    configure(installation, anchor_file=tmp_path / "anchor.jsonl")
    _act(installation)
    with checkpoint_anchors._lock_anchors(installation.context.settings.root) as is_locked:
        assert is_locked
        checkpoint_anchors.send_checkpoints(installation.context)
    assert not (tmp_path / "anchor.jsonl").exists()


def test_checkpoints_are_sent_only_with_an_anchor(
    installation: Installation, tmp_path: Path
) -> None:
    _act(installation)
    checkpoint_anchors.send_checkpoints(installation.context)
    assert not (installation.context.settings.root / anchor_state.STATE_FILE).exists()
    configure(installation, anchor_file=tmp_path / "anchor.jsonl")
    checkpoint_anchors.send_checkpoints(installation.context)
    assert len(lines_of(tmp_path / "anchor.jsonl")) == 1
    configure(installation, anchor_file=None)
    checkpoint_anchors.send_checkpoints(installation.context)
    assert _statuses(installation) == []


def test_a_checkpoint_file_with_bytes_of_no_checkpoint_is_sent_as_it_is_and_found(
    installation: Installation, tmp_path: Path, unix: socket.socket
) -> None:
    configure(
        installation,
        anchor_file=tmp_path / "anchor.jsonl",
        anchor_syslog=f"unix://{tmp_path / 'log'}",
    )
    checkpoints_of(installation).write_bytes("é {}\n".encode())
    for _ in range(2):
        checkpoint_anchors.send_checkpoints(installation.context)
    assert len(lines_of(tmp_path / "anchor.jsonl")) == 1
    assert b"checkpoint - \\xc3" in unix.recv(8192)
    assert {"anchor_forged", "checkpoint_forged"} <= {one.reason for one in findings(installation)}


def test_doctor_metrics_and_the_page_show_the_state_of_anchors(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "SystemClock", lambda: installation.clock)
    boss = installation.actor(Role.ADMINISTRATOR)

    def doctor() -> list[FindingState]:
        return [one.state for one in machine.check_anchors(installation.context.settings)]

    def unanchored_s() -> tuple[int, float]:
        with installation.database.transaction(is_read_only=True) as session:
            snapshot = metrics.take_snapshot(session, installation.context)
        return snapshot.anchors, snapshot.unanchored_s

    assert (doctor(), unanchored_s()) == ([FindingState.WARN], (0, 0))
    assert installation.do(boss, system_status.read_status).anchors == ()
    mount = tmp_path / "mount"
    mount.mkdir()
    configure(installation, anchor_file=mount / "anchor.jsonl")
    send(installation)
    assert (doctor(), unanchored_s()) == ([FindingState.OK], (1, 0))
    _act(installation)
    assert (doctor(), unanchored_s()) == ([FindingState.OK], (1, 1))
    installation.clock.move(timedelta(minutes=6))
    assert (doctor(), unanchored_s()) == ([FindingState.WARN], (1, 361))
    (shown,) = installation.do(boss, system_status.read_status).anchors
    assert (shown.kind, shown.trouble, shown.unsent_s) == ("file", "", 361)
    (mount / "anchor.jsonl").unlink()
    checkpoint_anchors.send_checkpoints(installation.context)
    assert doctor() == [FindingState.BAD]


def test_the_commands_verify_the_log_with_an_anchor_from_outside(
    live: Installation, tmp_path: Path
) -> None:
    path, public = tmp_path / "anchor.jsonl", tmp_path / "public.json"
    configure(live, anchor_file=path)
    environment = environment_of(live, is_responsible=False)
    _act(live, 3)
    checkpoint_anchors.send_checkpoints(live.context)
    shown = homeward(environment, "audit", "public-key")
    assert shown.returncode == 0
    public.write_text(shown.stdout)
    assert live.context.keys.audit_keys() == AuditKeys(
        {
            int(version): bytes.fromhex(key)
            for version, key in json.loads(shown.stdout)["keys"].items()
        }
    )
    whole = homeward(environment, "audit", "check-anchor", str(path), "--public-key", str(public))
    assert (whole.returncode, whole.stdout.split()[0]) == (0, "3")
    verified = homeward(
        environment, "audit", "verify", "--anchor", str(path), "--public-key", str(public)
    )
    assert verified.returncode == 0, verified.stderr
    lines = lines_of(path)
    path.write_text(f"{lines[0]}\n{lines[2]}\n")
    broken = homeward(environment, "audit", "check-anchor", str(path), "--public-key", str(public))
    assert (broken.returncode, "anchor line 2" in broken.stderr, "anchor_gap" in broken.stderr) == (
        1,
        True,
        True,
    )
    found = homeward(
        environment, "audit", "verify", "--anchor", str(path), "--public-key", str(public)
    )
    assert found.returncode == 1
    assert "anchor line 2" in found.stderr
    public.write_text(shown.stdout.replace('"installation": "', '"installation": "0'))
    refused = homeward(
        environment, "audit", "verify", "--anchor", str(path), "--public-key", str(public)
    )
    assert (refused.returncode, "public key" in refused.stderr) == (3, True)
    missing = homeward(environment, "audit", "verify", "--anchor", str(tmp_path / "none"))
    assert missing.returncode == 2


def test_an_anchor_signed_by_another_key_than_the_one_the_auditor_holds_is_forged(
    installation: Installation, tmp_path: Path
) -> None:
    _act(installation, 2)
    held = make_keyring().audit_keys()
    anchored = anchor_reading.read_anchor_file(checkpoints_of(installation), held)
    assert [(one.line, one.reason) for one in anchored.findings] == [
        (1, "anchor_forged"),
        (2, "anchor_forged"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"anchor_syslog": "/dev/log"},
        {"anchor_syslog": "tcp://host"},
        {"anchor_syslog": "udp://host:x"},
        {"anchor_syslog": "unix://"},
        {"anchor_syslog": "http://host:514"},
        {"anchor_url": "http://elsewhere.example/"},
        {"anchor_url": "https://user:secret@elsewhere.example/"},
        {"anchor_url": "ftp://elsewhere.example/"},
        {"traces_url": "http://elsewhere.example/v1/traces"},
        {"anchor_token_file": Path("token")},
    ],
    ids=lambda wrong: "-".join(map(str, wrong.items())),
)
def test_an_anchor_that_is_set_wrongly_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"anchor|unix:///PATH|ANCHOR"):
        Settings(data_dir=tmp_path, **wrong)


@pytest.mark.parametrize(
    "right",
    [
        {"anchor_syslog": "unix:///dev/log"},
        {"anchor_syslog": "tcp://log.example:601"},
        {"anchor_syslog": "udp://[::1]:514"},
        {"anchor_url": "https://anchor.example/checkpoints"},
        {"anchor_url": "http://127.0.0.1:8080/"},
    ],
    ids=lambda right: "-".join(map(str, right.items())),
)
def test_an_anchor_that_is_set_rightly_is_taken(tmp_path: Path, right: dict[str, object]) -> None:
    assert Settings(data_dir=tmp_path, **right)
