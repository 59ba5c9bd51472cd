"""Probes and metrics on a port of their own, with an event loop and threads of their own."""

from __future__ import annotations

import socket
import threading

import uvicorn
from fastapi import FastAPI

from api import errors
from api.routes.operations import health, metrics
from api.routes.operations.probe_state import RENEW_S, ProbeState
from models.session import Database

CONNECTIONS = 64  # at once; others get 503


def create_probes(
    app: FastAPI, database: Database | None = None, *, max_age_s: float = RENEW_S
) -> FastAPI:
    """Return the application that answers probes about `app`.

    `database` is the connection of the probes; None: that of `app`. `max_age_s`: see `ProbeState`.
    """
    probes = FastAPI(title="Homeward probes", openapi_url=None, docs_url=None, redoc_url=None)
    probes.state.probe_state = ProbeState(app, database or app.state.database, max_age_s=max_age_s)
    probes.state.context, probes.state.meters = app.state.context, app.state.meters
    errors.register_handlers(probes, lambda _request, answer, _error: answer)
    probes.include_router(health.router)
    probes.include_router(metrics.router)
    return probes


def serve_probes(probes: FastAPI, listener: socket.socket) -> None:
    """Answer probes in a thread, which ends with the process."""
    probes.state.probe_state.start()
    config = uvicorn.Config(
        probes,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        http="h11",
        limit_concurrency=CONNECTIONS,
    )
    run = uvicorn.Server(config).run
    threading.Thread(target=run, args=([listener],), name="probes", daemon=True).start()
