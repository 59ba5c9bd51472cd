"""A rarity snapshot: its counts, its encryption, and the scores computed with it.

Names are encrypted; the scores must equal those of the engine in memory.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Mapping
from uuid import uuid4

import numpy as np
import pytest
from sqlalchemy import delete, select, update

from core.errors import SealBroken
from core.policy.roles import Role
from core.security.crypto import SealPlace, seal
from matching import Person, Population, TokenFrequencies, commonest_names, pack, rarity_tokens
from matching.model.u_probabilities import ChanceTable, encode_chance
from matching.model.weight_set import shipped_weights
from matching.scoring.u_estimation import RowMarks, id_marks
from models.matching_runs.match import Match, Score
from models.matching_runs.match_key import CommonNames, RaritySnapshot, TokenCount
from models.records.facts import DataKey
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation import data_keys, population_snapshot
from services.foundation.population_snapshot import MIN_CARRIERS, CurrentSnapshot, SnapshotStore
from services.records import new_records
from services.records.intake import preparation
from tests.factories import LAWFUL, Installation, engine
from tests.integration.running import crossmatch

pytestmark = pytest.mark.late

# the first in 14 records, the second in one record fewer than the minimum
COMMON, NEARLY = "Mohammad", "Ghulamreza"
FAMILIES = (
    "Rahimzadah",
    "Rahimzada",
    "Kovalchuk",
    "Haidari",
    "Haydari",
    "Osmani",
    "Usmani",
    "Tesfaye",
)


def _people() -> list[dict[str, str]]:
    given = [COMMON] * 14 + [NEARLY] * (MIN_CARRIERS - 1) + ["Muhamad", "Mohamed"]
    return [
        {
            "record_ref": f"R-{number}",
            "kind": "found",
            "full_name": f"{name} {FAMILIES[number % len(FAMILIES)]}",
            "birth_date": f"{1990 + number % 3 * 10}-0{number % 4 + 2}-1{number % 5}",
            "sex": "M",
        }
        for number, name in enumerate(given)
    ]


def _fill(one: Installation) -> list[dict[str, str]]:
    people = _people()
    one.do(
        one.actor(Role.CASEWORKER),
        new_records.register_records,
        [
            preparation.prepare(one.context, row, LAWFUL, source="test", state="DE")
            for row in people
        ],
    )
    return people


def _in_force(one: Installation) -> CurrentSnapshot:
    """Load the newest snapshot as a process that starts now does, with the database role of
    searches.
    """
    with one.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        return SnapshotStore("test").in_force(session, one.context.keys)


def _in_memory(people: list[dict[str, str]]) -> collections.Counter[bytes]:
    return collections.Counter(
        token for row in people for token in rarity_tokens(pack(Person.from_row(row)))
    )


def _stored_bits(database: Database) -> Mapping[tuple[int, int], float]:
    with database.transaction(is_read_only=True) as session:
        rows = session.execute(
            select(Match.low, Match.high, Score.bits).join(Score, Score.id == Match.score_id)
        ).all()
        first = session.scalars(select(Record.id).order_by(Record.id)).first() or 0
        return {(low - first, high - first): bits for low, high, bits in rows}


def test_scores_under_a_snapshot_are_those_of_counting_the_same_people_in_memory(
    installation: Installation,
) -> None:
    people = _fill(installation)
    crossmatch(installation)
    stored = _stored_bits(installation.database)
    assert len(stored) > 10
    public_ids = installation.read_all(select(Record.public_id).order_by(Record.id))

    def bits(
        counts: collections.Counter[bytes], names: population_snapshot.NameCounts
    ) -> list[float]:
        population = Population.from_people([Person.from_row(row) for row in people])
        known = TokenFrequencies(len(people), lambda token: max(counts[token], 1), names)
        known = dataclasses.replace(known, chance=population.chance(known, id_marks(public_ids)))
        low, high = (np.array(ends, np.int64) for ends in zip(*stored, strict=True))
        return [
            float(one) for one in engine().score_pairs(population, low, high, rarity=known).bits
        ]

    counts = _in_memory(people)
    names = tuple(name for name in commonest_names(counts) if name[1] >= MIN_CARRIERS)
    assert bits(counts, names) == list(stored.values())
    assert bits(counts, ()) != list(stored.values())  # the result depends on the rarity of names


def test_a_name_of_fewer_than_eleven_records_is_not_in_it_nor_a_skeleton(
    installation: Installation,
) -> None:
    counts = _in_memory(_fill(installation))
    crossmatch(installation)
    names = dict(_in_force(installation).rarity.names)
    assert names == {COMMON.lower().encode(): 14}
    assert counts[NEARLY.lower().encode()] == MIN_CARRIERS - 1
    assert max(count for token, count in counts.items() if token[:1] == b"^") >= MIN_CARRIERS


def test_the_names_are_sealed_at_their_place(installation: Installation) -> None:
    _fill(installation)
    crossmatch(installation)
    decoy = COMMON.lower().encode()
    with installation.database.transaction() as session:
        row = session.scalars(select(CommonNames)).one()
        for shape in (decoy, decoy.hex().encode()):
            assert shape not in row.sealed
        row.subject = uuid4()
    with (
        installation.database.transaction() as session
    ):  # moved to another subject, together with its key
        old = session.scalars(select(DataKey).where(DataKey.scope == "snapshot")).one()
        key = data_keys.open_data_key(session, installation.context.keys, old.subject)
        place = SealPlace("data_key", row.subject, old.scope, old.key_version)
        session.execute(
            update(DataKey)
            .where(DataKey.subject == old.subject)
            .values(
                subject=row.subject,
                wrapped=seal(installation.context.keys.key_at("wrapping", 1), key, place),
            )
        )
    with pytest.raises(SealBroken):
        _in_force(installation)


def test_only_the_newest_snapshots_have_names_and_keys_that_open_them(
    installation: Installation,
) -> None:
    _fill(installation)
    for _ in range(population_snapshot.KEPT_SNAPSHOTS + 2):
        crossmatch(installation)
    all_of_them = set(installation.read_all(select(RaritySnapshot.id)))
    assert len(all_of_them) == population_snapshot.KEPT_SNAPSHOTS + 2
    newest = set(sorted(all_of_them)[-population_snapshot.KEPT_SNAPSHOTS :])
    assert set(installation.read_all(select(CommonNames.snapshot_id))) == newest
    assert set(installation.read_all(select(TokenCount.snapshot_id))) == newest
    subjects = set(installation.read_all(select(CommonNames.subject)))
    assert (
        set(installation.read_all(select(DataKey.subject).where(DataKey.scope == "snapshot")))
        == subjects
    )


@pytest.mark.parametrize("lost", [CommonNames, DataKey])
def test_a_snapshot_whose_names_are_forgotten_scores_without_them(
    installation: Installation, lost: type[CommonNames | DataKey]
) -> None:
    _fill(installation)
    crossmatch(installation)
    installation.change(
        delete(lost) if lost is CommonNames else delete(DataKey).where(DataKey.scope == "snapshot")
    )
    assert _in_force(installation).rarity.names == ()


def test_chance_is_counted_once_when_the_snapshot_is_made(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(installation)
    counted: list[int] = []
    count = Population.chance

    def noted(
        self: Population, known: TokenFrequencies | None = None, marks: RowMarks | None = None
    ) -> ChanceTable | None:
        counted.append(len(self))
        return count(self, known, marks)

    monkeypatch.setattr(Population, "chance", noted)
    crossmatch(installation)
    assert counted == [len(_people())]
    chance = _in_force(installation).rarity.chance
    assert chance is not None
    assert chance.any()
    assert len(_stored_bits(installation.database)) > 10
    assert counted == [len(_people())]


def test_scores_use_the_stored_chance_of_the_snapshot(installation: Installation) -> None:
    _fill(installation)
    crossmatch(installation)
    stored = np.full(shipped_weights().tables().bits.shape, 64, np.int16)
    installation.change(update(RaritySnapshot).values(chance=encode_chance(stored)))
    assert np.array_equal(_in_force(installation).rarity.chance, stored)
    installation.change(update(RaritySnapshot).values(chance=b"\x63of another engine"))
    assert _in_force(installation).rarity.chance is None


def test_an_empty_store_has_no_chance(installation: Installation) -> None:
    crossmatch(installation)
    assert _in_force(installation).rarity.chance is None


def test_the_chance_of_an_old_snapshot_outlives_its_names(installation: Installation) -> None:
    _fill(installation)
    for _ in range(population_snapshot.KEPT_SNAPSHOTS + 1):
        crossmatch(installation)
    with installation.database.transaction(is_read_only=True) as session:
        known = population_snapshot.u_probabilities_by_snapshot(session)
        oldest = min(session.scalars(select(RaritySnapshot.id)))
        assert oldest not in set(session.scalars(select(CommonNames.snapshot_id)))
    assert known.pop(0) is None
    assert len(known) == population_snapshot.KEPT_SNAPSHOTS + 1
    assert all(chance is not None for chance in known.values())
    assert oldest in known
