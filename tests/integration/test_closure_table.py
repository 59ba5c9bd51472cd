"""Each row of the table of closures: refused with the name of each fact that is lacking, by each
role and for each kind that it is not for. The other side gets the notification that its view
permits.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core.errors import Conflict, Refused
from core.policy.case.closures import CLOSURE_RULES, LACKING, ClosureFact, needs_of
from core.policy.roles import Role
from core.refusals import Refusal
from models.matching_runs.match import Match
from models.records.record import Record
from services.case import episodes
from services.case.episodes import NewEpisode, outcome_of
from services.records import register
from services.records.closing import closures
from tests.factories import CHECKED, FOUND, MISSING, NOW, Installation
from tests.integration.case_facts import ADULT_BIRTH, CLOSURE_FACTS, DESK, locate, report
from tests.integration.records.steps import close

pytestmark = pytest.mark.both


def _prepared(one: Installation, closure: str, lacking: ClosureFact | None, number: int) -> UUID:
    """Return a record that holds every fact of a closure but one; None: it lacks none."""
    needs = [fact for fact in CLOSURE_FACTS if fact in needs_of(closure, is_child=True)]
    is_adult = ClosureFact.ADULT in needs_of(closure, is_child=True)
    birth = {"birth_date": ADULT_BIRTH} if is_adult and lacking is not ClosureFact.ADULT else {}
    if closure == "turned_18":
        desk = one.actor(Role.CASEWORKER, DESK)
        return one.register({**FOUND, "record_ref": f"C-{number}", **birth}, desk)
    record = report(one, f"C-{number}", **birth)
    for fact in needs:
        if fact is not lacking:
            CLOSURE_FACTS[fact](one, record, DESK)
    return record


def _close(
    one: Installation, record: UUID, closure: str, role: Role = Role.SUPERVISOR, desk: str = DESK
) -> None:
    close(one, one.actor(role, desk), record, closure)


def test_a_closure_that_lacks_a_fact_is_refused_with_the_name_of_the_fact(
    installation: Installation,
) -> None:
    number, wrong = 0, {}
    for closure in CLOSURE_RULES:
        for lacking in needs_of(closure, is_child=True):
            number += 1
            record = _prepared(installation, closure, lacking, number)
            with pytest.raises(Conflict) as refused:
                _close(installation, record, closure)
            if refused.value.refusal is not LACKING[lacking]:
                wrong[closure, lacking] = refused.value.refusal
            assert installation.row_of(record).status == "open"
        number += 1
        record = _prepared(installation, closure, None, number)
        _close(installation, record, closure)
        assert installation.row_of(record).closure == closure
    assert wrong == {}


def test_a_closure_is_refused_to_other_roles_and_kinds(installation: Installation) -> None:
    one, police = installation, "GR-POL"
    missing = report(one, "R-1", police)
    found = one.register({**FOUND, "birth_date": ADULT_BIRTH}, one.actor(Role.CASEWORKER, DESK))
    for closure, rule in CLOSURE_RULES.items():
        if Role.LIAISON_OFFICER not in rule.roles:
            with pytest.raises(Refused) as refused:
                _close(one, missing, closure, Role.LIAISON_OFFICER, police)
            assert refused.value.refusal is Refusal.CLOSURE_IS_A_SUPERVISORS
        for record, kind, desk in ((missing, "missing", police), (found, "found", DESK)):
            if kind not in rule.kinds:
                with pytest.raises(Conflict) as wrong_kind:
                    _close(one, record, closure, desk=desk)
                assert wrong_kind.value.refusal is Refusal.CLOSURE_IS_OF_OTHER_RECORDS
    assert (one.row_of(missing).status, one.row_of(found).status) == ("open", "open")


def test_the_options_name_what_each_closure_lacks(
    installation: Installation,
) -> None:
    one, record = installation, report(installation, "R-1")
    options = one.do(one.actor(Role.SUPERVISOR, DESK), register.list_closure_options, record)
    lacking = {one.closure: one.refusal for one in options if one.refusal}
    assert lacking["reunified"] is Refusal.CLOSURE_NEEDS_KINSHIP
    assert lacking["detained"] is Refusal.CLOSURE_NEEDS_LOCATED
    assert lacking["adult_established"] is Refusal.CLOSURE_NEEDS_ADULT
    assert "turned_18" not in {one.closure for one in options}
    assert {one.closure for one in options if one.refusal is None} == {
        closure
        for closure, rule in CLOSURE_RULES.items()
        if "missing" in rule.kinds and not rule.needs
    }


def test_a_person_is_located_safe_returned_and_reunified_in_turn(
    installation: Installation,
) -> None:
    one, record = installation, report(installation, "R-1")
    desk = one.actor(Role.CASEWORKER, DESK)

    def outcome() -> str:
        return outcome_of(one.do(desk, episodes.read_story, record))

    def step(kind: str) -> None:
        one.do(desk, episodes.record_step, record, NewEpisode(kind, NOW, {}))

    assert outcome() == "open"
    locate(one, record, DESK)
    assert outcome() == "located"
    step("safe")
    assert outcome() == "safe"
    for fact in (ClosureFact.VERIFIED_KINSHIP, ClosureFact.BEST_INTERESTS):
        with pytest.raises(Conflict) as refused:
            step("reunified")
        assert refused.value.refusal is LACKING[fact]
        CLOSURE_FACTS[fact](one, record, DESK)
    one.do(desk, episodes.record_return, record, episodes.Return(NOW, "care_elsewhere", {}))
    assert outcome() == "returned"
    step("reunified")
    assert outcome() == "reunified"
    with pytest.raises(Conflict):
        step("safe")


def test_a_verified_companion_is_no_family(installation: Installation) -> None:
    one = installation
    stated = {"relatives@source": "authority", "relatives@quality": "A1H0"}
    record = report(one, "R-1", relatives=["smuggler:Reza"], **stated)
    CLOSURE_FACTS[ClosureFact.BEST_INTERESTS](one, record, DESK)
    with pytest.raises(Conflict) as refused:
        _close(one, record, "reunified")
    assert refused.value.refusal is Refusal.CLOSURE_NEEDS_KINSHIP


def test_a_risk_assessed_before_the_person_was_located_does_not_count(
    installation: Installation,
) -> None:
    one, record = installation, report(installation, "R-1")
    CLOSURE_FACTS[ClosureFact.RISK_ASSESSED](one, record, DESK)
    one.clock.move(timedelta(hours=1))
    locate(one, record, DESK)
    with pytest.raises(Conflict) as refused:
        _close(one, record, "joined_family_informally")
    assert refused.value.refusal is Refusal.CLOSURE_NEEDS_RISK


@pytest.mark.parametrize(
    ("side", "closure", "notification_kind"),
    [
        ("missing", "care_elsewhere", "other_safe"),
        ("missing", "withdrawn", "other_closed"),
        ("found", "care_elsewhere", "other_closed"),  # it saw no more than a link
    ],
)
def test_the_other_side_of_a_confirmed_match_is_notified_by_what_it_saw_of_the_record(
    installation: Installation, side: str, closure: str, notification_kind: str
) -> None:
    one = installation
    ends = {
        "missing": one.register(MISSING, one.actor(Role.CASEWORKER, "GR-CPA"), CHECKED),
        "found": one.register(FOUND, one.actor(Role.CASEWORKER, "DE-JUG")),
    }
    desks = {"missing": "GR-CPA", "found": "DE-JUG"}
    other = "found" if side == "missing" else "missing"
    one.work()
    with one.database.transaction() as session:
        match = session.scalars(select(Match)).one()
        match.state = "confirmed"
        name = match.public_id
    if side == "missing":
        one.do(
            one.actor(Role.SUPERVISOR, "DE-JUG"), closures.approve_sentence, name, closure=closure
        )
    _close(one, ends[side], closure, desk=desks[side])
    shown = one.notifications(one.actor(Role.SUPERVISOR, desks[other]))
    assert [notification for notification in shown if notification[0].startswith("other_")] == [
        (notification_kind, ends[other])
    ]
    own = one.notifications(one.actor(Role.SUPERVISOR, desks[side]))
    assert not [kind for kind, _ in own if kind.startswith("other_")]


def test_the_side_with_the_child_approves_no_reunion_without_its_facts(
    installation: Installation,
) -> None:
    one = installation
    one.register(MISSING, one.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    found = one.register(FOUND, one.actor(Role.CASEWORKER, "DE-JUG"))
    one.work()
    with one.database.transaction() as session:
        match = session.scalars(select(Match)).one()
        match.state = "confirmed"
        name = match.public_id
    boss = one.actor(Role.SUPERVISOR, "DE-JUG")
    for fact in (ClosureFact.VERIFIED_KINSHIP, ClosureFact.BEST_INTERESTS):
        with pytest.raises(Conflict) as refused:
            one.do(boss, closures.approve_sentence, name, closure="reunified")
        assert refused.value.refusal is LACKING[fact]
        CLOSURE_FACTS[fact](one, found, "DE-JUG")
    one.do(boss, closures.approve_sentence, name, closure="reunified")
    assert one.read_all(select(Record.status)) == ["open", "open"]
