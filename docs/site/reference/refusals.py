"""The page of errors and refusals."""

from __future__ import annotations

from api.errors import STATUSES
from core.refusals import Refusal
from docs.site.reference.markdown import code, page, table


def refusals_page() -> str:
    """Return every refusal with its reason and next step, and the HTTP status of each error."""
    statuses = [(code(kind.__name__), int(status)) for kind, status in STATUSES.items()]
    refusals = [
        (code(member.name.lower()), member.value.reason, member.value.next_step)
        for member in Refusal
    ]
    return page(
        "Errors and refusals",
        "core/refusals.py",
        "A refused act is answered with a stable code, the true reason and the next step, where"
        " there is one. `%(name)s` is a figure or a code of the single case.",
        (
            "## HTTP status\n\n" + table(("error", "status"), statuses),
            "## Refusals\n\n" + table(("code", "reason", "next step"), refusals),
        ),
    )
