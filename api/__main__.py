"""`python -m api`: serves the application of this environment until it is told to stop."""

from __future__ import annotations

import uvicorn

from api.app import create_app
from core import lifeline, logs
from core.settings import load_settings


def main() -> None:
    """Serve; the address comes from the settings. Requests are not logged: their paths and times are the trail's."""
    settings = load_settings()
    logs.configure(settings.log_level)
    lifeline.watch()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=5,
        proxy_headers=False,
    )


if __name__ == "__main__":
    main()
