"""The table of relations of a viewer's agency to a record of others and to the match with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.policy.sharing.information_flow import MatchKnowledge
from core.policy.sharing.views import View
from models.agencies.agency import Agency
from models.matching_runs.match import Match
from models.records.record import Record
from services.records import repository
from services.sharing import match_knowledge
from services.sharing.events import Relation
from tests.integration.noninterference.cases import Case, Fact
from tests.integration.noninterference.steps import PROVEN, REASON
from tests.integration.noninterference.twins import VIEWER, Twin

PHONE = "+4930901820"  # the viewer does not know it, so a search for it finds no record of theirs
ALIAS = "Parwana Stanikzai"  # a search for it does not find the viewer's record
NOTHING = Fact("nothing", ("same", "same"), lambda _: {"phones": [PHONE], "aliases": [ALIAS]})
Change = Callable[[Twin], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """A relation: the hidden record of a kind and its sharing, a change of it, and what follows.

    `view` is that of the hidden record, `relation` that of the viewer's record in the match.
    `is_checked`: the reporter of the viewer's report is checked. `is_confirmed`: both sides
    confirmed the match before.
    """

    kind: str
    sharing: str
    view: View
    relation: Relation
    change: Change | None = None
    is_checked: bool = True
    is_confirmed: bool = False

    @property
    def case(self) -> Case:
        """The case of the twins, which are equal."""
        return Case(NOTHING, self.kind, self.sharing)


def _own(twin: Twin) -> None:
    """Give the hidden record to the viewer's agency."""
    with twin.one.database.transaction() as session:
        agency = session.scalars(select(Agency).where(Agency.code == VIEWER)).one()
        record = hidden_record(session, twin)
        record.agency_id, record.state = agency.id, agency.state
        session.flush()
        match_knowledge.update_record_knowledge(session, twin.one.context, record.id)


def mark_at_risk(twin: Twin) -> None:
    """Let the person of the hidden record count as one at risk."""
    with twin.one.database.transaction() as session:
        repository.mark_at_risk(session, hidden_record(session, twin))


def _flagged(twin: Twin) -> None:
    """Let the responsible agency flag the reporter, so that no other agency sees the report."""
    path = f"/v1/records/{twin.hidden}/reporter"
    twin.ask("responsible", "PUT", path, json=PROVEN)
    revision = twin.ask("responsible", "GET", path).json()["revision"]
    body = {"reporter_check": "flagged", "reason": "threatens the child", "revision": revision}
    answer = twin.ask("responsible agency's supervisor", "POST", f"{path}/check", json=body)
    assert answer.status_code < 300, answer.text
    twin.work()


def _confirmed_then_barred(twin: Twin) -> None:
    """Let both sides confirm the match; then a bar hides the record from the viewer's state."""
    for who, record in (
        ("responsible", twin.hidden),
        ("responsible agency's supervisor", twin.hidden),
        ("supervisor", twin.own[-1]),
    ):
        (match,) = [
            one["id"]
            for one in twin.ask(who, "GET", f"/v1/records/{record}/matches").json()["matches"]
            if one["other"]["id"] in (twin.hidden, twin.own[-1])
        ]
        path = f"/v1/matches/{match}"
        headers = {"If-Match": twin.ask(who, "GET", path).headers["etag"]}
        body = {"outcome": "same", "reason": "document"}
        answer = twin.ask(who, "POST", f"{path}/decisions", json=body, headers=headers)
        assert answer.status_code < 300, answer.text
        twin.work()
    path = f"/v1/records/{twin.hidden}"
    headers = {"If-Match": twin.ask("responsible", "GET", path).headers["etag"]}
    body = {"changes": {"dangers": ["state:GR"]}, **REASON}
    answer = twin.ask("responsible", "PATCH", path, json=body, headers=headers)
    assert answer.status_code < 300, answer.text
    twin.work()


def _match_hidden(twin: Twin) -> None:
    """Hide the match, as too little permitted evidence does; the record stays at `link`."""
    with twin.one.database.transaction() as session:
        session.execute(
            update(Match).values(low_known=0, high_known=0, low_notified=0, high_notified=0)
        )


def hidden_record(session: Session, twin: Twin) -> Record:
    """Return the hidden record of a twin."""
    return session.scalars(select(Record).where(Record.public_id == UUID(twin.hidden))).one()


_HIDDEN, _LINK, _STRONG = MatchKnowledge.HIDDEN, MatchKnowledge.LINK, MatchKnowledge.STRONG


def _in_match(
    known: MatchKnowledge,
    other: View,
    *,
    is_barred: bool = False,
    silent: MatchKnowledge = _HIDDEN,
) -> Relation:
    return Relation(View.FULL, known, other, is_barred, silent)


RELATIONS: dict[str, Known] = {
    "own": Known("found", "link", View.FULL, _in_match(_STRONG, View.FULL), _own),
    "identity": Known("found", "identity", View.IDENTITY, _in_match(_STRONG, View.IDENTITY)),
    "profile": Known("found", "profile", View.PROFILE, _in_match(_STRONG, View.PROFILE)),
    "link": Known("found", "link", View.LINK, _in_match(_LINK, View.LINK)),
    "at risk": Known("found", "link", View.LINK, _in_match(_LINK, View.LINK), mark_at_risk),
    "match hidden": Known("found", "link", View.LINK, _in_match(_HIDDEN, View.LINK), _match_hidden),
    "none": Known("found", "none", View.NONE, _in_match(_HIDDEN, View.NONE)),
    "barred": Known("found", "barred", View.NONE, _in_match(_HIDDEN, View.NONE, is_barred=True)),
    "confirmed, then barred": Known(
        "found",
        "link",
        View.NONE,
        _in_match(_HIDDEN, View.NONE, is_barred=True),
        _confirmed_then_barred,
        is_confirmed=True,
    ),
    "flagged": Known(
        "missing", "link", View.NONE, _in_match(_HIDDEN, View.NONE, silent=_STRONG), _flagged
    ),
    "silent": Known("missing", "none", View.NONE, _in_match(_HIDDEN, View.NONE, silent=_STRONG)),
    "not checked": Known(
        "found", "link", View.LINK, _in_match(_HIDDEN, View.NONE), is_checked=False
    ),
}
