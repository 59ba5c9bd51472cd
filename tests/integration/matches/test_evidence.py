"""The evidence of a match as each agency reads it.

Some evidence counts but is hidden. Some is hidden later because a record has changed.
"""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import select

from core.policy.roles import Role
from core.policy.sharing.views import View
from matching import decode_levels
from matching.model.evidence import stored_arrays
from matching.model.levels import ATTRIBUTE_NAMES, FAMILY_INDEX
from matching.model.probability import prior_bits
from matching.scoring import sibling_adjustment
from models.matching_runs.match import Score
from services.review.visible_matches import CandidateView
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.matches.steps import (
    FOUND_SIDE,
    MISSING_SIDE,
    only_match,
    read_match,
    register_both,
)


@pytest.mark.parametrize("side", [FOUND_SIDE, MISSING_SIDE])
def test_evidence_of_another_version_is_no_error_and_waits_to_be_scored_again(
    installation: Installation, side: str
) -> None:
    register_both(installation)
    public_id, actor = only_match(installation), installation.actor(Role.CASEWORKER, side)
    assert not read_match(installation, actor, public_id).is_rescore_due
    with installation.database.transaction() as session:
        for score in session.scalars(select(Score)):
            score.levels = b"\x01" + score.levels[1:]
    match = read_match(installation, actor, public_id)
    assert match.is_rescore_due
    assert (match.bits, match.probability, match.amount, match.reasons) == (None, None, None, ())


def _without(installation: Installation, match: CandidateView) -> tuple[float, float]:
    """Return probability and amount of a match's evidence without facts that only the responsible
    agency may read.
    """
    score = installation.read_one(select(Score))
    levels, bits = stored_arrays([score.levels])
    for attribute in ("ethnicity", "home", "phone", "relative"):
        levels[:, ATTRIBUTE_NAMES.index(attribute)] = bits[:, ATTRIBUTE_NAMES.index(attribute)] = 0
    sibling_adjustment.adjust_for_siblings(levels, bits, score.population)
    total = float(bits.sum())
    return pytest.approx(1 / (1 + 2 ** -(prior_bits(score.population) + total)), rel=1e-5), float(
        abs(np.delete(bits, FAMILY_INDEX)).sum()
    )


@pytest.mark.parametrize("ethnicity", ["hazara", "tajik"])
def test_ethnicity_counts_and_is_hidden_from_both_sides(
    installation: Installation, ethnicity: str
) -> None:
    installation.register(
        {**MISSING, "ethnicity": ["hazara"]},
        installation.actor(Role.CASEWORKER, MISSING_SIDE),
        CHECKED,
    )
    installation.register(
        {**FOUND, "ethnicity": [ethnicity]}, installation.actor(Role.CASEWORKER, FOUND_SIDE)
    )
    installation.work()
    match = read_match(
        installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), only_match(installation)
    )
    assert match.other.view is View.IDENTITY
    assert "ethnicity" not in {reason.attribute for reason in match.reasons}
    assert ethnicity not in str(match.reasons)
    assert not {"hazara", "ethnicity"} & {
        word for one in match.other.statements for word in (one.field, one.value)
    }
    assert sum(reason.bits for reason in match.reasons) == match.bits
    assert (match.probability, match.amount) == _without(installation, match)
    stored = decode_levels(installation.read_one(select(Score.levels)))
    assert [part.level for part in stored if part.attribute == "ethnicity"] == [
        "agree" if ethnicity == "hazara" else "differ"
    ]


HOME = "12 Quillmark Street, Herat"


@pytest.mark.parametrize("home", [HOME, "7 Park Road, Kabul"])
def test_a_home_counts_and_is_hidden_from_both_sides(installation: Installation, home: str) -> None:
    installation.register(
        {**MISSING, "home_address": [HOME]},
        installation.actor(Role.CASEWORKER, MISSING_SIDE),
        CHECKED,
    )
    installation.register(
        {**FOUND, "home_address": [home]}, installation.actor(Role.CASEWORKER, FOUND_SIDE)
    )
    installation.work()
    match = read_match(
        installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), only_match(installation)
    )
    assert match.other.view is View.IDENTITY
    assert "home" not in {reason.attribute for reason in match.reasons}
    assert "Quillmark" not in f"{match.reasons}{match.other}"
    assert "home_address" not in {one.field for one in match.other.statements}
    assert "home_address" in {one.field for one in match.own.statements}
    assert sum(reason.bits for reason in match.reasons) == match.bits
    assert (match.probability, match.amount) == _without(installation, match)
    stored = decode_levels(installation.read_one(select(Score.levels)))
    assert [part.level for part in stored if part.attribute == "home"] == [
        "agree" if home == HOME else "differ"
    ]


def test_a_home_given_by_an_exploiter_does_not_change_a_match(
    installation: Installation,
) -> None:
    given = f"exploiter:{HOME}"
    installation.register(
        {**MISSING, "home_address": [HOME]},
        installation.actor(Role.CASEWORKER, MISSING_SIDE),
        CHECKED,
    )
    installation.register(
        {**FOUND, "home_address": [given]}, installation.actor(Role.CASEWORKER, FOUND_SIDE)
    )
    installation.work()
    stored = decode_levels(installation.read_one(select(Score.levels)))
    assert [part.is_known for part in stored if part.attribute == "home"] == [False]


def test_a_route_of_a_report_is_compared_only_for_the_found_side(
    installation: Installation,
) -> None:
    installation.register(
        {**MISSING, "route": ["DE:Hamburg"]},
        installation.actor(Role.CASEWORKER, MISSING_SIDE),
        CHECKED,
    )
    installation.register(
        {**FOUND, "event_date": "", "event_place": "Hamburg"},
        installation.actor(Role.CASEWORKER, FOUND_SIDE),
    )
    installation.work()
    match = read_match(
        installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), only_match(installation)
    )
    (event,) = (reason for reason in match.reasons if reason.attribute == "event")
    assert event.level == "route_place"
    other = read_match(
        installation, installation.actor(Role.CASEWORKER, MISSING_SIDE), only_match(installation)
    )
    assert other.reasons == ()
