"""A false found record: one person invents a child to open a missing report."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core.policy.roles import Role
from models.case.care_confirmation import CareConfirmation
from models.records.record import Record
from tests import factories
from tests.described_client import refused_fields
from tests.factories import LAWFUL, MISSING, Installation
from tests.integration.api.care_steps import (
    SECRET,
    SignIn,
    alerts,
    care_confirmation_of,
    confirm_matches,
    everything,
    find_child,
    let_one_kind_agree,
    read_view,
    report,
)

REASON = {"reason": "alone on duty"}


def test_a_copied_description_opens_neither_relatives_nor_telephone_by_any_channel(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, desk = report(installation), sign_in(Role.CASEWORKER)
    made_up = find_child(installation, desk)
    assert read_view(desk, report_id) == "identity"
    shown = everything(desk, made_up, report_id)
    assert "Rahimzadah" in shown
    assert [word for word in SECRET if word in shown] == []
    match = desk.get("/v1/matches").json()["matches"][0]
    view = desk.get(f"/v1/matches/{match['id']}").json()
    assert view["withheld"] == "care_confirmation"
    assert {"relative", "phone", "family", "home"} & {
        one["attribute"] for one in view["reasons"]
    } == set()


def test_a_guessed_relative_is_not_confirmed(installation: Installation, sign_in: SignIn) -> None:
    report_id, desk = report(installation), sign_in(Role.CASEWORKER)
    find_child(
        installation, desk, relatives=["mother:Golchehra"], phones=["relative:+306900000002"]
    )
    wrong = {
        "relatives": ["mother:Leyla"],
        "phones": ["relative:+306900009999"],
        "record_ref": "GUESS-2",
    }
    find_child(installation, desk, **wrong)
    numbers = []
    for match in desk.get("/v1/matches").json()["matches"]:
        view = desk.get(f"/v1/matches/{match['id']}").json()
        if view["other"]["id"] == str(report_id):
            assert view["other"]["view"] == "identity"
            assert {"relative", "phone", "family"} & {
                one["attribute"] for one in view["reasons"]
            } == set()
            numbers.append((view["probability"], view["amount"], view["bits"]))
    assert len(numbers) == 2
    assert len(set(numbers)) == 1  # a correct guess and a wrong one


def test_a_report_that_is_shared_by_its_responsible_keeps_its_contacts_too(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, desk = report(installation, recipients=["DE"]), sign_in(Role.CASEWORKER)
    made_up = find_child(installation, desk)
    assert desk.get(f"/v1/records/{report_id}").json()["view"] == "identity"
    shown = everything(desk, made_up, report_id)
    assert [word for word in SECRET if word in shown] == []


def test_one_kind_of_evidence_opens_no_more_than_is_shared(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, desk = report(installation), sign_in(Role.CASEWORKER)
    made_up = find_child(installation, desk)
    let_one_kind_agree(installation)
    assert read_view(desk, report_id) == ""
    shown = everything(desk, made_up, report_id)
    assert str(report_id) not in shown
    assert MISSING["event_place"] not in shown


def test_no_act_of_the_registering_person_confirms_care(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, desk = report(installation), sign_in(Role.CASEWORKER)
    made_up = find_child(installation, desk)
    assert (
        desk.put(f"/v1/records/{made_up}/photo", content=factories.picture(4, 4)).status_code == 204
    )
    assert (
        desk.post(
            f"/v1/records/{made_up}/missing-from-care", json={"left_at": "2026-03-02T08:00:00Z"}
        ).status_code
        == 201
    )
    back = {"at": "2026-03-02T09:00:00Z"}
    assert desk.post(f"/v1/records/{made_up}/return", json=back).status_code == 201
    for way in ("colleague", "photo", "care", "police", "state_desk", "hand_over"):
        refused = desk.post(f"/v1/records/{made_up}/care-confirmation", json={"way": way})
        assert (refused.status_code, "Second person" in refused.json()["detail"]) == (409, True), (
            way
        )
    wrong = desk.post(f"/v1/records/{made_up}/care-confirmation", json={"way": "word"})
    assert refused_fields(wrong) == [{"field": "way", "reason": "unknown_code"}]
    assert installation.read_all(select(CareConfirmation)) == []
    assert read_view(desk, report_id) == "identity"


def test_the_second_wall_refuses_the_registering_persons_own_confirmation(
    installation: Installation, sign_in: SignIn
) -> None:
    if installation.database.is_sqlite:
        pytest.skip("SQLite has no second wall")
    made_up = find_child(installation, sign_in(Role.CASEWORKER))
    actor, now = installation.actor(Role.CASEWORKER), installation.clock.now()
    row = installation.row_of(UUID(made_up))
    for user in (
        actor.user_id,
        installation.actor(Role.SUPERVISOR).user_id,
    ):  # in the attacker's name, and in a colleague's
        with (
            pytest.raises(Exception, match="row-level security"),
            installation.acting(actor) as session,
        ):
            session.add(
                CareConfirmation(
                    public_id=row.public_id,
                    record_id=row.id,
                    way="colleague",
                    agency_id=actor.agency_id,
                    confirmed_by=user,
                    confirmed_at=now,
                )
            )
            session.flush()


def test_a_second_person_opens_relatives_and_both_sides_together_the_telephone(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, desk, head = report(installation), sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    found = find_child(installation, desk)
    let_one_kind_agree(installation)
    held = care_confirmation_of(head, found)
    assert (held["proof"], held["ways"], held["step"]) == ("nothing", ["colleague"], "confirm")
    assert (
        head.post(f"/v1/records/{found}/care-confirmation", json={"way": "colleague"}).status_code
        == 204
    )
    assert (
        head.post(f"/v1/records/{found}/care-confirmation", json={"way": "colleague"}).status_code
        == 409
    )
    assert read_view(desk, report_id) == "relatives"
    (match,) = desk.get("/v1/matches").json()["matches"]
    assert desk.get(f"/v1/matches/{match['id']}").json()["withheld"] == "match_decision"
    confirm_matches(installation)
    assert read_view(desk, report_id) == "contacts"
    audit_log = sign_in(Role.AUDITOR).get("/v1/audit").json()["acts"]
    assert ("confirm_care", "colleague") in {(row["action"], row["outcome"]) for row in audit_log}
    # a withdrawal closes the report at once
    assert (
        head.post(
            f"/v1/records/{found}/care-confirmation/withdrawal", json={"reason": "because"}
        ).status_code
        == 422
    )
    assert (
        head.post(
            f"/v1/records/{found}/care-confirmation/withdrawal", json={"reason": "mistake"}
        ).status_code
        == 204
    )
    assert read_view(desk, report_id) == "identity"
    assert (
        head.post(
            f"/v1/records/{found}/care-confirmation/withdrawal", json={"reason": "mistake"}
        ).status_code
        == 409
    )


def test_police_of_the_state_confirm_and_no_other_agency_does(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, desk = report(installation), sign_in(Role.CASEWORKER)
    found = find_child(installation, desk)
    for agency, role in (
        ("GR-POL", Role.LIAISON_OFFICER),
        ("FR-116", Role.SUPERVISOR),
        ("GR-CPA", Role.SUPERVISOR),
    ):
        stranger = sign_in(role, agency)
        for way in ("police", "colleague", "state_desk"):
            assert (
                stranger.post(
                    f"/v1/records/{found}/care-confirmation", json={"way": way}
                ).status_code
                == 404
            ), (agency, way)
        assert stranger.get(f"/v1/records/{found}/care-confirmation").status_code == 404
    officer = sign_in(Role.LIAISON_OFFICER, "DE-POL")
    assert care_confirmation_of(officer, found)["ways"] == ["police"]
    assert (
        officer.post(
            f"/v1/records/{found}/care-confirmation", json={"way": "colleague"}
        ).status_code
        == 409
    )
    assert (
        officer.post(f"/v1/records/{found}/care-confirmation", json={"way": "police"}).status_code
        == 204
    )
    assert read_view(desk, report_id) == "relatives"
    assert (
        officer.post(
            f"/v1/records/{found}/care-confirmation/withdrawal", json={"reason": "child_gone"}
        ).status_code
        == 204
    )
    assert read_view(desk, report_id) == "identity"


def test_a_photograph_and_a_return_to_care_need_another_persons_word(
    installation: Installation, sign_in: SignIn
) -> None:
    desk, head = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    found = find_child(installation, desk)
    with (
        installation.database.transaction() as session
    ):  # registered by software, so the registering person is unknown
        session.scalars(select(Record)).one().registered_by = None
    assert "photo" not in care_confirmation_of(head, found)["ways"]
    assert (
        desk.put(f"/v1/records/{found}/photo", content=factories.picture(4, 4)).status_code == 204
    )
    assert care_confirmation_of(head, found)["ways"] == ["photo"]
    assert (
        head.post(f"/v1/records/{found}/care-confirmation", json={"way": "colleague"}).status_code
        == 409
    )
    left = {"left_at": "2026-03-02T08:00:00Z"}
    assert desk.post(f"/v1/records/{found}/missing-from-care", json=left).status_code == 201
    assert (
        desk.post(f"/v1/records/{found}/return", json={"at": "2026-03-02T09:00:00Z"}).status_code
        == 201
    )
    assert care_confirmation_of(head, found)["ways"] == ["photo", "care"]
    assert (
        head.post(f"/v1/records/{found}/care-confirmation", json={"way": "care"}).status_code == 204
    )
    again = {"left_at": "2026-03-02T09:10:00Z", "record_ref": "F-1/again"}
    assert desk.post(f"/v1/records/{found}/missing-from-care", json=again).status_code == 201
    assert (
        care_confirmation_of(head, found)["proof"] == "nothing"
    )  # a child missing from care is not there


def test_care_confirmation_of_a_transferred_record_is_confirmed_by_the_accepting_person(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id = report(installation)
    officer, head = sign_in(Role.LIAISON_OFFICER, "DE-POL"), sign_in(Role.SUPERVISOR)
    found = find_child(installation, officer)
    (offer,) = head.get("/v1/transfers").json()["transfers"]
    basis = {"legal_basis": "gdpr_6_1_e_9_2_g"}
    assert head.post(f"/v1/transfers/{offer['id']}/accept", json=basis).status_code == 200
    installation.work()
    assert care_confirmation_of(head, found)["way"] == "hand_over"
    assert read_view(head, report_id) == "relatives"


@pytest.mark.late
def test_repeated_declarations_open_no_report(installation: Installation, sign_in: SignIn) -> None:
    report_id, desk = report(installation), sign_in(Role.CASEWORKER)
    invented = [find_child(installation, desk, record_ref=f"F-{number}") for number in range(4)]
    let_one_kind_agree(installation)
    assert (
        desk.post(
            f"/v1/records/{invented[0]}/care-confirmation/declaration", json={"reason": " "}
        ).status_code
        == 422
    )
    for number in range(3):
        declared = desk.post(
            f"/v1/records/{invented[number]}/care-confirmation/declaration", json=REASON
        )
        assert declared.status_code == 201, declared.text
    shown = everything(desk, invented[0], report_id)
    assert [word for word in SECRET if word in shown] == []
    fourth = desk.post(f"/v1/records/{invented[3]}/care-confirmation/declaration", json=REASON)
    assert (fourth.status_code, "call a colleague" in fourth.json()["detail"]) == (429, True)
    again = desk.post(f"/v1/records/{invented[0]}/care-confirmation/declaration", json=REASON)
    assert (again.status_code, "second person" in again.json()["detail"]) == (409, True)
    assert alerts(sign_in).count("care_declared") == 3
    installation.clock.move(timedelta(days=31))
    declared = sign_in(Role.CASEWORKER).post(
        f"/v1/records/{invented[3]}/care-confirmation/declaration", json=REASON
    )
    assert declared.status_code == 201


def test_a_declaration_opens_only_reports_whose_desk_is_notified(
    installation: Installation, sign_in: SignIn
) -> None:
    row = {**MISSING, "recipients": ""}
    unverified = installation.register(row, installation.actor(Role.CASEWORKER, "GR-CPA"), LAWFUL)
    desk = sign_in(Role.CASEWORKER)
    found = find_child(installation, desk)
    let_one_kind_agree(installation)
    assert (
        desk.post(f"/v1/records/{found}/care-confirmation/declaration", json=REASON).status_code
        == 201
    )
    assert read_view(desk, unverified) == ""
    other = sign_in(Role.SUPERVISOR, "GR-CPA")
    assert "care_declared" not in other.get("/v1/notifications").text
    assert other.post(f"/v1/records/{unverified}/care-confirmation/objection").status_code == 409


def test_a_confirmed_child_that_is_described_as_another_one_opens_no_relatives(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, desk, head = report(installation), sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    real = find_child(
        installation, desk, full_name="Dmytro Kovalchuk", birth_date="2012-11-05", sex="M", marks=[]
    )
    assert (
        head.post(f"/v1/records/{real}/care-confirmation", json={"way": "colleague"}).status_code
        == 204
    )
    harmless = {"changes": {"description": "likes football"}}
    edited = desk.patch(f"/v1/records/{real}", json=harmless, headers={"If-Match": '"1"'})
    assert edited.status_code == 200, edited.text
    assert care_confirmation_of(desk, real)["proof"] == "confirmed"
    copied = {
        "full_name": "Shekiba Rahimzadah",
        "birth_date": "2009-07-10",
        "sex": "F",
        "marks": ["burn:forearm:left"],
    }
    edited = desk.patch(
        f"/v1/records/{real}", json={"changes": copied}, headers={"If-Match": '"2"'}
    )
    assert edited.status_code == 200, edited.text
    installation.work()
    assert care_confirmation_of(desk, real)["proof"] == "nothing"
    assert read_view(desk, report_id) == "identity"


def test_the_contact_desk_of_the_state_is_a_second_organisation(
    installation: Installation, sign_in: SignIn
) -> None:
    found = find_child(installation, sign_in(Role.LIAISON_OFFICER, "GR-POL"))
    desk = sign_in(Role.SUPERVISOR, "GR-CPA")
    assert care_confirmation_of(desk, found)["ways"] == ["state_desk"]
    assert (
        desk.post(f"/v1/records/{found}/care-confirmation", json={"way": "state_desk"}).status_code
        == 204
    )
    held = care_confirmation_of(sign_in(Role.LIAISON_OFFICER, "GR-POL"), found)
    assert (held["proof"], held["way"], held["may_withdraw"]) == ("confirmed", "state_desk", True)
