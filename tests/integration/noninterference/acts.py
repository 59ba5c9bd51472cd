"""The table of acts of a record's owner, and where another agency may see each of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from core.codes.notices import NoticeKind
from core.policy.sharing.information_flow import PairKnowledge
from core.policy.sharing.views import View
from services.sharing.events import may_learn
from tests.integration.noninterference.cases import Case
from tests.integration.noninterference.output_steps import OPEN_PATHS
from tests.integration.noninterference.relations import Known
from tests.integration.noninterference.steps import PROVEN, REASON
from tests.integration.noninterference.twins import Twin

WORKER, HEAD = "owner", "owner's supervisor"
RISK = {"level": "high", "may_release": [], "notes": "someone waits outside"}
GUARDIAN = {
    "name": "Helga Brand",
    "phones": [],
    "authority": "court",
    "appointed_at": "2026-02-01T00:00:00Z",
    "document": "77 F 1/26",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """An act of the owner on the hidden record.

    `do` returns whether it was carried out. `kinds`: the notices to the other side of a pair.
    `in_pair`: the pair shows the act to who knows it. `in_record`: the record shows it to who sees
    it.
    """

    do: Callable[[Twin], bool]
    kinds: tuple[NoticeKind, ...] = ()
    in_pair: bool = False
    in_record: bool = False
    records: frozenset[str] = frozenset({"found", "missing"})

    def is_seen(self, known: Known) -> bool:
        """Return whether an agency of this relation may see the act."""
        return (
            any(may_learn(kind, known.relation) for kind in self.kinds)
            or (self.in_pair and known.relation.pair > PairKnowledge.HIDDEN)
            or (self.in_record and known.view > View.NONE)
        )


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


def _pair(twin: Twin, who: str) -> str:
    """Return the path of the pair of the hidden record with the viewer's newest record."""
    listed = twin.ask(who, "GET", f"/v1/records/{twin.hidden}/pairs").json()["pairs"]
    found = [one["id"] for one in listed if one["other"]["id"] == twin.own[-1]]
    return f"/v1/pairs/{found[0]}" if found else ""


def _on_pair(who: str, method: str, part: str, **words: Any) -> Callable[[Twin], bool]:
    """Return an act on the pair; it is not carried out while the owner does not see the pair."""

    def do(twin: Twin) -> bool:
        path = _pair(twin, who)
        if not path:
            return False
        headers = _version(twin, who, path)
        return _send(twin, who, method, path + part, headers=headers, **words)

    return do


_SAME = {"outcome": "same", "reason": "document"}
_FOUND = frozenset({"found"})  # a report whose reporter is flagged reaches no pair
# In the order in which one store can hold all of them.
ACTS: dict[str, Act] = {
    "assess the risk": Act(_on_record(HEAD, "POST", "/risks", json=RISK)),
    "edit a hidden fact": Act(
        _on_version(WORKER, "PATCH", "", json={"changes": {"description": "seen today"}, **REASON})
    ),
    "appoint a guardian": Act(
        _on_record(WORKER, "POST", "/guardians", json=GUARDIAN), records=_FOUND
    ),
    "name a reporter": Act(
        _on_record(WORKER, "PUT", "/reporter", json=PROVEN), records=frozenset({"missing"})
    ),
    "offer the record": Act(
        _on_record(HEAD, "POST", "/transfers", json={"to_agency": "FR-116", "reason": "moved"}),
        records=frozenset({"missing"}),
    ),
    "declare custody": Act(
        _on_record(WORKER, "POST", "/custody/declaration", json={"reason": "alone"}),
        (NoticeKind.CUSTODY_DECLARED,),
        records=_FOUND,
    ),
    "read the pair": Act(_on_pair(WORKER, "GET", ""), in_pair=True, records=_FOUND),
    "write to the other side": Act(
        _on_pair(WORKER, "POST", "/messages", json={"text": "Please call us."}),
        (NoticeKind.THREAD,),
        records=_FOUND,
    ),
    "propose a verdict": Act(
        _on_pair(WORKER, "POST", "/verdicts", json=_SAME),
        (NoticeKind.VERDICT,),
        in_pair=True,
        records=_FOUND,
    ),
    "confirm a verdict": Act(
        _on_pair(HEAD, "POST", "/verdicts", json=_SAME),
        (NoticeKind.VERDICT,),
        in_pair=True,
        records=_FOUND,
    ),
    "close the record": Act(
        _on_version(HEAD, "POST", "/close", json={"closure": "care_elsewhere", **REASON}),
        (NoticeKind.OTHER_CLOSED,),
        in_pair=True,
        in_record=True,
    ),
}


def see_everything(twin: Twin, _case: Case, _number: int) -> None:
    """Let the viewer read every list, and all parts and pages of the own and the hidden record."""
    own = twin.own[-1]
    for path in OPEN_PATHS:
        twin.view("supervisor", "GET", path)
    paths = [f"/records/{own}", f"/v1/records/{twin.hidden}", f"/records/{twin.hidden}"]
    parts = ("", "/pairs", "/custody", "/looks", "/disclosures", "/story", "/group")
    for path in (*paths, *(f"/v1/records/{own}{part}" for part in parts)):
        twin.view("caseworker", "GET", path)
    listed = twin.view("supervisor", "GET", f"/v1/records/{own}/pairs").json()
    for one in listed.get("pairs", ()):
        for path in ("/v1/pairs/{}", "/v1/pairs/{}/messages", "/v1/pairs/{}/next", "/pairs/{}"):
            twin.view("supervisor", "GET", path.format(one["id"]))
