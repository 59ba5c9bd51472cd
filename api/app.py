"""Builds the application: context and database are made here once and handed to every route."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import errors
from api.identity_provider import make_provider
from api.routes import (
    access,
    batch_match,
    clearances,
    closures,
    consents,
    contacts,
    custody,
    directory,
    disclosures,
    drafts,
    enrolment,
    exports,
    health,
    imports,
    indicators,
    metrics,
    notices,
    oidc,
    oversight,
    pairs,
    passkeys,
    photos,
    prints,
    quarantine,
    readings,
    records,
    relay,
    reports,
    retention,
    reviews,
    rights,
    runs,
    search,
    sessions,
    standing,
    statistics,
    story,
    trail,
    transfers,
    upkeep,
)
from api.security import Guard
from api.telemetry import Meters, Telemetry
from api.web import errors as web
from api.web.errors import present
from api.web.pages import administration, around, desk, home, register, safety, sign_in
from api.web.pages import clearances as clearance_pages
from api.web.pages import consents as consent_pages
from api.web.pages import custody as custody_pages
from api.web.pages import directory as directory_pages
from api.web.pages import disclosures as disclosure_pages
from api.web.pages import enrolment as enrolment_pages
from api.web.pages import exports as export_pages
from api.web.pages import imports as import_pages
from api.web.pages import indicators as indicator_pages
from api.web.pages import oversight as oversight_pages
from api.web.pages import pairs as pair_pages
from api.web.pages import passkeys as passkey_pages
from api.web.pages import photos as photo_pages
from api.web.pages import prints as print_pages
from api.web.pages import records as record_pages
from api.web.pages import relay as relay_pages
from api.web.pages import reports as report_pages
from api.web.pages import search as search_pages
from api.web.pages import statistics as statistic_pages
from api.web.pages import story as story_pages
from api.web.pages import upkeep as upkeep_pages
from api.web.render import STATIC
from api.web.static_files import Static
from core.settings import Settings, load_settings
from models.session import Database
from models.wall import Door
from services import warming
from services.context import Context, make_context
from services.identities import Provider

# The first ones first: an address is looked for in the order of the list, through every route before it.
ROUTERS = (
    search.router,
    health.router,
    metrics.router,
    sessions.router,
    enrolment.router,
    access.router,
    oidc.router,
    passkeys.router,
    retention.router,
    rights.router,
    readings.router,
    drafts.router,
    records.router,
    imports.router,
    indicators.router,
    exports.router,
    photos.router,
    prints.router,
    story.router,
    custody.router,
    closures.router,
    contacts.router,
    clearances.router,
    directory.router,
    relay.router,
    transfers.router,
    batch_match.router,
    oversight.router,
    trail.router,
    standing.router,
    pairs.router,
    reviews.router,
    consents.router,
    disclosures.router,
    runs.router,
    reports.router,
    statistics.router,
    quarantine.router,
    upkeep.router,
    notices.router,
)
PAGES = (
    sign_in.router,
    passkey_pages.router,
    home.router,
    register.router,
    record_pages.router,
    story_pages.router,
    custody_pages.router,
    print_pages.router,
    around.router,
    clearance_pages.router,
    consent_pages.router,
    safety.router,
    indicator_pages.router,
    photo_pages.router,
    search_pages.router,
    pair_pages.router,
    disclosure_pages.router,
    directory_pages.router,
    relay_pages.router,
    import_pages.router,
    export_pages.router,
    desk.router,
    oversight_pages.router,
    report_pages.router,
    statistic_pages.router,
    administration.router,
    upkeep_pages.router,
    enrolment_pages.router,
)
# Routes that need no signed-in actor; every other one declares an action, or a test is red. /metrics has its own token.
PUBLIC = frozenset(
    {
        ("GET", "/health/live"),
        ("GET", "/health/ready"),
        ("GET", "/metrics"),
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


def create_app(
    settings: Settings | None = None,
    *,
    context: Context | None = None,
    database: Database | None = None,
    provider: Provider | None = None,
) -> FastAPI:
    """Return the application; settings, context and database are read from the environment where none is given."""
    settings = settings or load_settings()
    context = context or make_context(settings)
    database = database or Database(settings.database, door=Door.GATE)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        with warming.beside(context, database):
            yield
        database.dispose()

    app = FastAPI(
        title="Homeward",
        version="1",
        description="A European missing-persons database with a matching service: a feasibility prototype.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    app.state.provider = provider or make_provider(settings)
    app.state.context, app.state.database, app.state.meters = context, database, Meters()
    errors.install(app, present)
    web.install(app)
    app.add_middleware(Guard)
    app.add_middleware(Telemetry, meters=app.state.meters)
    for router in ROUTERS:
        app.include_router(router)
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    app.mount("/static", Static(directory=STATIC), name="static")
    return app
