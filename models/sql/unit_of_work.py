"""The unit of work: state of one transaction that is kept outside the database."""

from __future__ import annotations

import abc
import dataclasses
from collections.abc import Mapping
from typing import TypeVar

from sqlalchemy.orm import Session


class CommitStep(abc.ABC):
    """Work that is collected while a transaction runs and done directly before its commit.

    The only subclass collects audit events (`services.foundation.audit_log`).
    """

    @abc.abstractmethod
    def finish(self, session: Session) -> None:
        """Do the work. An exception undoes the transaction."""


_Step = TypeVar("_Step", bound=CommitStep)


@dataclasses.dataclass(slots=True)
class UnitOfWork:
    """The state of one transaction. It is made on first use and ends with its session.

    `before_commit`: steps in the order of their first use. Services add them by `step`;
    `models.session.Database.transaction` finishes each once, unless it is read-only.

    `database_role`: settings of the database role that was entered last (None: no role, or SQLite).
    `models.row_security.database_roles` writes it, and reads it to return to the role before.

    `has_feature_changes`: whether feature rows were replaced or removed. Once set, it stays set.
    `models.matching_runs.feature_changes` writes it; the feature store reads it, because it must
    not remember rows that may be undone.
    """

    before_commit: list[CommitStep] = dataclasses.field(default_factory=list)
    database_role: Mapping[str, str] | None = None
    has_feature_changes: bool = False

    def step(self, kind: type[_Step]) -> _Step:
        """Return the step of this class; the first call makes it."""
        for step in self.before_commit:
            if isinstance(step, kind):
                return step
        step_made = kind()
        self.before_commit.append(step_made)
        return step_made

    def finish(self, session: Session) -> None:
        """Finish every step."""
        for step in self.before_commit:
            step.finish(session)


def unit_of_work(session: Session) -> UnitOfWork:
    """Return the unit of work of a session."""
    unit: UnitOfWork = session.info.setdefault(UnitOfWork, UnitOfWork())
    return unit
