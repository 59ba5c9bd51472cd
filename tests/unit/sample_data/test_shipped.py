"""The shipped world agrees with its README and equals the output of its command."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest

from cli import demo_world
from core.codes.alerts import AlertStatus, EuropolStatus, SisCategory
from core.policy.records.provenance import SOURCES
from sample_data import demo_pair_refs, shipped_files
from sample_data.files import FILE_NAMES, write_world
from sample_data.origins import load_origins
from sample_data.profiles import PROFILES
from sample_data.rows import COLUMNS
from services.records.intake import preparation
from services.records.intake.row_consistency import CONTRADICTION
from tests.unit.sample_data.measures import scripts_of

FOLDER = shipped_files().records.parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def records():
    return {row["record_ref"]: row for row in read(shipped_files().records)}


def test_the_command_in_the_readme_writes_the_shipped_files_byte_for_byte(tmp_path):
    size, seed, profile = re.search(
        r"homeward sample --size (\d+) --seed (\d+) --profile (\w+)", README
    ).groups()
    write_world(tmp_path, size=int(size), seed=int(seed), profile=PROFILES[profile])
    assert profile == "report"
    for name in FILE_NAMES:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_two_thousand_records_of_every_agency_and_origin_are_shipped(records):
    assert len(records) == 2000
    assert tuple(next(iter(records.values()))) == COLUMNS
    agencies = {row["code"] for row in read(shipped_files().agencies)}
    assert {ref[:6] for ref in records} == agencies
    assert {row["origin"] for row in read(shipped_files().people)} == {
        origin.code for origin in load_origins()
    }


def test_the_truth_is_every_pair_of_records_of_one_person_and_no_other(records):
    pairs = set()
    for person in read(shipped_files().people):
        refs = sorted(person["refs"].split("|"))
        pairs |= {
            (left, right, person["origin"])
            for i, left in enumerate(refs)
            for right in refs[i + 1 :]
        }
    truth = [(row["left"], row["right"], row["origin"]) for row in read(shipped_files().truth)]
    assert set(truth) == pairs
    assert len(truth) == len(pairs)
    assert {ref for left, right, _ in truth for ref in (left, right)} <= set(records)


def test_the_people_account_for_every_record_once(records):
    refs = [ref for person in read(shipped_files().people) for ref in person["refs"].split("|")]
    assert sorted(refs) == sorted(records)


def test_the_showcase_is_a_girl_missing_in_one_state_and_found_in_another_in_another_script(
    records,
):
    missing_ref, found_ref = re.findall(r"`([A-Z]{2}-[A-Z]{3}-\d{6})`", README)[:2]
    assert demo_pair_refs() == (missing_ref, found_ref)
    missing, found = records[missing_ref], records[found_ref]
    assert (missing["kind"], found["kind"]) == ("missing", "found")
    assert missing["sex"] == "F"
    assert missing_ref[:2] != found_ref[:2]
    assert scripts_of(missing) == {"LATIN"}
    assert scripts_of(found) == {"ARABIC"}
    assert found["name_native"]
    assert not found["full_name"] + found["given_names"] + found["family_names"]
    assert sorted([missing_ref, found_ref]) in [
        [row["left"], row["right"]] for row in read(shipped_files().truth)
    ]


def test_the_counts_in_the_readme_are_those_of_the_files(records):
    truth, people = read(shipped_files().truth), read(shipped_files().people)
    for count, word in (
        (len(records), "records"),
        (len(people), "people"),
        (len(truth), "true pairs"),
    ):
        assert f"{count:,} {word}" in README


def test_every_status_at_interpol_and_europol_is_shipped(records):
    statuses = {
        column: {row[column].partition(":")[0] for row in records.values()} - {""}
        for column in ("interpol_status", "europol_status")
    }
    assert statuses == {"interpol_status": set(AlertStatus), "europol_status": set(EuropolStatus)}


def test_facts_of_a_case_state_their_source_and_reliability(records):
    for column in ("sis_category", "trafficking_status", "clothing"):
        rows = [row for row in records.values() if row[column]]
        assert all(row[f"{column}@source"] in SOURCES for row in rows)
        grades = {row[f"{column}@quality"] for row in rows}
        assert grades <= {"A2H0", "A3H0", "B2H0", "B3H0"}  # nothing is withheld from the matching


def test_people_to_be_kept_from_travelling_stand_in_a_file_of_their_own(records):
    rows = read(shipped_files().preventive)
    assert len(rows) == 20
    assert {row["kind"] for row in rows} == {"preventive"}
    assert all(row["sis_decision"] for row in rows)
    categories = {row["sis_category"] for row in rows}
    assert {"32(1)(c)", "32(1)(d)(i)", "32(1)(e)"} <= categories
    assert categories <= {one.value for one in SisCategory if "(a)" not in one and "(b)" not in one}
    assert any("|" in row["hair"] and row["hair@source"] for row in rows)
    agencies = {row["code"] for row in read(shipped_files().agencies)}
    assert {row["record_ref"].rpartition("-")[0] for row in rows} <= agencies
    assert {row["record_ref"] for row in rows}.isdisjoint(records)
    assert "preventive" not in {row["kind"] for row in records.values()}


def test_they_are_read_without_a_warning_except_of_contradictions():
    for row in read(shipped_files().preventive):
        cells = {name: value for name, value in row.items() if value}
        read_row = preparation.read_new_row(cells, source="police", today=date(2026, 3, 2))
        assert {one.reason for one in read_row.warnings if not one.is_read} == set(), row
        contradicts = [one.column for one in read_row.warnings if one.reason == CONTRADICTION]
        assert contradicts == (["hair"] if "|" in row["hair"] else [])


def test_the_demo_imports_them_too(records):
    imported = [row for rows in demo_world.intake_rows().values() for _, row in rows]
    assert len(imported) == len(records) + 20
    assert sum(row["kind"] == "preventive" for row in imported) == 20


def test_no_shipped_file_names_an_address_or_a_path():
    for path in FOLDER.iterdir():
        assert not re.search(
            r"https?:|\w@[\w-]+\.\w|/home|/work|/tmp", path.read_text(encoding="utf-8")
        ), path.name
