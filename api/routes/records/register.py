"""Records: register, read, list, edit and close."""

from __future__ import annotations

import dataclasses
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response, status

from api import cursor
from api.deps import ContextDep, IfMatch, SessionDep, VersionedDep, allow, etag
from api.schemas.records.register import (
    ClosingIn,
    Kind,
    OwnSearchIn,
    OwnSearchOut,
    RecordCreatedOut,
    RecordIn,
    RecordLine,
    RecordOut,
    RecordPage,
    RecordPatch,
    Status,
)
from core.policy.actions import REGISTER_ACTIONS, Action
from services.foundation.actor import Actor
from services.imports import registration
from services.records import own_search, register
from services.records.register import RecordFilter

router = APIRouter(prefix="/v1/records", tags=["records"])

MaySearchOwn = Annotated[Actor, allow(Action.SEARCH_OWN)]
MayEdit = Annotated[Actor, allow(Action.EDIT)]
MayCorrect = Annotated[Actor, allow(Action.EDIT, Action.CORRECT)]
MayRegister = Annotated[Actor, allow(*REGISTER_ACTIONS.values())]


@router.post("", name="register", status_code=status.HTTP_201_CREATED)
def create_record(
    body: RecordIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayRegister,
    response: Response,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> RecordCreatedOut:
    """Register a record.

    The record is matched in the background. Two requests with one Idempotency-Key create one
    record. With `reporter_check: checked`, a second person is asked to check the report. A report
    of a listed institution is checked automatically.
    """
    registered = registration.register(
        session, context, actor, body.registration(key=idempotency_key)
    )
    response.headers["Location"] = f"/v1/records/{registered.id}"
    response.headers["ETag"] = etag(registered.version)
    return RecordCreatedOut.of(registered)


@dataclasses.dataclass(frozen=True, slots=True)
class Listing:
    """Filters of a list of own records, its length and its cursor, as query parameters.

    `page` is the cursor; None gives the first page.
    """

    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None
    kind: Kind = ""
    status: Status = ""
    limit: Annotated[int, Query(ge=1, le=register.PAGE)] = register.PAGE


@router.get("", name="list_own")
def list_records(
    session: SessionDep,
    context: ContextDep,
    actor: Annotated[Actor, allow(Action.READ_OWN)],
    listing_filters: Annotated[Listing, Depends()],
) -> RecordPage:
    """List your records.

    The newest is first. The role decides the scope: assigned records, those of the agency, or
    police records of the state.
    """
    listing = f"records:{listing_filters.kind}:{listing_filters.status}"
    before = cursor.decode(context, actor, listing, listing_filters.page)
    seen = register.list_own_records(
        session,
        context,
        actor,
        before=before,
        record_filter=RecordFilter(listing_filters.kind, listing_filters.status),
        limit=listing_filters.limit,
    )
    lines = [RecordLine.of(record) for record in register.open_records(session, context, seen)]
    return RecordPage(
        records=lines,
        next=cursor.encode_next(
            context, actor, listing, [view.record.id for view in seen], listing_filters.limit
        ),
    )


@router.post("/search", name="search_own")
def search_own_records(
    body: OwnSearchIn, session: SessionDep, context: ContextDep, actor: MaySearchOwn
) -> OwnSearchOut:
    """Search your own records by reference, name or telephone.

    The role decides the scope, as for the list of your records. The text is in the body, so that it
    is in no address and in no log.
    """
    answer = own_search.search_own_records(
        session, context, actor, body.text, RecordFilter(body.kind, body.status)
    )
    return OwnSearchOut(
        records=[RecordLine.of(line) for line in answer.found], is_complete=answer.is_complete
    )


@router.get("/{record_id}", name="read")
def read_record(
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: Annotated[Actor, allow(Action.READ_OWN, Action.READ_OTHERS)],
    response: Response,
) -> RecordOut:
    """Read a record.

    The answer has the fields that you may see. A hidden record and a missing one have the same
    answer.
    """
    view = register.read_record(session, context, actor, record_id)
    if view.is_responsible:
        response.headers["ETag"] = etag(view.version)
    return RecordOut.of(view)


@router.patch("/{record_id}", name="edit")
def edit_record(
    record_id: UUID,
    body: RecordPatch,
    change: VersionedDep,
    session: SessionDep,
    context: ContextDep,
    actor: MayCorrect,
) -> RecordOut:
    """Edit a record.

    The request has the changed columns or declarations, and needs `If-Match`. The record is matched
    again. Software corrects facts only: it changes no declaration, sharing or identity.
    """
    view = register.edit_record(
        session,
        context,
        actor,
        record_id,
        register.Edit(
            changes=body.row(),
            declared=body.declared(),
            expected_version=change.version,
            reason=body.reason,
        ),
    )
    change.set_etag(view.version)
    return RecordOut.of(view)


@router.post("/{record_id}/close", name="close", status_code=status.HTTP_204_NO_CONTENT)
def close_record(
    record_id: UUID,
    body: ClosingIn,
    version: IfMatch,
    session: SessionDep,
    context: ContextDep,
    actor: Annotated[Actor, allow(Action.CLOSE)],
) -> None:
    """Close a record. The request needs a sentence of the fixed list, and `If-Match`."""
    register.close_record(
        session,
        context,
        actor,
        record_id,
        register.RecordClosing(closure=body.closure, expected_version=version, reason=body.reason),
    )
