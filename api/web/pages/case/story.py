"""Course of a child's case: missing from care, located, returned; closing and reopening."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.case import story
from api.routes.data_rights import retention
from api.routes.records import closures, prints, register
from api.schemas.case.story import ReturnIn, StepIn
from api.schemas.common import ReasonIn
from api.schemas.data_rights.retention import ReviewProposalIn
from api.schemas.next_steps import NextStepsOut
from api.schemas.records.register import ClosingIn, RecordOut
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Change, Form, SubmittedForm, Version, make_request, parse_moment
from core.codes.case import Outcome
from core.codes.records import EpisodeKind, RecordStatus
from core.errors import Conflict, InvalidInput, Refused, require_code
from core.policy.case.closures import RETURN_CLOSURES
from core.policy.case.departure_practice import PracticeDetail
from core.policy.case.story_steps import STORY_ACTS
from core.refusals import Refusal
from services.case.care.departure_practice import PracticeAnswerForm
from services.case.care.missing_from_care import MissingFromCareForm
from services.foundation.actor import Actor

router = APIRouter(prefix="/records/{record_id}")


# what the form of a story writes; a child missing from care has a form of its own
STORY_STEPS = (Outcome.LOCATED, Outcome.SAFE, Outcome.RETURNED, Outcome.REUNIFIED)


@router.get("/story", name="show")
def show_story(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: story.MayTell,
) -> Response:
    """Show the episodes of a record's story and the episodes that may be written next."""
    page = _story(record_id, session, context, actor)
    return render.render_page(request, "records/story.html", **page, errors={}, sent=None)


def _story(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: Actor
) -> dict[str, Any]:
    story_of_record = story.list_episodes(record_id, session, context, actor)
    refused = _refused(story_of_record.next_steps)
    return {
        "record": _record(record_id, session, context, actor),
        "story": story_of_record,
        "offered": [outcome for outcome in STORY_STEPS if STORY_ACTS[outcome] not in refused],
        "refused": _by_reason(refused),
        "may_leave": "leave" not in refused,
        "closures": sorted(RETURN_CLOSURES),
    }


def _refused(steps: NextStepsOut | None) -> dict[str, str]:
    """Return the acts that are refused now, with the code of the reason.

    An act that the table does not have is refused without a reason to show.
    """
    if steps is None:
        return dict.fromkeys(STORY_ACTS.values(), "")
    reasons = {one.name: one.reason.code if one.reason else None for one in steps.actions}
    reason_by_act = {act: reasons.get(act, "") for act in STORY_ACTS.values()}
    return {act: code for act, code in reason_by_act.items() if code is not None}


def _by_reason(refused: dict[str, str]) -> list[list[tuple[str, str]]]:
    """Return the refused steps as acts and episodes, those with one reason together."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for episode, act in STORY_ACTS.items():
        if refused.get(act):
            groups.setdefault(refused[act], []).append((act, episode))
    return list(groups.values())


@router.post("/story", name="step")
def record_step(
    record_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: story.MayTell
) -> Response:
    """Record what happened to the person."""
    page = _story(record_id, session, context, actor)
    with shown_again("records/story.html", InvalidInput, Conflict, **page, sent=form):
        _write_step(record_id, form, session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}/story", done="located")


def _write_step(
    record_id: UUID, form: SubmittedForm, session: SessionDep, context: ContextDep, actor: Actor
) -> None:
    outcome = form.text("outcome")
    require_code("outcome", outcome, STORY_STEPS)
    content: dict[str, Any] = {"at": parse_moment(form, "at", actor.time_zone)}
    if outcome == Outcome.RETURNED:
        content |= form.filled("closure", "note")
        story.record_return(record_id, make_request(ReturnIn, content), session, context, actor)
        return
    body = make_request(StepIn, content | form.filled("place", "by", "note"))
    write = {
        Outcome.LOCATED: story.record_located,
        Outcome.SAFE: story.record_safe,
        Outcome.REUNIFIED: story.record_reunified,
    }[Outcome(outcome)]
    write(record_id, body, session, context, actor)


def _record(record_id: UUID, session: SessionDep, context: ContextDep, actor: Actor) -> RecordOut:
    return register.read_record(record_id, session, context, actor, Response())


@router.get("/missing-from-care")
def show_missing_from_care(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: story.MayTell,
) -> Response:
    """Show the form for a child missing from care, or who knows of its report."""
    record = _record(record_id, session, context, actor)
    if any(link.is_origin for link in record.same_child_records):
        page = _departure_page(record, session, context, actor)
        return render.render_page(request, "records/departure_read.html", **page, errors={})
    page = _leaving_page(record_id, session, context, actor)
    return render.render_page(
        request,
        "records/missing_from_care.html",
        **page,
        now=context.clock.now(),
        sent=None,
        errors={},
    )


def _departure_page(
    record: RecordOut, session: SessionDep, context: ContextDep, actor: Actor
) -> dict[str, Any]:
    return {
        "record": record,
        "departure_states": story.read_departure(record.id, session, context, actor).states,
        "practice": story.read_practice(record.id, session, context, actor).questions,
    }


@router.post("/practice", name="answer_practice")
def answer_practice(
    record_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: story.MayTell
) -> Response:
    """Answer a question that practice asks about a child missing from care."""
    page = _departure_page(_record(record_id, session, context, actor), session, context, actor)
    content = {
        **form.filled("question", "answer"),
        "details": form.filled(*(detail.value for detail in PracticeDetail)),
    }
    with shown_again("records/departure_read.html", InvalidInput, Conflict, **page, sent=form):
        body = make_request(PracticeAnswerForm, content)
        story.answer_practice(record_id, body, session, context, actor)
    return render.redirect_after_post(
        f"/records/{record_id}/missing-from-care#practice", done="saved"
    )


def _leaving_page(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: Actor
) -> dict[str, Any]:
    """Return what the form is shown with; raise `Conflict` for a record that never has it."""
    steps = story.next_steps_of(record_id, session, context, actor)
    leave = STORY_ACTS[EpisodeKind.MISSING_FROM_CARE]
    if steps is None or all(one.name != leave for one in steps.actions):
        raise Conflict(Refusal.WRONG_RECORD_KIND)
    return {"record_id": record_id, "next_steps": steps, "may_leave": leave not in _refused(steps)}


@router.post("/missing-from-care", name="leave")
def report_missing_from_care(
    request: Request,
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: story.MayTell,
) -> Response:
    """Record it, file the report, inform the desks; show contacts and the police form."""
    page = _leaving_page(record_id, session, context, actor)
    with shown_again(
        "records/missing_from_care.html", InvalidInput, Conflict, **page, now="", sent=form
    ):
        left = story.report_missing_from_care(
            record_id,
            make_request(MissingFromCareForm, _leaving(form, actor)),
            session,
            context,
            actor,
        )
    printed = prints.fill_form(left.report, session, context, actor)
    return render.render_page(
        request, "records/print.html", printed=printed, left=left, status_code=201
    )


def _leaving(form: SubmittedForm, actor: Actor) -> dict[str, Any]:
    return {
        "left_at": parse_moment(form, "left_at", actor.time_zone),
        **form.filled(
            "country", "place", "noticed_by", "clothing", "money", "description", "record_ref"
        ),
        "companions": [
            ":".join(parts).strip(":") for parts in form.rows("relative_relation", "relative_name")
        ],
        "phones": [
            ":".join(parts).strip(":") for parts in form.rows("phone_owner", "phone_number")
        ],
        "likely_states": [
            ":".join(parts).strip(":") for parts in form.rows("likely_state", "state_danger")
        ],
    }


@router.get("/close")
def show_close(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: closures.MayClose,
) -> Response:
    """Show the sentences the record may be closed with."""
    page = _closing(record_id, session, context, actor)
    return render.render_page(request, "records/close.html", **page, errors={}, sent=None)


def _closing(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: Actor
) -> dict[str, Any]:
    return {
        "record": _record(record_id, session, context, actor),
        "options": closures.list_closures(record_id, session, context, actor),
    }


@router.post("/close", name="close")
def close_record(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: closures.MayClose,
    now: Version,
) -> Response:
    """Close the record."""
    page = _closing(record_id, session, context, actor)
    with shown_again("records/close.html", InvalidInput, Conflict, Refused, **page, sent=form):
        register.close_record(record_id, form.to_request(ClosingIn), now, session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}", done="closed")


@router.post("/reopen", name="reopen")
def reopen_record(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: closures.MayClose,
    change: Change,
) -> Response:
    """Reopen the record."""
    closures.reopen_record(record_id, form.to_request(ReasonIn), change, session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}", done="reopened")


@router.get("/review")
def show_review(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: retention.MayExtend,
) -> Response:
    """Show the possible decisions at the review of a record."""
    page = _review(record_id, session, context, actor)
    return render.render_page(request, "records/review.html", **page, sent=None, errors={})


def _review(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: Actor
) -> dict[str, Any]:
    record = _record(record_id, session, context, actor)
    return {
        "record": record,
        "review": retention.read_retention_review(record_id, session, context, actor),
        "outcomes": FITS[record.status],
    }


# possible decisions of a review, by the record's status
FITS: dict[str, tuple[str, str]] = {
    RecordStatus.OPEN: ("keep", "archive"),
    RecordStatus.CLOSED: ("keep", "erase"),
}


@router.post("/review", name="review")
def propose_review(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: retention.MayExtend,
) -> Response:
    """Propose what happens to the record; a second person decides."""
    page = _review(record_id, session, context, actor)
    with shown_again("records/review.html", InvalidInput, Conflict, **page, sent=form):
        body = form.to_request(ReviewProposalIn)
        retention.propose_retention_review(record_id, body, session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}/review", done="review_proposed")
