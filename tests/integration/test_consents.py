from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.crypto import Place
from core.errors import Conflict, ConflictOfInterest, InvalidInput, NotFound
from core.policy import Role, View
from core.policy_consent import BARRED_GIVERS
from models.audit import Audit
from models.consent import Consent
from models.notice import Notice
from models.record import Record, RecordShare
from models.wall import Door, Who
from services import consents, erasure, guardians, permissions, records, sealing, visibility, wall
from services.ages import Ages
from services.intake import Declaration
from tests.factories import CLEARED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.consent_steps import FORM, put_in_force, step, take_down, withdraw

BORN = Ages(date(2009, 7, 10), date(2009, 7, 10))  # FOUND's


def _found(one: Installation, declaration: Declaration = LAWFUL, **changes: Any) -> UUID:
    return one.register({**FOUND, **changes}, one.actor(Role.CASEWORKER), declaration)


def _state(one: Installation, consent: UUID) -> str:
    with one.database.transaction(is_read_only=True) as session:
        return session.scalars(select(Consent.state).where(Consent.public_id == consent)).one()


def _shares(one: Installation, record: UUID) -> set[tuple[str, int]]:
    with one.database.transaction(is_read_only=True) as session:
        query = select(RecordShare.state, RecordShare.view).join(Record, Record.id == RecordShare.record_id)
        return {(state, view) for state, view in session.execute(query.where(Record.public_id == record))}


def _view(one: Installation, record: UUID, agency: str) -> View:
    actor = one.actor(Role.SUPERVISOR, agency)
    with one.app.transaction() as session:
        wall.enter(session, actor)
        seen = visibility.look(session, actor, now=one.clock.now(), public_ids=[record])
    return seen[0].view if seen else View.NONE


def _permitted(one: Installation, record: UUID, state: str = "GR", ages: Ages = BORN) -> set[str]:
    with one.database.transaction(is_read_only=True) as session:
        row = session.scalars(select(Record).where(Record.public_id == record)).one()
        return set(permissions.permitted(session, one.context, row, state=state, ages=ages))


def _deadlines(one: Installation) -> None:
    one.enqueue("deadlines")
    one.work()


def _night(one: Installation) -> None:
    """Let a worker do what a day begins with."""
    one.enqueue("deadlines")
    one.enqueue("of_age")
    one.work()


# --- what the paper must say -------------------------------------------------------------------------------------

APPOINTED = FORM.appointment
assert APPOINTED is not None
LACKING: dict[str, tuple[dict[str, Any], str]] = {
    "no scope": ({"scopes": frozenset()}, "scopes"),
    "unknown scope": ({"scopes": frozenset({"everything"})}, "scopes"),
    "no recipient": ({"recipients": frozenset()}, "recipients"),
    "recipient outside": ({"recipients": frozenset({"US"})}, "recipients"),
    "refused purpose": ({"purposes": frozenset({"return"})}, "purposes"),
    "no language": ({"language": ""}, "language"),
    "hash of nothing": ({"text_hash": "abc"}, "text_hash"),
    "no proof": ({"proof": " "}, "proof"),
    "no interpreter": ({"interpreter": ""}, "interpreter"),
    "no counsellor": ({"counsellor": ""}, "counsellor"),
    "child not heard": ({"child_heard_how": ""}, "child_heard_how"),
    "unknown view": ({"child_view": "maybe"}, "child_view"),
    "no appointment": ({"appointment": None}, "appointment"),
    "no document": ({"appointment": dataclasses.replace(APPOINTED, document="")}, "appointment.document"),
    "no authority": ({"appointment": dataclasses.replace(APPOINTED, authority="")}, "appointment.authority"),
    "not yet appointed": (
        {"appointment": dataclasses.replace(APPOINTED, appointed_on=date(2026, 3, 3))},
        "appointment.appointed_on",
    ),
    "in conflict": ({"has_conflict_of_interest": True}, "giver"),
    "a child alone": ({"giver": "person"}, "giver"),
    "beyond twelve months": ({"until": date(2027, 3, 3)}, "until"),
    "over already": ({"until": date(2026, 3, 1)}, "until"),
}


@pytest.mark.parametrize("case", LACKING)
def test_a_paper_that_lacks_something_is_refused_and_names_it(installation: Installation, case: str) -> None:
    changes, field = LACKING[case]
    record = _found(installation)
    with pytest.raises(InvalidInput) as refused:
        take_down(installation, record, dataclasses.replace(FORM, **changes))
    assert refused.value.field == field


@pytest.mark.parametrize("role", BARRED_GIVERS)
def test_who_is_said_to_be_somebody_else_to_the_case_gives_no_word(installation: Installation, role: str) -> None:
    with pytest.raises(ConflictOfInterest):
        take_down(installation, _found(installation), dataclasses.replace(FORM, giver_is=frozenset({role})))


def test_a_representative_speaks_where_the_guardian_has_a_conflict(installation: Installation) -> None:
    form = dataclasses.replace(FORM, giver="representative", has_conflict_of_interest=True)
    assert take_down(installation, _found(installation), form)


@pytest.mark.parametrize("relation", ["travel_companion", "smuggler", "controller"])
def test_the_trafficker_as_guardian_is_known_by_the_record(installation: Installation, relation: str) -> None:
    record = _found(installation, relatives=["mother:گلچهره", f"{relation}:VOGT, Marlène"])
    with pytest.raises(ConflictOfInterest, match="barred"):
        take_down(installation, record)


def test_a_guardian_in_conflict_gives_no_word_whatever_paper_they_show(installation: Installation) -> None:
    record, owner = _found(installation), installation.actor(Role.CASEWORKER)
    paper = guardians.GuardianForm(
        FORM.giver_name, "court", installation.clock.now(), "F 12/26", relation="travel_companion"
    )
    take_down(installation, record)  # nobody knew yet
    with installation.app.transaction() as session:
        wall.enter(session, owner)
        guardians.appoint(session, installation.context, owner, record, paper)
    with pytest.raises(ConflictOfInterest, match="conflict of interest"):
        take_down(installation, record, dataclasses.replace(FORM, giver_name="VOGT, Marlene"))
    take_down(installation, record, dataclasses.replace(FORM, giver_name="Ute Sommer", giver="representative"))


def test_from_the_earliest_possible_birthday_the_person_consents(installation: Installation) -> None:
    record = _found(installation, birth_date="2008")
    with pytest.raises(InvalidInput, match="may be of age"):
        take_down(installation, record)
    assert take_down(installation, record, dataclasses.replace(FORM, giver="person", appointment=None))


def test_where_no_birth_is_known_nobody_speaks_without_the_childs_yes(installation: Installation) -> None:
    record = _found(installation, birth_date="")
    with pytest.raises(InvalidInput, match="age_unknown"):
        take_down(installation, record, dataclasses.replace(FORM, child_view="unable"))
    assert take_down(installation, record)


# --- states ------------------------------------------------------------------------------------------------------


def test_who_took_it_down_does_not_witness_it(installation: Installation) -> None:
    consent = take_down(installation, _found(installation))
    with pytest.raises(Conflict, match="second person"):
        step(installation, consent, "witness", Role.CASEWORKER)
    assert _state(installation, consent) == "draft"


@pytest.mark.parametrize("lack", [{"is_briefed_written": False}, {"is_briefed_spoken": False}, {"text_hash": ""}])
def test_nothing_is_witnessed_that_was_not_explained_in_words_and_on_paper(
    installation: Installation, lack: dict[str, Any]
) -> None:
    consent = take_down(installation, _found(installation), dataclasses.replace(FORM, **lack))
    with pytest.raises(InvalidInput, match="on paper"):
        step(installation, consent, "witness")


def test_a_draft_is_not_put_in_force(installation: Installation) -> None:
    consent = take_down(installation, _found(installation))
    with pytest.raises(Conflict):
        step(installation, consent, "activate")


def test_a_later_consent_supersedes_the_one_before(installation: Installation) -> None:
    record = _found(installation)
    first = put_in_force(installation, record)
    second = put_in_force(installation, record, dataclasses.replace(FORM, scopes=frozenset({"match_abroad"})))
    assert (_state(installation, first), _state(installation, second)) == ("superseded", "active")
    assert _permitted(installation, record) == {"match_abroad"}


def test_a_spoken_consent_covers_matching_for_72_hours_and_no_release(installation: Installation) -> None:
    record = _found(installation, Declaration(None, "unverified", "no"))
    assert _view(installation, record, "GR-CPA") is View.NONE
    consent = take_down(installation, record, dataclasses.replace(FORM, text_hash="", is_briefed_written=False))
    assert step(installation, consent, "start_spoken") == "active"
    assert _view(installation, record, "GR-CPA") is View.HIT
    assert _permitted(installation, record) == set()
    installation.clock.move(timedelta(hours=71, minutes=59))
    _deadlines(installation)
    assert _state(installation, consent) == "active"
    installation.clock.move(timedelta(minutes=1))
    _deadlines(installation)
    assert _state(installation, consent) == "expired"
    assert _view(installation, record, "GR-CPA") is View.NONE


def test_a_spoken_consent_that_is_witnessed_holds_twelve_months(installation: Installation) -> None:
    record = _found(installation)
    consent = take_down(installation, record)
    step(installation, consent, "start_spoken")
    assert _permitted(installation, record) == set()
    step(installation, consent, "witness")
    assert "place" in _permitted(installation, record)
    with installation.database.transaction(is_read_only=True) as session:
        ends = session.scalars(select(Consent.expires_at)).one()
    assert ends == installation.clock.now() + timedelta(days=365)


def test_a_closed_records_consent_is_neither_taken_nor_put_in_force(installation: Installation) -> None:
    record = _found(installation)
    consent = take_down(installation, record)
    step(installation, consent, "witness")
    with installation.database.transaction() as session:
        actor = installation.actor(Role.SUPERVISOR)
        records.close(
            session, installation.context, actor, record, closure="withdrawn", expected_version=1, reason="moved"
        )
    for attempt in (lambda: step(installation, consent, "activate"), lambda: take_down(installation, record)):
        with pytest.raises(Conflict):
            attempt()
    withdraw(installation, consent)
    assert _shares(installation, record) == set()


# --- what it covers ----------------------------------------------------------------------------------------------


def test_a_consent_opens_to_its_recipients_alone_and_as_far_as_the_owner_wishes(installation: Installation) -> None:
    record = _found(installation, Declaration(None, "unverified", "no"), sharing="identity")
    assert _shares(installation, record) == set()
    consent = put_in_force(installation, record)
    assert _shares(installation, record) == {("GR", int(View.IDENTITY))}
    assert _view(installation, record, "GR-POL") is View.IDENTITY
    assert _view(installation, record, "FR-116") is View.NONE
    withdraw(installation, consent)
    assert _view(installation, record, "GR-POL") is View.NONE
    assert _shares(installation, record) == set()


def test_beyond_the_recipients_a_lawfully_found_child_stays_a_hit(installation: Installation) -> None:
    record = _found(installation, sharing="identity")
    put_in_force(installation, record)
    assert _view(installation, record, "GR-CPA") is View.IDENTITY
    assert _view(installation, record, "FR-116") is View.HIT


def test_the_owners_named_recipients_narrow_a_consent_and_an_edit_keeps_it(installation: Installation) -> None:
    record = _found(installation, Declaration(None, "unverified", "no"), sharing="identity", recipients=["FR"])
    put_in_force(installation, record, dataclasses.replace(FORM, recipients=frozenset({"FR", "GR"})))
    assert _shares(installation, record) == {("FR", int(View.IDENTITY))}
    with installation.database.transaction() as session:
        actor = installation.actor(Role.CASEWORKER)
        records.edit(session, installation.context, actor, record, changes={"eyes": "grey"}, expected_version=1)
    assert _shares(installation, record) == {("FR", int(View.IDENTITY))}


def test_protection_bars_the_state_of_nationality_whatever_was_consented(installation: Installation) -> None:
    record = _found(installation, Declaration(None, "unverified", "applicant"), nationalities=["GR"])
    put_in_force(installation, record, dataclasses.replace(FORM, recipients=frozenset({"GR", "CH", "FR"})))
    assert [_view(installation, record, agency) for agency in ("GR-POL", "CH-CPA", "FR-116")] == [
        View.NONE,
        View.NONE,
        View.HIT,
    ]


def test_the_missing_side_is_told_of_the_pair_once_consent_shows_it(installation: Installation) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CLEARED)
    record = _found(installation, Declaration(None, "unverified", "no"))
    installation.work()
    told = select(Record.kind, Notice.kind).join(Record, Record.id == Notice.record_id).order_by(Record.kind)
    with installation.database.transaction(is_read_only=True) as session:
        assert {kind for kind, _ in session.execute(told)} == {"found"}
    put_in_force(installation, record)
    installation.work()
    with installation.database.transaction(is_read_only=True) as session:
        assert ("missing", "candidate") in {(kind, what) for kind, what in session.execute(told)}


# --- the child's own view ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth", "closes"), [("2014-03-02", True), ("2014-03-03", False), ("2014", True), ("2013", True)]
)
def test_a_childs_no_from_twelve_on_closes_photo_place_and_contact(
    installation: Installation, birth: str, closes: bool
) -> None:
    record = _found(installation, birth_date=birth)
    put_in_force(installation, record, dataclasses.replace(FORM, child_view="no"))
    ages = {"2014": Ages(date(2014, 1, 1), date(2014, 12, 31)), "2013": Ages(date(2013, 1, 1), date(2013, 12, 31))}
    born = ages.get(birth) or Ages(date.fromisoformat(birth), date.fromisoformat(birth))
    allowed = _permitted(installation, record, ages=born)
    assert allowed == ({"match_abroad", "identity"} if closes else set(FORM.scopes))


def test_a_consent_permits_nothing_to_another_state(installation: Installation) -> None:
    record = _found(installation)
    put_in_force(installation, record)
    assert _permitted(installation, record, "GR") == set(FORM.scopes)
    assert _permitted(installation, record, "FR") == set()


# --- ends --------------------------------------------------------------------------------------------------------


def test_it_expires_after_twelve_months_and_the_owner_is_told(installation: Installation) -> None:
    record = _found(installation, Declaration(None, "unverified", "no"), birth_date="2015-07-10", sharing="identity")
    consent = put_in_force(installation, record)
    installation.clock.move(timedelta(days=364))
    _deadlines(installation)
    assert _view(installation, record, "GR-POL") is View.IDENTITY
    installation.clock.move(timedelta(days=1))
    born = Ages(date(2015, 7, 10), date(2015, 7, 10))
    assert _permitted(installation, record, ages=born) == set()  # before anybody looked
    _deadlines(installation)
    assert _state(installation, consent) == "expired"
    assert _view(installation, record, "GR-POL") is View.NONE
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Notice.kind).where(Notice.kind == "consent_ended")).all() == ["consent_ended"]


def test_of_an_erased_record_no_consent_is_looked_at_any_more(installation: Installation) -> None:
    record = _found(installation)
    put_in_force(installation, record)
    installation.clock.move(timedelta(days=366))
    with installation.app.transaction(door=Door.WORKER) as session:
        assert len(consents.due(session, installation.context)) == 1
    with installation.database.transaction() as session:
        row = session.scalars(select(Record).where(Record.public_id == record)).one()
        erasure.erase(session, installation.context, row, Who(agency_id=row.agency_id))
    with installation.app.transaction(door=Door.WORKER) as session:
        assert consents.due(session, installation.context) == []


def test_a_guardians_consent_ends_on_the_earliest_possible_birthday_and_no_column_tells_it(
    installation: Installation,
) -> None:
    record = _found(installation, Declaration(None, "unverified", "no"), birth_date="2008-04")
    consent = put_in_force(installation, record)
    with installation.database.transaction(is_read_only=True) as session:
        row = session.scalars(select(Consent)).one()
        assert row.look_at == row.expires_at  # as of every consent
    for day in range(1, 31):
        installation.clock.move(timedelta(days=1))
        _night(installation)
        is_over = installation.clock.now().date() >= date(2026, 4, 1)
        assert _state(installation, consent) == ("aged_out" if is_over else "active"), day
    assert _view(installation, record, "GR-POL") is View.NONE


def test_a_night_opens_no_consent_but_those_that_end_by_age(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guardians' words for children, an adult's own, one that is over by time, and one that ends this night."""
    children = [_found(installation, record_ref=f"C-{n}", birth_date=f"201{n}-05-02") for n in range(3)]
    for record in children:
        put_in_force(installation, record)
    own = dataclasses.replace(FORM, giver="person", appointment=None)
    put_in_force(installation, _found(installation, record_ref="A-1", birth_date="1990-01-05"), own)
    short = dataclasses.replace(FORM, until=installation.clock.now().date())
    over = put_in_force(installation, _found(installation, record_ref="O-1", birth_date="2012-05-02"), short)
    ending = put_in_force(installation, _found(installation, record_ref="E-1", birth_date="2008-03-03"))
    installation.clock.move(timedelta(days=1))
    opened: list[UUID] = []
    unseal = sealing.unseal_json

    def counted(key: bytes, sealed: bytes, place: Place) -> Any:
        opened.extend([place.subject] if place.table == "consent" else [])
        return unseal(key, sealed, place)

    monkeypatch.setattr(sealing, "unseal_json", counted)
    _night(installation)
    assert opened == [ending]
    assert (_state(installation, over), _state(installation, ending)) == ("expired", "aged_out")
    opened.clear()
    installation.clock.move(timedelta(days=1))
    _night(installation)
    assert opened == []


@pytest.mark.parametrize("born", ["2008-01-05", "2008-03-01"], ids=["before it was taken", "just now"])
def test_a_birth_that_turns_out_earlier_ends_a_guardians_consent_within_minutes(
    installation: Installation, born: str
) -> None:
    record = _found(installation)
    consent = put_in_force(installation, record)
    editor = installation.actor(Role.SUPERVISOR)
    with installation.app.transaction() as session:
        wall.enter(session, editor)
        edited = {"changes": {"birth_date": born}, "expected_version": 1, "reason": "passport seen"}
        records.edit(session, installation.context, editor, record, **edited)
    installation.clock.move(timedelta(minutes=1))
    _deadlines(installation)
    assert _state(installation, consent) == "aged_out"


def test_an_edit_that_leaves_a_child_a_child_leaves_its_consent_to_the_end(installation: Installation) -> None:
    record = _found(installation)
    consent = put_in_force(installation, record)
    editor = installation.actor(Role.SUPERVISOR)
    with installation.app.transaction() as session:
        wall.enter(session, editor)
        edited = {"changes": {"eyes": "grey"}, "expected_version": 1, "reason": "seen"}
        records.edit(session, installation.context, editor, record, **edited)
    _deadlines(installation)
    assert _state(installation, consent) == "active"
    with installation.database.transaction(is_read_only=True) as session:
        row = session.scalars(select(Consent)).one()
        assert row.look_at == row.expires_at


def test_a_guardians_consent_on_a_report_ends_by_age_too_and_the_report_stays(installation: Installation) -> None:
    record = installation.register(
        {**MISSING, "birth_date": "2008-03-03"}, installation.actor(Role.CASEWORKER), CLEARED
    )
    consent = put_in_force(installation, record)
    installation.clock.move(timedelta(days=1))
    _night(installation)
    assert _state(installation, consent) == "aged_out"
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Record.status).where(Record.public_id == record)).one() == "open"
        assert session.scalars(select(Notice.kind).where(Notice.kind == "came_of_age")).all() == []


def test_a_guardians_word_permits_nothing_once_the_person_may_be_of_age_before_anybody_looked(
    installation: Installation,
) -> None:
    record = _found(installation)
    put_in_force(installation, record)
    first = date(2008, 3, 2)  # eighteen today at the earliest
    assert _permitted(installation, record, ages=Ages(first, date(2009, 7, 10))) == set()
    assert _permitted(installation, record, ages=Ages(first + timedelta(days=1), date(2009, 7, 10))) == set(FORM.scopes)


def test_withdrawing_is_one_act_from_any_state_and_final(installation: Installation) -> None:
    record = _found(installation)
    draft = take_down(installation, record)
    active = put_in_force(installation, record)
    witnessed = take_down(installation, record)
    step(installation, witnessed, "witness")
    for consent in (draft, active, witnessed):
        withdraw(installation, consent)
        assert _state(installation, consent) == "withdrawn"
        with pytest.raises(Conflict):
            withdraw(installation, consent)
    assert _permitted(installation, record) == set()


# --- whose it is -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "agency"), [(Role.SUPERVISOR, "GR-CPA"), (Role.CASEWORKER, "FR-116")])
def test_somebody_elses_consent_is_not_there(installation: Installation, role: Role, agency: str) -> None:
    record = _found(installation)
    consent = put_in_force(installation, record)
    stranger = installation.actor(role, agency)
    with installation.app.transaction() as session:
        wall.enter(session, stranger)
        for attempt in (
            lambda: consents.read(session, installation.context, stranger, consent),
            lambda: consents.list_of(session, installation.context, stranger, record),
            lambda: consents.withdraw(session, installation.context, stranger, consent),
            lambda: consents.take_step(session, installation.context, stranger, consent, "witness"),
        ):
            with pytest.raises(NotFound):
                attempt()


def test_a_colleague_who_is_not_assigned_has_no_consent_to_read(installation: Installation) -> None:
    record = installation.register(FOUND, installation.actor(Role.SUPERVISOR), LAWFUL)
    consent = take_down(installation, record, actor=installation.actor(Role.SUPERVISOR))
    with pytest.raises(NotFound):
        step(installation, consent, "witness", Role.CASEWORKER)


def test_every_act_is_in_the_trail_with_its_record(installation: Installation) -> None:
    record = _found(installation)
    consent = put_in_force(installation, record)
    with installation.app.transaction() as session:
        actor = installation.actor(Role.CASEWORKER)
        wall.enter(session, actor)
        shown = consents.read(session, installation.context, actor, consent)
        assert shown.paper["giver_name"] == "Marlene Vogt"
        assert consents.list_of(session, installation.context, actor, record)[0].id == consent
    withdraw(installation, consent)
    with installation.database.transaction(is_read_only=True) as session:
        acts = session.execute(select(Audit.action, Audit.records).order_by(Audit.id)).all()
    done = [action for action, records_ in acts if record.hex in records_ and "consent" in action]
    assert done == [
        "record_consent",
        "consent_witness",
        "consent_activate",
        "read_consent",
        "list_consents",
        "consent_withdraw",
    ]


def test_the_paper_is_sealed(installation: Installation) -> None:
    put_in_force(installation, _found(installation))
    with installation.database.transaction(is_read_only=True) as session:
        assert b"Vogt" not in session.scalars(select(Consent.paper)).one()
