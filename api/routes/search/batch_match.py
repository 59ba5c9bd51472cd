"""Search for several people at once."""

from __future__ import annotations

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep
from api.routes.search.person_search import MaySearch
from api.schemas.search.batch_match import BatchIn, BatchOut
from services.search import batch_search

router = APIRouter(prefix="/v1/batch-matches", tags=["search"])


@router.post("", name="match", status_code=status.HTTP_201_CREATED)
def search_batch(
    body: BatchIn,
    session: SessionDep,
    context: ContextDep,
    actor: MaySearch,
) -> BatchOut:
    """Search for several people at once.

    The CSV file has at most %(batch_rows)s people of one case. Each row counts as a search and is
    written to the audit log.
    """
    answers = batch_search.search_rows(
        session, context, actor, data=body.file.encode(), form="csv", query=body.query()
    )
    return BatchOut.of(answers)
