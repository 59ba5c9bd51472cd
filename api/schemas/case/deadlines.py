"""The deadlines of own records, and how a person ends one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from api.schemas.common import Answer, Request, answer_from
from core.codes.case import DeadlineEnd
from core.published import Reason
from services.case.record_deadlines import RecordDeadline


class RecordDeadlineOut(Answer):
    """A deadline of a record of your agency.

    `owner` is the role that is notified first when it is overdue, and `is_owner_told` says whether
    this has happened. `side` is the side of the case. `is_by_fact`: the deadline ends when the
    record holds the fact. `ends` are the ends that you may record now. `ended_by` is how it ended;
    null while it runs. `user` is the person who recorded the end; null without one. `note` has the
    words of that person. `level` is 0 until the deadline is escalated. It is 1 after the agency's
    supervisors were notified, and 2 when the contact desk of the state sees the deadline.
    """

    id: UUID
    record: UUID
    record_ref: str
    kind: str
    owner: str
    side: str
    due_at: datetime
    is_by_fact: bool
    is_overdue: bool
    ends: list[DeadlineEnd]
    ended_at: datetime | None
    ended_by: str | None
    user: int | None
    note: str
    is_owner_told: bool
    level: int

    @classmethod
    def of(
        cls, deadline: RecordDeadline, now: datetime, named: Mapping[UUID, str]
    ) -> RecordDeadlineOut:
        """Return the deadline, its record's reference and whether it is overdue at `now`.

        `named` has own references by record; `record_ref` is "" for a record that it lacks.
        """
        return answer_from(
            cls,
            deadline,
            record_ref=named.get(deadline.record, ""),
            is_overdue=deadline.is_overdue(now),
            ends=list(deadline.ends),
        )


class RecordDeadlineList(Answer):
    """Deadlines of own records."""

    deadlines: list[RecordDeadlineOut]

    @classmethod
    def of(
        cls, found: Sequence[RecordDeadline], now: datetime, named: Mapping[UUID, str]
    ) -> RecordDeadlineList:
        """Return the deadlines for showing."""
        return cls(deadlines=[RecordDeadlineOut.of(one, now, named) for one in found])


class RecordedEndIn(Request, examples=[{"end": "act", "note": "conference with the police"}]):
    """How a deadline ends: `act`, it was done, or `not_possible`, with the reason in `note`."""

    end: str
    note: Reason = ""
