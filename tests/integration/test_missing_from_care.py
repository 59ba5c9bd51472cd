from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, or_, select, update

from core.codes.agencies import AgencyStatus
from core.codes.review import MatchState, ReviewCause
from core.errors import Conflict, InvalidInput, NotFound, Refused
from core.policy.case.likely_states import LikelyReason
from core.policy.case.missing_from_care import MISSING_FROM_CARE_CHECK_HOURS
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.sharing.views import View
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.case.deadline import CaseDeadline
from models.case.episode import Episode
from models.consent.written_consent import Consent, ConsentScope
from models.matching_runs.match import Match
from models.oversight.audit import Audit, AuditRecord
from models.records.facts import RecordFacts
from models.records.record import Record, RecordShare
from models.row_security.database_roles import DatabaseRole
from services.approval_decisions import approval_list
from services.case import episodes, record_deadlines, reporters, story_situation
from services.case.care import departure_practice, missing_from_care
from services.case.care.missing_from_care import MissingFromCareForm, MissingFromCareResult
from services.case.likely_states import StateToCall
from services.foundation.actor import Actor
from services.records import photos
from services.records.closing import closures
from services.records.intake.preparation import Declaration
from services.records.register import RecordView
from services.sharing import notification_lists
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, NOW, OTHER, Installation, picture
from tests.integration.matches.steps import list_matches
from tests.integration.records.steps import edit, read
from tests.integration.steps import decide, desk_notifications, known_child

LEAVING = MissingFromCareForm(
    left_at=NOW - timedelta(hours=11),
    place="Hamburg",
    noticed_by="night duty",
    companions=("travel_companion:Reza Karimi",),
    clothing="red anorak, black trousers",
    phones=("own:+4915112345678",),
    money="about 40 euro",
    description="Had packed a bag.",
    likely_states=("FR:nobody_known",),
)


def _leave(
    one: Installation, child: UUID, actor: Actor | None = None, **changes: Any
) -> MissingFromCareResult:
    actor = actor or one.actor(Role.CASEWORKER)
    with one.database.transaction() as session:
        return missing_from_care.report_missing_from_care(
            session, one.context, actor, child, dataclasses.replace(LEAVING, **changes)
        )


def _check_reporter(one: Installation, report: UUID) -> None:
    """Check a report as the second person, which notifies the other desks."""
    head = one.actor(Role.SUPERVISOR)
    decision = {"reporter_check": "checked", "reason": "left last night"}
    with one.acting(head) as session:
        revision = reporters.read_reporter(session, one.context, head, report).revision
        reporters.decide_reporter_check(
            session,
            one.context,
            head,
            report,
            reporters.ReporterCheckDecision(**decision, revision=revision),
        )


def _values(shown: RecordView, field: str) -> list[str]:
    return [one.value for one in shown.statements if one.field == field]


def _back(
    one: Installation, child: UUID, actor: Actor | None = None, closure: str = "care_elsewhere"
) -> UUID:
    back = episodes.Return(at=NOW, closure=closure, details={})
    episode: UUID = one.do(actor or one.actor(Role.CASEWORKER), episodes.record_return, child, back)
    return episode


def _locate(one: Installation, child: UUID) -> UUID:
    details = {"place": "Metz", "by": "railway police"}
    with one.database.transaction() as session:
        return episodes.record_step(
            session,
            one.context,
            one.actor(Role.CASEWORKER),
            child,
            episodes.NewEpisode("located", NOW, details),
        )


def test_a_desk_that_was_not_notified_is_not_named(installation: Installation) -> None:
    child = known_child(installation)
    closed = update(Agency).where(Agency.code == "FR-116").values(status=AgencyStatus.CLOSED)
    installation.change(closed)
    left = _leave(installation, child)
    assert not any("FR-116" in desk for desk in left.desks)
    assert desk_notifications(installation, "FR-116") == set()
    assert [(one.state, one.not_sent) for one in left.states if one.not_sent] == [("FR", "no_desk")]


def test_one_action_writes_episode_report_and_link_and_notifies_the_likely_states_desk(
    installation: Installation,
) -> None:
    child = known_child(installation)
    left = _leave(installation, child)
    report = read(installation, installation.actor(Role.CASEWORKER), left.report)
    assert (report.kind, report.status, report.view) == ("missing", "open", View.FULL)
    assert _values(report, "name_native") == [FOUND["name_native"]]
    assert _values(report, "event_place") == ["Hamburg"]
    assert _values(report, "clothing") == ["red anorak, black trousers"]
    assert "travel_companion:Reza Karimi" in _values(report, "relatives")
    assert _values(report, "phones") == ["own:+4915112345678"]
    # the desks are notified at once; a colleague checks the report within some hours
    assert [desk.partition(" ")[0] for desk in left.desks] == ["FR-116", "DE-POL"]
    desk = installation.actor(Role.SUPERVISOR, "FR-116")
    assert desk_notifications(installation, "FR-116") == {("missing_from_care", left.report)}
    desk_view = read(installation, desk, left.report)
    assert desk_view.view is View.IDENTITY
    assert _values(desk_view, "clothing") == ["red anorak, black trousers"]
    assert not _values(desk_view, "description")


def test_the_report_does_not_contain_the_place_of_care(
    installation: Installation,
) -> None:
    child = known_child(
        installation, event_place="Sonnenhof", route=["GR:Lesvos"], care="residential"
    )
    left = _leave(installation, child)
    report = read(installation, installation.actor(Role.CASEWORKER), left.report)
    text = " ".join(one.value for one in report.statements)
    for word in ("Sonnenhof", "Lesvos", "residential", "brother"):
        assert word not in text
    own_view = read(installation, installation.actor(Role.CASEWORKER), child)
    assert _values(own_view, "event_place") == ["Sonnenhof"]


@pytest.mark.parametrize("clothing", ["jacket of the Sonnenhof", "cap, call 040 123 45 67"])
def test_clothing_text_with_a_place_or_number_is_refused(
    installation: Installation, clothing: str
) -> None:
    child = known_child(installation, event_place="Sonnenhof")
    with pytest.raises(InvalidInput) as caught:
        _leave(installation, child, clothing=clothing)
    assert clothing not in str(caught.value)


def test_facts_given_by_an_exploiter_stay_with_the_responsible(installation: Installation) -> None:
    child = known_child(installation, phones=["exploiter:+306912345678"], sharing="")
    left = _leave(installation, child, companions=("exploiter:Boss",))
    _check_reporter(installation, left.report)
    desk = read(installation, installation.actor(Role.SUPERVISOR, "FR-116"), left.report)
    text = " ".join(one.value for one in desk.statements)
    assert "Boss" not in text
    assert "6912345678" not in text


def test_an_episode_is_stored_encrypted_and_read_by_the_responsible_only(
    installation: Installation,
) -> None:
    child = known_child(installation)
    _leave(installation, child)
    with installation.database.transaction() as session:
        (episode,) = episodes.read_story(
            session, installation.context, installation.actor(Role.CASEWORKER), child
        )
        sealed = session.scalars(select(Episode.sealed)).one()
        row = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert (episode.kind, episode.at) == ("missing_from_care", LEAVING.left_at)
    assert episode.said["money"] == "about 40 euro"
    assert episode.said["noticed_by"] == "night duty"
    assert b"euro" not in sealed
    assert row is not None
    for stranger in (
        installation.actor(Role.SUPERVISOR, "FR-116"),
        installation.actor(Role.CASEWORKER, "GR-CPA"),
    ):
        with pytest.raises(NotFound), installation.database.transaction() as session:
            episodes.read_story(session, installation.context, stranger, child)


def test_reading_the_story_is_in_the_audit_log_with_its_classes(installation: Installation) -> None:
    child = known_child(installation)
    with installation.database.transaction() as session:
        episodes.read_story(
            session, installation.context, installation.actor(Role.CASEWORKER), child
        )
    with installation.database.transaction(is_read_only=True) as session:
        row = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert row is not None
        shown = session.scalars(
            select(AuditRecord.field_classes).where(AuditRecord.audit_id == row.id)
        ).all()
    assert (row.action, shown) == ("read_story", ["F4a F4b"])


def test_the_report_and_the_found_record_are_never_paired_and_both_are_matched_with_others(
    installation: Installation,
) -> None:
    child = known_child(installation)
    installation.work()
    left = _leave(installation, child)
    family = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    elsewhere = installation.register(FOUND, installation.actor(Role.CASEWORKER, "FR-116"), LAWFUL)
    installation.work()
    with installation.database.transaction(is_read_only=True) as session:
        ids = {record.id: record.public_id for record in session.scalars(select(Record))}
        matches = {
            frozenset((ids[match.low], ids[match.high])) for match in session.scalars(select(Match))
        }
    assert frozenset((child, left.report)) not in matches
    for other in (family, elsewhere):
        assert {frozenset((child, other)), frozenset((left.report, other))} <= matches


def test_a_run_does_not_match_them_either(installation: Installation) -> None:
    from services.matching_runs import runs
    from services.operations import schedule

    child = known_child(installation)
    _leave(installation, child)
    with installation.database.transaction() as session:
        runs.start_matching_run(session, installation.context, schedule.SCHEDULER)
    installation.work()
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Match)).all() == []


def test_a_child_leaves_once_until_it_is_back(installation: Installation) -> None:
    child = known_child(installation)
    _leave(installation, child)
    with pytest.raises(Conflict):
        _leave(installation, child)
    _back(installation, child)
    second = _leave(installation, child, record_ref="F-1 again")
    assert second.report
    with installation.database.transaction(is_read_only=True) as session:
        kinds = session.scalars(select(Episode.kind).order_by(Episode.id)).all()
    assert kinds == ["missing_from_care", "returned", "missing_from_care"]


def test_a_return_closes_the_report_and_takes_it_from_everybody(installation: Installation) -> None:
    child = known_child(installation)
    left = _leave(installation, child)
    _locate(installation, child)
    _back(installation, child, closure="care_elsewhere")
    report = read(installation, installation.actor(Role.CASEWORKER), left.report)
    assert report.status == "closed"
    desk = installation.actor(Role.SUPERVISOR, "FR-116")
    with pytest.raises(NotFound):
        read(installation, desk, left.report)
    with installation.database.transaction() as session:
        assert notification_lists.list_notifications(session, installation.context, desk) == []


def test_a_return_is_closed_with_a_sentence_of_its_own_list(installation: Installation) -> None:
    child = known_child(installation)
    _leave(installation, child)
    with pytest.raises(InvalidInput):
        _back(installation, child, closure="deceased")


def test_the_story_of_the_report_is_written_at_the_found_record(installation: Installation) -> None:
    left = _leave(installation, known_child(installation))
    with pytest.raises(Conflict):
        _locate(installation, left.report)


@pytest.mark.parametrize("step", [_locate, _back])
def test_a_child_who_never_left_cannot_be_located_or_returned(
    installation: Installation, step: Any
) -> None:
    with pytest.raises(Conflict):
        step(installation, known_child(installation))


def test_a_missing_child_is_located_and_returns(installation: Installation) -> None:
    missing = installation.register(MISSING, installation.actor(Role.CASEWORKER), CHECKED)
    _locate(installation, missing)
    _back(installation, missing)
    with pytest.raises(Conflict):
        _leave(installation, missing)


def test_an_episode_in_the_future_is_refused(installation: Installation) -> None:
    with pytest.raises(InvalidInput):
        _leave(installation, known_child(installation), left_at=NOW + timedelta(hours=1))


def test_an_unknown_state_is_refused(installation: Installation) -> None:
    with pytest.raises(InvalidInput):
        _leave(installation, known_child(installation), likely_states=("ZZ:nobody_known",))


def test_an_adult_who_leaves_is_not_shared_without_consent(installation: Installation) -> None:
    child = known_child(installation, birth_date="1990-07-10")
    left = _leave(installation, child)
    assert left.desks == ()
    with pytest.raises(NotFound):
        read(installation, installation.actor(Role.SUPERVISOR, "FR-116"), left.report)


def test_a_state_barred_by_protection_is_not_notified(
    installation: Installation,
) -> None:
    declared = Declaration("gdpr_6_1_e_9_2_g", "unverified", "applicant")
    child = known_child(installation, declared, nationalities=["FR"])
    assert _leave(installation, child).desks == ("DE-POL (fictional), +32 2 555 01 00",)
    assert desk_notifications(installation, "FR-116") == set()


@pytest.mark.parametrize(
    ("born", "reached"),
    # an adult's report goes only to the states that they agreed to
    [
        ("1990-07-10", {"GR"}),
        ("2012-07-10", {"DE", "FR", "GR"}),
    ],
    ids=["adult", "child"],
)
def test_the_report_reaches_states_with_consent_to_identification(
    installation: Installation, born: str, reached: set[str]
) -> None:
    child = known_child(installation, birth_date=born)
    responsible = installation.actor(Role.CASEWORKER)
    with installation.database.transaction() as session:
        record = session.scalars(select(Record)).one()
        times = {"recorded_at": NOW, "expires_at": NOW + timedelta(days=30)}
        consent = Consent(
            public_id=child,
            record_id=record.id,
            state="active",
            paper=b"",
            recorded_by=responsible.user_id,
            **times,
        )
        session.add(consent)
        session.flush()
        session.add(ConsentScope(consent_id=consent.id, scope="identity", recipient="GR"))
        session.add(ConsentScope(consent_id=consent.id, scope="match_abroad", recipient="CH"))
    left = _leave(installation, child)
    with installation.database.transaction(is_read_only=True) as session:
        query = select(RecordShare.state).join(Record, Record.id == RecordShare.record_id)
        assert set(session.scalars(query.where(Record.public_id == left.report))) == reached
    assert bool(left.desks) is ("FR" in reached)  # of an adult, after the reporter check
    _check_reporter(installation, left.report)
    notified_states = {
        state
        for state, agency in (("GR", "GR-CPA"), ("FR", "FR-116"))
        if desk_notifications(installation, agency)
    }
    assert notified_states == {"GR"} | ({"FR"} & reached)


def test_caseworkers_assigned_to_the_child_are_assigned_to_its_report(
    installation: Installation,
) -> None:
    child = known_child(installation)
    left = _leave(installation, child, installation.actor(Role.SUPERVISOR))
    assert read(installation, installation.actor(Role.CASEWORKER), left.report).is_responsible


def test_only_responsible_agencies_write_episodes(installation: Installation) -> None:
    child = known_child(installation)
    for role, agency in ((Role.SUPERVISOR, "FR-116"), (Role.LIAISON_OFFICER, "DE-POL")):
        with pytest.raises(NotFound):
            _leave(installation, child, installation.actor(role, agency))
    for role in (Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR):
        with pytest.raises(Refused):
            _leave(installation, child, installation.actor(role))


def test_facts_of_the_report_have_the_classes_of_a_missing_report(
    installation: Installation,
) -> None:
    left = _leave(installation, known_child(installation))
    with installation.database.transaction(is_read_only=True) as session:
        query = select(RecordFacts.field_class).join(Record, Record.id == RecordFacts.record_id)
        classes = set(session.scalars(query.where(Record.public_id == left.report)))
    assert FieldClass.F4A.value not in classes
    assert {"F1", "F2", "F3", "F4b"} <= classes


def test_over_the_second_wall_too(installation: Installation) -> None:
    from services.foundation import actor_database_role

    child = known_child(installation)
    actor = installation.actor(Role.CASEWORKER)
    with installation.app.transaction() as session:
        actor_database_role.enter_role(session, actor)
        left = missing_from_care.report_missing_from_care(
            session, installation.context, actor, child, LEAVING
        )
    _check_reporter(installation, left.report)
    desk = installation.actor(Role.SUPERVISOR, "FR-116")
    with installation.app.transaction() as session:
        actor_database_role.enter_role(session, desk)
        (notification,) = notification_lists.list_notifications(session, installation.context, desk)
        assert notification.record == left.report
        notification_lists.mark_read(session, installation.context, desk, notification.id)
    with installation.app.transaction() as session:
        actor_database_role.enter_role(session, actor)
        episodes.record_return(
            session,
            installation.context,
            actor,
            child,
            episodes.Return(at=NOW, closure="care_elsewhere", details={}),
        )


def _found_abroad(one: Installation, report: UUID) -> UUID:
    """Register the child at another desk, and confirm the match with the report."""
    one.register({**FOUND, "record_ref": "F-abroad"}, one.actor(Role.CASEWORKER, "FR-116"))
    one.work()
    own = one.row_of(report).id
    with one.database.transaction() as session:
        touches = or_(Match.low == own, Match.high == own)
        match = session.scalars(select(Match).where(touches)).one()
        match.state = MatchState.CONFIRMED
        return match.public_id


def _reason_of_return(one: Installation, child: UUID) -> Refusal | None:
    """Return why the steps of the story do not allow a return now."""
    found = one.do(one.actor(Role.SUPERVISOR), story_situation.read_next_steps, child)
    return next(act.refusal for act in found.steps.actions if act.name == "return")


def test_a_return_closes_the_report_only_with_a_sentence_of_the_other_side(
    installation: Installation,
) -> None:
    child = known_child(installation)
    report = _leave(installation, child).report
    _check_reporter(installation, report)
    match = _found_abroad(installation, report)
    with pytest.raises(Conflict) as refused:
        _back(installation, child)
    assert refused.value.refusal is Refusal.SENTENCE_IS_NOT_APPROVED
    assert installation.row_of(report).status == "open"
    assert _reason_of_return(installation, child) is Refusal.SENTENCE_IS_NOT_APPROVED
    head = installation.actor(Role.SUPERVISOR, "FR-116")
    installation.do(head, closures.approve_sentence, match, closure="care_elsewhere")
    assert _reason_of_return(installation, child) is None
    _back(installation, child)
    assert installation.row_of(report).closure == "care_elsewhere"


def test_a_return_closes_the_report_only_after_a_due_review(installation: Installation) -> None:
    child = known_child(installation)
    report = _leave(installation, child).report
    _check_reporter(installation, report)
    match = _found_abroad(installation, report)
    head = installation.actor(Role.SUPERVISOR, "FR-116")
    installation.do(head, closures.approve_sentence, match, closure="care_elsewhere")

    def need_review(cause: ReviewCause) -> None:
        with installation.database.transaction() as session:
            session.execute(update(Match).values(low_review=cause, high_review=cause))

    need_review(ReviewCause.EVIDENCE_CHANGED)
    with pytest.raises(Conflict) as refused:
        _back(installation, child)
    assert refused.value.refusal is Refusal.REVIEW_IS_NEEDED
    need_review(ReviewCause.NONE)
    _back(installation, child)
    assert installation.row_of(report).status == "closed"


def test_other_people_are_not_affected(installation: Installation) -> None:
    other = installation.register(OTHER, installation.actor(Role.CASEWORKER))
    _leave(installation, known_child(installation))
    assert read(installation, installation.actor(Role.CASEWORKER), other).status == "open"


# --- what goes from the found record into the report


WORN = {"clothing": "blue jacket, one white shoe", "belongings": "a red purse"}


def _add_photo(one: Installation, record: UUID) -> None:
    one.do(one.actor(Role.CASEWORKER), photos.store_photo, record, data=picture(8, 8))


def test_photo_clothing_and_belongings_of_the_child_go_into_the_report(
    installation: Installation,
) -> None:
    child = known_child(installation, **WORN)
    _add_photo(installation, child)
    left = _leave(installation, child, clothing="")
    assert left.carried == ("photo", "belongings", "clothing")
    assert left.left_out == ()
    _check_reporter(installation, left.report)
    responsible = installation.actor(Role.CASEWORKER)
    desk = installation.actor(Role.SUPERVISOR, "FR-116")
    report = read(installation, responsible, left.report)
    assert _values(report, "clothing") == [WORN["clothing"]]
    assert _values(report, "belongings") == [WORN["belongings"]]
    desk_view = read(installation, desk, left.report)
    assert _values(desk_view, "clothing") == [WORN["clothing"]]
    assert _values(desk_view, "belongings") == []  # responsible agency only
    for viewer in (responsible, desk):
        assert installation.do(viewer, photos.read_photo, left.report)
    with pytest.raises(NotFound):  # disclosure only
        installation.do(desk, photos.read_photo, child)


def test_clothing_of_the_form_is_newer_and_a_place_or_number_stays(
    installation: Installation,
) -> None:
    child = known_child(
        installation,
        event_place="Sonnenhof",
        clothing="blue jacket",
        belongings="key of the Sonnenhof",
    )
    left = _leave(installation, child)
    assert (left.carried, left.left_out) == ((), ("belongings",))
    report = read(installation, installation.actor(Role.CASEWORKER), left.report)
    assert _values(report, "clothing") == [LEAVING.clothing]
    assert _values(report, "belongings") == []


def test_nothing_of_how_an_adult_looks_is_carried(installation: Installation) -> None:
    adult = known_child(installation, birth_date="1990-07-10", **WORN)
    _add_photo(installation, adult)
    left = _leave(installation, adult, clothing="")
    assert (left.carried, left.to_call) == ((), ())
    responsible = installation.actor(Role.CASEWORKER)
    assert _values(read(installation, responsible, left.report), "clothing") == []
    with pytest.raises(NotFound):
        installation.do(responsible, photos.read_photo, left.report)


def test_each_page_links_the_other_record_as_far_as_the_view_allows(
    installation: Installation,
) -> None:
    child = known_child(installation)
    left = _leave(installation, child)
    responsible = installation.actor(Role.CASEWORKER)
    (to_report,) = read(installation, responsible, child).same_child_records
    (to_child,) = read(installation, responsible, left.report).same_child_records
    assert (to_report.record, to_report.is_origin, to_report.status) == (left.report, False, "open")
    assert (to_child.record, to_child.is_origin, to_child.record_kind) == (child, True, "found")
    _check_reporter(installation, left.report)
    desk = installation.actor(Role.SUPERVISOR, "FR-116")
    assert read(installation, desk, left.report).view is View.IDENTITY
    for view, same_child_records in (
        (View.NONE, 0),
        (View.LINK, 0),
        (View.PROFILE, 0),
        (View.IDENTITY, 1),
    ):
        _share_found(installation, child, view)
        assert len(read(installation, desk, left.report).same_child_records) == same_child_records
        if view > View.NONE:
            assert len(read(installation, desk, child).same_child_records) == same_child_records


def _share_found(one: Installation, child: UUID, view: View) -> None:
    with one.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == child)).one()
        session.execute(delete(RecordShare).where(RecordShare.record_id == record.id))
        if view:
            audience = "protection"
            session.add(
                RecordShare(record_id=record.id, state="FR", audience=audience, view=int(view))
            )


def test_likely_states_without_a_desk_are_named_with_their_reasons(
    installation: Installation,
) -> None:
    child = known_child(
        installation,
        languages=["prs", "nld"],
        phones=["relative:+46 8 123 456 78", "exploiter:+48 22 345 67 89"],
    )
    named = tuple(f"{state}:nobody_known" for state in ("FR", "AT", "NL"))
    left = _leave(installation, child, likely_states=named, phones=())
    named = {called.state: called.reasons for called in left.to_call}
    with_desks = {"DE", "FR", "GR", "CH"}
    assert not with_desks & named.keys()
    assert named == {
        "AT": ("chosen",),
        "BE": ("language",),
        "NL": ("chosen", "language"),
        "SE": ("relatives",),
    }
    (episode,) = installation.do(installation.actor(Role.CASEWORKER), episodes.read_story, child)
    assert episode.said["to_call"] == ["AT", "BE", "NL", "SE"]


def test_a_state_that_protection_bars_is_never_named(installation: Installation) -> None:
    declared = Declaration("gdpr_6_1_e_9_2_g", "unverified", "applicant")
    child = known_child(installation, declared, nationalities=["RO"], languages=["ron"])
    named = ("RO:nobody_known", "BG:nobody_known")
    left = _leave(installation, child, likely_states=named, phones=())
    assert left.to_call == (StateToCall("BG", (LikelyReason.CHOSEN,)),)


# --- the check of the report by a second person


def _shared(one: Installation, report: UUID) -> bool:
    """Return whether the desk of the likely state sees the report."""
    try:
        read(one, one.actor(Role.SUPERVISOR, "FR-116"), report)
    except NotFound:
        return False
    return True


def _reporter_check(one: Installation, report: UUID) -> str:
    return one.row_of(report).reporter_check


def test_an_approved_report_is_checked_and_stays_shared(installation: Installation) -> None:
    left = _leave(installation, known_child(installation))
    assert (_reporter_check(installation, left.report), _shared(installation, left.report)) == (
        "provisional",
        True,
    )
    decide(installation, installation.actor(Role.SUPERVISOR), left.report)
    assert (_reporter_check(installation, left.report), _shared(installation, left.report)) == (
        "checked",
        True,
    )


def test_only_a_refusal_withdraws_the_sharing(installation: Installation) -> None:
    left = _leave(installation, known_child(installation))
    head = installation.actor(Role.SUPERVISOR)
    decide(installation, head, left.report, is_approved=False)
    assert (_reporter_check(installation, left.report), _shared(installation, left.report)) == (
        "flagged",
        False,
    )


def test_a_report_that_was_not_checked_in_time_stays_shared_and_is_asked_again(
    installation: Installation,
) -> None:
    left = _leave(installation, known_child(installation))
    for _ in range(2):
        installation.clock.move(timedelta(hours=MISSING_FROM_CARE_CHECK_HOURS))
        with installation.app.transaction(door=DatabaseRole.WORKER) as session:
            approval_list.end_overdue(session, installation.context)
            approval_list.end_overdue(session, installation.context)
    assert _shared(installation, left.report)
    notifications = installation.notifications(installation.actor(Role.SUPERVISOR))
    assert [kind for kind, _ in notifications].count("missing_from_care_check") == 3
    assert installation.alerts().count(("missing_from_care_unchecked", left.report)) == 1
    decide(installation, installation.actor(Role.SUPERVISOR), left.report)
    assert _reporter_check(installation, left.report) == "checked"


def test_a_provisional_report_shows_its_side_no_found_person(installation: Installation) -> None:
    left = _leave(installation, known_child(installation))
    found = {**FOUND, "record_ref": "GR-9", "event_country": "GR"}
    installation.register(found, installation.actor(Role.CASEWORKER, "GR-CPA"), LAWFUL)
    installation.work()

    def own_ends() -> set[UUID]:
        listed = list_matches(installation, installation.actor(Role.SUPERVISOR))
        return {match.own.id for match in listed}

    assert left.report not in own_ends()
    decide(installation, installation.actor(Role.SUPERVISOR), left.report)
    installation.work()
    assert left.report in own_ends()


def test_an_edit_to_another_child_ends_the_provisional_sharing(installation: Installation) -> None:
    left = _leave(installation, known_child(installation))
    other_child = {"name_native": "Dmytro Kovalchuk"}
    edit(installation, installation.actor(Role.CASEWORKER), left.report, other_child)
    assert (_reporter_check(installation, left.report), _shared(installation, left.report)) == (
        "unverified",
        False,
    )
    with pytest.raises(Conflict):
        decide(installation, installation.actor(Role.SUPERVISOR), left.report)


def test_the_author_of_the_report_does_not_check_it(installation: Installation) -> None:
    head = installation.actor(Role.SUPERVISOR)
    left = _leave(installation, known_child(installation), head)
    with pytest.raises(Conflict):
        decide(installation, head, left.report)


def test_nobody_declares_a_report_provisional(installation: Installation) -> None:
    declared = dataclasses.replace(CHECKED, reporter_check="provisional")
    with pytest.raises(InvalidInput):
        declared.check()


def _deadline(one: Installation, report: UUID, kind: str) -> CaseDeadline | None:
    """Return the deadline of a kind of a report, None without one."""
    query = select(CaseDeadline).join(Record, Record.id == CaseDeadline.record_id)
    found = one.read_all(query.where(Record.public_id == report, CaseDeadline.kind == kind))
    return found[0] if found else None


def test_the_call_to_the_supervisor_is_a_task_until_it_is_recorded_or_the_report_is_checked(
    installation: Installation,
) -> None:
    """One report is called about, one approved and one refused; a fourth waits."""
    one = installation
    duty, head = one.actor(Role.CASEWORKER), one.actor(Role.SUPERVISOR)
    reports = [
        _leave(one, known_child(one, record_ref=f"F-{number}")).report for number in range(4)
    ]
    called, approved, refused, waiting = reports
    due_at = NOW + timedelta(hours=MISSING_FROM_CARE_CHECK_HOURS)
    listed = one.do(duty, record_deadlines.list_running)
    calls = {row.record: row for row in listed if row.kind == "supervisor_call"}
    assert {row.due_at for row in calls.values()} == {due_at}
    assert set(calls) == set(reports)
    one.do(duty, record_deadlines.end_deadline, calls[called].id, end="act", note="told at 02:40")
    decide(one, head, approved)
    decide(one, head, refused, is_approved=False)
    ended = {
        report: row.ended_by
        for report in reports
        if (row := _deadline(one, report, "supervisor_call")) is not None
    }
    assert ended == {called: "act", approved: "fact", refused: "fact", waiting: None}


def test_a_consultation_is_due_twelve_hours_after_a_child_that_missing_from_care_was_located(
    installation: Installation,
) -> None:
    one = installation
    duty, child = one.actor(Role.CASEWORKER), known_child(one)
    report = _leave(one, child).report
    assert _deadline(one, report, "consultation") is None
    _locate(one, child)
    row = _deadline(one, report, "consultation")
    assert row is not None
    assert (row.started_at, row.due_at) == (NOW, NOW + timedelta(hours=12))
    form = departure_practice.PracticeAnswerForm("consultation", "yes")
    one.do(duty, departure_practice.answer_practice, report, form)
    row = _deadline(one, report, "consultation")
    assert row is not None
    assert row.ended_by == "fact"
    # a report of a child that did not leave care has none
    missing = one.register(MISSING, duty, CHECKED)
    _locate(one, missing)
    assert _deadline(one, missing, "consultation") is None
