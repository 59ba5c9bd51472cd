"""Helpers that rotate the match key step by step and search between the steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from cli.commands import rotate
from core.policy.roles import Role
from core.security.keyring_file import add_version, replace_keyring
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.agencies.accounts import INSTALLER
from services.case.reporters import ReporterForm
from services.foundation.actor import Actor
from services.matching_runs import pair_scoring
from services.operations import match_key_rotation
from tests.factories import CHECKED, FOUND, MISSING, OTHER, Installation, login
from tests.integration.search_steps import ask

MOTHER = ReporterForm(
    "Golchehra Rahimzadah", ("+306912345678",), "mother", "passport seen", "family register"
)
ANNA = login(Role.CASEWORKER, "DE-JUG")
HEARD = {"full_name": "Shakiba Rahimzada", "birth_date": "2009-07-10", "phones": ["+4915112345678"]}


def add_key(one: Installation) -> None:
    replace_keyring(one.context.settings.keys, lambda ring: add_version(ring, "match"))


def rotate_match(one: Installation) -> None:
    assert rotate._rotate_match(one.context, one.database, rotate.KeyCopies((), None)) == ()


def held_versions(one: Installation) -> list[int]:
    return [version for version, _ in one.context.keys.key_versions("match")]


def hanging(one: Installation) -> dict[str, int]:
    with one.database.transaction() as session:
        return match_key_rotation.count_old_key_rows(session, one.context, INSTALLER)


def moments(one: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Rotate the match key, and yield before it, after each recomputed row, and at the end."""
    yield "before"
    add_key(one)
    yield "with both"
    monkeypatch.setattr(match_key_rotation, "CHUNK", 1)
    for step in match_key_rotation.STEPS:
        while True:
            with one.database.transaction() as session:
                done = step(session, one.context, INSTALLER)
            if not done.rows:
                break
            assert done.given_up == ()
            yield step.__name__
    one.clock.move(timedelta(days=2))
    rotate_match(one)
    assert held_versions(one) == [2]
    yield "after"


def make_world(one: Installation) -> dict[str, UUID]:
    officer, worker = one.actor(Role.CASEWORKER, "GR-CPA"), one.actor(Role.CASEWORKER)
    made = {
        "missing": one.register({**MISSING, "phones": ["own:+4915112345678"]}, officer, CHECKED)
    }
    made["found"] = one.register(FOUND, worker)
    made["other"] = one.register(OTHER, worker)
    return made


def scored(one: Installation, *, is_run: bool) -> Any:
    with one.app.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        ids = session.scalars(select(Record.id).order_by(Record.id)).all()
        return pair_scoring.score_records(session, one.context, ids, is_run=is_run).matches


def ask_search(one: Installation, actor: Actor, day: int) -> None:
    facts = {"full_name": "Shakiba Rahimzada", "birth_date": f"2009-07-{day:02d}"}
    ask(one, actor, facts)
