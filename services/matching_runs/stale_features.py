"""Which feature rows are packed for another version than this engine's: nobody finds their records
until they are made anew (`services.operations.feature_upgrade`). Counts only; opens nothing.
"""

from __future__ import annotations

import dataclasses

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from matching.versions import PACKED_VERSION
from models.records.facts import UNPROCESSABLE, Feature


@dataclasses.dataclass(frozen=True, slots=True)
class StaleFeatureCounts:
    """How many records wait to be packed again, and how many could not be."""

    due: int
    given_up: int


def has_other_version() -> ColumnElement[bool]:
    """Return the condition of rows this engine cannot compare, given up or not; two ranges, so that
    an index serves.
    """
    return or_(Feature.packed_version < PACKED_VERSION, Feature.packed_version > PACKED_VERSION)


def _is_due() -> ColumnElement[bool]:
    older = and_(Feature.packed_version > UNPROCESSABLE, Feature.packed_version < PACKED_VERSION)
    return or_(older, Feature.packed_version > PACKED_VERSION)


def has_stale_features(session: Session) -> bool:
    """Tell whether any record waits."""
    return bool(session.scalar(select(exists().where(_is_due()))))


def count_stale_features(session: Session) -> StaleFeatureCounts:
    """Count them."""
    query = select(func.count()).select_from(Feature)
    due = session.scalar(query.where(_is_due())) or 0
    return StaleFeatureCounts(
        due, session.scalar(query.where(Feature.packed_version == UNPROCESSABLE)) or 0
    )
