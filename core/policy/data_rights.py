"""The table of data rights: who may ask, the deadline of the answer, and reasons for refusal.

Modelled on GDPR Art. 12, 15 to 18 and 21 and LED Art. 12 to 17; to be checked by a lawyer.
"""

from __future__ import annotations

from core.codes.agencies import Regime
from core.codes.data_rights import DataRequestState, DataRight
from core.codes.operations import JobKind
from core.entry import UNREAD, Entry
from core.intake import INTAKE_FIELDS, IntakeField, Kind
from core.policy.effects import Writes
from core.policy.process import Process, Step
from core.policy.roles import Role
from core.refusals import Refusal

ANSWER_MONTHS = 1  # GDPR Art. 12(3)
EXTENSION_MONTHS = 2  # the same article: once, and the person learns the reason
# The record is restricted while these requests are examined (GDPR Art. 18(1)(a) and (d)).
RESTRICTS_AT_ONCE = frozenset({DataRight.RESTRICT, DataRight.OBJECT})

REQUESTERS = frozenset({"person", "guardian", "representative"})
# A report of a missing person is erased only at the request of that person. The child may have fled
# from the person who claims to be the guardian.
ERASE_MISSING_BY = frozenset({"person"})

# reason of a refusal -> the regimes that permit it
REFUSAL_REGIMES: dict[str, frozenset[str]] = {
    "identity_not_proven": frozenset({Regime.GDPR, Regime.LED}),
    "manifestly_unfounded": frozenset({Regime.GDPR, Regime.LED}),
    "legal_claims": frozenset({Regime.GDPR, Regime.LED}),
    "vital_interests_of_the_child": frozenset({Regime.GDPR, Regime.LED}),
    "rights_of_others": frozenset({Regime.GDPR, Regime.LED}),
    "compelling_grounds": frozenset({Regime.GDPR}),
    "ongoing_investigation": frozenset({Regime.LED}),
}

# Fields about another person: an export shows the role of that person, never the identity. The
# recruiter is known to the person by the role, so the role is withheld too.
THIRD_PARTY_FIELDS = frozenset({"relatives", "reporter", "recruiter"})
# Fields that say whose the value is. The part of the value before the colon says it.
THIRD_PARTY_FIELDS_BY_OWNER = frozenset({"phones", "home_address", "dangers"})
THIRD_PARTY_OWNERS = frozenset({"relative", "exploiter", "smuggler", "person"})
# Texts about the person concerned only: an own name may be a relative's name too. In every other
# text the names and numbers of other people are withheld, also on the skin of the person.
OWN_TEXT_FIELDS = frozenset(
    {
        *("full_name", "given_names", "family_names", "name_native", "aliases"),
        *("birth_date", "phones", "documents"),
    }
)
REDACTION_TEXT = "[somebody else]"


def _has_text(field: IntakeField) -> bool:
    kinds = {part.kind for part in field.parts} or {field.kind}
    return field.is_text_accepted or not kinds.isdisjoint({Kind.TEXT, Kind.LONG_TEXT})


# Columns of codes, states and numbers, which contain no name.
CODED_FIELDS = frozenset(field.name for field in INTAKE_FIELDS if not _has_text(field))


def may_name_others(field: str) -> bool:
    """Return whether the names and numbers of other people are withheld from a text."""
    return field not in CODED_FIELDS | OWN_TEXT_FIELDS


def is_of_another(entry: Entry) -> bool:
    """Return whether a value is about another person.

    Of a value that could not be read, its column and the code after it decide.
    """
    if entry.stated_column in THIRD_PARTY_FIELDS_BY_OWNER:
        owner = entry.code if entry.column != UNREAD else "".join(entry.pieces[1:2]).casefold()
        return owner in THIRD_PARTY_OWNERS
    return entry.stated_column in THIRD_PARTY_FIELDS


DATA_REQUEST_SIDE = "agency"  # the agency that has the record; another one sees no request
_DECIDING = frozenset({Role.SUPERVISOR})
_AGENCY = frozenset({DATA_REQUEST_SIDE})
_WAITING = frozenset({DataRequestState.PROPOSED})
DATA_REQUEST_PROCESS = Process(
    name="data_request",
    page="/rights/{request}",
    states=tuple(DataRequestState),
    steps=(
        Step(
            "decide",
            _WAITING,
            _AGENCY,
            _DECIDING,
            Refusal.RECORD_IS_NO_LONGER_SEEN,
            distinct_from=("request",),
            to=(DataRequestState.APPROVED, DataRequestState.REFUSED),
            is_main=True,
        ),
        Step(
            "extend",
            _WAITING,
            _AGENCY,
            _DECIDING,
            Refusal.RECORD_IS_NO_LONGER_SEEN,
            (Refusal.EXTENDED_ONCE,),
        ),
    ),
    wrong_state={
        DataRequestState.PROPOSED: Refusal.REQUEST_IS_DECIDED,
        DataRequestState.APPROVED: Refusal.REQUEST_IS_DECIDED,
        DataRequestState.REFUSED: Refusal.REQUEST_IS_DECIDED,
    },
    wrong_role=Refusal.SUPERVISOR_TAKES_STEP,
    start="request",
    writes={
        "decide": Writes(
            ("decide_data_request", "edit_record", "erase"),
            jobs=(JobKind.MATCH,),  # of a rectified record
        ),
        "extend": Writes(("extend_data_right",)),
    },
)
