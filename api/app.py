"""The application. Context and database are created here once and passed to every route."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import errors, openapi
from api.admission import Admission
from api.identity_provider import make_provider
from api.routes.agencies import (
    access,
    closings,
    directory,
    enrolment,
    oidc,
    passkeys,
    sessions,
    tokens,
)
from api.routes.case import (
    assignments,
    care_confirmation,
    contacts,
    deadlines,
    indicators,
    reporter_checks,
    sealed_messages,
    sightings,
    story,
    transfers,
)
from api.routes.consent import written_consent
from api.routes.data_rights import retention, rights
from api.routes.disclosure import exports, requests_and_grants
from api.routes.imports import import_batches
from api.routes.matching_runs import runs
from api.routes.operations import quarantine, system_status
from api.routes.oversight import alert_list, approvals, audit
from api.routes.records import (
    closures,
    drafts,
    field_preview,
    notifications,
    photos,
    prints,
    register,
    relay,
)
from api.routes.review import hand_matches, match_changes, matches, messages
from api.routes.search import (
    batch_match,
    link_requests,
    past_searches,
    person_search,
    saved_searches,
)
from api.routes.statistics import published_counts, reports
from api.security import RequestGuard
from api.telemetry import Meters, Telemetry
from api.web import codes
from api.web import errors as web
from api.web.errors import render_error
from api.web.form_redirects import FormRedirects
from api.web.pages import home
from api.web.pages.agencies import closings as closing_pages
from api.web.pages.agencies import directory as directory_pages
from api.web.pages.agencies import enrolment as enrolment_pages
from api.web.pages.agencies import passkeys as passkey_pages
from api.web.pages.agencies import sign_in
from api.web.pages.agencies import tokens as token_pages
from api.web.pages.case import assignments as assignment_pages
from api.web.pages.case import care_confirmation as care_confirmation_pages
from api.web.pages.case import contacts as contact_pages
from api.web.pages.case import deadlines as deadline_pages
from api.web.pages.case import desk, safety
from api.web.pages.case import indicators as indicator_pages
from api.web.pages.case import reporter_checks as reporter_check_pages
from api.web.pages.case import sealed_messages as message_pages
from api.web.pages.case import sightings as sighting_pages
from api.web.pages.case import story as story_pages
from api.web.pages.consent import written_consent as consent_pages
from api.web.pages.disclosure import exports as export_pages
from api.web.pages.disclosure import requests_and_grants as disclosure_pages
from api.web.pages.imports import import_batches as import_pages
from api.web.pages.operations import administration
from api.web.pages.operations import system_status as system_status_pages
from api.web.pages.oversight import alert_list as oversight_pages
from api.web.pages.oversight import approvals as approval_pages
from api.web.pages.records import new_record
from api.web.pages.records import photos as photo_pages
from api.web.pages.records import prints as print_pages
from api.web.pages.records import register as record_pages
from api.web.pages.records import relay as relay_pages
from api.web.pages.review import hand_matches as hand_match_pages
from api.web.pages.review import matches as match_pages
from api.web.pages.review import messages as message_list_pages
from api.web.pages.search import link_requests as link_request_pages
from api.web.pages.search import person_search as search_pages
from api.web.pages.statistics import published_counts as statistic_pages
from api.web.pages.statistics import reports as report_pages
from api.web.render import STATIC
from api.web.static_files import Static
from core.settings import Settings, load_settings
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.agencies.single_sign_on import Provider
from services.foundation.context import Context, make_context
from services.matching_runs import warm_up

BEAT_S = 1.0
# Order matters: routes are tried in this order.
ROUTERS = (
    person_search.router,
    sessions.router,
    enrolment.router,
    access.router,
    tokens.router,
    oidc.router,
    passkeys.router,
    retention.router,
    rights.router,
    field_preview.router,
    drafts.router,
    register.router,
    import_batches.router,
    indicators.router,
    exports.router,
    photos.router,
    prints.router,
    story.router,
    care_confirmation.router,
    closures.router,
    codes.router,
    contacts.router,
    reporter_checks.router,
    deadlines.router,
    directory.router,
    closings.router,
    relay.router,
    transfers.router,
    assignments.router,
    sealed_messages.router,
    sightings.router,
    messages.router,
    hand_matches.router,
    batch_match.router,
    alert_list.router,
    approvals.router,
    audit.router,
    saved_searches.router,
    past_searches.router,
    link_requests.router,
    matches.router,
    match_changes.router,
    written_consent.router,
    requests_and_grants.router,
    runs.router,
    reports.router,
    published_counts.router,
    quarantine.router,
    system_status.router,
    notifications.router,
)
PAGES = (
    sign_in.router,
    passkey_pages.router,
    home.router,
    new_record.router,
    record_pages.router,
    story_pages.router,
    care_confirmation_pages.router,
    print_pages.router,
    contact_pages.router,
    reporter_check_pages.router,
    deadline_pages.router,
    consent_pages.router,
    safety.router,
    indicator_pages.router,
    photo_pages.router,
    search_pages.router,
    link_request_pages.router,
    match_pages.router,
    disclosure_pages.router,
    directory_pages.router,
    closing_pages.router,
    relay_pages.router,
    message_pages.router,
    sighting_pages.router,
    message_list_pages.router,
    hand_match_pages.router,
    import_pages.router,
    export_pages.router,
    desk.router,
    assignment_pages.router,
    approval_pages.router,
    oversight_pages.router,
    report_pages.router,
    statistic_pages.router,
    administration.router,
    system_status_pages.router,
    token_pages.router,
    enrolment_pages.router,
)
# Routes without a signed-in actor. A test requires an action for every other route.
PUBLIC = frozenset(
    {
        ("GET", "/v1/codes"),
        ("POST", "/v1/session"),
        ("POST", "/v1/session/passkey"),
        ("POST", "/v1/enrolment/start"),
        ("POST", "/v1/enrolment/finish"),
        ("POST", "/v1/session/oidc"),
        ("POST", "/v1/session/oidc/finish"),
        ("GET", "/sign-in"),
        ("POST", "/sign-in"),
        ("POST", "/sign-in/demo"),
        ("POST", "/sign-in/passkey"),
        ("POST", "/language"),
        ("GET", "/enrolment"),
        ("POST", "/enrolment"),
        ("POST", "/enrolment/finish"),
    }
)


async def _beat(app: FastAPI) -> None:
    """Note each second that the event loop runs."""
    while True:
        app.state.beat_at = time.monotonic()
        await asyncio.sleep(BEAT_S)


def create_app(
    settings: Settings | None = None,
    *,
    context: Context | None = None,
    database: Database | None = None,
    provider: Provider | None = None,
) -> FastAPI:
    """Return the application; missing arguments come from the environment."""
    settings = settings or load_settings()
    context = context or make_context(settings)
    database = database or Database(settings.database, door=DatabaseRole.SIGN_IN)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        beats = asyncio.create_task(_beat(app))
        with warm_up.warm_up_during(context, database) as app.state.has_kernels:
            yield
        beats.cancel()
        database.dispose()

    app = FastAPI(
        title="Homeward",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    app.state.provider = provider or make_provider(settings)
    app.state.context, app.state.database, app.state.meters = context, database, Meters()
    app.state.has_kernels = None  # an event while the application runs
    app.state.beat_at = None  # the last time at which the event loop ran
    errors.register_handlers(app, render_error)
    web.register_form_handlers(app)
    app.add_middleware(FormRedirects)
    app.add_middleware(RequestGuard)
    app.add_middleware(Admission, settings=settings, keys=context.keys, public=PUBLIC)
    app.add_middleware(Telemetry, meters=app.state.meters, is_behind_proxy=bool(settings.proxies))
    for router in ROUTERS:
        app.include_router(router)
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    app.state.page_routes = tuple(route for router in PAGES for route in router.routes)
    app.mount("/static", Static(directory=STATIC), name="static")
    document = functools.cache(lambda: openapi.make_document(settings, ROUTERS))
    app.openapi = document  # type: ignore[method-assign]
    return app
