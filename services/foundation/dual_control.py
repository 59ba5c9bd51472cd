"""Dual control: the second person is another one, and not an account that the first one made."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Conflict, Refused
from core.policy.approvals import INDEPENDENT_DAYS
from core.policy.process import Decider
from core.refusals import Refusal
from models.agencies.user import UserAccount
from services.foundation.actor import Actor
from services.foundation.context import Context


def check_second_person(
    session: Session, context: Context, actor: Actor, *firsts: int | None, refusal: Refusal
) -> None:
    """Raise unless the actor may take the second step of a decision.

    `firsts` are the accounts that took the steps before; None, an act of the server, is skipped.
    Raise `Conflict` with `refusal` for one of these accounts. Raise `Refused` for an account that
    one of them invited or confirmed less than `INDEPENDENT_DAYS` days ago.
    """
    check(second_person_refusal(session, context, actor, *firsts, refusal=refusal))


def check(refusal: Refusal | None, **ids: object) -> None:
    """Raise the refusal of a second step; no effect for None.

    `Refused` for an account that is not independent, `Conflict` for any other refusal. `ids` name
    the page of the next step.
    """
    if refusal is not None:
        if refusal is Refusal.ACCOUNT_IS_TOO_NEW:
            raise Refused(Refusal.ACCOUNT_IS_TOO_NEW)
        raise Conflict(refusal, **ids)


def second_person_refusal(
    session: Session, context: Context, actor: Actor, *firsts: int | None, refusal: Refusal
) -> Refusal | None:
    """Return why the actor may not take the second step of a decision; None if they may.

    `firsts` are the accounts that took the steps before; None, an act of the server, is skipped.
    Returns `refusal` for a person who took a step before, and `ACCOUNT_IS_TOO_NEW` for an account
    that one of them invited or confirmed less than `INDEPENDENT_DAYS` days ago.
    """
    return find_decider(session, context, actor).refusal(firsts, refusal)


def find_decider(session: Session, context: Context, actor: Actor) -> Decider:
    """Return the actor as a second person, with the accounts that made the account."""
    sponsors = account_sponsors(session, actor.user_id, context.clock.now())
    return Decider(actor.user_id, frozenset(sponsors))


def account_sponsors(session: Session, user_id: int | None, now: datetime) -> set[int]:
    """Return the accounts that invited or confirmed an account in the last `INDEPENDENT_DAYS`."""
    if user_id is None:
        return set()
    row = session.execute(
        select(UserAccount.invited_by, UserAccount.confirmed_by).where(
            UserAccount.id == user_id,
            UserAccount.confirmed_at > now - timedelta(days=INDEPENDENT_DAYS),
        )
    ).first()
    return {sponsor for sponsor in row or () if sponsor is not None}
