"""Tables of matches, their scores, decisions and messages.

Scores store comparison levels and bits, never text.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.messages import MatchMessageKind
from core.codes.review import DecisionOutcome, DecisionStep, MatchState, ReviewCause
from models.base import (
    AgencyId,
    BigId,
    Code,
    IdBase,
    MatchId,
    Moment,
    OptionalMoment,
    PublicIdBase,
    RecordId,
    UserId,
    foreign_key,
    one_of,
)


class Match(PublicIdBase):
    """Two records that may be about one person.

    `score_id` is the current score. It is None before the first score, and after the score was
    deleted because a record was erased or its import undone.

    `low` and `high` are the ids of the records; `low` < `high`. A column `low_...` or `high_...`
    belongs to the agency responsible for this record. `low_known` and `high_known` store what this
    responsible agency may know of the match
    (`core.policy.sharing.information_flow.MatchKnowledge`);
    `services.sharing.match_knowledge` writes them. `low_notified` and `high_notified` store what
    was in the last notification to this responsible agency. `version` counts the actions of people.
    `low_leased_by` and `high_leased_by` are the accounts that hold the match locks, until
    `low_leased_until` and
    `high_leased_until`. They are None if nobody took the lock, or returned it. Decisions with an id
    up to `undone_up_to` were undone and no longer count, for either side. `low_reviewed` and
    `high_reviewed` store the id of the score that a person of that side reviewed last (0 before the
    first decision). `low_review` and `high_review` store why that side must review the decided
    match (`ReviewCause`). `is_by_hand`: two desks opened it by hand, because the engine showed it
    to at most one of them (`services.matching_runs.hand_matches`).
    """

    __tablename__ = "match"
    __table_args__ = (
        UniqueConstraint("low", "high"),
        CheckConstraint("low < high", name="order"),
        one_of("state", MatchState),
        one_of("low_review", ReviewCause),
        one_of("high_review", ReviewCause),
        Index("ix_match_high", "high"),
    )

    low: Mapped[int] = mapped_column(BigId, foreign_key("record.id"))
    high: Mapped[int] = mapped_column(BigId, foreign_key("record.id"))
    state: Mapped[Code]
    version: Mapped[int]
    score_id: Mapped[int | None] = mapped_column(BigId)
    low_known: Mapped[int]
    high_known: Mapped[int]
    low_notified: Mapped[int]
    high_notified: Mapped[int]
    undone_up_to: Mapped[int] = mapped_column(BigId, server_default="0")
    low_reviewed: Mapped[int] = mapped_column(BigId, server_default="0")
    high_reviewed: Mapped[int] = mapped_column(BigId, server_default="0")
    low_review: Mapped[Code] = mapped_column(server_default=ReviewCause.NONE)
    high_review: Mapped[Code] = mapped_column(server_default=ReviewCause.NONE)
    low_leased_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    low_leased_until: Mapped[OptionalMoment]
    high_leased_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    high_leased_until: Mapped[OptionalMoment]
    is_by_hand: Mapped[bool] = mapped_column(server_default=false(), default=False)
    created_at: Mapped[Moment]


class Score(IdBase):
    """The comparison of two record versions by one engine version, among `population` people.

    `bits`, `probability`, `amount`, `band` and `levels` use all evidence. `link_band` is the band
    from the facts that may be known at `link` (core.policy.sharing.information_flow); 0 without a
    link. `kinds` is the number of independent kinds of evidence that agree at `link`
    (core.policy.sharing.evidence.MATCH_KINDS). `key_kinds` is a bit set of the kinds of shared
    blocking keys.
    """

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("match_id", "low_version", "high_version", "engine_version"),
    )

    match_id: Mapped[MatchId]
    low_version: Mapped[int]
    high_version: Mapped[int]
    engine_version: Mapped[str] = mapped_column(String(20))
    bits: Mapped[float]
    probability: Mapped[float]
    amount: Mapped[float]
    band: Mapped[int]
    link_band: Mapped[int] = mapped_column(server_default=text("0"))
    kinds: Mapped[int] = mapped_column(server_default=text("0"))
    key_kinds: Mapped[int] = mapped_column(server_default=text("0"))
    population: Mapped[int] = mapped_column(server_default=text("0"))
    levels: Mapped[bytes]
    created_at: Mapped[Moment]


class MatchDecision(PublicIdBase):
    """One person's proposed or confirmed decision about a match at these record versions.

    Later decisions supersede earlier ones. Rows are never deleted. `is_learned`: the other side may
    know this step; decided when it was taken.
    """

    __tablename__ = "match_decision"
    __table_args__ = (
        one_of("outcome", DecisionOutcome),
        one_of("step", DecisionStep),
    )

    match_id: Mapped[MatchId]
    low_version: Mapped[int]
    high_version: Mapped[int]
    agency_id: Mapped[AgencyId]
    user_id: Mapped[UserId]
    step: Mapped[Code]
    outcome: Mapped[Code]
    reason: Mapped[Code]
    is_learned: Mapped[bool] = mapped_column(server_default=true(), default=True)
    created_at: Mapped[Moment]


class MatchMessage(PublicIdBase):
    """What passed between the desks of a match, sealed with the match's key.

    `record_id` is the record of the side that wrote it, and of a call of the relay desk the record
    of the side that learns it. `number` is that of a question and of its
    answer, None for any other kind. `letter` is the subject of the approval that the message waits
    for, or that ended without one; None once the message is sent. `created_at` is then the time of
    sending.
    """

    __tablename__ = "match_message"
    __table_args__ = (
        Index(
            "uq_match_message_number",
            "match_id",
            "kind",
            "number",
            unique=True,
            sqlite_where=text("letter IS NULL"),
            postgresql_where=text("letter IS NULL"),
        ),
        Index("ix_match_message_letter", "letter"),
        one_of("kind", MatchMessageKind),
        CheckConstraint("(number IS NOT NULL) = (kind IN ('question', 'answer'))", name="number"),
    )

    match_id: Mapped[MatchId]
    record_id: Mapped[RecordId]
    user_id: Mapped[UserId]
    kind: Mapped[Code]
    number: Mapped[int | None]
    letter: Mapped[UUID | None] = mapped_column(Uuid())
    sealed: Mapped[bytes]
    created_at: Mapped[Moment]
