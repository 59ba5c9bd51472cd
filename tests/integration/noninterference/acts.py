"""The table of acts of a record's responsible agency, and where another agency may see each of
them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any
from unittest import mock

from sqlalchemy import select

from core.codes.approvals import ApprovalKind
from core.codes.notifications import EventKind, NotificationKind
from core.policy.case.closures import CLOSURE_RULES
from core.policy.sharing.events import EVENT_RULES
from core.policy.sharing.information_flow import MatchKnowledge
from core.policy.sharing.views import View
from models.agencies.agency import Agency
from services.records import child_protection_referral
from services.sharing.events import Relation, may_learn
from services.statistics import random_sample
from tests.integration.noninterference.cases import PERSON, SHARED, Case, Row
from tests.integration.noninterference.output_steps import DANGER, OPEN_PATHS, SIGHTING
from tests.integration.noninterference.relations import (
    ALIAS,
    PHONE,
    Known,
    hidden_record,
    mark_at_risk,
)
from tests.integration.noninterference.steps import LEGAL_BASIS, PROVEN, REASON
from tests.integration.noninterference.twins import RESPONSIBLE, RESPONSIBLE_AGENCIES_POLICE, Twin

Kind = NotificationKind | EventKind
Condition = Callable[[Known], bool]
WORKER, HEAD = "responsible", "responsible agency's supervisor"
THIRD, THIRD_HEAD = "third agency", "third agency's supervisor"
LEFT = {
    "left_at": "2026-02-28T21:40:00Z",
    "noticed_by": "night duty",
    "likely_states": ["FR:nobody_known"],
}
LEFT_KINDS = (ApprovalKind.MISSING_FROM_CARE, ApprovalKind.MISSING_FROM_CARE_WAITS)
LEFT_IN_DANGER = {**LEFT, "likely_states": ["FR:family"]}
RISK = {"level": "high", "may_release": [], "notes": "someone waits outside"}
GUARDIAN = {
    "name": "Helga Brand",
    "phones": [],
    "authority": "court",
    "appointed_at": "2026-02-01T00:00:00Z",
    "document": "77 F 1/26",
}


RESTRICTION = {
    "kind": "restrict",
    "requester": "person",
    "proof": "card seen",
    "received_at": "2026-03-01T09:00:00Z",
}


READ_ELSEWHERE = "read the record as a third agency"  # before the risk: the desk is then withheld
APPROVED = {"is_approved": True, "reason": "in order"}

ALWAYS: Condition = lambda _: True  # noqa: E731


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """An act of the responsible agency of the hidden record, or of a third agency, on this record.

    `do` returns whether it was carried out. `kinds`: events of which the viewer learns if the table
    permits. `of_others`: events of which only other agencies learn. `in_match`: the match shows the
    act to who knows it. `in_record`: the record shows it to who sees it. `is_tried`: whether the
    store of a relation can hold it. `is_possible`: whether it is then not refused.
    """

    do: Callable[[Twin], bool]
    kinds: tuple[Kind, ...] = ()
    of_others: tuple[Kind, ...] = ()
    in_match: bool = False
    in_record: bool = False
    records: frozenset[str] = frozenset({"found", "missing"})
    is_tried: Condition = ALWAYS
    is_possible: Condition = ALWAYS

    def is_seen(self, known: Known) -> bool:
        """Return whether an agency of this relation may see the act."""
        return (
            any(learns(kind, known) for kind in self.kinds)
            or (self.in_match and known.relation.match > MatchKnowledge.HIDDEN)
            or (self.in_record and known.view > View.NONE)
        )


def learns(kind: Kind, known: Known) -> bool:
    """Return whether the viewer learns of an event: of a match by its own record, or by the hidden
    record.
    """
    is_of_match = EVENT_RULES[kind].match is not None
    return may_learn(kind, known.relation if is_of_match else Relation(known.view))


def _send(twin: Twin, who: str, method: str, path: str, **words: Any) -> bool:
    answer = twin.ask(who, method, path.format(hidden=twin.hidden), **words)
    assert answer.status_code < 500, answer.text
    return bool(answer.status_code < 300)


def _version(twin: Twin, who: str, path: str) -> dict[str, str]:
    answer = twin.ask(who, "GET", path.format(hidden=twin.hidden))
    return {"If-Match": answer.headers.get("etag", '"1"')}


def _on_record(who: str, method: str, part: str, **words: Any) -> Callable[[Twin], bool]:
    """Return an act that is one request about the hidden record."""
    return lambda twin: _send(twin, who, method, "/v1/records/{hidden}" + part, **words)


def _on_version(who: str, method: str, part: str, **words: Any) -> Callable[[Twin], bool]:
    """Return an act that names the version of the hidden record."""

    def do(twin: Twin) -> bool:
        headers = _version(twin, who, "/v1/records/{hidden}")
        return _send(twin, who, method, "/v1/records/{hidden}" + part, headers=headers, **words)

    return do


def _match(twin: Twin, who: str) -> str:
    """Return the path of the match of the hidden record with the viewer's newest record."""
    listed = twin.ask(who, "GET", f"/v1/records/{twin.hidden}/matches").json()["matches"]
    found = [one["id"] for one in listed if one["other"]["id"] == twin.own[-1]]
    return f"/v1/matches/{found[0]}" if found else ""


def _on_match(who: str, method: str, part: str, **words: Any) -> Callable[[Twin], bool]:
    """Return an act on the match; it is not carried out while the responsible agency does not see
    the match.
    """

    def do(twin: Twin) -> bool:
        path = _match(twin, who)
        if not path:
            return False
        headers = _version(twin, who, path)
        return _send(twin, who, method, path + part, headers=headers, **words)

    return do


def _search_for_transfer(twin: Twin, part: str, body: dict[str, Any]) -> bool:
    """Answer the offer of the hidden record as the third agency."""
    listed = twin.ask(THIRD_HEAD, "GET", "/v1/transfers").json()["transfers"]
    return bool(listed) and _send(
        twin, THIRD_HEAD, "POST", f"/v1/transfers/{listed[0]['id']}/{part}", json=body
    )


def _withdraw_request(twin: Twin) -> bool:
    """Withdraw the request that the responsible agency made in danger, if there is one."""
    listed = twin.ask(WORKER, "GET", "/v1/disclosures").json()["disclosures"]
    asked = [one["id"] for one in listed if one["side"] == "asker"]
    step = {"act": "withdraw", "reason": "no_longer_needed"}
    path = "/v1/disclosures/{}/steps"
    return bool(asked) and _send(twin, WORKER, "POST", path.format(asked[0]), json=step)


def _reach_responsible(twin: Twin) -> bool:
    """Ask for the desk of the hidden record as the third agency, and approve it."""
    body = {"record": twin.hidden, "reason": "danger"}
    asked = twin.ask(THIRD, "POST", "/v1/relay", json=body)
    assert asked.status_code < 500, asked.text
    return asked.status_code == 201 and _send(
        twin,
        THIRD_HEAD,
        "POST",
        f"/v1/approvals/{asked.json()['id']}/decision",
        json=APPROVED,
    )


def _call_responsible(twin: Twin) -> bool:
    """Record as the third agency that it called the responsible agency of the hidden record for the
    viewer.
    """
    body = {"called": twin.hidden, "asker": twin.own[-1], "is_reached": True}
    return _send(twin, THIRD, "POST", "/v1/relay/calls", json=body)


def _register_again(twin: Twin) -> bool:
    twin.met["again"] = [str(twin.hide("H-2"))]
    return True


def _on_second(who: str, part: str, **words: Any) -> Callable[[Twin], bool]:
    """Return an act that is one request about the second record of the person."""
    return lambda twin: _send(
        twin, who, "POST", f"/v1/records/{twin.met['again'][0]}{part}", **words
    )


def _search_as_third(facts: Row) -> Callable[[Twin], bool]:
    """Return an act: a search of the third agency."""
    body = {
        "facts": facts,
        "purpose": "locate_missing",
        "legal_basis": LEGAL_BASIS,
        "case_number": "FR-2026-001",
    }
    return lambda twin: _send(twin, THIRD, "POST", "/v1/searches", json=body)


def _ask_as_third(twin: Twin) -> bool:
    """Search as the third agency by name, let a colleague sign, and ask the responsible agency."""
    _search_as_third({"full_name": ALIAS, "birth_date": PERSON["birth_date"]})(twin)
    waiting = twin.ask(THIRD_HEAD, "GET", "/v1/approvals").json()["approvals"]
    for line in waiting:
        _send(twin, THIRD_HEAD, "POST", f"/v1/approvals/{line['id']}/decision", json=APPROVED)
    (search,) = twin.ask(THIRD, "GET", "/v1/searches").json()["searches"][:1]
    body = {"record": twin.hidden, "kind": "contact", "reason": "We look for her brother too."}
    return _send(twin, THIRD, "POST", f"/v1/searches/{search['id']}/requests", json=body)


def _accept_requests(twin: Twin) -> bool:
    """Accept the requests from a link that the viewer made."""
    listed = twin.ask(WORKER, "GET", "/v1/link-requests").json()["requests"]
    asked = [one["id"] for one in listed if one["state"] == "asked"]
    path, body = "/v1/link-requests/{}/decision", {"refusal": ""}
    return bool(asked) and all(
        _send(twin, WORKER, "POST", path.format(one), json=body) for one in asked
    )


def _answer_danger(act: str, **words: Any) -> Callable[[Twin], bool]:
    """Return an act that is one step on the request that the viewer made in danger."""

    def do(twin: Twin) -> bool:
        listed = twin.ask(WORKER, "GET", "/v1/disclosures").json()["disclosures"]
        asked = [one["id"] for one in listed if one["side"] == "responsible"]
        body = {"act": act, **words}
        path = "/v1/disclosures/{}/steps"
        return bool(asked) and _send(twin, WORKER, "POST", path.format(asked[0]), json=body)

    return do


def _refuse_departure(twin: Twin) -> bool:
    """Refuse the report of the child missing from care, as the second person."""
    listed = twin.ask(HEAD, "GET", "/v1/approvals").json()["approvals"]
    waiting = [one["id"] for one in listed if one["kind"] in LEFT_KINDS]
    body = {"is_approved": False, "reason": "The child is here."}
    return bool(waiting) and all(
        _send(twin, HEAD, "POST", f"/v1/approvals/{one}/decision", json=body) for one in waiting
    )


def _lift_restriction(twin: Twin) -> bool:
    """Refuse the request to restrict the record, as the second person."""
    listed = twin.ask(HEAD, "GET", "/v1/data-requests").json()["requests"]
    body = {"refusal": "legal_claims", "reason": "A court asks for it."}
    return bool(listed) and _send(
        twin, HEAD, "POST", f"/v1/data-requests/{listed[0]['id']}/decision", json=body
    )


def _draw_for_responsible(twin: Twin) -> bool:
    """Draw the matches of the night for the responsible agency of the hidden record only."""
    with twin.one.database.transaction() as session:
        responsible = session.scalars(select(Agency).where(Agency.code == RESPONSIBLE)).one()
        return random_sample.draw_pairs_of(session, twin.one.context, responsible) > 0


def _register_by_police(twin: Twin) -> bool:
    """Register the child for the police, so that it is offered to the responsible agency of the
    hidden record and, after some hours, reported to the desk.
    """
    twin.hide("H-3", RESPONSIBLE_AGENCIES_POLICE)
    return True


def _ask_neighbours(twin: Twin) -> bool:
    """Ask the viewer's desk for help with matching, as the desk of a neighbouring state."""
    helpers = mock.patch.dict(child_protection_referral.MATCH_HELPERS, {"DE": ("GR",)})
    with helpers, twin.one.database.transaction() as session:
        child = hidden_record(session, twin)
        child_protection_referral.notify_without_desk(session, twin.one.context, child)
    return True


_PROVISIONAL = {"outcome": "provisionally_same", "reason": "no_second_person"}
_SAME = {"outcome": "same", "reason": "document"}
_MESSAGE = {"danger": "removal", "text": "Please call us before you act.", "excluded_agency": ""}
_FOUND = frozenset({"found"})  # a report whose reporter is flagged reaches no match
_MISSING = frozenset({"missing"})
# Every closure writes one of these, by the view of the other side.
_CLOSINGS = (
    NotificationKind.OTHER_CLOSED,
    *sorted({rule.notification for rule in CLOSURE_RULES.values()}),
)


def _is_transferred(known: Known) -> bool:
    """Return whether the record goes to another agency in the store, which then closes nothing."""
    return known.kind == "missing" and known.change is None


def _is_shared(known: Known) -> bool:
    """Return whether the third agency sees the record, whatever bars the viewer later."""
    return known.kind == "found" and known.sharing in SHARED


def _is_undecided(known: Known) -> bool:
    return not known.is_confirmed


def _knows_match(known: Known) -> bool:
    """Return whether the viewer knows the match: no other act sends words to it."""
    return known.relation.match > MatchKnowledge.HIDDEN


def _has_asked(known: Known) -> bool:
    """Return whether the viewer asked the responsible agency, while it saw the record."""
    return known.view > View.NONE or known.is_confirmed or known.change is not None


# In the order in which one store can hold all of them.
ACTS: dict[str, Act] = {
    READ_ELSEWHERE: Act(
        lambda twin: _send(twin, THIRD, "GET", f"/v1/records/{twin.hidden}"),
        of_others=(EventKind.CONTACT_SHOWN,),
        is_tried=lambda known: known.change is not mark_at_risk,
        is_possible=_is_shared,
    ),
    "assess the risk": Act(_on_record(HEAD, "POST", "/risks", json=RISK)),
    "edit a hidden fact": Act(
        _on_version(WORKER, "PATCH", "", json={"changes": {"description": "seen today"}, **REASON})
    ),
    "appoint a guardian": Act(
        _on_record(WORKER, "POST", "/guardians", json=GUARDIAN), records=_FOUND
    ),
    "name a reporter": Act(_on_record(WORKER, "PUT", "/reporter", json=PROVEN), records=_MISSING),
    "register the person again": Act(
        _register_again,
        (
            NotificationKind.CANDIDATE,
            NotificationKind.SILENT_MATCH,
            NotificationKind.SAVED_SEARCH_RESULT,
        ),
        is_tried=lambda known: known.change is None,
    ),
    "register the child again by the police": Act(
        _register_by_police,
        (
            NotificationKind.CANDIDATE,
            NotificationKind.SILENT_MATCH,
            NotificationKind.SAVED_SEARCH_RESULT,
        ),
        (NotificationKind.REFERRAL, NotificationKind.REFERRAL_ESCALATED),
        records=_FOUND,
        is_tried=lambda known: known.change is None,
    ),
    "ask neighbouring desks for help": Act(
        _ask_neighbours, (NotificationKind.MATCH_HELP,), records=_FOUND
    ),
    "search as a third agency": Act(
        _search_as_third({"phones": [PHONE]}),
        of_others=(NotificationKind.FOUND_BY_SEARCH,),
        # where the third agency sees the record, the search shows it, without a notification; of a
        # hidden report the reader's own search wrote the notification
        records=_FOUND,
        is_tried=lambda known: known.change is None and known.sharing == "none",
    ),
    "answer the request from a link": Act(
        _accept_requests,
        (NotificationKind.LINK_REQUEST_DECIDED,),
        is_possible=_has_asked,
    ),
    "answer the request in danger": Act(
        _answer_danger("call_police", agency="112"),
        (NotificationKind.DANGER_ANSWERED,),
        is_possible=_has_asked,
        records=_FOUND,
    ),
    "draw the match for review": Act(
        _draw_for_responsible, of_others=(NotificationKind.REVIEW_REQUEST,), records=_FOUND
    ),
    "ask the relay desk": Act(
        _reach_responsible,
        of_others=(NotificationKind.RELAY_ASKED, EventKind.RELAYED),
        is_possible=_is_shared,
    ),
    "call as the relay desk": Act(
        _call_responsible,
        (NotificationKind.MESSAGE,),
        is_possible=_is_shared,
    ),
    # After the relay desk: an agency that asked about the record is no relay.
    "ask the responsible agency as a third agency": Act(
        _ask_as_third, of_others=(NotificationKind.LINK_REQUEST,), is_possible=_is_shared
    ),
    "declare that the child is in care": Act(
        _on_record(WORKER, "POST", "/care-confirmation/declaration", json={"reason": "alone"}),
        (NotificationKind.CARE_DECLARED,),
        records=_FOUND,
    ),
    "call the other side back": Act(
        _on_record(WORKER, "POST", "/care-confirmation/call-back", json={"agency": "GR-CPA"}),
        (NotificationKind.CARE_DECLARED,),
        records=_FOUND,
        is_possible=_knows_match,
    ),
    "confirm care": Act(
        _on_record(HEAD, "POST", "/care-confirmation", json={"way": "colleague"}), records=_FOUND
    ),
    "read the match": Act(_on_match(WORKER, "GET", ""), in_match=True, records=_FOUND),
    "write to the other side": Act(
        _on_match(WORKER, "POST", "/messages", json={"text": "Please call us."}),
        (NotificationKind.MESSAGE,),
        records=_FOUND,
        is_possible=_knows_match,
    ),
    "ask questions": Act(
        _on_match(WORKER, "POST", "/messages", json={"questions": ["A nickname?", "A scar?"]}),
        (NotificationKind.MESSAGE,),
        records=_FOUND,
        is_possible=_knows_match,
    ),
    "answer a question": Act(
        _on_match(
            WORKER,
            "POST",
            "/messages",
            json={"answers": [{"number": 1, "text": "Little star"}]},
        ),
        (NotificationKind.MESSAGE,),
        records=_MISSING,
        is_possible=_knows_match,
    ),
    "ask for a disclosure": Act(
        _on_match(WORKER, "POST", "/disclosures", json=DANGER),
        (NotificationKind.DANGER_ASKED,),
        records=_FOUND,
        is_possible=_knows_match,
    ),
    "withdraw the request": Act(
        _withdraw_request,
        (NotificationKind.DISCLOSURE,),
        records=_FOUND,
        is_possible=_knows_match,
    ),
    "leave a sealed message": Act(
        _on_record(WORKER, "POST", "/sealed-messages", json=_MESSAGE),
        (NotificationKind.SEALED_MESSAGE,),
    ),
    "hear that the person was seen": Act(
        lambda twin: _send(
            twin, THIRD, "POST", "/v1/sightings", json={**SIGHTING, "reference": twin.hidden}
        ),
        of_others=(NotificationKind.SIGHTING,),
        records=_MISSING,
    ),
    "find both provisionally the same": Act(
        _on_match(WORKER, "POST", "/decisions", json=_PROVISIONAL),
        (NotificationKind.MATCH_DECISION,),
        (NotificationKind.PROVISIONAL_MATCH,),
        in_match=True,
        records=_FOUND,
        is_possible=_is_undecided,
    ),
    "propose a decision": Act(
        _on_match(WORKER, "POST", "/decisions", json=_SAME),
        (NotificationKind.MATCH_DECISION,),
        in_match=True,
        records=_FOUND,
        is_possible=_is_undecided,
    ),
    "confirm a decision": Act(
        _on_match(HEAD, "POST", "/decisions", json=_SAME),
        (NotificationKind.MATCH_DECISION,),
        in_match=True,
        records=_FOUND,
        is_possible=_is_undecided,
    ),
    "approve a sentence for the reporter": Act(
        _on_match(HEAD, "POST", "/closures", json={"closure": "care_elsewhere"}),
        (NotificationKind.CLOSURE_APPROVED,),
        records=_FOUND,
        is_possible=lambda known: known.is_confirmed,
    ),
    "edit a compared fact": Act(
        _on_version(WORKER, "PATCH", "", json={"changes": {"height_cm": "151"}, **REASON}),
        (NotificationKind.CANDIDATE, NotificationKind.SILENT_MATCH, NotificationKind.REVIEW_NEEDED),
        in_match=True,
        in_record=True,
    ),
    "keep the decision": Act(
        _on_match(HEAD, "POST", "/review"),
        records=_FOUND,
        is_tried=lambda known: known.is_confirmed,
    ),
    "record that the child went missing from care": Act(
        _on_record(WORKER, "POST", "/missing-from-care", json=LEFT),  # its head confirmed the care
        of_others=(NotificationKind.MISSING_FROM_CARE,),
        in_match=True,
        in_record=True,
        records=_FOUND,
    ),
    "refuse the report": Act(
        _refuse_departure,
        of_others=(NotificationKind.MISSING_FROM_CARE_WITHDRAWN,),
        in_match=True,
        in_record=True,
        records=_FOUND,
    ),
    # No second person decides this report, so after some hours the desk of the state is asked.
    "record that the second child went missing from care in danger": Act(
        _on_second(HEAD, "/missing-from-care", json=LEFT_IN_DANGER),
        of_others=(
            NotificationKind.MISSING_FROM_CARE_NO_CONTACT,
            NotificationKind.MISSING_FROM_CARE_DESK_ASKED,
        ),
        in_match=True,
        in_record=True,
        records=_FOUND,
        is_tried=lambda known: known.change is None,
    ),
    "offer the record": Act(
        _on_record(HEAD, "POST", "/transfers", json={"to_agency": "FR-116", "reason": "moved"}),
        of_others=(NotificationKind.TRANSFER_OFFERED,),
        records=_MISSING,
        is_tried=_is_transferred,
    ),
    "take the record": Act(
        lambda twin: _search_for_transfer(twin, "accept", {"legal_basis": LEGAL_BASIS}),
        of_others=(NotificationKind.TRANSFER_ACCEPTED,),
        records=_MISSING,
        is_tried=_is_transferred,
    ),
    "close the record": Act(
        _on_version(HEAD, "POST", "/close", json={"closure": "care_elsewhere", **REASON}),
        _CLOSINGS,
        in_match=True,
        in_record=True,
        is_tried=lambda known: not _is_transferred(known),
    ),
    "open the record again": Act(
        _on_version(HEAD, "POST", "/reopen", json=REASON),
        in_match=True,
        in_record=True,
        is_tried=lambda known: not _is_transferred(known),
    ),
    "restrict the record": Act(
        _on_record(WORKER, "POST", "/data-requests", json=RESTRICTION),
        in_match=True,
        in_record=True,
        is_tried=lambda known: not _is_transferred(known),
    ),
    "lift the restriction": Act(
        _lift_restriction,
        in_match=True,
        in_record=True,
        is_tried=lambda known: not _is_transferred(known),
    ),
}


def see_everything(twin: Twin, _case: Case, _number: int) -> None:
    """Let the viewer read every list, and all parts and pages of the own and the hidden record."""
    own = twin.own[-1]
    for path in OPEN_PATHS:
        twin.view("supervisor", "GET", path)
    paths = [f"/records/{own}", f"/v1/records/{twin.hidden}", f"/records/{twin.hidden}"]
    parts = (
        "",
        "/matches",
        "/care-confirmation",
        "/access-log",
        "/disclosures",
        "/story",
        "/group",
        "/deadlines",
    )
    of_own = (f"/v1/records/{own}{part}" for part in parts)
    of_hidden = (f"/v1/records/{twin.hidden}{part}" for part in parts[1:])
    for path in (*paths, *of_own, *of_hidden):
        twin.view("caseworker", "GET", path)
    listed = twin.view("supervisor", "GET", f"/v1/records/{own}/matches").json()
    for one in listed.get("matches", ()):
        for path in (
            "/v1/matches/{}",
            "/v1/matches/{}/messages",
            "/v1/matches/{}/next",
            "/matches/{}",
            "/messages/{}",
        ):
            twin.view("supervisor", "GET", path.format(one["id"]))
