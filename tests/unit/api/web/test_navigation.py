from __future__ import annotations

import pytest

from api.app import PAGES
from api.web import navigation
from core.policy.actions import scope
from core.policy.roles import Role
from services.foundation.actor import Actor
from tests.factories import PEOPLE

MOST = 9  # more than these at once are hard to read
ENTRIES = [one for group in navigation.GROUPS for one in group.entries]


def _actor(role: Role) -> Actor:
    return Actor(role, None, "protection", "DE")


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_of_a_role_is_listed_once_in_short_menus(role: Role) -> None:
    groups = navigation.of(_actor(role))
    shown = [one for group in groups for one in group.entries]
    assert sorted(one.path for one in shown) == sorted(
        one.path for one in ENTRIES if scope(one.action, role) is not None
    )
    assert len(groups[0].entries) + len(groups[1:]) <= MOST
    assert all(len(group.entries) > 1 for group in groups[1:])


def test_every_entry_leads_to_a_page() -> None:
    pages = {route.path for router in PAGES for route in router.routes}  # type: ignore[attr-defined]
    assert {one.path for one in ENTRIES} <= pages


def test_the_navigation_is_empty_before_sign_in() -> None:
    assert navigation.of(None) == []
