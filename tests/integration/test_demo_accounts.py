from __future__ import annotations

import dataclasses

import pytest

from core.errors import NotFound
from core.policy.roles import Role
from core.settings import Mode
from services.agencies import demo_accounts, sessions
from services.foundation.context import Context
from tests.factories import Installation


def _demo(one: Installation) -> Context:
    settings = one.context.settings.model_copy(update={"demo": True, "mode": Mode.EMBEDDED})
    return dataclasses.replace(one.context, settings=settings)


def test_in_the_demo_every_account_is_entered_without_a_password(
    installation: Installation,
) -> None:
    context = _demo(installation)
    with installation.database.transaction() as session:
        listed = demo_accounts.demo_accounts(session, context)
        opened = demo_accounts.sign_in_to_demo(session, context, listed[0].id)
        assert sessions.resolve_session(session, context, opened.token).role is listed[0].role
    assert {one.role for one in listed} >= {Role.CASEWORKER, Role.ADMINISTRATOR}


@pytest.mark.parametrize(
    "update", [{"demo": False}, {"mode": Mode.PRODUCTION}, {"demo": False, "mode": Mode.PRODUCTION}]
)
def test_anywhere_else_there_are_none_and_none_is_entered(
    installation: Installation, update: dict[str, object]
) -> None:
    context = _demo(installation)
    with installation.database.transaction() as session:
        known = demo_accounts.demo_accounts(session, context)[0].id
    elsewhere = dataclasses.replace(context, settings=context.settings.model_copy(update=update))
    with installation.database.transaction() as session:
        assert demo_accounts.demo_accounts(session, elsewhere) == []
        with pytest.raises(NotFound):
            demo_accounts.sign_in_to_demo(session, elsewhere, known)
