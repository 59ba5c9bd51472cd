"""Pairs: list, read the evidence, decide."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api import cursor
from api.deps import ContextDep, PairMatch, PairVersion, SessionDep, allow
from api.schemas.next_steps import NextStepsOut
from api.schemas.review.pairs import (
    MatchDecisionIn,
    MatchDecisionOut,
    NextPairOut,
    PairOut,
    PairPage,
)
from core.policy.actions import Action
from core.policy.review import PAIR_PROCESS
from services.foundation.actor import Actor
from services.review import decisions, pair_lists, pair_situation, reviews
from services.review.decision_steps import Judgement

router = APIRouter(prefix="/v1", tags=["pairs"])

MayReview = Annotated[Actor, allow(Action.PROPOSE_DECISION)]


@router.get("/pairs")
def list_pairs(
    session: SessionDep,
    context: ContextDep,
    actor: MayReview,
    state: Literal["open", "proposed", "confirmed", "refuted"] = "open",
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=reviews.PAGE)] = reviews.PAGE,
) -> PairPage:
    """List possible matches of your records.

    Strong ones are first, then possible ones, links (pairs whose score your agency does not know)
    and weak ones; within a band the oldest is first. Pairs that you may not know are left out.
    """
    after = cursor.decode(context, actor, f"pairs:{state}", page)
    found, position = pair_lists.list_pairs(
        session, context, actor, after=after, state=state, limit=limit
    )
    more = cursor.encode(context, actor, f"pairs:{state}", position) if position else None
    return PairPage(pairs=[PairOut.of(pair) for pair in found], next=more)


@router.get("/records/{record_id}/pairs", name="list_of_record")
def list_pairs_of_record(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> PairPage:
    """List possible matches of a record.

    Pairs of any state are in the list; open ones are first.
    """
    found = pair_lists.list_of_record(session, context, actor, record_id)
    return PairPage(pairs=[PairOut.of(pair) for pair in found], next=None)


@router.get("/pairs/{pair_id}/next", name="next_open")
def read_next_pair(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> NextPairOut:
    """Read the id of the next open pair.

    The order is that of the list. After the last pair comes the first.
    """
    return NextPairOut(pair=reviews.next_open_pair(session, context, actor, pair_id))


@router.get("/pairs/{pair_id}")
def read_pair(
    pair_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayReview,
    response: Response,
) -> PairOut:
    """Read a possible match with its evidence.

    Both records have the fields that you may see. The evidence is a sum of bits, with a sentence
    for each part. The answer has an `ETag`.
    """
    candidate = reviews.read_pair(session, context, actor, pair_id)
    response.headers["ETag"] = PairVersion(candidate.version, candidate.evidence).etag
    steps = pair_situation.read_next_steps(session, context, actor, pair_id)
    shown = NextStepsOut.of(
        PAIR_PROCESS,
        steps,
        user_id=actor.user_id,
        ids={"pair": pair_id, "record": candidate.own.id},
    )
    return PairOut.of(candidate, shown)


@router.post("/pairs/{pair_id}/decisions", status_code=201)
def give_decision(
    pair_id: UUID,
    body: MatchDecisionIn,
    version: PairMatch,
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
        state=decisions.give_decision(session, context, actor, pair_id, judgement)
    )
