"""The provenance shown with a value, by `core.policy.records.provenance.PROVENANCE_FLOWS`."""

from __future__ import annotations

from core.codes.records import StatementSource
from core.policy.records.provenance import PROVENANCE_FLOWS, UNKNOWN_QUALITY
from core.policy.sharing.views import View
from services.foundation.facts.statements import Statement


def shown_statement(statement: Statement, view: View, kind: str) -> Statement:
    """Return a statement as a reader at `view` of a record of this kind may know it.

    A hidden source is "", or `authority` if an authority verified the statement. A hidden day is
    None. A hidden quality is `UNKNOWN_QUALITY`. The value is never changed.
    """
    may_know = {part: flow.allows(view, kind) for part, flow in PROVENANCE_FLOWS.items()}
    hidden_source = StatementSource.AUTHORITY.value if statement.is_verified else ""
    return statement._replace(
        source=statement.source if may_know["source"] else hidden_source,
        stated_on=statement.stated_on if may_know["stated_on"] else None,
        quality=statement.quality if may_know["quality"] else UNKNOWN_QUALITY,
    )
