"""Which candidates wait for the digest, written once more; and the times of the digests."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.policy.sharing.candidate_digest import OwnFacts, is_at_once, next_digest
from core.policy.sharing.information_flow import MatchKnowledge
from core.policy.time_zones import DEFAULT_TIME_ZONE, STATE_TIME_ZONES

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
YEARS = (None, 0, 12, 13, 17, 40)
AGES = (None, *map(timedelta, (0, 2, 3, 400)), timedelta(hours=71, minutes=59))
CASES = list(itertools.product(MatchKnowledge, YEARS, (False, True), AGES))


@pytest.mark.parametrize(("known", "years", "is_at_risk", "age"), CASES)
def test_only_a_weaker_candidate_of_an_older_person_who_is_long_gone_waits(
    known: MatchKnowledge, years: int | None, is_at_risk: bool, age: timedelta | None
) -> None:
    since = None if age is None else NOW - age
    waits = (
        known
        in {MatchKnowledge.HIDDEN, MatchKnowledge.WEAK, MatchKnowledge.LINK}
        | {MatchKnowledge.POSSIBLE}
        and years in {13, 17, 40}
        and not is_at_risk
        and age in {None, timedelta(days=3), timedelta(days=400)}
    )
    assert is_at_once(known, OwnFacts(years, is_at_risk, since), NOW) is not waits


@given(
    st.integers(0, 20 * 366 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    st.sampled_from(sorted({*STATE_TIME_ZONES.values(), DEFAULT_TIME_ZONE})),
)
def test_the_next_digest_is_at_eight_local_time_within_a_day(now: datetime, zone: str) -> None:
    found = next_digest(now, zone)
    assert now < found <= now + timedelta(hours=25)  # the clocks go back on one day of a year
    local = found.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute, local.second) == (8, 0, 0)
    assert next_digest(found, zone) > found
