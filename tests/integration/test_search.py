from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update

from api.schemas.search.person_search import SearchOut, SearchResultOut
from core.codes.notifications import AlertKind
from core.errors import HomewardError, InvalidInput, LimitReached, NotFound, Refused
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.search import NOTHING_SEEN, REFUSED_PURPOSES, SEARCH_PURPOSES, SEARCHES_PER_HOUR
from core.policy.sharing.views import View
from matching import Evidence, RankedResult
from models.operations.job import Job
from models.oversight.alert import Alert
from models.oversight.audit import Audit, AuditRecord
from models.records.notification import Notification
from models.records.record import Record
from models.search.stored_searches import Search
from services.case import reporters
from services.case.reporters import ReporterForm
from services.foundation.actor import Actor
from services.records.intake.preparation import Declaration
from services.search import person_search, quota
from services.search.burst_detection import BURST
from services.sharing import desks, visibility
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, OTHER, Installation
from tests.integration.search_steps import HEARD, ask
from tests.integration.statements import heard
from tests.racing import at_once


def _missing(one: Installation) -> UUID:
    return one.register(MISSING, one.actor(Role.LIAISON_OFFICER, "GR-POL"), CHECKED)


def test_a_half_remembered_name_finds_the_report_as_far_as_it_is_shared(
    installation: Installation,
) -> None:
    public_id = _missing(installation)
    installation.register(OTHER, installation.actor(Role.CASEWORKER))
    answer = ask(installation, installation.actor(Role.LIAISON_OFFICER, "DE-POL"))
    assert [one.record.id for one in answer.found] == [public_id]
    found = answer.found[0]
    assert found.record.view is View.IDENTITY
    result = SearchResultOut.of(found)
    assert result.reasons
    assert result.reasons == [one.words for one in result.evidence]
    assert "description" not in {one.field for one in found.record.statements}


def test_a_hidden_record_is_not_in_the_answer_but_its_responsible_is_notified(
    installation: Installation,
) -> None:
    child = installation.register(
        FOUND, installation.actor(Role.CASEWORKER), Declaration(None, "checked", "no")
    )
    facts = {
        **HEARD,
        "birth_date": "2009-07-10",
        "marks": ["burn:forearm:left"],
        "nationalities": ["AF"],
    }
    answer = ask(installation, installation.actor(Role.LIAISON_OFFICER, "GR-POL"), facts)
    assert answer.found == ()
    installation.work()
    notification_rows = installation.read_rows(
        select(Notification.kind, Record.public_id).join(
            Record, Record.id == Notification.record_id
        )
    )
    assert [tuple(one) for one in notification_rows] == [("found_by_search", child)]


@pytest.mark.parametrize("is_shared", [True, False], ids=["shared", "hidden"])
def test_the_responsible_of_a_report_learns_of_a_search_for_its_reporters_number_and_nobody_else(
    installation: Installation, is_shared: bool
) -> None:
    responsible = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    record = installation.register(MISSING, responsible, CHECKED if is_shared else Declaration())
    form = ReporterForm("Golchehra Rahimzadah", ("+30 690 1234567",), "mother")
    installation.do(responsible, reporters.store_reporter, record, form)
    answers = {
        number: ask(
            installation,
            installation.actor(Role.LIAISON_OFFICER, "DE-POL"),
            {"phones": [f"own:{number}"]},
        )
        for number in ("+30 690 1234567", "+30 690 7654321")
    }
    assert [answer.found for answer in answers.values()] == [(), ()]
    ask(installation, responsible, {"phones": ["mother:+30 690 1234567"]})  # its own search
    installation.work()
    notifications = select(Notification.kind, Record.public_id, Search.public_id).join(
        Record, Record.id == Notification.record_id
    )
    rows = installation.read_rows(notifications.join(Search, Search.id == Notification.search_id))
    assert [tuple(row) for row in rows] == [
        ("found_by_search", record, answers["+30 690 1234567"].id)
    ]


def test_the_responsible_of_a_closed_hidden_record_is_not_notified(
    installation: Installation,
) -> None:
    child = installation.register(
        FOUND, installation.actor(Role.CASEWORKER), Declaration(None, "checked", "no")
    )
    facts = {
        **HEARD,
        "birth_date": "2009-07-10",
        "marks": ["burn:forearm:left"],
        "nationalities": ["AF"],
    }
    ask(installation, installation.actor(Role.LIAISON_OFFICER, "GR-POL"), facts)
    installation.change(update(Record).where(Record.public_id == child).values(status="closed"))
    installation.work()
    assert installation.count(Notification, Notification.kind == "found_by_search") == 0


def test_a_hit_shows_a_desk_and_no_fact(installation: Installation) -> None:
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    facts = {**HEARD, "birth_date": "2009-07-10"}
    answer = ask(installation, installation.actor(Role.LIAISON_OFFICER, "GR-POL"), facts)
    assert [
        (one.record.view, one.record.statements, one.reasons, one.kinds) for one in answer.found
    ] == [(View.LINK, (), (), ())]


def test_a_search_bound_to_an_own_report_shows_which_kinds_agreed_and_coarse_facts(
    installation: Installation,
) -> None:
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    report = _missing(installation)
    facts = {
        **HEARD,
        "birth_date": "2009-07-10",
        "marks": ["burn:forearm:left"],
        "nationalities": ["AF"],
    }
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    answer = ask(installation, officer, facts, bound_to=report)
    bound = next(one for one in answer.found if not one.record.is_responsible)
    assert bound.record.view is View.PROFILE
    assert len(bound.kinds) >= 2
    result = SearchResultOut.of(bound)
    assert (result.reasons, result.evidence) == (list(bound.kinds), [])
    shown = {statement.field for statement in bound.record.statements}
    assert "sex" in shown
    assert not shown & {"name_native", "birth_date", "event_place", "marks"}


def _part(attribute: str, bits: float) -> Evidence:
    return Evidence(attribute, "agree", 1, bits)


RAISES = [
    ("strong", ["name", "birth"], View.PROFILE),
    ("strong", ["name"], View.LINK),
    ("possible", ["name", "birth", "sex"], View.LINK),
]


@pytest.mark.parametrize(("band", "agreeing", "level"), RAISES)
@pytest.mark.parametrize("is_bound", [True, False])
def test_a_bound_search_raises_a_hit_only_for_a_strong_band_on_two_kinds_of_evidence(
    installation: Installation, band: str, agreeing: list[str], level: View, is_bound: bool
) -> None:
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    with installation.database.transaction() as session:
        (visible,) = visibility.visible_records(
            session, officer, now=installation.clock.now(), ids=[1]
        )
    evidence = (*(_part(name, 5.0) for name in agreeing), _part("eyes", -0.5), _part("hair", 0.0))
    hit = RankedResult(20.0, 0.99, band, 20.0, evidence, 0)
    raised = person_search.raised_view(officer, visible, hit, visible.record if is_bound else None)
    assert raised.view is (level if is_bound else View.LINK)


@pytest.mark.parametrize("reporter_check", ["unverified", "flagged"])
def test_a_search_is_not_bound_to_a_report_whose_reporter_is_not_checked(
    installation: Installation, reporter_check: str
) -> None:
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    report = installation.register(MISSING, officer, Declaration("led_8_10", reporter_check, "no"))
    with pytest.raises(NotFound):
        ask(installation, officer, bound_to=report)


def test_a_search_is_not_bound_to_a_foreign_or_missing_report(
    installation: Installation,
) -> None:
    report = _missing(installation)
    for bound_to in (report, uuid4()):
        with pytest.raises(NotFound):
            ask(installation, installation.actor(Role.LIAISON_OFFICER, "DE-POL"), bound_to=bound_to)


@pytest.mark.parametrize("purpose", sorted(REFUSED_PURPOSES))
def test_four_purposes_are_refused_by_name_with_the_reason(
    installation: Installation, purpose: str
) -> None:
    with pytest.raises(Refused) as caught:
        ask(installation, installation.actor(Role.LIAISON_OFFICER, "GR-POL"), purpose=purpose)
    assert caught.value.detail == REFUSED_PURPOSES[purpose]


@pytest.mark.parametrize("purpose", sorted(SEARCH_PURPOSES))
def test_every_other_purpose_of_the_list_is_accepted(
    installation: Installation, purpose: str
) -> None:
    ask(installation, installation.actor(Role.LIAISON_OFFICER, "GR-POL"), purpose=purpose)


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": "curiosity"},
        {"legal_basis": "because"},
        {"case_number": ""},
        {"case_number": "DE-2026-001"},
        {"case_number": "GR-2026-001 "},
        {"case_number": "GR-2026-0011"},
    ],
)
def test_purpose_basis_and_case_number_are_checked(
    installation: Installation, changes: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(installation, installation.actor(Role.LIAISON_OFFICER, "GR-POL"), **changes)
    if "purpose" in changes:
        assert set(refused.value.codes) == SEARCH_PURPOSES
    if "case_number" in changes:
        assert refused.value.suggestion == "write a number such as GR-1234-123"


TOO_LITTLE: list[dict[str, object]] = [
    {},
    {"full_name": "Shekiba Rahimzadah"},
    {"full_name": "Shekiba Rahimzadah", "sex": "F", "nationalities": ["AF"]},
    {"full_name": "Shekiba Rahimzadah", "birth_date": "2009"},
    {"birth_date": "2009-07-10"},
    {"relatives": ["mother:Golchehra"]},
    {"marks": ["burn:forearm:left"]},
    {"full_name": "Shekiba", "phones": ["12345"]},
    {"full_name": "unknown", "relatives": ["mother:unknown"]},
]
ENOUGH: list[dict[str, object]] = [
    {"full_name": "Shekiba", "birth_date": "2009-07"},
    {"full_name": "Shekiba", "phones": ["123456"]},
    {"full_name": "Shekiba", "relatives": ["mother:Golchehra"]},
    {"full_name": "Shekiba", "marks": ["burn:forearm:left"]},
    {"birth_date": "2009-07-10", "marks": ["burn:forearm:left"]},
    {"documents": ["passport:AF:P01234567"]},
    {"phones": ["+306912345678"]},
]


@pytest.mark.parametrize("facts", TOO_LITTLE)
def test_fewer_than_two_identifying_facts_are_too_few(
    installation: Installation, facts: dict[str, object]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        ask(installation, installation.actor(Role.LIAISON_OFFICER, "GR-POL"), facts)
    assert caught.value.reason == "too_few"


@pytest.mark.parametrize("facts", ENOUGH)
def test_two_identifying_facts_or_one_full_number_are_enough(
    installation: Installation, facts: dict[str, object]
) -> None:
    ask(installation, installation.actor(Role.LIAISON_OFFICER, "GR-POL"), facts)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR])
def test_roles_without_case_work_cannotask(installation: Installation, role: Role) -> None:
    with pytest.raises(Refused):
        ask(installation, installation.actor(role))


@pytest.mark.parametrize("is_hit", [True, False])
def test_each_search_writes_one_search_one_job_and_one_audit_row_hit_or_not(
    installation: Installation, is_hit: bool
) -> None:
    if is_hit:
        _missing(installation)
    with installation.database.transaction(is_read_only=True) as session:
        before = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Search, Job, Audit)
        ]
    answer = ask(installation, installation.actor(Role.LIAISON_OFFICER, "DE-POL"))
    assert bool(answer.found) is is_hit
    with installation.database.transaction(is_read_only=True) as session:
        after = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Search, Job, Audit)
        ]
        row = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert [one - other for one, other in zip(after, before, strict=True)] == [1, 1, 1]  # type: ignore[operator]
    assert row is not None
    assert (row.action, row.purpose, row.basis, row.subject) == (
        "search",
        "locate_missing",
        "led_8_10",
        answer.id,
    )


def test_the_audit_log_says_which_classes_a_search_showed(installation: Installation) -> None:
    public_id = _missing(installation)
    ask(installation, installation.actor(Role.LIAISON_OFFICER, "DE-POL"))
    with installation.database.transaction(is_read_only=True) as session:
        shown = session.scalars(
            select(AuditRecord.field_classes)
            .where(AuditRecord.record == public_id)
            .order_by(AuditRecord.id.desc())
        ).first()
    assert shown == " ".join(
        sorted(one.value for one in (FieldClass.F0, FieldClass.F1, FieldClass.F2, FieldClass.F3))
    )


def test_the_query_is_stored_encrypted_only(installation: Installation) -> None:
    ask(installation, installation.actor(Role.LIAISON_OFFICER, "DE-POL"))
    installation.database.dispose()
    for path in installation.context.settings.root.glob("homeward.sqlite3*"):
        assert b"Rahimzada" not in path.read_bytes()


def test_the_hourly_quota_holds_and_fills_up_again(installation: Installation) -> None:
    officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    ask(installation, officer)
    installation.clock.move(timedelta(minutes=20))
    for _ in range(SEARCHES_PER_HOUR - 1):
        ask(installation, officer)
    with pytest.raises(LimitReached) as refused:
        ask(installation, officer)
    assert refused.value.retry_after_s == 40 * 60  # when the first search leaves the hour
    ask(installation, installation.actor(Role.SUPERVISOR, "DE-POL"))
    installation.clock.move(timedelta(seconds=refused.value.retry_after_s))
    ask(installation, officer)


def test_a_used_up_quota_of_the_day_says_when_the_day_permits_a_search_again(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "WINDOWS", ((1, 60), (24, 3)))
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    report = _missing(installation)
    for bound in (report, None, None):
        ask(installation, officer, bound_to=bound)
        installation.clock.move(timedelta(hours=2))
    ask(installation, officer, bound_to=report)  # its earlier search counts no more
    with pytest.raises(LimitReached) as refused:
        ask(installation, officer)
    assert refused.value.retry_after_s == 20 * 3600
    with installation.database.transaction() as session, pytest.raises(LimitReached) as batch:
        quota.require_remaining(session, installation.context, officer, people=3)
    assert batch.value.retry_after_s == 24 * 3600


@pytest.mark.late
def test_searches_bound_to_one_report_count_once(installation: Installation) -> None:
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    report = _missing(installation)
    for _ in range(SEARCHES_PER_HOUR + 5):
        ask(installation, officer, bound_to=report)
    for _ in range(SEARCHES_PER_HOUR - 1):
        ask(installation, officer)
    with pytest.raises(LimitReached):
        ask(installation, officer)
    ask(installation, officer, bound_to=report)  # a known search counts only once


def test_a_bound_search_with_a_fact_that_the_report_lacks_counts_by_itself(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "WINDOWS", ((1, 3), (24, 200)))
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    report = _missing(installation)
    own = {"full_name": str(MISSING["full_name"]), "birth_date": "2009-07-10"}
    for number in range(3):
        guess = {**own, "phones": [f"+4915112345{number:03d}"]}
        ask(installation, officer, guess, bound_to=report)
    for facts in ({**own, "phones": ["+4915112345999"]}, own):
        with pytest.raises(LimitReached):
            ask(installation, officer, facts, bound_to=report)


def test_only_bound_searches_with_a_fact_that_the_report_lacks_are_a_burst(
    installation: Installation,
) -> None:
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    report = _missing(installation)
    own = {"full_name": str(MISSING["full_name"]), "birth_date": "2009-07-10"}
    bursts = []
    for facts in (own, {**own, "phones": ["+4915112345999"]}):
        for _ in range(BURST.size):
            ask(installation, officer, facts, bound_to=report)
        bursts.append(installation.count(Alert, Alert.kind == AlertKind.QUERY_BURST))
    assert bursts == [0, 1]


def test_a_search_bound_to_a_report_must_be_about_its_person(installation: Installation) -> None:
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    report = _missing(installation)
    facts = {"full_name": "Dmytro Kovalchuk", "birth_date": "2012-11-05"}
    with pytest.raises(InvalidInput) as caught:
        ask(installation, officer, facts, bound_to=report)
    assert caught.value.reason == "about_somebody_else"


PLACES = [
    {},
    {"event_place": "Hamburg"},
    {"event_country": "DE"},
    {"event_place": "Madrid", "event_country": "ES"},
    {"route": ["DE:Hamburg"]},
    {"route": ["ES"]},
]


def test_a_guessed_place_does_not_change_the_answer_about_a_found_person(
    installation: Installation,
) -> None:
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    answers = {
        tuple(
            (one.band, one.reasons, one.kinds)
            for one in ask(installation, officer, {**HEARD, **place}).found
        )
        for place in PLACES
    }
    assert len(answers) == 1
    assert answers != {()}


def test_a_guessed_place_is_compared_with_the_visible_facts_of_a_missing_report(
    installation: Installation,
) -> None:
    _missing(installation)
    officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    (plain,) = ask(installation, officer).found
    (placed,) = ask(
        installation, officer, {**HEARD, "event_country": "GR", "event_place": "Lesvos"}
    ).found
    assert plain.reasons != placed.reasons


@pytest.mark.parametrize("column", ["ethnicity", "home_address"])
def test_a_search_has_no_responsible_only_columns(installation: Installation, column: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ask(
            installation,
            installation.actor(Role.LIAISON_OFFICER, "DE-POL"),
            {**HEARD, column: ["hazara"]},
        )
    assert "hazara" not in str(caught.value)


def test_reasons_are_hidden_at_profile_outside_a_boundask(installation: Installation) -> None:
    installation.register(
        {**MISSING, "sharing": "profile"}, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
    )
    (found,) = ask(installation, installation.actor(Role.CASEWORKER)).found
    assert found.record.view is View.PROFILE
    assert (found.reasons, found.kinds) == ((), ())


def test_racing_searches_do_not_pass_the_quota_together(installation: Installation) -> None:
    officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    for _ in range(SEARCHES_PER_HOUR - 3):
        ask(installation, officer)
    errors: list[HomewardError] = []

    def race() -> None:
        try:
            ask(installation, officer)
        except LimitReached as error:
            errors.append(error)

    at_once(race, [()] * 8)
    assert len(errors) == 5


def test_never_more_than_twenty_are_shown(installation: Installation) -> None:
    responsible = installation.actor(Role.SUPERVISOR)
    for number in range(25):
        installation.register({**OTHER, "record_ref": f"O-{number}"}, responsible, LAWFUL)
    facts = {"full_name": "Dmytro Kovalchuk", "birth_date": "2012-11-05", "nationalities": ["UA"]}
    answer = ask(installation, installation.actor(Role.CASEWORKER, "FR-116"), facts)
    assert len(answer.found) == 20


# A hidden record of the person that is searched for, and how it is hidden.
HIDDEN: dict[str, tuple[dict[str, object], Declaration]] = {
    "no sharing": ({**MISSING, "recipients": ["GR"], "sharing": "none"}, CHECKED),
    "not checked": ({**MISSING, "recipients": ["GR"]}, LAWFUL),
    "other state": ({**MISSING, "recipients": ["FR"]}, CHECKED),
    "barred": (
        {**FOUND, "nationalities": ["GR"]},
        dataclasses.replace(LAWFUL, international_protection="applicant"),
    ),
    "at risk": ({**FOUND, "trafficking_status": "actual"}, LAWFUL),
    "no basis": (FOUND, Declaration()),
}


@pytest.mark.parametrize("case", HIDDEN)
def test_an_empty_result_is_the_same_whether_a_record_is_hidden_or_there_is_none(
    installation: Installation, case: str
) -> None:
    one, asker = installation, installation.actor(Role.CASEWORKER, "GR-CPA")
    one.register({**OTHER, "sharing": "none"}, one.actor(Role.CASEWORKER))
    one.work()
    empty = _asked(one, asker)
    row, declaration = HIDDEN[case]
    one.register(row, one.actor(Role.CASEWORKER), declaration)
    hidden = _asked(one, asker)
    assert hidden == empty
    answer, _ = empty
    assert answer["nothing_seen"]["sentences"] == list(NOTHING_SEEN)
    with one.database.transaction(is_read_only=True) as session:
        own = [desk.text for desk in desks.state_desks(session, ["GR"])]
    assert answer["nothing_seen"]["contacts"] == own
    assert len(own) == 1


def test_a_result_that_shows_a_record_has_no_text_about_an_empty_one(
    installation: Installation,
) -> None:
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    answer = SearchOut.of(ask(installation, installation.actor(Role.CASEWORKER, "GR-CPA")))
    assert len(answer.found) == 1
    assert answer.nothing_seen is None


def _asked(one: Installation, asker: Actor) -> tuple[dict[str, Any], int]:
    """Return the answer without its random id, and the number of statements.

    A first search reads the changes of the store into memory.
    """
    ask(one, asker)
    with heard(one.app) as statements:
        answer = SearchOut.of(ask(one, asker))
    return answer.model_dump(mode="json", exclude={"id"}), len(statements)
