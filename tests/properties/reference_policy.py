"""An independent second definition of who may see which class of a record.

The policy tables and services are compared with it. It is written from the rules only and imports
no policy and no service of the system.
"""

from __future__ import annotations

import dataclasses

_EU = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)
TAKING_PART = _EU | {"CH", "IS", "LI", "NO"}
NONE, LINK, PROFILE, IDENTITY, FULL = range(5)
# Relatives (F2a) and telephone numbers (F2b) are never shared: they are opened only in pairs, step
# by step.
OPENED = (
    (),
    ("F0",),
    ("F0", "F1"),
    ("F0", "F1", "F2", "F3"),
    ("F0", "F1", "F2", "F2a", "F2b", "F3", "F4a", "F4b", "F5"),
)
OF_A_SYSTEM = ("F0", "F1", "F2", "F2a", "F2b", "F3")
WISHES = {"none": NONE, "link": LINK, "profile": PROFILE, "identity": IDENTITY}


@dataclasses.dataclass
class ReferenceRecord:
    """The complete state of a record: responsible agency, declarations and consent."""

    kind: str
    agency: str
    state: str
    reporter_check: str
    has_basis: bool
    is_minor: bool
    is_victim: bool
    protection: str
    nationalities: frozenset[str]
    wish: str
    recipients: frozenset[str] | None
    agreed: frozenset[tuple[str, str]] = frozenset()  # (scope, state) of the active consent
    offered_to: str = ""  # the agency that is to take over a child found by police
    is_answered: bool = True  # a person answered the questions about a found child
    danger: str = ""  # the state that is a danger
    person: str = "first"  # the person of the record, as last stated by its responsible agency


def set_person(record: ReferenceRecord, person: str) -> None:
    """Set the person of a record.

    A report that was checked for another person becomes unverified.
    """
    if record.kind != "found" and record.reporter_check == "checked" and person != record.person:
        record.reporter_check = "unverified"
    record.person = person


def allowed(
    record: ReferenceRecord, role: str, agency: str, agency_kind: str, state: str
) -> tuple[str, ...]:
    """Return the field classes that an actor may be shown."""
    police_of_the_state = (
        role == "liaison_officer" and agency_kind == "police" and record.agency == f"{state}-POL"
    )
    if police_of_the_state or (
        role in {"caseworker", "supervisor", "system"} and agency == record.agency
    ):
        return OF_A_SYSTEM if role == "system" else OPENED[FULL]
    if role not in {"caseworker", "supervisor", "liaison_officer"} or record.kind == "tracing":
        return ()
    if state == record.danger:
        return ()
    if record.protection != "no" and (state in record.nationalities or state not in TAKING_PART):
        return ()
    return OPENED[
        max(_shared(record, agency_kind, state), LINK if agency == record.offered_to else NONE)
    ]


def _shared(record: ReferenceRecord, agency_kind: str, state: str) -> int:
    """Return how far a record is shared with agencies of a kind and state."""
    if state not in TAKING_PART or (record.recipients is None and record.kind == "missing"):
        return NONE
    if record.recipients is not None and state not in record.recipients:
        return NONE
    if record.kind == "missing":
        is_open = record.reporter_check == "checked" or (
            record.reporter_check == "unverified" and agency_kind == "police"
        )
        return min(WISHES.get(record.wish, IDENTITY), IDENTITY if is_open else NONE)
    if record.kind == "preventive":
        is_open = record.reporter_check == "checked" or (
            record.reporter_check == "unverified" and agency_kind == "police"
        )
        return min(WISHES.get(record.wish, LINK), LINK if is_open and record.has_basis else NONE)
    agreed = {scope for scope, towards in record.agreed if towards == state}
    is_known_of = (
        record.is_minor and record.has_basis and not record.is_victim and record.is_answered
    )
    most = (
        IDENTITY
        if "identity" in agreed
        else LINK
        if is_known_of or "match_abroad" in agreed
        else NONE
    )
    return min(WISHES.get(record.wish, LINK), most)
