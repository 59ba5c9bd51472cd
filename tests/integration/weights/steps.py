"""Artificial decisions: pairs of artificial records with chosen evidence and outcome."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from uuid import uuid4

import numpy as np
from sqlalchemy import select

from core.policy.roles import Role
from matching import WeightSet, encode_levels, shipped_weights
from matching.model import levels
from matching.model.u_probabilities import ChanceTable
from matching.model.weight_set import parse_weights, weights_text
from matching.versions import ENGINE_VERSION
from models.matching_runs.match import Match, MatchDecision, Score
from models.records.facts import Feature
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from models.sql.bulk import insert_rows
from services.agencies.accounts import INSTALLER
from services.matching_runs import weights
from services.matching_runs.weights import WeightData
from tests.factories import NOW, UNKNOWN, Installation

INDEX = {name: number for number, name in enumerate(levels.ATTRIBUTE_NAMES)}
CODES = {
    attribute.name: [level.code for level in attribute.levels] for attribute in levels.ATTRIBUTES
}
SIZE = 1000
BASE = {"birth": "same_month", "sex": "agree", "origin": "agree"}


def stored_evidence(
    codes: dict[str, str],
    raw: float = 0.0,
    under: WeightSet | None = None,
    chance: ChanceTable | None = None,
) -> bytes:
    """Return evidence as it is stored: levels by code, names with raw bits, for given weights and
    chance.
    """
    from matching.kernel.scorer import calibrate

    table, bend = (under or shipped_weights()).tables(chance)
    found = np.array(
        [CODES[name].index(codes.get(name, "unknown")) for name in levels.ATTRIBUTE_NAMES], np.uint8
    )
    bits = (table[np.arange(levels.ATTRIBUTE_COUNT), found] / 64).astype(np.float32)
    bits[0] = calibrate(round(raw * 64), bend) / 64 if found[0] else 0.0
    return encode_levels(found, bits)


@dataclasses.dataclass(frozen=True)
class ArtificialPair:
    """A pair to be written: levels, and the decision of two people (None: no decision yet)."""

    codes: dict[str, str]
    outcome: str | None
    engine: str = f"{ENGINE_VERSION}.0"
    stored: bytes | None = None


def write_pairs(one: Installation, pairs: Sequence[ArtificialPair]) -> None:
    """Write pairs of artificial records directly into the tables; the records have no facts."""
    responsible = one.actor(Role.SUPERVISOR, "DE-JUG")
    with one.database.transaction() as session:
        template = session.scalars(select(Record).limit(1)).first()
        assert template is not None
        columns = [column.key for column in Record.__table__.columns if column.key != "id"]
        for number, pair in enumerate(pairs):
            values = {name: getattr(template, name) for name in columns}
            ends = [
                Record(
                    **values
                    | {
                        "public_id": uuid4(),
                        "ref_tag": bytes([side]) + number.to_bytes(15),
                    }
                )
                for side in (1, 2)
            ]
            session.add_all(ends)
            session.flush()
            session.add_all(
                Feature(record_id=end.id, record_version=end.version, key_version=1, sealed=b"")
                for end in ends
            )
            low, high = sorted(end.id for end in ends)
            state = {
                None: "open",
                "same": "confirmed",
                "different": "refuted",
                "cannot_tell": "open",
            }[pair.outcome]
            made = Match(
                public_id=uuid4(),
                low=low,
                high=high,
                state=state,
                version=1,
                created_at=NOW,
                **UNKNOWN,
            )
            session.add(made)
            session.flush()
            score = Score(
                match_id=made.id,
                low_version=1,
                high_version=1,
                engine_version=pair.engine,
                bits=0.0,
                probability=0.5,
                amount=0.0,
                band=2,
                levels=pair.stored or stored_evidence(pair.codes),
                created_at=NOW,
            )
            session.add(score)
            session.flush()
            made.score_id = score.id
            steps = {None: (), "cannot_tell": ("propose",)}.get(
                pair.outcome, ("propose", "confirm")
            )
            insert_rows(
                session,
                MatchDecision,
                [
                    {
                        "public_id": uuid4(),
                        "match_id": made.id,
                        "low_version": 1,
                        "high_version": 1,
                        "agency_id": template.agency_id,
                        "user_id": responsible.user_id,
                        "step": step,
                        "outcome": pair.outcome,
                        "reason": "document",
                        "created_at": NOW,
                    }
                    for step in steps
                ],
            )


def next_check_at(one: Installation) -> WeightData:
    with one.app.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        return weights.read_comparison_data(session, one.context, INSTALLER)


def planted(size: int) -> list[ArtificialPair]:
    """Return decisions of a population in which eye colour carries no information.

    It differs as often for the same person as for different people.
    """
    return [
        ArtificialPair(
            BASE | {"eyes": "differ" if number % 2 else "agree"},
            "same" if number % 4 < 2 else "different",
        )
        for number in range(size)
    ]


def bits_of(found: WeightSet, attribute: str, level: str) -> float:
    return found.bits[INDEX[attribute]][CODES[attribute].index(level)]


def with_bits(attribute: str, level: str, bits: float) -> WeightSet:
    """Return the shipped weights with other bits for one level.

    Better levels of the attribute are raised to these bits if they would have fewer.
    """
    table = json.loads(weights_text(shipped_weights()))
    del table["version"]
    codes = [
        one.code for one in next(one for one in levels.ATTRIBUTES if one.name == attribute).levels
    ]
    table["levels"][attribute][level]["bits"] = bits
    for better in codes[codes.index(level) + 1 :]:
        found = table["levels"][attribute][better]
        found["bits"] = max(found["bits"], bits)
    return parse_weights(json.dumps(table).encode())
