"""Search for one person, or for those of a list, in one case.

Purpose, legal basis and case number are kept for the session.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from api.deps import ContextDep, SessionDep
from api.routes.search import batch_match, past_searches, saved_searches
from api.routes.search import person_search as searches
from api.schemas.search.batch_match import BatchIn
from api.schemas.search.person_search import SavedSearchIn, SearchIn
from api.web import language, render, search_cookie
from api.web.errors import FormRejected, shown_again
from api.web.forms import Form, From, SubmittedForm, make_request
from api.web.pages.records.new_record import rows_of
from core.codes.search import SearchState
from core.errors import Conflict, InvalidInput, LimitReached, Refused
from core.policy.exchange import MAX_BATCH_ROWS
from core.policy.search import REFUSED_PURPOSES, SAVED_SEARCH_DAYS
from services.exchange import csv_rows
from services.exchange.columns import suggest_mapping
from services.search.person_search import QUERY_COLUMNS

router = APIRouter()

PLAIN = (
    "full_name",
    "name_native",
    "birth_date",
    "age",
    "sex",
    "birth_place",
    "height_cm",
    "eyes",
    "hair",
)
PLACES = ("event_date", "event_country", "event_place")
LISTS: dict[str, Any] = {"refused": REFUSED_PURPOSES, "days_most": SAVED_SEARCH_DAYS}
# the page of a batch before its list was read
BATCH: dict[str, Any] = {
    "targets": sorted(QUERY_COLUMNS),
    "rows_most": MAX_BATCH_ROWS,
    "mapping": None,
    "text": "",
    "rows": None,
}
WHY = ("purpose", "legal_basis", "case_number", "bound_to")


@router.get("/search")
def show(
    request: Request, session: SessionDep, context: ContextDep, actor: searches.MaySearch
) -> Response:
    """Show an empty search, with the case of the last one."""
    sent = SubmittedForm(FormData(search_cookie.saved_fields(request, context, actor)))
    lists = {**LISTS, **_examples(session, actor)}
    return render.render_page(
        request, "search/search.html", sent=sent, errors={}, answer=None, **lists
    )


def _examples(session: SessionDep, actor: searches.MaySearch) -> dict[str, Any]:
    """Return examples of case numbers of the state, for the hint of the field."""
    return {"examples": past_searches.list_case_number_examples(session, actor).examples}


@router.post("/search", name="search")
def search_records(
    request: Request,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: searches.MaySearch,
) -> Response:
    """Search, and show the form again with the results."""
    lists = {**LISTS, **_examples(session, actor)}
    with shown_again(
        "search/search.html",
        InvalidInput,
        Conflict,
        Refused,
        LimitReached,
        sent=form,
        answer=None,
        **lists,
    ):
        answer = searches.search_records(
            make_request(SearchIn, body_of(form)), session, context, actor
        )
    page = render.render_page(
        request, "search/search.html", sent=form, errors={}, answer=answer, **lists
    )
    search_cookie.save_fields(page, context, actor, form.filled(*search_cookie.FIELDS))
    return page


@router.get("/search/batch")
def show_batch(
    request: Request, session: SessionDep, context: ContextDep, actor: searches.MaySearch
) -> Response:
    """Show the form for a search for several people."""
    sent = SubmittedForm(FormData(search_cookie.saved_fields(request, context, actor)))
    lists = {**BATCH, **_examples(session, actor)}
    return render.render_page(request, "search/batch.html", sent=sent, errors={}, **lists)


@router.post("/search/batch")
def search_batch(
    request: Request,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: searches.MaySearch,
) -> Response:
    """Ask for the meaning of each column of the list, then search for each row.

    The answer shows the results of each row.
    """
    form_state = {**BATCH, **_examples(session, actor), "sent": form}
    with shown_again("search/batch.html", InvalidInput, **form_state):
        text = _list_of(form)
    mapping = dict(zip(form.cells("column"), form.cells("as"), strict=False))
    form_state |= {"mapping": mapping or None, "text": text}
    with shown_again(
        "search/batch.html", InvalidInput, Conflict, Refused, LimitReached, **form_state
    ):
        if not mapping:
            columns = csv_rows.read_table_bytes(text.encode())[0]
            suggested = suggest_mapping(columns)
            mapping = {column: suggested.get(column, "") for column in columns}
            return render.render_page(
                request, "search/batch.html", errors={}, **{**form_state, "mapping": mapping}
            )
        chosen = {column: target for column, target in mapping.items() if target}
        body = {
            "file": text,
            "mapping": chosen,
            **{name: form.text(name) for name in search_cookie.FIELDS},
        }
        answer = batch_match.search_batch(make_request(BatchIn, body), session, context, actor)
    page = render.render_page(
        request, "search/batch.html", errors={}, **{**form_state, "rows": answer.rows}
    )
    search_cookie.save_fields(page, context, actor, form.filled(*search_cookie.FIELDS))
    return page


def _list_of(form: SubmittedForm) -> str:
    """Return the list as text: a chosen file's, or the pasted or carried text.

    Raises InvalidInput without a list, and for a file that is no text.
    """
    sent = form.file("file")
    if sent is not None:
        try:
            return sent.file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InvalidInput("file", "not_text") from None
    if not form.text("text"):
        raise InvalidInput("file", "needed")
    return form.raw("text")


@router.get("/saved-searches", name="list_saved_searches")
def list_saved_searches(
    request: Request, session: SessionDep, context: ContextDep, actor: searches.MaySearch
) -> Response:
    """Show the saved searches of the actor."""
    listed = saved_searches.list_saved_searches(session, context, actor).searches
    return render.render_page(request, "search/saved.html", searches=listed)


@router.get("/searches")
def list_past_searches(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: searches.MaySearch,
    page: From = None,
) -> Response:
    """Show the past searches of the actor."""
    listed = past_searches.list_past_searches(session, context, actor, page)
    return render.render_page(request, "search/past.html", listed=listed)


@router.get("/searches/{search_id}")
def read_past_search(
    request: Request,
    search_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: searches.MaySearch,
) -> Response:
    """Show a past search of the user and the records that the actor may see today."""
    return render.render_page(
        request,
        "search/opened.html",
        opened=past_searches.read_past_search(search_id, session, context, actor),
        days_most=SAVED_SEARCH_DAYS,
        sent=None,
        errors={},
    )


@router.post("/search/{search_id}/save", name="save")
def save_search(
    search_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: searches.MaySearch,
) -> Response:
    """Save a search, with its reason and for so many days; a refusal stays at the search."""
    try:
        saved = saved_searches.save_search(
            search_id, form.to_request(SavedSearchIn), session, context, actor
        )
    except (InvalidInput, Conflict, LimitReached) as error:
        opened = past_searches.read_past_search(search_id, session, context, actor)
        raise FormRejected(
            "search/opened.html", error, sent=form, opened=opened, days_most=SAVED_SEARCH_DAYS
        ) from error
    is_waiting = saved.state is SearchState.WAITING
    return render.redirect_after_post(
        "/saved-searches", done="waits" if is_waiting else "search_saved"
    )


@router.post("/saved-searches/{saved_search_id}/end", name="end")
def end_saved_search(
    saved_search_id: UUID, session: SessionDep, context: ContextDep, actor: searches.MaySearch
) -> Response:
    """End a saved search, or withdraw it."""
    saved_searches.end_saved_search(saved_search_id, session, context, actor)
    return render.redirect_after_post("/saved-searches", done="ended")


def body_of(form: SubmittedForm) -> dict[str, Any]:
    """Return the interface's request for a filled-in form."""
    facts: dict[str, Any] = form.filled(*PLAIN, *PLACES)
    facts |= {
        name: form.texts(name)
        for name in ("nationalities", "languages", "aliases")
        if form.texts(name)
    }
    if "nationalities" in facts:
        facts["nationalities"] = [
            language.country_code(country) for country in facts["nationalities"]
        ]
    facts |= rows_of(form)
    return {"facts": facts, "purpose": "", "legal_basis": "", "case_number": ""} | form.filled(*WHY)
