"""Shares that make a world difficult, measured in a large world and in the shipped small one."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations, islice

import pytest

from sample_data import name_lists, shipped_files
from sample_data.origins import load_origins
from sample_data.people import SIMILAR_BIRTH_DAYS, PersonGenerator
from sample_data.profiles import PROFILES, REPORT_PROFILE, TUNING_PROFILE, Profile
from sample_data.seeded_random import SeededRandom
from sample_data.world import SyntheticWorld
from tests.unit.sample_data.measures import has_birth, is_thin, scripts_of, share

pytestmark = pytest.mark.late

SIZE = 12_000


@pytest.fixture(scope="module", params=PROFILES.values(), ids=PROFILES)
def world(request):
    profile: Profile = request.param
    return profile, list(SyntheticWorld(77, profile).observe(SIZE))


def pairs_of(people):
    return [pair for observed in people for pair in combinations(observed.rows, 2)]


def test_the_reported_world_has_the_agreed_honesty_shares():
    assert REPORT_PROFILE.honesty.no_script == 0.30
    assert REPORT_PROFILE.honesty.no_birth == 0.20
    assert REPORT_PROFILE.honesty.thin_name == 0.10
    assert REPORT_PROFILE.honesty.near_other == 0.05
    assert REPORT_PROFILE.honesty.no_partner == 0.40


def test_true_pairs_share_no_script_as_often_as_the_profile_says(world):
    profile, people = world
    apart = share(not scripts_of(left) & scripts_of(right) for left, right in pairs_of(people))
    assert apart == pytest.approx(profile.honesty.no_script, abs=0.02)


def test_true_pairs_lack_a_birth_on_a_side_as_often_as_the_profile_says(world):
    profile, people = world
    lacking = share(not (has_birth(left) and has_birth(right)) for left, right in pairs_of(people))
    assert lacking == pytest.approx(profile.honesty.no_birth, abs=0.015)


def test_true_pairs_have_a_thin_name_on_a_side_as_often_as_the_profile_says(world):
    profile, people = world
    thin = share(is_thin(left) or is_thin(right) for left, right in pairs_of(people))
    assert thin == pytest.approx(profile.honesty.thin_name, abs=0.015)


def test_people_without_a_true_partner_are_as_many_as_the_profile_says(world):
    profile, people = world
    assert share(len(observed.rows) == 1 for observed in people) == pytest.approx(
        profile.honesty.no_partner, abs=0.01
    )


def test_people_seen_once_lack_a_birth_or_have_a_thin_name_as_often_as_the_profile_says(world):
    profile, people = world
    single_rows = [observed.rows[0] for observed in people if len(observed.rows) == 1]
    assert share(not has_birth(row) for row in single_rows) == pytest.approx(
        profile.honesty.alone_no_birth, abs=0.015
    )
    assert share(is_thin(row) for row in single_rows) == pytest.approx(
        profile.honesty.alone_thin, abs=0.012
    )


def test_people_seen_once_are_written_only_in_their_own_script_as_often_as_the_profile_says(world):
    profile, people = world
    latin_only = {
        origin.code for origin in load_origins() if name_lists.load_names(origin.code).is_latin_only
    }
    single_rows = [
        observed.rows[0]
        for observed in people
        if len(observed.rows) == 1 and observed.origin not in latin_only
    ]
    in_mix = dict(profile.names.script_mix)["native"] / sum(
        weight for _, weight in profile.names.script_mix
    )
    expected = profile.honesty.alone_native + (1 - profile.honesty.alone_native) * in_mix
    assert share("LATIN" not in scripts_of(row) for row in single_rows) == pytest.approx(
        expected, abs=0.03
    )


def test_people_with_a_near_other_are_as_many_as_the_profile_says_and_the_other_is_in_the_store(
    world,
):
    profile, people = world
    near = {observed.person: observed.near for observed in people if observed.near}
    assert len(near) / len(people) == pytest.approx(profile.honesty.near_other, abs=0.01)
    # Only the last family of a world may be incomplete.
    assert sum(near.get(other) != person for person, other in near.items()) <= 1


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_near_others_are_siblings_or_namesakes_born_within_three_years_and_already_born_when_seen(
    profile,
):
    families = [
        family
        for family in islice(PersonGenerator(SeededRandom("near"), profile).families(), 4000)
        if len(family) == 2
    ]
    assert len(families) > 80
    kinds = Counter()
    for first, second in families:
        assert abs((first.birth - second.birth).days) <= SIMILAR_BIRTH_DAYS
        assert first.origin is second.origin
        assert second.birth < second.first_event
        is_sibling = (
            first.parts.mother is second.parts.mother and first.parts.father is second.parts.father
        )
        is_namesake = first.parts.given is second.parts.given and first.sex == second.sex
        assert is_sibling or is_namesake
        kinds["sibling" if is_sibling else "namesake"] += 1
    assert min(kinds.values()) > len(families) / 5


def test_every_origin_appears_in_every_profile(world):
    _, people = world
    assert len(load_origins()) >= 12
    assert {observed.origin for observed in people} == {origin.code for origin in load_origins()}


def test_january_births_are_a_fifth_of_full_dates_from_afghanistan_and_a_third_from_the_horn(world):
    _, people = world

    def january(*origins):
        dates = [
            row["birth_date"]
            for observed in people
            if observed.origin in origins
            for row in observed.rows
            if len(row.get("birth_date", "")) == 10
            and row.get("birth_calendar") in (None, "", "gregorian")
        ]
        return share(written.endswith("-01-01") for written in dates)

    assert january("afghan_dari", "afghan_pashto") == pytest.approx(0.21, abs=0.05)
    assert january("eritrean", "somali") == pytest.approx(0.32, abs=0.06)
    assert january("ukrainian", "romanian", "albanian") < 0.05


def test_most_people_are_between_8_and_17_when_first_seen():
    people = [
        family[0]
        for family in islice(PersonGenerator(SeededRandom("ages"), REPORT_PROFILE).families(), 3000)
    ]
    ages = [(person.first_event - person.birth).days / 365.2425 for person in people]
    assert share(8 <= age < 18 for age in ages) > 0.7
    assert share(age < 8 for age in ages) > 0.08
    assert share(age >= 18 for age in ages) > 0.06


def test_the_profiles_differ_in_every_honesty_share_in_birth_noise_and_in_origin_mix():
    for field in ("no_script", "no_birth", "thin_name", "near_other", "no_partner"):
        assert getattr(REPORT_PROFILE.honesty, field) != getattr(TUNING_PROFILE.honesty, field)
    assert dict(REPORT_PROFILE.births) != dict(TUNING_PROFILE.births)
    assert all(
        REPORT_PROFILE.fields[name] != TUNING_PROFILE.fields[name] for name in REPORT_PROFILE.fields
    )
    mixes = [
        [origin.weights[profile.name] for origin in load_origins()]
        for profile in (REPORT_PROFILE, TUNING_PROFILE)
    ]
    totals = [sum(mix) for mix in mixes]
    assert sum(abs(a / totals[0] - b / totals[1]) for a, b in zip(*mixes, strict=True)) > 0.15


def test_a_part_of_the_names_of_each_profile_is_unknown_to_the_other():
    names = {profile.name: _given_names(profile) for profile in (REPORT_PROFILE, TUNING_PROFILE)}
    for origin in load_origins():
        report, tuning = names["report"][origin.code], names["tuning"][origin.code]
        assert len(report - tuning) >= 4, origin.code
        assert len(tuning - report) >= 4, origin.code


def _given_names(profile):
    names = defaultdict(set)
    for first, *_ in islice(PersonGenerator(SeededRandom("names"), profile).families(), 8000):
        names[first.origin.code].add(first.parts.given.native[0])
    return names


def test_the_shipped_world_holds_the_agreed_shares_within_three_hundredths():
    with shipped_files().records.open(encoding="utf-8") as file:
        rows = {row["record_ref"]: row for row in csv.DictReader(file)}
    with shipped_files().truth.open(encoding="utf-8") as file:
        pairs = [(rows[line["left"]], rows[line["right"]]) for line in csv.DictReader(file)]
    with shipped_files().people.open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    measured = {
        "no_script": share(not scripts_of(left) & scripts_of(right) for left, right in pairs),
        "no_birth": share(not (has_birth(left) and has_birth(right)) for left, right in pairs),
        "thin_name": share(is_thin(left) or is_thin(right) for left, right in pairs),
        "near_other": share(bool(person["near"]) for person in people),
        "no_partner": share("|" not in person["refs"] for person in people),
    }
    for field, found in measured.items():
        assert found == pytest.approx(getattr(REPORT_PROFILE.honesty, field), abs=0.03), field


def test_no_gregorian_birth_lies_on_or_after_the_event(world):
    _, people = world
    rows = [
        row for observed in people for row in observed.rows if row["event_date"] and has_birth(row)
    ]
    dates = [
        (row["birth_date"], row["event_date"])
        for row in rows
        if len(row.get("birth_date", "")) == 10
        and row.get("birth_calendar") in (None, "", "gregorian")
    ]
    assert len(dates) > SIZE / 3
    assert all(date.fromisoformat(born) < date.fromisoformat(event) for born, event in dates)
