"""`python -m api`: serves the application of this environment until a signal stops it.

With several processes (`HOMEWARD_API_PROCESSES`) each is `python -m api NUMBER NUMBER`, with the
descriptors of the two listening sockets: of the API and of its probes.
"""

from __future__ import annotations

import gc
import signal
import socket
import sys
from types import FrameType

import uvicorn

from api import process_pool
from core import logs
from core.errors import HomewardError, SettingsError, exit_code
from core.policy.access import CONNECTIONS, OTHER_DESCRIPTORS
from core.process import parent_watch
from core.process.descriptors import raise_limit
from core.process.scheduling_priority import shorten_switch_interval
from core.settings import Settings, load_settings
from core.tracing import start_traces

BACKLOG = 2048
STOP_S = 10  # for requests in flight; the supervisor waits 12 s, a container 30 s


def serve(settings: Settings, listener: socket.socket, probe_listener: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT, then finish the requests in flight and return.

    Requests are not logged: the audit log has their actions and times. Raises SettingsError if this
    process must not work on the store.
    """
    # these imports load everything; the supervisor process does not need them
    from api.admission import MAX_HEADERS
    from api.app import create_app
    from api.connections import make_protocol
    from api.probes import create_probes, serve_probes
    from models.row_security.database_roles import DatabaseRole
    from models.session import Database
    from services.operations.store_check import Watch

    start_traces(settings.traces_url, "api")
    app = create_app(settings)
    most = max(1, min(CONNECTIONS, raise_limit() - OTHER_DESCRIPTORS))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=STOP_S,
        # only h11 limits header fields that have not arrived completely
        http=make_protocol(settings, most),
        h11_max_incomplete_event_size=MAX_HEADERS,
        # without our own proxies, a forwarded address is not trusted
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies or None,
    )
    # uvicorn raises the stop signal again for an earlier handler; here it has no further effect
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _nothing_more)
    shorten_switch_interval()
    probes = create_probes(app, Database(settings.database, door=DatabaseRole.SIGN_IN))
    gc.collect()
    # loaded objects stay; collecting cycles among them delays a request by a quarter of a second
    gc.freeze()
    server = uvicorn.Server(config)

    def end() -> None:
        server.should_exit = True

    watch = Watch(app.state.database, app.state.context, end)
    watch.start()
    serve_probes(probes, probe_listener)
    with logs.lifetime():
        server.run(sockets=[listener])
    if watch.reason is not None:
        raise watch.reason


def _nothing_more(_number: int, _frame: FrameType | None) -> None:
    pass


def _listen(settings: Settings, port: int, variable: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SettingsError(
            f"HOMEWARD_HOST and {variable}: cannot listen on port {port} ({reason}); choose another"
            " port, or end the program that uses it"
        ) from None


def main() -> None:
    """Serve on the address of the settings; wrong settings give one line and an exit code."""
    try:
        settings = load_settings()
        logs.configure_logging(settings.log_level, role="api")
        if len(sys.argv) > 1:
            parent_watch.watch_parent()
            inherited = [socket.socket(fileno=int(number)) for number in sys.argv[1:]]
            with inherited[0] as listener, inherited[1] as probe_listener:
                serve(settings, listener, probe_listener)
            return
        parent_watch.watch_supervisor()
        with (
            _listen(settings, settings.port, "HOMEWARD_PORT") as listener,
            _listen(settings, settings.probes, "HOMEWARD_PROBE_PORT") as probe_listener,
        ):
            if settings.api_processes > 1:
                listeners = (listener, probe_listener)
                sys.exit(process_pool.run_processes(settings, listeners, stop_s=STOP_S + 1))
            serve(settings, listener, probe_listener)
    except HomewardError as error:
        sys.stderr.write(f"homeward: {error.detail or error.code}\n")
        sys.exit(exit_code(error))


if __name__ == "__main__":
    main()
