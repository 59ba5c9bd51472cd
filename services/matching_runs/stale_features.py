"""Counts of feature rows with another packed version than this engine's.

Their records cannot be found until they are packed again (`services.operations.feature_upgrade`).
No row is opened.
"""

from __future__ import annotations

import dataclasses

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from matching.versions import PACKED_VERSION
from models.records.facts import UNPROCESSABLE, Feature


@dataclasses.dataclass(frozen=True, slots=True)
class StaleFeatureCounts:
    """The number of records that must be packed again, and of those that could not be packed."""

    due: int
    given_up: int


def has_other_version() -> ColumnElement[bool]:
    """Return the condition for feature rows that this engine cannot compare.

    They have another packed version. Rows that could not be packed (`UNPROCESSABLE`) are included.
    The condition is two ranges, so that an index serves it.
    """
    return or_(Feature.packed_version < PACKED_VERSION, Feature.packed_version > PACKED_VERSION)


def _is_due() -> ColumnElement[bool]:
    older = and_(Feature.packed_version > UNPROCESSABLE, Feature.packed_version < PACKED_VERSION)
    return or_(older, Feature.packed_version > PACKED_VERSION)


def has_stale_features(session: Session) -> bool:
    """Return whether any record must be packed again."""
    return bool(session.scalar(select(exists().where(_is_due()))))


def count_stale_features(session: Session) -> StaleFeatureCounts:
    """Count the records that must be packed again, and those that could not be packed."""
    query = select(func.count()).select_from(Feature)
    due = session.scalar(query.where(_is_due())) or 0
    return StaleFeatureCounts(
        due, session.scalar(query.where(Feature.packed_version == UNPROCESSABLE)) or 0
    )
