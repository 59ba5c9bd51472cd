"""Dual control: load the second person of a decision, and raise its refusal.

`core.policy.process.Decider` decides who is a second person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Conflict, Refused
from core.policy.approvals import INDEPENDENT_DAYS, NOT_INDEPENDENT
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
        if refusal in NOT_INDEPENDENT:
            raise Refused(refusal)
        raise Conflict(refusal, **ids)


def find_decider(session: Session, context: Context, actor: Actor) -> Decider:
    """Return the actor as a second person, with the accounts related to theirs."""
    return find_deciders(session, (actor.user_id,), context.clock.now())[0]


def related_accounts(session: Session, user_id: int | None, now: datetime) -> frozenset[int]:
    """Return the accounts that made an account, and those that it made, over generations.

    The people who invited or confirmed an account made it, for its first `INDEPENDENT_DAYS`.
    Accounts that the database role may not read are left out.
    """
    return find_deciders(session, (user_id,), now)[0].related


def find_deciders(
    session: Session, user_ids: Collection[int | None], now: datetime
) -> list[Decider]:
    """Return accounts as second persons, in their order; the related accounts are read once.

    Siblings are accounts of one agency in their first `INDEPENDENT_DAYS` whom one person invited,
    also over generations.
    """
    query = select(
        UserAccount.id, UserAccount.agency_id, UserAccount.invited_by, UserAccount.confirmed_by
    )
    new_accounts = session.execute(
        query.where(UserAccount.confirmed_at > now - timedelta(days=INDEPENDENT_DAYS))
    ).all()
    makers, made, inviters = defaultdict(set), defaultdict(set), defaultdict(set)
    for account in new_accounts:
        for maker in {account.invited_by, account.confirmed_by} - {None}:
            makers[account.id].add(maker)
            made[maker].add(account.id)
        if account.invited_by is not None:
            inviters[account.id].add(account.invited_by)
    agencies = {account.id: account.agency_id for account in new_accounts}
    invited_by = {account_id: _reached(inviters, account_id) for account_id in agencies}
    return [
        Decider(
            user_id,
            frozenset(_reached(makers, user_id) | _reached(made, user_id)),
            frozenset(_reached(makers, user_id)),
            frozenset(
                other
                for other, agency_id in agencies.items()
                if other != user_id
                and agency_id == agencies.get(user_id)
                and invited_by[other] & invited_by[user_id]
            ),
        )
        if user_id is not None
        else Decider(None)
        for user_id in user_ids
    ]


def _reached(steps: Mapping[int, set[int]], start: int) -> set[int]:
    """Return the accounts that one or more steps lead to."""
    reached: set[int] = set()
    waiting = [start]
    while waiting:
        new = steps.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached
