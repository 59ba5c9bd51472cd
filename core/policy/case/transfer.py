"""Policy table of transfers: who proposes, offers, accepts, refuses and withdraws.

A record goes from one agency to another in two decisions. Each side takes its own, by different
people: a person who proposed does not confirm, and a person who offered or confirmed decides
nothing for the other side, whichever state they act for. Both are approvals
(`core.policy.approvals`).
"""

from __future__ import annotations

import enum

from core.codes.notifications import NotificationKind
from core.codes.operations import JobKind
from core.codes.records import TransferStatus
from core.policy.effects import StepEffect, Writes
from core.policy.process import Process, Step
from core.policy.roles import Role
from core.refusals import Refusal


class TransferSide(enum.StrEnum):
    """The agencies of a transfer."""

    GIVER = "giver"
    RECEIVER = "receiver"


_GIVER = frozenset({TransferSide.GIVER})
_RECEIVER = frozenset({TransferSide.RECEIVER})
_DECIDING = frozenset({Role.SUPERVISOR, Role.LIAISON_OFFICER})
_PROPOSED = frozenset({TransferStatus.PROPOSED})
_OFFERED = frozenset({TransferStatus.OFFERED})
_NOTIFIES_OTHER_SIDE = (StepEffect.NOTIFIES_OTHER_SIDE,)

TRANSFER_PROCESS = Process(
    name="transfer",
    start="offer",
    states=tuple(TransferStatus),
    steps=(
        Step(
            "confirm",
            _PROPOSED,
            _GIVER,
            _DECIDING,
            Refusal.OTHER_AGENCY_TAKES_STEP,
            distinct_from=("offer",),
            same_person=Refusal.SECOND_PERSON_OFFERS,
            to=(TransferStatus.OFFERED,),
            is_main=True,
            effects=_NOTIFIES_OTHER_SIDE,
        ),
        Step(
            "accept",
            _OFFERED,
            _RECEIVER,
            _DECIDING,
            Refusal.OTHER_AGENCY_TAKES_STEP,
            (Refusal.RECORD_CANNOT_BE_TAKEN_OVER,),
            distinct_from=("offer", "confirm"),
            same_person=Refusal.SECOND_PERSON_TAKES_OVER,
            to=(TransferStatus.ACCEPTED,),
            is_main=True,
            effects=_NOTIFIES_OTHER_SIDE,
        ),
        Step(
            "refuse",
            _OFFERED,
            _RECEIVER,
            _DECIDING,
            Refusal.OTHER_AGENCY_TAKES_STEP,
            distinct_from=("offer", "confirm"),
            same_person=Refusal.SECOND_PERSON_TAKES_OVER,
            to=(TransferStatus.REFUSED,),
            effects=_NOTIFIES_OTHER_SIDE,
        ),
        Step(
            "withdraw",
            _PROPOSED | _OFFERED,
            _GIVER,
            _DECIDING,
            Refusal.OTHER_AGENCY_TAKES_STEP,
            to=(TransferStatus.WITHDRAWN,),
        ),
    ),
    wrong_state={
        TransferStatus.PROPOSED: Refusal.TRANSFER_IS_NOT_OFFERED,
        TransferStatus.OFFERED: Refusal.TRANSFER_IS_NOT_PROPOSED,
        **dict.fromkeys(
            (TransferStatus.ACCEPTED, TransferStatus.REFUSED, TransferStatus.WITHDRAWN),
            Refusal.TRANSFER_IS_DECIDED,
        ),
    },
    wrong_role=Refusal.SUPERVISOR_TAKES_STEP,
    writes={
        "confirm": Writes(
            ("transfer_offered", "decide_transfer_offer"), (NotificationKind.TRANSFER_OFFERED,)
        ),
        "accept": Writes(
            ("transfer_accepted", "decide_transfer"),
            (NotificationKind.TRANSFER_ACCEPTED,),
            (JobKind.MATCH,),
        ),
        "refuse": Writes(
            ("transfer_refused", "decide_transfer"), (NotificationKind.TRANSFER_REFUSED,)
        ),
        "withdraw": Writes(("transfer_withdrawn",)),
    },
)
