"""Changes of the evidence of a match since a person of one side reviewed it.

A side learns which attributes changed only where it may know them of the other record. If a change
that it may not know weakens a confirmed match, it learns that the evidence changed. Any other
change of a hidden fact neither shows nor blocks anything. Only an edit asks for a review: the
counts of the store never do.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from core.codes.notifications import NotificationKind
from core.codes.review import MatchState, ReviewCause
from core.errors import Conflict
from core.policy.sharing.evidence import IDENTITY_COLUMNS
from core.policy.sharing.views import View
from core.published import published
from core.refusals import Refusal
from matching import EvidenceError, Scores
from matching.model.evidence import stored_arrays
from matching.model.levels import ATTRIBUTE_NAMES, FAMILY_INDEX
from models.matching_runs.match import Match, Score
from services.foundation.context import Context
from services.sharing import flow_table, match_knowledge, notifications, visibility
from services.sharing.visibility import VisibleRecord

ENDS = ("low", "high")
# the attributes that identify a person, as columns of stored evidence
_IDENTITY = [ATTRIBUTE_NAMES.index(name) for name in IDENTITY_COLUMNS]
Levels = Mapping[str, int]


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class RequiredReview:
    """A review that your side must do: its cause, and the attributes with other evidence.

    `attributes` is empty if you may not know them. `is_own_change`: your record was edited since
    your side's last review.
    """

    cause: ReviewCause
    attributes: tuple[str, ...]
    is_own_change: bool = False

    @property
    def is_needed(self) -> bool:
        """Whether a review is needed."""
        return self.cause is not ReviewCause.NONE


NO_REVIEW = RequiredReview(ReviewCause.NONE, ())


def known_scores(score: Score, other: VisibleRecord) -> Scores | None:
    """Return a score as numbers that may be shown to the viewer of `other`.

    A number is finer than a band, so it uses only attributes whose agreement may be shown as well.
    Return None if another engine version wrote the evidence.
    """
    try:
        levels, bits = stored_arrays([score.levels])
    except EvidenceError:
        return None
    mask = flow_table.score_mask(other.view, other.record.kind).only(
        name for name in ATTRIBUTE_NAMES if visibility.may_reveal_attribute(name, other)
    )
    return mask.scores(levels, bits, score.population)


def visible_levels(score: Score, other: VisibleRecord) -> Levels | None:
    """Return the level of each attribute that the viewer of `other` may know, by attribute name.

    Return None if another engine version wrote the evidence.
    """
    known_parts = known_scores(score, other)
    if known_parts is None:
        return None
    return {
        name: int(known_parts.levels[0, index])
        for index, name in enumerate(ATTRIBUTE_NAMES)
        if index != FAMILY_INDEX and visibility.may_reveal_attribute(name, other)
    }


def fingerprint(score: Score, other: VisibleRecord) -> str:
    """Return a short hash of the evidence that the viewer of `other` may know.

    A decision includes it, so that only evidence that was shown can be confirmed. The hash changes
    only when that evidence changes.
    """
    known_parts = visible_levels(score, other)
    text = "unreadable" if known_parts is None else json.dumps(known_parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def required_review(
    match: Match, end: str, other: VisibleRecord, scores: Mapping[int, Score]
) -> RequiredReview:
    """Return why the side at `end` must review a proposed or decided match.

    `scores` holds the current score and the one that this side reviewed, by id.
    """
    if match.state == MatchState.OPEN:
        return NO_REVIEW
    cause = ReviewCause(getattr(match, f"{end}_review"))
    current = scores.get(match.score_id or 0)
    reviewed = scores.get(getattr(match, f"{end}_reviewed"))
    if cause is ReviewCause.NONE or current is None or reviewed is None:
        return RequiredReview(cause, ())
    column = f"{end}_version"
    is_own_change = getattr(reviewed, column) != getattr(current, column)
    return RequiredReview(cause, _changed_attributes(reviewed, current, other), is_own_change)


def _changed_attributes(before: Score, after: Score, other: VisibleRecord) -> tuple[str, ...]:
    known_before, known_after = visible_levels(before, other), visible_levels(after, other)
    if known_before is None or known_after is None:
        return ()
    return tuple(name for name in known_after if known_before[name] != known_after[name])


def _is_weaker(before: Score, after: Score) -> bool:
    """Return whether evidence of identity that counted before counts less after a change."""
    try:
        _, bits = stored_arrays([before.levels, after.levels])
    except EvidenceError:
        return False
    counted = bits[0, _IDENTITY] > 0
    return bool((bits[1, _IDENTITY] < bits[0, _IDENTITY])[counted].any())


def _is_edited(before: Score, after: Score) -> bool:
    """Return whether one of the records was edited between two scores."""
    return (before.low_version, before.high_version) != (after.low_version, after.high_version)


def end_of(match: Match, record_id: int) -> str:
    """Return which end of a match a record is: `low` (the smaller record id) or `high`."""
    return "low" if match.low == record_id else "high"


def review_of(match: Match, record_id: int) -> ReviewCause:
    """Return why the side of this record must review the match."""
    return ReviewCause(getattr(match, f"{end_of(match, record_id)}_review"))


def check_reviewed(match: Match, record_id: int) -> None:
    """Raise `Conflict` while the side of this record must review the match."""
    if review_of(match, record_id) != ReviewCause.NONE:
        raise Conflict(Refusal.REVIEW_IS_NEEDED)


def check_record_reviewed(session: Session, record_id: int) -> None:
    """Raise `Conflict` while the side of this record must review one of its confirmed matches."""
    if is_review_needed(session, record_id):
        raise Conflict(Refusal.REVIEW_IS_NEEDED)


def is_review_needed(session: Session, record_id: int) -> bool:
    """Return whether the side of this record must review one of its confirmed matches."""
    needed = or_(
        and_(Match.low == record_id, Match.low_review != ReviewCause.NONE),
        and_(Match.high == record_id, Match.high_review != ReviewCause.NONE),
    )
    query = select(Match.id).where(needed, Match.state == MatchState.CONFIRMED)
    return session.scalar(query.limit(1)) is not None


def scores_of(session: Session, matches: Iterable[Match]) -> dict[int, Score]:
    """Return the current and the reviewed scores of matches, by id; one statement."""
    ids = {
        score_id
        for match in matches
        for score_id in (match.score_id, match.low_reviewed, match.high_reviewed)
        if score_id
    }
    if not ids:
        return {}
    return {score.id: score for score in session.scalars(select(Score).where(Score.id.in_(ids)))}


def keep_equal_reviews(match: Match, new: Score, scores: Mapping[int, Score]) -> None:
    """Mark an equivalent new score of a match as reviewed by each side that reviewed the old one.

    Scores are equivalent if no record was edited, or if their levels are the same. They also are if
    stored evidence cannot be read, because another engine version wrote it. So neither counts of
    the store nor a new engine version require a review.
    `scores` holds the reviewed scores by id. A side whose reviewed score is missing does not
    change. A review that is already required stays required.
    """
    for end in ENDS:
        reviewed = scores.get(getattr(match, f"{end}_reviewed"))
        if reviewed is not None and _can_replace(reviewed, new):
            setattr(match, f"{end}_reviewed", new.id)


def _can_replace(reviewed: Score, new: Score) -> bool:
    if not _is_edited(reviewed, new):
        return True
    try:
        levels, _ = stored_arrays([reviewed.levels, new.levels])
    except EvidenceError:
        return True
    return bool((levels[0] == levels[1]).all())


def notify_of_changes(
    session: Session,
    context: Context,
    changed: Sequence[tuple[Match, Score, Score]],
) -> None:
    """Mark the sides that must review a match again because its evidence changed, and notify their
    responsible agencies.

    `changed` has each decided or proposed match with its score before and after the change. A side
    is marked if the levels that it may know differ, both from the score before and from the score
    that it last reviewed. A side of a confirmed match is also marked if other evidence of identity
    became weaker. The mark is stored in the match. A side that must already review the match gets
    no second notification.
    """
    before = {match.id: (old, new) for match, old, new in changed}
    rows = [(match, new) for match, _, new in changed]
    scores = scores_of(session, [match for match, _, _ in changed])
    for side in match_knowledge.sides_of(session, context.clock.now(), rows):
        # the other record as people of this side's agency see it
        classes = visibility.classes_of(side.view, hides_appearance=side.other.hides_appearance)
        other = dataclasses.replace(side.other, view=side.view, classes=classes)
        old, new = before[side.match.id]
        reviewed = scores.get(getattr(side.match, f"{side.end}_reviewed"))
        if reviewed is None or not _is_edited(reviewed, new):
            continue
        is_known = all(_changed_attributes(score, new, other) for score in (old, reviewed))
        is_confirmed = side.match.state == MatchState.CONFIRMED and side.view > View.NONE
        if not is_known and not (
            is_confirmed and all(_is_weaker(score, new) for score in (old, reviewed))
        ):
            continue
        # a proposed undo may be withdrawn; the changed evidence is still to be reviewed then
        cause = getattr(side.match, f"{side.end}_review")
        if cause in {ReviewCause.NONE, ReviewCause.UNDO_PROPOSED}:
            setattr(side.match, f"{side.end}_review", ReviewCause.EVIDENCE_CHANGED)
            about = notifications.NotificationSubject(
                side.own.record.agency_id, side.own.record.id, side.match.id
            )
            notifications.notify_of_event(
                session, context, about, kind=NotificationKind.REVIEW_NEEDED
            )
