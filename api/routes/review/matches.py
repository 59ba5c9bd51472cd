"""Matches: list, read the evidence, decide."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api import cursor
from api.deps import ContextDep, IfMatchOfMatch, MatchVersion, SessionDep, allow
from api.schemas.next_steps import NextStepsOut
from api.schemas.review.matches import (
    MatchDecisionIn,
    MatchDecisionOut,
    MatchOut,
    MatchPage,
    NextMatchOut,
)
from core.policy.actions import Action
from core.policy.review import MATCH_PROCESS
from services.foundation.actor import Actor
from services.review import decisions, match_lists, match_situation, visible_matches
from services.review.decision_steps import Judgement

router = APIRouter(prefix="/v1", tags=["matches"])

MayReview = Annotated[Actor, allow(Action.PROPOSE_DECISION)]


@router.get("/matches")
def list_matches(
    session: SessionDep,
    context: ContextDep,
    actor: MayReview,
    state: Literal["open", "proposed", "confirmed", "refuted"] = "open",
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=visible_matches.PAGE)] = visible_matches.PAGE,
) -> MatchPage:
    """List possible matches of your records.

    Strong ones are first, then possible ones, links (matches whose score your agency does not know)
    and weak ones; within a band the oldest is first. Matches that you may not know are left out.
    """
    after = cursor.decode(context, actor, f"matches:{state}", page)
    listed, position = match_lists.list_matches(
        session, context, actor, after=after, state=state, limit=limit
    )
    more = cursor.encode(context, actor, f"matches:{state}", position) if position else None
    return MatchPage(matches=[MatchOut.of(match) for match in listed], next=more)


@router.get("/records/{record_id}/matches", name="list_of_record")
def list_matches_of_record(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> MatchPage:
    """List possible matches of a record.

    Matches of any state are in the list; open ones are first.
    """
    of_record = match_lists.list_of_record(session, context, actor, record_id)
    return MatchPage(matches=[MatchOut.of(match) for match in of_record], next=None)


@router.get("/matches/{match_id}/next", name="next_open")
def read_next_match(
    match_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> NextMatchOut:
    """Read the id of the next open match.

    The order is that of the list. After the last match comes the first.
    """
    return NextMatchOut(match=visible_matches.next_open_match(session, context, actor, match_id))


@router.get("/matches/{match_id}")
def read_match(
    match_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayReview,
    response: Response,
) -> MatchOut:
    """Read a possible match with its evidence.

    Both records have the fields that you may see. The evidence is a sum of bits, with a sentence
    for each part. The answer has an `ETag`.
    """
    candidate = visible_matches.read_match(session, context, actor, match_id)
    response.headers["ETag"] = MatchVersion(candidate.version, candidate.evidence).etag
    steps = match_situation.read_next_steps(session, context, actor, match_id)
    shown = NextStepsOut.of(
        MATCH_PROCESS,
        steps,
        user_id=actor.user_id,
        ids={"match": match_id, "record": candidate.own.id},
    )
    return MatchOut.of(candidate, shown)


@router.post("/matches/{match_id}/decisions", status_code=201)
def give_decision(
    match_id: UUID,
    body: MatchDecisionIn,
    version: IfMatchOfMatch,
    session: SessionDep,
    context: ContextDep,
    actor: MayReview,
) -> MatchDecisionOut:
    """Decide a possible match. A caseworker proposes, a supervisor confirms. The request needs
    `If-Match`.
    """
    judgement = Judgement(
        outcome=body.outcome,
        reason=body.reason,
        expected_version=version.number,
        evidence=version.evidence,
    )
    return MatchDecisionOut(
        state=decisions.give_decision(session, context, actor, match_id, judgement)
    )
