"""Use of fitted weights: who may fit them, how they become active, and what stays unchanged."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import select

from api.app import ROUTERS
from cli.checks import database as database_checks
from cli.checks import machine
from cli.checks.finding import FindingState
from core.errors import Refused
from core.policy.roles import Role
from core.security.crypto import save_keyring
from matching import BANDS, Engine, decode_levels, shipped_weights
from matching.model.weight_set import weights_text
from models.matching_runs.match import Match, Score
from services.agencies.accounts import INSTALLER
from services.foundation.context import load_engine, make_context
from services.matching_runs import weights
from tests.factories import FOUND, Installation
from tests.integration.running import crossmatch
from tests.integration.weights.steps import bits_of, next_check_at, with_bits

pytestmark = pytest.mark.late


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_the_administrator_fits_and_compares_weights(store: Installation, role: Role) -> None:
    actor = dataclasses.replace(INSTALLER, role=role)
    with store.database.transaction() as session:
        with pytest.raises(Refused):
            weights.read_training_data(session, store.context, actor)
        with pytest.raises(Refused):
            weights.read_comparison_data(session, store.context, actor)
        with pytest.raises(Refused):
            weights.record_weights_event(
                session, store.context, actor, "train_weights", next_check_at(store)
            )


def test_weights_have_no_route() -> None:
    paths = [getattr(route, "path", "") for router in ROUTERS for route in router.routes]
    assert paths
    assert not [path for path in paths if "weight" in path]


def test_an_installation_that_names_weights_scores_under_them_and_the_doctor_says_so(
    store: Installation, tmp_path: Path
) -> None:
    store.register(FOUND, store.actor(Role.CASEWORKER, "DE-JUG"))
    store.work()
    new = with_bits("eyes", "agree", 4.0)
    (tmp_path / "new.json").write_text(weights_text(new), "utf-8")
    save_keyring(store.context.keys, store.context.settings.keys)
    settings = store.context.settings.model_copy(update={"weights_file": tmp_path / "new.json"})
    if not store.database.is_sqlite:
        settings = settings.model_copy(
            update={"database_url": store.app.url.render_as_string(hide_password=False)}
        )
    (found,) = machine.check_weights(settings)
    assert (found.state, new.version in found.words) == (FindingState.OK, True)
    waiting = {one.check: one for one in database_checks.check_work(settings)}
    assert waiting["weights in use"].state is FindingState.WARN
    assert "2 records" in waiting["weights in use"].words
    assert "weights in use" not in {
        one.check for one in database_checks.check_work(store.context.settings)
    }
    switched = make_context(settings, clock=store.clock, keys=store.context.keys)
    assert switched.engine.version == new.version == load_engine(settings).version
    before = store.read_one(select(Score))
    crossmatch(dataclasses.replace(store, context=switched))
    assert "weights in use" not in {one.check for one in database_checks.check_work(settings)}
    with store.database.transaction(is_read_only=True) as session:
        scores = session.scalars(select(Score).order_by(Score.id)).all()
        in_force = session.get_one(Score, session.scalars(select(Match.score_id)).one())
    assert [one.engine_version.rpartition(".")[0] for one in scores] == [
        shipped_weights().version,
        new.version,
    ]
    assert in_force.id == scores[1].id
    bits = [
        {one.attribute: one.bits for one in decode_levels(score.levels)}["eyes"]
        for score in (before, in_force)
    ]
    assert bits == [bits_of(shipped_weights(), "eyes", "agree"), 4.0]


def test_the_shipped_engine_is_unchanged_by_other_weights() -> None:
    Engine(with_bits("eyes", "agree", 4.0))
    assert Engine().version == shipped_weights().version
    assert [BANDS.index(band) for band in BANDS] == [0, 1, 2, 3]
