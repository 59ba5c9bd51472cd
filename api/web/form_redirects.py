"""Answers to forms that the script of the page sends, so that a refusal leaves the form as it is.

The script (`static/homeward.js`) sends a form with the header `X-Form: script`. It gets the address
of a redirect in `X-Location`, because a script cannot read a redirect without following it, and
following it would read, and audit, the page twice.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FORM_HEADER, LOCATION_HEADER = "x-form", "x-location"


class FormRedirects:
    """Turn a redirect of a form that a script sent into 204 with the address in a header."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass every other request on unchanged."""
        if scope["type"] != "http" or FORM_HEADER not in Headers(scope=scope):
            await self.app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 303:
                headers = MutableHeaders(scope=message)
                headers[LOCATION_HEADER] = headers["location"]
                del headers["location"]
                message["status"] = 204
            await send(message)

        await self.app(scope, receive, answer)
