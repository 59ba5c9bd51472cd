"""The pages of a disclosure and of consents show the next step, and why a button does not work."""

from __future__ import annotations

import re
from collections.abc import Callable

from fastapi.testclient import TestClient

from core.policy.roles import Role
from tests.factories import Installation
from tests.integration.api import conftest
from tests.integration.consent_steps import put_in_force, take_down
from tests.integration.disclosures.world import ASKER, RESPONSIBLE, World
from tests.integration.steps import page_text

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in


def test_each_side_reads_its_own_next_step_of_a_request(world: World, sign_in: SignIn) -> None:
    path = f"/disclosures/{world.ask()}"
    responsible, asker = sign_in(Role.CASEWORKER, RESPONSIBLE), sign_in(Role.CASEWORKER, ASKER)
    shown = page_text(responsible, path)
    assert "Next: the responsible agency accepts the request for review." in shown
    assert 'name="act" value="review"' in shown
    world_id = path.rpartition("/")[2]
    assert responsible.post(f"{path}/steps", data={"act": "review"}).status_code in {200, 303}
    shown = page_text(responsible, path)
    assert "Next: the responsible agency checks whether there is consent." in shown
    assert '<button disabled aria-describedby="why-check_risk">' in shown
    assert "Check the consent first." in shown
    listed = page_text(responsible, "/disclosures")
    assert world_id in listed
    text = page_text(asker, path)
    assert "Next: the responsible agency decides what may be shared." in text
    assert "consent" not in text[text.index("Next steps") :].lower()
    assert page_text(asker, "/disclosures")
    assert page_text(asker, "/")


def test_the_page_of_consents_disables_the_step_of_the_second_person(
    installation: Installation, sign_in: SignIn
) -> None:
    world = World(installation)
    put_in_force(installation, world.found)
    take_down(installation, world.found)
    shown = page_text(sign_in(Role.CASEWORKER, RESPONSIBLE), f"/records/{world.found}/consents")
    assert "Next: a second person witnesses the consent." in shown
    reason = "Second person required. A person who did not record the consent must witness it."
    assert reason in shown
    assert 'value="start_spoken"' in shown
    assert re.search(r"<button disabled [^>]+>Witness the consent</button>", shown)
    other = page_text(sign_in(Role.SUPERVISOR, RESPONSIBLE), f"/records/{world.found}/consents")
    assert 'name="act" value="witness"' in other
