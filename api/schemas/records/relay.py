"""The relay desk: the request about a record, and the desk of its owner."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from api.schemas.common import Request


class OwnerContactIn(
    Request,
    examples=[{"record": "3f1c9a52-6d0e-4b51-9f0a-8f4f5d1f7c11", "reason": "possible_link"}],
):
    """The id of a record of a person at risk, as an outsider reads it, and the reason of the
    request.
    """

    record: UUID
    reason: Literal["possible_link", "danger", "request"]
