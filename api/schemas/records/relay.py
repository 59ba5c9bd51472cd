"""The relay desk: the request about a record, and the desk of its responsible agency."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from api.schemas.common import RequestBody


class ResponsibleAgencyContactIn(
    RequestBody,
    examples=[{"record": "3f1c9a52-6d0e-4b51-9f0a-8f4f5d1f7c11", "reason": "link"}],
):
    """The id of a record of a person at risk, as an outsider reads it, and the reason of the
    request.
    """

    record: UUID
    reason: Literal["link", "danger", "request"]


class RelayCallIn(
    RequestBody,
    examples=[
        {
            "called": "3f1c9a52-6d0e-4b51-9f0a-8f4f5d1f7c11",
            "asker": "6a1f0c52-6d0e-4d0f-9a53-6f0d5a4f8c21",
            "is_reached": True,
        }
    ],
):
    """A telephone call of the relay desk, and whether it reached the desk of the record `called`.

    `asker` is the record of the desk that asked you to call, or its request after a search.
    """

    called: UUID
    asker: UUID
    is_reached: bool
