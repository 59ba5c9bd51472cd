"""The ways of a desk with its own records: one goes to another agency, some go out as a file."""

from __future__ import annotations

from collections.abc import Callable

from core.policy import Role
from tests.factories import FOUND
from tests.web.conftest import WIDTHS, Watched, World
from tests.web.test_pages import check, keep


def test_a_record_is_offered_to_an_agency_that_is_chosen_by_its_name(
    world: World, open_page: Callable[..., Watched]
) -> None:
    made = world.installation
    record = made.register({**FOUND, "record_ref": "T-1"}, made.actor(Role.SUPERVISOR, "DE-JUG"))
    giver = open_page(WIDTHS[0]).enter(made, Role.SUPERVISOR, "DE-JUG")
    giver.goto(f"{world.url}/records/{record}")
    giver.get_by_role("link", name="Transfer").click()
    agencies = giver.get_by_label("Agency")
    assert agencies.locator("optgroup").evaluate_all("all => all.map(one => one.label)") == [
        "France",
        "Germany",
        "Greece",
        "Switzerland",
    ]
    assert agencies.get_by_text("DE-JUG (fictional)").count() == 0
    agencies.select_option("FR-116 (fictional)")
    giver.get_by_label("Reason").fill("her aunt lives there")
    check(giver)
    keep(giver, "transfer-chosen")
    giver.get_by_role("button", name="Offer").click()
    giver.get_by_role("heading", name="DE-JUG (fictional) → FR-116 (fictional)").first.wait_for()
    check(giver)
