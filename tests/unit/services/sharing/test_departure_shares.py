"""The shares of the report of a child missing from care, compared with a computation of its own."""

from __future__ import annotations

import itertools

import pytest

from core.codes.missing_from_care import StateDanger
from core.codes.records import ReporterCheck
from core.policy.sharing.views import Audience, View
from services.sharing.visibility import EffectiveShare, shares_of_departure

POLICE, PROTECTION = Audience.POLICE.value, Audience.PROTECTION.value
HOME, NAMED, UNNAMED, BARRED = "DE", "FR", "IT", "GR"
SHARES = [
    *(EffectiveShare(BARRED, audience.value, View.NONE) for audience in Audience),
    *(
        EffectiveShare(state, audience.value, View.LINK)
        for state in (HOME, NAMED, UNNAMED)
        for audience in Audience
    ),
]


def _hides_appearance(
    danger: StateDanger, reporter_check: ReporterCheck, audience: str
) -> bool | None:
    """Return whether a named state reads the report without appearance; None if it does not read
    it."""
    is_safe = danger is StateDanger.NOBODY_KNOWN
    if reporter_check is ReporterCheck.CHECKED:
        is_open = is_safe or danger is StateDanger.AUTHORITY or audience == POLICE
        return False if is_open else None
    if reporter_check is ReporterCheck.PROVISIONAL and danger is not StateDanger.AUTHORITY:
        return None if not is_safe and audience != POLICE else not is_safe
    return None


@pytest.mark.parametrize(
    ("danger", "reporter_check"), list(itertools.product(StateDanger, ReporterCheck)), ids=str
)
def test_each_state_reads_the_report_as_far_as_its_danger_and_the_approval_allow(
    danger: StateDanger, reporter_check: ReporterCheck
) -> None:
    expected = set(SHARES[: len(Audience)])
    for audience in (POLICE, PROTECTION):
        if (hides := _hides_appearance(danger, reporter_check, audience)) is not None:
            expected.add(EffectiveShare(NAMED, audience, View.LINK, hides_appearance=hides))
        if reporter_check is ReporterCheck.CHECKED:
            expected.add(EffectiveShare(HOME, audience, View.LINK))
            expected.add(EffectiveShare(UNNAMED, audience, View.LINK))
    if danger is StateDanger.AUTHORITY and reporter_check is not ReporterCheck.CHECKED:
        expected |= {
            EffectiveShare(NAMED, audience.value, View.NONE, hides_appearance=True)
            for audience in Audience
        }
    shares = shares_of_departure(SHARES, {NAMED: danger}, reporter_check, state=HOME)
    assert len(shares) == len(expected)
    assert set(shares) == expected


@pytest.mark.parametrize("danger", StateDanger)
def test_the_police_of_the_own_state_read_a_report_that_waits(danger: StateDanger) -> None:
    shares = shares_of_departure(SHARES, {HOME: danger}, ReporterCheck.UNVERIFIED, state=HOME)
    is_reached = danger is not StateDanger.AUTHORITY
    hides_appearance = danger is not StateDanger.NOBODY_KNOWN
    own = [share for share in shares if share.state == HOME and share.view is View.LINK]
    assert own == (
        [EffectiveShare(HOME, POLICE, View.LINK, hides_appearance=hides_appearance)]
        if is_reached
        else []
    )


def test_a_bar_of_the_responsible_stays_the_only_bar_of_its_state() -> None:
    dangers = {BARRED: StateDanger.AUTHORITY}
    shares = shares_of_departure(SHARES, dangers, ReporterCheck.PROVISIONAL, state=HOME)
    assert [share for share in shares if share.state == BARRED] == SHARES[: len(Audience)]
