"""The stream of a world: exact size, determinism, references, true pairs, bounded memory."""

from __future__ import annotations

import csv
import re
import tracemalloc
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sample_data.agencies import AGENCIES, ReferenceGenerator
from sample_data.files import write_world
from sample_data.profiles import PROFILES, REPORT_PROFILE, TUNING_PROFILE
from sample_data.rows import COLUMNS
from sample_data.seeded_random import SeededRandom
from sample_data.world import SyntheticWorld

pytestmark = pytest.mark.late

PROFILE = st.sampled_from(list(PROFILES.values()))


def rows_of(size, seed, profile):
    return [
        row for observed in SyntheticWorld(seed, profile).observe(size) for row in observed.rows
    ]


@settings(max_examples=60, deadline=None)
@given(size=st.integers(1, 60), seed=st.integers(-5, 10**12), profile=PROFILE)
def test_a_world_has_exactly_the_records_asked_for_and_no_reference_twice(size, seed, profile):
    rows = rows_of(size, seed, profile)
    assert len(rows) == size
    assert len({row["record_ref"] for row in rows}) == size


@settings(max_examples=30, deadline=None)
@given(
    size=st.integers(1, 60), more=st.integers(1, 60), seed=st.integers(0, 10**9), profile=PROFILE
)
def test_a_larger_world_of_the_same_seed_begins_with_the_smaller_one(size, more, seed, profile):
    assert rows_of(size + more, seed, profile)[:size] == rows_of(size, seed, profile)


@settings(max_examples=30, deadline=None)
@given(size=st.integers(1, 80), seed=st.integers(0, 10**9), profile=PROFILE)
def test_every_true_pair_is_of_one_person_with_the_smaller_reference_first(size, seed, profile):
    for observed in SyntheticWorld(seed, profile).observe(size):
        refs = [row["record_ref"] for row in observed.rows]
        assert len(observed.pairs) == len(refs) * (len(refs) - 1) // 2
        for left, right in observed.pairs:
            assert left < right
            assert {left, right} <= set(refs)


def test_seeds_and_profiles_all_make_different_worlds():
    worlds = [
        tuple(map(str, rows_of(40, seed, profile)[2:]))
        for seed in range(20)
        for profile in (REPORT_PROFILE, TUNING_PROFILE)
    ]
    assert len(set(worlds)) == 40


def test_a_tuning_world_shares_no_full_record_with_a_reported_one_of_the_same_seed():
    def bodies(profile):
        return {str({**row, "record_ref": ""}) for row in rows_of(3000, 5, profile)}

    assert not bodies(REPORT_PROFILE) & bodies(TUNING_PROFILE)


def test_every_reported_world_begins_with_the_showcase_and_no_tuning_world_has_it():
    first = next(SyntheticWorld(9, REPORT_PROFILE).observe(50))
    assert [row["record_ref"] for row in first.rows] == ["GR-POL-104729", "DE-JUG-104729"]
    assert first.pairs == (("DE-JUG-104729", "GR-POL-104729"),)
    assert not any(row.get("given_names") == "Shekiba" for row in rows_of(2000, 9, TUNING_PROFILE))


@pytest.mark.parametrize("agency", [agency.code for agency in AGENCIES])
def test_references_of_an_agency_never_repeat_and_grow_a_digit_only_after_a_million(agency):
    references = ReferenceGenerator()
    drawn = [references.next(agency) for _ in range(1_000_001)] if agency == "IT-CPA" else []
    drawn = drawn or [references.next(agency) for _ in range(20_000)]
    assert len(set(drawn)) == len(drawn)
    assert all(re.fullmatch(rf"{agency}-\d{{6}}", ref) for ref in drawn[:1_000_000])
    assert all(re.fullmatch(rf"{agency}-\d{{7}}", ref) for ref in drawn[1_000_000:])


def test_the_numbers_of_references_do_not_reveal_pairs():
    equal = pairs = 0
    for person in islice(
        SyntheticWorld(6, REPORT_PROFILE).observe(20_000), 1, None
    ):  # after the showcase
        for left, right in person.pairs:
            pairs += 1
            equal += left.rpartition("-")[2] == right.rpartition("-")[2]
    assert pairs > 5000
    assert equal <= 3  # with a million numbers almost none is equal by chance


def test_the_world_streams_with_the_same_memory_at_any_size():
    def peak(people):
        tracemalloc.start()
        for _ in islice(SyntheticWorld(3, REPORT_PROFILE).observe(10**9), people):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(20)  # name lists are read once and kept
    assert peak(3000) < peak(300) + 300_000


def test_writing_a_large_world_holds_no_more_rows_than_its_window(tmp_path, monkeypatch):
    monkeypatch.setattr("sample_data.files._WINDOW", 100)
    written = []
    write_world(tmp_path, size=500, seed=4, profile=REPORT_PROFILE, advance=written.append)
    assert sum(written) == 500
    in_order = [row["record_ref"] for row in rows_of(500, 4, REPORT_PROFILE)]
    with (tmp_path / "records.csv").open(encoding="utf-8") as file:
        on_file = [row["record_ref"] for row in csv.DictReader(file)]
    assert sorted(on_file) == sorted(in_order)
    assert on_file != in_order
    # A row can leave the window only after it has entered it.
    assert all(in_order.index(ref) <= place + 100 for place, ref in enumerate(on_file))


def test_files_have_the_agreed_columns_and_partners_are_adjacent_only_by_chance(
    tmp_path,
):
    pairs = write_world(tmp_path, size=4000, seed=11, profile=TUNING_PROFILE)
    with (tmp_path / "records.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        place = {row["record_ref"]: index for index, row in enumerate(reader)}
        assert tuple(reader.fieldnames) == COLUMNS
    with (tmp_path / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))
    assert list(truth[0]) == ["left", "right", "origin"]
    assert len(truth) == pairs
    assert (
        sum(abs(place[line["left"]] - place[line["right"]]) == 1 for line in truth) < pairs * 0.01
    )


def test_a_size_below_one_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least one record"):
        write_world(tmp_path, size=0, seed=1, profile=REPORT_PROFILE)


def test_no_seed_of_one_profile_leads_to_the_draws_of_any_seed_of_the_other(monkeypatch):
    named = []

    class Recorded(SeededRandom):
        def __init__(self, name):
            named.append(name)
            super().__init__(name)

    monkeypatch.setattr("sample_data.world.SeededRandom", Recorded)
    for profile in (REPORT_PROFILE, TUNING_PROFILE):
        for seed in (0, 1, 10, 11, -1):
            SyntheticWorld(seed, profile)
    assert len(set(named)) == 10
    # The text before the seed differs and ends in a character that no whole number has.
    assert len({name.rpartition("/")[0] for name in named}) == 2
