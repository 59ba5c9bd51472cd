"""Custody of a found child: state, confirmation, declaration, call-back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.common import Answer, PlainAnswer, Reason, Request
from services.case.custody_view import CustodyView, DeclarationView


class CustodyConfirmationIn(Request):
    """The way by which custody is confirmed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"way": "colleague"}]})

    way: Annotated[str, Field(max_length=40)]


class CustodyDeclarationIn(Request):
    """The reason of a declaration by a single person."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "alone on duty, she asks for her mother"}]}
    )

    reason: Reason


class CallBackIn(Request):
    """The agency that was telephoned, by the number of its desk in the directory."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"agency": "GR-CPA"}]})

    agency: Annotated[str, Field(max_length=20)]


class CustodyWithdrawalIn(Request):
    """Why the confirmation or declaration ends."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "mistake"}]})

    reason: Annotated[str, Field(max_length=40)]


class CustodyDeclaredOut(Answer):
    """Until when missing reports are open by a declaration."""

    opens_until: datetime


class CustodyDeclarationOut(Answer):
    """A declaration; `called_at` is missing until the call-back is recorded."""

    state: str
    declared_at: datetime
    opens_until: datetime
    complete_by: datetime
    called_at: datetime | None

    @classmethod
    def of(cls, declaration: DeclarationView) -> CustodyDeclarationOut:
        """Return the declaration for showing."""
        return cls(
            state=declaration.state.value,
            declared_at=declaration.declared_at,
            opens_until=declaration.opens_until,
            complete_by=declaration.complete_by,
            called_at=declaration.called_at,
        )


class CallBackDeskOut(PlainAnswer):
    """A desk of the directory that may be telephoned."""

    agency: str
    state: str
    name: str
    phone: str


class CustodyOut(Answer):
    """The custody of a found child, or the declarations that open an own missing report, and the
    next step.

    `proof` is `nothing`, `declared` or `confirmed`; `ways` lists the ways open to the reader;
    `step` is the code of the next step, empty where none is needed.
    """

    proof: str
    way: str
    confirmed_at: datetime | None
    declarations: list[CustodyDeclarationOut]
    ways: list[str]
    may_declare: bool
    may_object: bool
    may_withdraw: bool
    desks: list[CallBackDeskOut]
    step: str

    @classmethod
    def of(cls, custody: CustodyView) -> CustodyOut:
        """Return the custody for showing."""
        return cls(
            proof=custody.proof.value,
            way=custody.way,
            confirmed_at=custody.confirmed_at,
            declarations=[
                CustodyDeclarationOut.of(declaration) for declaration in custody.declarations
            ],
            ways=list(custody.ways),
            may_declare=custody.may_declare,
            may_object=custody.may_object,
            may_withdraw=custody.may_withdraw,
            desks=[CallBackDeskOut.of(desk) for desk in custody.desks],
            step=custody.step,
        )
