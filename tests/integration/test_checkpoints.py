"""The file of signed checkpoints after a power cut, a full disk, or a manual change.

Signing continues or reports the problem.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import AuditUnavailable
from core.policy.roles import Role
from services.foundation import audit_log
from tests.factories import Installation
from tests.integration.audit_steps import checkpoints_of, findings, reasons, sign


def _write(one: Installation) -> None:
    one.do(
        one.actor(Role.CASEWORKER),
        audit_log.record_event,
        audit_log.AuditEvent("list_notifications"),
    )
    one.clock.move(timedelta(seconds=1))


@pytest.mark.parametrize("torn", ['{"id": 99, "ha', "\0\0\0", "{"])
@pytest.mark.parametrize("lines", [0, 2])
def test_an_incomplete_line_is_removed_and_signing_continues(
    installation: Installation, lines: int, torn: str
) -> None:
    path = checkpoints_of(installation)
    for _ in range(lines):
        _write(installation)
        sign(installation)
    with path.open("a") as file:
        file.write(torn)
    _write(installation)
    sign(installation)
    assert len(path.read_text().splitlines()) == lines + 1
    assert torn not in path.read_text().splitlines()
    assert findings(installation) == []


@pytest.mark.parametrize("altered", ["{}", "nothing", "[]", '{"id": "x", "signature": ""}'])
def test_a_last_line_that_was_altered_is_not_signed_over_and_stays_to_be_found(
    installation: Installation, altered: str
) -> None:
    _write(installation)
    sign(installation)
    path = checkpoints_of(installation)
    path.write_text(altered + "\n")
    _write(installation)
    with pytest.raises(AuditUnavailable):
        sign(installation)
    assert path.read_text() == altered + "\n"
    assert "checkpoint_forged" in reasons(installation)
