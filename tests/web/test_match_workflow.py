"""The page of a match shows what happens next, and why a button does not work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.policy.roles import Role
from tests.web.conftest import Watched, World

pytestmark = pytest.mark.late
FOUND_SIDE, MISSING_SIDE = "DE-JUG", "GR-CPA"


def _decide(page: Watched, choice: str = "same:document") -> None:
    page.locator("#decision-choice").select_option(choice)
    page.locator("#decision button.primary").click()
    page.locator("main .done").wait_for()


def test_each_side_sees_whose_turn_it_is_until_the_match_is_confirmed_and_undone(
    world: World, open_page: Callable[..., Watched], tmp_path: Path
) -> None:
    def page(role: Role, agency: str, width: int = 1280) -> Watched:
        opened = open_page(width).enter(world.installation, role, agency)
        opened.goto(f"{world.url}/matches/{world.match}")
        opened.screenshot(path=tmp_path / f"{role.value}-{agency}-{width}.png", full_page=True)
        return opened

    report = page(Role.CASEWORKER, MISSING_SIDE)
    assert "The other side must act next." in report.locator(".next-steps").inner_text()
    assert report.locator("#decision button[disabled]").count() == 1
    assert "must compare and propose" in report.locator("#why-propose").inner_text()
    worker = page(Role.CASEWORKER, FOUND_SIDE)
    assert "It is your turn." in worker.locator(".next-steps").inner_text()
    _decide(worker)
    assert "Your side must act next:" in worker.locator(".next-steps").inner_text()
    head = page(Role.SUPERVISOR, FOUND_SIDE)
    head.goto(world.url)
    head.get_by_role("link", name="Approvals to decide").wait_for()
    _decide(page(Role.SUPERVISOR, FOUND_SIDE))
    _decide(page(Role.SUPERVISOR, MISSING_SIDE))
    supervisor = page(Role.SUPERVISOR, FOUND_SIDE, 390)
    assert (
        "approves a closing sentence for the reporter"
        in supervisor.locator(".next-steps").inner_text()
    )
    supervisor.locator("#undo summary").click()
    supervisor.locator("#undo-reason").select_option("new_evidence")
    supervisor.locator("#undo button").click()
    supervisor.get_by_text("The decision holds until a second person undoes it.").wait_for()
    supervisor.locator("#why-undo").wait_for()
    assert "did not propose to undo" in supervisor.locator("#why-undo").inner_text()
    supervisor.locator("#review button").click()
    supervisor.locator("#review").wait_for(state="detached")
    assert supervisor.locator("#review").count() == 0
