"""Deadlines, and how a person ends one of an own record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from api.schemas.common import Answer, RequestBody, answer_from
from core.code_sets import OneOf
from core.codes.case import DeadlineEnd
from core.published import Reason
from services.case.record_deadlines import RECORDED_ENDS, RecordDeadline


class DeadlineOut(Answer):
    """A deadline: its kind, the agency that must act and the desk to call.

    `record` and `record_ref` identify the record. Only people of the agency that must act get them.
    For other readers they are null and "". `role` is the role that is notified first when it
    is overdue, and `is_role_notified` says whether this has happened. `side` is the side of the
    case.
    `is_by_fact`: the deadline ends when the record holds the fact. `ends` are the ends that you may
    record now. `ended_by` is how it ended; null while it runs. `user` is the person who recorded
    the end; null without one. `note` has the words of that person. `level` is 0 until the deadline
    is escalated. It is 1 after the agency's supervisors were notified, and 2 when the contact desk
    of the state sees the deadline.
    """

    id: UUID
    agency: str
    call: str
    record: UUID | None
    record_ref: str
    kind: str
    role: str
    side: str
    is_urgent: bool
    started_at: datetime
    due_at: datetime
    is_by_fact: bool
    is_overdue: bool
    ends: list[DeadlineEnd]
    ended_at: datetime | None
    ended_by: str | None
    user: int | None
    note: str
    is_role_notified: bool
    level: int

    @classmethod
    def of(cls, deadline: RecordDeadline, now: datetime, named: Mapping[UUID, str]) -> DeadlineOut:
        """Return the deadline, its record's reference and whether it is overdue at `now`.

        `named` has own references by record; `record_ref` is "" for a record that it lacks.
        """
        return answer_from(
            cls,
            deadline,
            record_ref=named.get(deadline.record, "") if deadline.record else "",
            is_overdue=deadline.is_overdue(now),
            ends=list(deadline.ends),
        )


class DeadlineList(Answer):
    """Deadlines; `next` is the cursor of the next page, null after the last."""

    deadlines: list[DeadlineOut]
    next: str | None

    @classmethod
    def of(
        cls,
        deadlines: Sequence[RecordDeadline],
        now: datetime,
        named: Mapping[UUID, str],
        more: str | None,
    ) -> DeadlineList:
        """Return the deadlines for showing; `more` is the cursor of the next page."""
        return cls(deadlines=[DeadlineOut.of(one, now, named) for one in deadlines], next=more)


class RecordedEndIn(RequestBody, examples=[{"end": "act", "note": "conference with the police"}]):
    """How a deadline ends: `act`, it was done, or `not_possible`, with the reason in `note`."""

    end: Annotated[str, OneOf("deadline_end", RECORDED_ENDS)]
    note: Reason = ""
