"""Dual control: load the second person of a decision, and raise its refusal.

`core.policy.process.Decider` decides who is a second person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
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


def check(refusal: Refusal | None, **ids: object) -> None:
    """Raise the refusal of a second step; no effect for None.

    `Refused` for an account that is not independent, `Conflict` for any other refusal. `ids` name
    the page of the next step.
    """
    if refusal is not None:
        if refusal is Refusal.ACCOUNT_IS_TOO_NEW:
            raise Refused(Refusal.ACCOUNT_IS_TOO_NEW)
        raise Conflict(refusal, **ids)


def find_decider(session: Session, context: Context, actor: Actor) -> Decider:
    """Return the actor as a second person, with the accounts related to theirs."""
    makers, made = _makers_and_made(session, actor.user_id, context.clock.now())
    return Decider(actor.user_id, makers | made, makers)


def related_accounts(session: Session, user_id: int | None, now: datetime) -> frozenset[int]:
    """Return the accounts that made an account, and those that it made, over generations.

    The people who invited or confirmed an account made it, for its first `INDEPENDENT_DAYS`.
    Accounts that the database role may not read are left out.
    """
    makers, made = _makers_and_made(session, user_id, now)
    return makers | made


def _makers_and_made(
    session: Session, user_id: int | None, now: datetime
) -> tuple[frozenset[int], frozenset[int]]:
    if user_id is None:
        return frozenset(), frozenset()
    new_accounts = session.execute(
        select(UserAccount.id, UserAccount.invited_by, UserAccount.confirmed_by).where(
            UserAccount.confirmed_at > now - timedelta(days=INDEPENDENT_DAYS)
        )
    )
    makers, made = defaultdict(set), defaultdict(set)
    for account_id, *made_by in new_accounts:
        for maker in made_by:
            if maker is not None:
                makers[account_id].add(maker)
                made[maker].add(account_id)
    return frozenset(_reached(makers, user_id)), frozenset(_reached(made, user_id))


def _reached(steps: Mapping[int, set[int]], start: int) -> set[int]:
    """Return the accounts that one or more steps lead to."""
    reached: set[int] = set()
    waiting = [start]
    while waiting:
        new = steps.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached
