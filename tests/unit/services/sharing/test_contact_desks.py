from __future__ import annotations

from models.agencies.desk import Desk
from services.sharing.contact_desks import desk_to_call, relay_order


def _desks(*states: str, relay: str = "") -> list[Desk]:
    """Make the desk of each state; its agency has the number of the state in the list."""
    desks = [
        Desk(agency_id=number, state=state, is_state_desk=True, is_relay=False)
        for number, state in enumerate(states, 1)
    ]
    if relay:
        desks.append(Desk(agency_id=9, state=relay, is_state_desk=False, is_relay=True))
    return desks


def test_without_a_relay_desk_the_order_starts_at_the_own_state() -> None:
    assert [desk.state for desk in relay_order(_desks("GR", "CH", "SE", "DE"), "GR")] == [
        "GR",
        "SE",
        "CH",
        "DE",
    ]


def test_the_relay_desk_is_first_and_its_own_state_last() -> None:
    order = relay_order(_desks("GR", "CH", "FR", "DE", relay="FR"), "CH")
    assert [(desk.state, desk.is_relay) for desk in order] == [
        ("FR", True),
        ("GR", False),
        ("CH", False),
        ("DE", False),
        ("FR", False),
    ]


def test_a_viewer_calls_the_first_desk_of_another_agency() -> None:
    desks = _desks("GR", "CH")
    called = [desk_to_call(desks, agency_id, "GR") for agency_id in (7, 1, None)]
    assert [desk.state if desk else "" for desk in called] == ["GR", "CH", "GR"]


def test_no_desk_is_named_whose_state_a_bar_keeps_from_the_record() -> None:
    desks = _desks("GR", "CH", "DE")
    for number, desk in enumerate(desks, 1):
        desk.id = number
    called = [desk_to_call(desks, 1, "GR", barred) for barred in ({2}, {3}, {2, 3})]
    assert [desk.state if desk else "" for desk in called] == ["DE", "CH", "GR"]
    assert desk_to_call(desks, 1, "GR", {1, 2, 3}) is None


def test_there_is_a_desk_to_call_as_long_as_the_directory_has_one() -> None:
    only = _desks("GR")
    assert [desk_to_call(only, agency_id, "DE") for agency_id in (1, 2)] == [only[0]] * 2
    assert desk_to_call([], 1, "GR") is None
