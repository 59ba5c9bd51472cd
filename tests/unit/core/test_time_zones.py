"""Local times of agencies."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest

from core.errors import InvalidInput
from core.policy.participating_states import STATES
from core.policy.time_zones import (
    STATE_TIME_ZONES,
    agency_time_zone,
    check_time_zone,
    local_to_utc,
    read_zoned,
)


def test_every_participating_state_has_a_time_zone_that_exists() -> None:
    assert STATE_TIME_ZONES.keys() == STATES
    assert set(STATE_TIME_ZONES.values()) <= available_timezones()


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2026-03-02T09:30", "Europe/Berlin", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("2026-07-02T09:30", "Europe/Berlin", datetime(2026, 7, 2, 7, 30, tzinfo=UTC)),
        ("2026-07-02T00:10", "Europe/Athens", datetime(2026, 7, 1, 21, 10, tzinfo=UTC)),
        # twice in this night: the first
        ("2026-10-25T02:30", "Europe/Rome", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-03-02T09:30", "UTC", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_local_time_is_stored_in_utc(text: str, zone: str, utc: datetime) -> None:
    assert local_to_utc(text, zone) == utc
    assert read_zoned(f"{text}[{zone}]") == utc


@pytest.mark.parametrize("value", ["2026-03-02T09:30:00+01:00", "yesterday", "", 5, None])
def test_a_value_without_a_zone_is_left_to_the_interface(value: object) -> None:
    assert read_zoned(value) == value


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        read_zoned("2026-03-02T09:30[Europe/Atlantis]")
    with pytest.raises(InvalidInput):
        check_time_zone("Europe/Atlantis")
    check_time_zone("")


def test_an_agency_works_in_its_own_zone_or_in_that_of_its_state() -> None:
    assert agency_time_zone("", "PT") == "Europe/Lisbon"
    assert agency_time_zone("Atlantic/Azores", "PT") == "Atlantic/Azores"
    assert agency_time_zone("", "XX") == "UTC"
