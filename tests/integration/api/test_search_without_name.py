"""Searches for a person without a name.

The candidate look-up must also work with a key that everybody has, with copies of a record, and in
an empty store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.policy.roles import Role
from core.policy.search import MAX_SEARCH_RESULTS
from matching import Person, Population
from matching.blocking.keys import query_key_kinds
from models.matching_runs.match_key import MatchKey
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from models.sql.bulk import insert_rows
from services.matching_runs import candidate_lookup
from services.records import new_records, repository
from services.records.intake import preparation
from services.search import ranking
from tests.factories import FOUND, LAWFUL, MISSING, OTHER, Installation

SignIn = Callable[..., TestClient]
Row = Mapping[str, str | Sequence[str]]

SOUGHT: Row = {
    **{key: value for key, value in MISSING.items() if key not in {"record_ref", "relatives"}},
    "record_ref": "S-1",
    "phones": ["+93701345678"],
    "route": ["TR:Izmir:2023-08-20"],
}
# Other people who agree with the person searched for except in the decisive fact. They must not be
# found instead.
OTHERS: list[Row] = [
    {**OTHER, "record_ref": f"N-{number}", "full_name": f"Somebody Else{letter}", **cells}
    for number, (letter, cells) in enumerate(
        zip(
            "abcdef",
            (
                {"marks": ["burn:forearm:left"]},
                {"marks": ["scar:hand:left"], "nationalities": ["AF"], "sex": "F"},
                {"phones": ["+93701345679"]},
                {
                    "event_date": "2019-08-20",
                    "event_country": "TR",
                    "nationalities": ["AF"],
                    "sex": "F",
                },
                {
                    "event_date": "2023-08-20",
                    "event_country": "IT",
                    "nationalities": ["AF"],
                    "sex": "F",
                },
                {"birth_date": "2009-07-11", "sex": "F"},
            ),
            strict=True,
        )
    )
]
AGED = {"age": "14", "age_on": "2023-09-14"}
NAMELESS: dict[str, Row] = {
    "age, nationality and mark": {
        **AGED,
        "nationalities": ["AF"],
        "marks": ["burn:forearm:left"],
        "sex": "F",
    },
    "the same, sex not known": {**AGED, "nationalities": ["AF"], "marks": ["burn:forearm:left"]},
    "age and mark": {**AGED, "marks": ["burn:forearm:left"]},
    "nationality and mark": {"nationalities": ["AF"], "marks": ["burn:forearm:left"]},
    "last digits of a phone": {"phones": ["345678"]},
    "country of the route and a day": {
        "route": ["TR::2023-08-22"],
        "nationalities": ["AF"],
        "sex": "F",
    },
    "country of the route, months off": {
        "route": ["TR::2023-03-02"],
        "nationalities": ["AF"],
        **AGED,
    },
    "country last seen and a day": {
        "event_country": "GR",
        "event_date": "2023-09-20",
        "nationalities": ["AF"],
    },
    "day of birth": {"birth_date": "2009-07-10"},
}


def _fill(one: Installation, rows: Sequence[Row]) -> list[int]:
    prepared = [
        preparation.prepare(one.context, row, LAWFUL, source="test", state="DE") for row in rows
    ]
    one.do(one.actor(Role.SUPERVISOR), new_records.register_records, prepared)
    return one.read_all(select(Record.id).order_by(Record.id))


def _rank(one: Installation, facts: Row, least: float = 0.0) -> list[int]:
    person = Person.from_row({**facts, "kind": "missing", "record_ref": "query"})
    with one.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        return [
            record_id
            for record_id, _ in ranking.compare_candidates(session, one.context, person).ranked(
                least
            )
        ]


@pytest.mark.parametrize("facts", NAMELESS.values(), ids=NAMELESS)
def test_a_person_searched_without_a_name_is_ranked_first(
    installation: Installation, facts: Row
) -> None:
    ids = _fill(installation, [*OTHERS, SOUGHT])
    assert _rank(installation, facts)[0] == ids[-1]


def test_a_search_without_a_name_is_answered_over_http(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.SUPERVISOR)
    for row in (*OTHERS, SOUGHT):
        assert (
            client.post("/v1/records", json={**row, "legal_basis": "gdpr_6_1_e_9_2_g"}).status_code
            == 201
        )
    facts = {"phones": ["345678"], **NAMELESS["age, nationality and mark"]}
    purpose_fields = {
        "purpose": "locate_missing",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "case_number": "DE-2026-001",
    }
    answer = client.post("/v1/searches", json={"facts": facts, **purpose_fields})
    assert answer.status_code == 201
    (found,) = answer.json()["found"]
    assert found["record"]["facts"]["record_ref"][0]["value"] == "S-1"
    assert found["band"] == "possible"


def test_too_few_facts_and_an_empty_store_give_no_result(installation: Installation) -> None:
    assert _rank(installation, SOUGHT) == []
    _fill(installation, OTHERS)
    assert _rank(installation, {"sex": "F", "hair": "black"}) == []


def test_records_without_a_name_that_says_anything_are_stored_and_found(
    installation: Installation,
) -> None:
    unnamed = {**FOUND, "name_native": "", "full_name": "Baby girl", "record_ref": "U-1"}
    ids = _fill(installation, [*OTHERS, unnamed])
    assert _rank(installation, NAMELESS["age and mark"])[0] == ids[-1]


def test_a_key_that_everybody_has_excludes_no_candidate(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidate_lookup, "KEY_CAP", 3)
    ids = _fill(installation, [*OTHERS, SOUGHT])
    person = Person.from_row(
        {**NAMELESS["last digits of a phone"], "kind": "missing", "record_ref": "query"}
    )
    version, secret = installation.context.keys.current("match")
    common = 10**12
    with installation.database.transaction() as session:
        insert_rows(
            session,
            MatchKey,
            [{"key_version": version, "key": common, "record_id": one} for one in ids],
        )
    key_kinds = {common: 0, **query_key_kinds(Population.from_people([person]), secret)[0]}
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        found = candidate_lookup.best_candidates(session, version, key_kinds, size=len(ids))
    assert found[0] == ids[-1]  # although the limit for the common key excludes it
    assert len(found) == 4


def test_more_copies_of_one_record_than_are_compared_leave_the_answer_whole(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidate_lookup, "KEY_CAP", 30)
    copies = [{**OTHER, "record_ref": f"C-{number}"} for number in range(60)]
    ids = _fill(installation, [*copies, SOUGHT])
    facts = {"full_name": "Dmytro Kovalchuk", "birth_date": "2012-11-05", "nationalities": ["UA"]}
    found = _rank(installation, facts)
    assert MAX_SEARCH_RESULTS < len(found) <= candidate_lookup.MAX_COMPARED
    assert ids[-1] not in found
    assert _rank(installation, SOUGHT)[0] == ids[-1]


def test_candidates_are_limited_and_those_with_most_common_keys_come_first(
    installation: Installation,
) -> None:
    ids = _fill(installation, [*OTHERS, SOUGHT])
    version, _ = installation.context.keys.current("match")
    shared = {-1: ids[:5], -2: ids[2:4], -3: ids[3:4], -4: ids[6:7]}
    rows = [
        {"key_version": version, "key": key, "record_id": one}
        for key, own in shared.items()
        for one in own
    ]
    with installation.database.transaction() as session:
        insert_rows(session, MatchKey, rows)
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        found = candidate_lookup.best_candidates(
            session, version, dict.fromkeys(shared, 1), size=1000, most=3
        )
    assert found == [ids[3], ids[2], ids[6]]


def test_an_erased_record_is_found_no_more_and_held_no_more(installation: Installation) -> None:
    ids = _fill(installation, [*OTHERS, SOUGHT])
    facts = NAMELESS["last digits of a phone"]
    assert _rank(installation, facts) == [ids[-1]]
    held = len(installation.context.features)
    with installation.database.transaction() as session:
        repository.remove_from_matching(
            session, installation.context, session.get_one(Record, ids[-1])
        )
    assert len(installation.context.features) == held - 1
    assert _rank(installation, facts) == []
