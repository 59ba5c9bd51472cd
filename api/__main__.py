"""`python -m api`: serves the application of this environment until a signal stops it.

With several processes (`HOMEWARD_API_PROCESSES`) each is `python -m api NUMBER`, where NUMBER is
the descriptor of the listening socket.
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
from core.process import parent_watch
from core.process.scheduling_priority import shorten_switch_interval
from core.settings import Settings, load_settings

BACKLOG = 2048
STOP_S = 10  # for requests in flight; the supervisor waits 12 s, a container 30 s


def serve(settings: Settings, listener: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT, then finish the requests in flight and return.

    Requests are not logged: the audit log has their actions and times. Raises SettingsError if this
    process must not work on the store.
    """
    # these imports load everything; the supervisor process does not need them
    from api.admission import MAX_HEADERS
    from api.app import create_app
    from services.operations.store_check import Watch

    app = create_app(settings)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=STOP_S,
        # only this implementation limits header fields that have not arrived completely
        http="h11",
        h11_max_incomplete_event_size=MAX_HEADERS,
        # without our own proxies, a forwarded address is not trusted
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies or None,
    )
    # uvicorn raises the stop signal again for an earlier handler; here it has no further effect
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _nothing_more)
    shorten_switch_interval()
    gc.collect()
    # loaded objects stay; collecting cycles among them delays a request by a quarter of a second
    gc.freeze()
    server = uvicorn.Server(config)

    def end() -> None:
        server.should_exit = True

    watch = Watch(app.state.database, app.state.context, end)
    watch.start()
    with logs.lifetime():
        server.run(sockets=[listener])
    if watch.reason is not None:
        raise watch.reason


def _nothing_more(_number: int, _frame: FrameType | None) -> None:
    pass


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SettingsError(
            f"HOMEWARD_HOST and HOMEWARD_PORT: cannot listen there ({reason}); choose another"
            " port, or end the program that uses it"
        ) from None


def main() -> None:
    """Serve on the address of the settings; wrong settings give one line and an exit code."""
    try:
        settings = load_settings()
        logs.configure_logging(settings.log_level, role="api")
        if len(sys.argv) > 1:
            parent_watch.watch_parent()
            with socket.socket(fileno=int(sys.argv[1])) as listener:
                serve(settings, listener)
            return
        parent_watch.watch_supervisor()
        with _listen(settings) as listener:
            if settings.api_processes > 1:
                sys.exit(process_pool.run_processes(settings, listener, stop_s=STOP_S + 1))
            serve(settings, listener)
    except HomewardError as error:
        sys.stderr.write(f"homeward: {error.detail or error.code}\n")
        sys.exit(exit_code(error))


if __name__ == "__main__":
    main()
