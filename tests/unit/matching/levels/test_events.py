"""Levels of place and date at which two people were seen."""

from __future__ import annotations

from datetime import date

import pytest

from matching import Person, Place
from tests.unit.matching.levels.steps import level


def at(role: str, on: str | None, country: str = "", name: str = "") -> Person:
    return Person(places=(Place(country, name, date.fromisoformat(on) if on else None, role),))


EVENTS = [
    (
        "country",
        at("last_seen", "2024-01-01", "IT"),
        at("found", "2024-03-01", "IT"),
        "same_country",
    ),
    (
        "place",
        at("last_seen", "2024-01-01", "IT", "Roma"),
        at("found", "2024-05-01", "IT", "Roma"),
        "same_place",
    ),
    (
        "one name in two countries",
        at("found", "2024-01-01", "IT", "Roma"),
        at("found", "2024-01-09", "SE", "Roma"),
        "possible",
    ),
    (
        "country without day",
        at("last_seen", None, "IT"),
        at("found", "2024-03-01", "SE"),
        "possible",
    ),
    ("nothing to compare", at("last_seen", None, "IT"), at("found", "2024-03-01"), "unknown"),
    ("days alone", at("last_seen", "2024-01-01"), at("found", "2024-03-01"), "unknown"),
    ("no event", Person(), at("found", "2024-03-01", "SE"), "unknown"),
]

INTERVALS = [
    ("found after", at("last_seen", "2024-01-01"), at("found", "2024-03-01"), "within_quarter"),
    ("found before", at("last_seen", "2024-06-01"), at("found", "2024-03-01"), "found_before"),
    (
        "found half a year before",
        at("last_seen", "2024-08-31"),
        at("found", "2024-03-01"),
        "found_before",
    ),
    ("a day more", at("last_seen", "2024-09-01"), at("found", "2024-03-01"), "long_before"),
    (
        "found a year before",
        at("last_seen", "2025-03-01"),
        at("found", "2024-03-01"),
        "long_before",
    ),
    (
        "found more than a year before",
        at("last_seen", "2025-03-02"),
        at("found", "2024-03-01"),
        "one_year",
    ),
    (
        "found before, late report",
        at("last_seen", "2024-03-20"),
        at("found", "2024-03-01"),
        "within_month",
    ),
    (
        "the longest that a report is late",
        at("last_seen", "2024-03-31"),
        at("found", "2024-03-01"),
        "within_month",
    ),
    ("a day later", at("last_seen", "2024-04-01"), at("found", "2024-03-01"), "found_before"),
    (
        "two reports in any order",
        at("last_seen", "2024-06-01"),
        at("last_seen", "2024-03-01"),
        "within_quarter",
    ),
    ("both found on one day", at("found", "2024-06-01"), at("found", "2024-06-01"), "same_day"),
    (
        "both last seen on one day",
        at("last_seen", "2024-06-01"),
        at("last_seen", "2024-06-01"),
        "within_month",
    ),
    (
        "last seen and found on one day",
        at("last_seen", "2024-06-01"),
        at("found", "2024-06-01"),
        "within_month",
    ),
    (
        "both found, a day apart",
        at("found", "2024-06-01"),
        at("found", "2024-06-02"),
        "within_month",
    ),
    ("31 days", at("found", "2024-01-01"), at("found", "2024-02-01"), "within_month"),
    ("32 days", at("found", "2024-01-01"), at("found", "2024-02-02"), "within_quarter"),
    ("a third of a year", at("found", "2024-01-01"), at("found", "2024-05-01"), "within_half_year"),
    (
        "three quarters of a year",
        at("last_seen", "2024-01-01"),
        at("found", "2024-10-01"),
        "within_year",
    ),
    ("a year and a half", at("last_seen", "2022-01-01"), at("found", "2023-07-01"), "one_year"),
    ("more than two years", at("last_seen", "2022-01-01"), at("found", "2024-01-02"), "two_years"),
    ("long after", at("last_seen", "2018-01-01"), at("found", "2024-01-01"), "far_apart"),
    ("no day", at("last_seen", None, "IT"), at("found", "2024-03-01", "IT"), "unknown"),
    (
        "a day on the way is none",
        at("route", "2024-03-01", "IT"),
        at("found", "2024-03-01", "IT"),
        "unknown",
    ),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [case[1:] for case in INTERVALS],
    ids=[case[0] for case in INTERVALS],
)
def test_the_time_between(one: Person, other: Person, expected: str) -> None:
    assert level("interval", one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in EVENTS], ids=[case[0] for case in EVENTS]
)
def test_last_seen_and_found(one: Person, other: Person, expected: str) -> None:
    assert level("event", one, other) == expected
