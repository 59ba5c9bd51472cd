from __future__ import annotations

import threading
from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select

from core.errors import Conflict, HomewardError, InvalidInput, NotFound, Refused, VersionConflict
from core.policy import Role, View
from matching import BANDS, decode_levels
from models.audit import Audit
from models.job import Job, Run
from models.notice import Notice
from models.pair import Pair, Score, Verdict
from models.record import Record, RecordShare
from services import candidates, notices, pairs, records, reviews, runs, schedule, verdicts
from services.actor import Actor
from services.intake import Declaration
from tests.factories import CLEARED, FOUND, LAWFUL, MISSING, OTHER, Installation

FOUND_SIDE = "DE-JUG"
MISSING_SIDE = "GR-CPA"


def _register_both(one: Installation) -> tuple[UUID, UUID]:
    missing = one.register(MISSING, one.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED)
    found = one.register(FOUND, one.actor(Role.CASEWORKER, FOUND_SIDE))
    one.register(OTHER, one.actor(Role.CASEWORKER, FOUND_SIDE))
    one.work()
    return missing, found


def _pairs(one: Installation, actor: Actor, state: str = "open") -> Sequence[reviews.Candidate]:
    with one.database.transaction() as session:
        return reviews.list_pairs(session, one.context, actor, state=state)[0]


def _read(one: Installation, actor: Actor, public_id: UUID) -> reviews.Candidate:
    with one.database.transaction() as session:
        return reviews.read_pair(session, one.context, actor, public_id)


def _say(one: Installation, actor: Actor, pair: UUID, outcome: str, reason: str, version: int) -> str:
    with one.database.transaction() as session:
        return verdicts.give_verdict(
            session, one.context, actor, pair, outcome=outcome, reason=reason, expected_version=version
        )


def _only_pair(one: Installation) -> UUID:
    with one.database.transaction(is_read_only=True) as session:
        return session.scalars(select(Pair.public_id)).one()


def test_one_child_written_in_two_scripts_becomes_one_pair(installation: Installation) -> None:
    missing, found = _register_both(installation)
    candidates = _pairs(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE))
    assert [(one.own.id, one.other.id) for one in candidates] == [(found, missing)]
    assert candidates[0].band in {"possible", "strong"}


def test_the_found_side_compares_at_identity_with_reasons_that_add_up(installation: Installation) -> None:
    _register_both(installation)
    pair = _read(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), _only_pair(installation))
    assert pair.own.view is View.FULL
    assert pair.other.view is View.IDENTITY
    assert pair.bits is not None
    assert sum(reason.bits for reason in pair.reasons) == pair.bits
    assert all(reason.words for reason in pair.reasons)
    for reason in pair.reasons:
        bits = [row.bits for row in reason.compared if row.bits is not None]
        assert not bits or sum(bits) == reason.bits
    (name,) = (reason for reason in pair.reasons if reason.attribute == "name")
    assert all(row.bits is not None for row in name.compared[1:])  # compared anew, by the rarity that scored


def test_the_missing_side_sees_a_band_and_nothing_of_the_child(installation: Installation) -> None:
    _, found = _register_both(installation)
    pair = _read(installation, installation.actor(Role.CASEWORKER, MISSING_SIDE), _only_pair(installation))
    assert pair.other.id == found
    assert pair.other.view is View.HIT
    assert pair.other.said == ()
    assert (pair.bits, pair.probability, pair.amount, pair.reasons) == (None, None, None, ())


@pytest.mark.parametrize("side", [FOUND_SIDE, MISSING_SIDE])
def test_evidence_of_another_version_is_no_error_and_waits_to_be_scored_again(
    installation: Installation, side: str
) -> None:
    _register_both(installation)
    public_id, actor = _only_pair(installation), installation.actor(Role.CASEWORKER, side)
    assert not _read(installation, actor, public_id).is_rescore_due
    with installation.database.transaction() as session:
        for score in session.scalars(select(Score)):
            score.levels = b"\x01" + score.levels[1:]
    pair = _read(installation, actor, public_id)
    assert pair.is_rescore_due
    assert (pair.bits, pair.probability, pair.amount, pair.reasons) == (None, None, None, ())


@pytest.mark.parametrize("told", ["hazara", "tajik"])
def test_ethnicity_counts_and_is_told_to_neither_side(installation: Installation, told: str) -> None:
    installation.register(
        {**MISSING, "ethnicity": ["hazara"]}, installation.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED
    )
    installation.register({**FOUND, "ethnicity": [told]}, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    pair = _read(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), _only_pair(installation))
    assert pair.other.view is View.IDENTITY
    assert "ethnicity" not in {reason.attribute for reason in pair.reasons}
    assert told not in str(pair.reasons)
    assert not {"hazara", "ethnicity"} & {word for one in pair.other.said for word in (one.field, one.value)}
    assert sum(reason.bits for reason in pair.reasons) == pair.bits
    assert (pair.probability, pair.amount) == (None, None)
    with installation.database.transaction(is_read_only=True) as session:
        stored = decode_levels(session.scalars(select(Score.levels)).one())
    assert [part.level for part in stored if part.attribute == "ethnicity"] == [
        "agree" if told == "hazara" else "differ"
    ]


HOME = "12 Quillmark Street, Herat"


@pytest.mark.parametrize("told", [HOME, "7 Park Road, Kabul"])
def test_a_home_counts_and_is_told_to_neither_side(installation: Installation, told: str) -> None:
    installation.register(
        {**MISSING, "home_address": [HOME]}, installation.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED
    )
    installation.register({**FOUND, "home_address": [told]}, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    pair = _read(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), _only_pair(installation))
    assert pair.other.view is View.IDENTITY
    assert "home" not in {reason.attribute for reason in pair.reasons}
    assert "Quillmark" not in f"{pair.reasons}{pair.other}"
    assert "home_address" not in {one.field for one in pair.other.said}
    assert "home_address" in {one.field for one in pair.own.said}
    assert sum(reason.bits for reason in pair.reasons) == pair.bits
    assert (pair.probability, pair.amount) == (None, None)
    with installation.database.transaction(is_read_only=True) as session:
        stored = decode_levels(session.scalars(select(Score.levels)).one())
    assert [part.level for part in stored if part.attribute == "home"] == ["agree" if told == HOME else "differ"]


def test_a_home_that_a_controller_gave_changes_nothing_stored_of_a_pair(installation: Installation) -> None:
    given = f"controller:{HOME}"
    installation.register(
        {**MISSING, "home_address": [HOME]}, installation.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED
    )
    installation.register({**FOUND, "home_address": [given]}, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    with installation.database.transaction(is_read_only=True) as session:
        stored = decode_levels(session.scalars(select(Score.levels)).one())
    assert [part.is_known for part in stored if part.attribute == "home"] == [False]


def test_a_route_of_a_report_is_compared_for_the_found_side_alone(installation: Installation) -> None:
    installation.register(
        {**MISSING, "route": ["DE:Hamburg"]}, installation.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED
    )
    installation.register(
        {**FOUND, "event_date": "", "event_place": "Hamburg"}, installation.actor(Role.CASEWORKER, FOUND_SIDE)
    )
    installation.work()
    pair = _read(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), _only_pair(installation))
    (event,) = (reason for reason in pair.reasons if reason.attribute == "event")
    assert event.level == "route_place"
    other = _read(installation, installation.actor(Role.CASEWORKER, MISSING_SIDE), _only_pair(installation))
    assert other.reasons == ()


def test_an_unverified_reporters_side_learns_of_no_candidate(installation: Installation) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), LAWFUL)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    officer = installation.actor(Role.SUPERVISOR, MISSING_SIDE)
    assert _pairs(installation, officer) == []
    with pytest.raises(NotFound):
        _read(installation, officer, _only_pair(installation))
    assert len(_pairs(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE))) == 1
    with installation.database.transaction(is_read_only=True) as session:
        told = session.scalars(select(Record.kind).join(Notice, Notice.record_id == Record.id)).all()
    assert told == ["found"]


def test_a_flagged_reporters_report_is_shown_to_nobody_in_a_pair(installation: Installation) -> None:
    installation.register(
        MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), Declaration("led_8_10", "flagged", "no")
    )
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    assert _pairs(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE)) == []


def test_a_found_side_without_legal_basis_sees_no_more_than_is_shared(installation: Installation) -> None:
    report = {**MISSING, "recipients": ""}
    installation.register(report, installation.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED)
    found = installation.register(
        FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE), Declaration(None, "cleared", "no")
    )
    installation.work()
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    assert _pairs(installation, supervisor) == []
    with installation.database.transaction() as session:
        records.edit(
            session,
            installation.context,
            supervisor,
            found,
            changes={},
            declared={"legal_basis": "gdpr_6_1_e_9_2_g"},
            expected_version=1,
            reason="decided",
        )
    installation.work()
    assert [one.other.view for one in _pairs(installation, supervisor)] == [View.IDENTITY]


def test_protection_bars_a_found_side_outside_the_eu(installation: Installation) -> None:
    protected = Declaration("led_8_10", "cleared", "applicant")
    installation.register(MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), protected)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, "CH-CPA"))
    installation.work()
    assert _pairs(installation, installation.actor(Role.SUPERVISOR, "CH-CPA")) == []


def test_a_refuted_pair_and_one_with_a_closed_record_open_nothing_any_more(installation: Installation) -> None:
    missing, _ = _register_both(installation)
    pair = _only_pair(installation)
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    different = ("different", "relatives_differ")
    _say(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), pair, *different, 1)
    _say(installation, supervisor, pair, *different, 2)
    with installation.database.transaction() as session:
        session.scalars(select(Record).where(Record.public_id == missing)).one().sharing = ""
        session.execute(delete(RecordShare))
    with pytest.raises(NotFound):
        _read(installation, supervisor, pair)
    with installation.database.transaction() as session:
        session.scalars(select(Pair)).one().state = "open"
    assert _read(installation, supervisor, pair).other.view is View.IDENTITY
    with installation.database.transaction() as session:
        session.scalars(select(Record).where(Record.public_id == missing)).one().status = "closed"
    with pytest.raises(NotFound):
        _read(installation, supervisor, pair)


def test_evidence_that_changed_under_a_proposal_opens_it_and_refuses_the_old_etag(installation: Installation) -> None:
    missing, _ = _register_both(installation)
    pair = _only_pair(installation)
    same = ("same", "document")
    _say(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), pair, *same, 1)
    with installation.database.transaction() as session:
        owner = installation.actor(Role.CASEWORKER, MISSING_SIDE)
        records.edit(session, installation.context, owner, missing, changes={"height_cm": "151"}, expected_version=1)
    installation.work()
    with pytest.raises(VersionConflict):
        _say(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE), pair, *same, 2)
    assert _read(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE), pair).state == "open"


def test_a_page_of_pairs_is_full_whatever_is_hidden_between(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviews, "READ_AHEAD", 2)
    for number in range(6):
        sharing = "none" if number % 2 else ""
        row = {**MISSING, "record_ref": f"M-{number}", "sharing": sharing}
        installation.register(row, installation.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    sizes, position = [], 0
    for _ in range(4):
        with installation.database.transaction() as session:
            page, position = reviews.list_pairs(session, installation.context, supervisor, after=position, limit=2)
        sizes.append(len(page))
        if not position:
            break
    assert sizes == [2, 1]


def test_strong_pairs_stand_before_weak_ones_whatever_was_found_first(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviews, "READ_AHEAD", 2)
    for number in range(5):
        row = {**MISSING, "record_ref": f"M-{number}"}
        installation.register(row, installation.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    bands = ("weak", "strong", "possible", "weak", "strong")
    with installation.database.transaction() as session:
        found = session.scalars(select(Record.id).where(Record.kind == "found")).one()
        rows = session.execute(
            select(Pair.public_id, Score)
            .join(Score, Score.id == Pair.score_id)
            .where(Pair.high == found)
            .order_by(Pair.id)
        ).all()
        for (_, score), band in zip(rows, bands, strict=True):
            score.band = BANDS.index(band)
        first = [public_id for public_id, _ in rows]
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    listed, position = [], 0
    for _ in bands:
        with installation.database.transaction() as session:
            page, position = reviews.list_pairs(session, installation.context, supervisor, after=position, limit=2)
        listed += [(one.band, first.index(one.id)) for one in page]
        if not position:
            break
    assert listed == [("strong", 1), ("strong", 4), ("possible", 2), ("weak", 0), ("weak", 3)]
    walked = [first[1]]
    for _ in bands:  # the next one, and behind the last the first, however many a page of the list holds
        with installation.database.transaction() as session:
            following = reviews.next_open(session, installation.context, supervisor, walked[-1])
        assert following is not None
        walked.append(following)
    assert [first.index(one) for one in walked] == [1, 4, 2, 0, 3, 1]
    with installation.database.transaction(is_read_only=True) as session:
        assert set(session.scalars(select(Audit.records).where(Audit.action == "next_pair"))) == {"[]"}


def test_a_new_record_is_compared_with_those_that_share_most_and_in_a_run_with_everybody(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "MOST_MATCHED", 1)
    for number in range(3):
        row = {"record_ref": f"M-{number}", "kind": "missing", "full_name": MISSING["full_name"]}
        row |= MISSING if number == 1 else {}
        installation.register({**row, "record_ref": f"M-{number}"}, installation.actor(Role.CASEWORKER, MISSING_SIDE))
    installation.register({**MISSING, "record_ref": "late"}, installation.actor(Role.CASEWORKER, MISSING_SIDE))
    with installation.database.transaction(is_read_only=True) as session:
        at_once = pairs.score(session, installation.context, [4], is_run=False)
        in_a_run = pairs.score(session, installation.context, [4], is_run=True)
    assert (at_once.compared, [(one.low, one.high) for one in at_once.pairs]) == (1, [(2, 4)])
    assert in_a_run.compared == 3
    assert at_once.pairs[0] in in_a_run.pairs


def test_a_pair_of_a_record_closed_while_it_was_scored_is_not_kept(installation: Installation) -> None:
    missing = installation.register(MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    with installation.database.transaction(is_read_only=True) as session:
        scored = pairs.score(session, installation.context, [2], is_run=False)
    assert scored.pairs
    with installation.database.transaction() as session:
        records.close(
            session,
            installation.context,
            installation.actor(Role.SUPERVISOR, MISSING_SIDE),
            missing,
            closure="withdrawn",
            expected_version=1,
            reason="x",
        )
    with installation.database.transaction() as session:
        assert pairs.save(session, installation.context, scored) == 0
        assert session.scalar(select(func.count()).select_from(Pair)) == 0


def test_the_missing_side_does_not_refute_what_it_cannot_compare(installation: Installation) -> None:
    _register_both(installation)
    with pytest.raises(Conflict):
        _say(
            installation,
            installation.actor(Role.CASEWORKER, MISSING_SIDE),
            _only_pair(installation),
            "different",
            "relatives_differ",
            1,
        )


def test_somebody_elses_pair_is_not_there(installation: Installation) -> None:
    _register_both(installation)
    for role, agency in ((Role.SUPERVISOR, "FR-116"), (Role.CASEWORKER, "DE-POL"), (Role.LIAISON_OFFICER, "GR-POL")):
        stranger = installation.actor(role, agency)
        assert _pairs(installation, stranger) == []
        with pytest.raises(NotFound):
            _read(installation, stranger, _only_pair(installation))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR])
def test_roles_without_case_work_have_no_pairs(installation: Installation, role: Role) -> None:
    with pytest.raises(Refused):
        _pairs(installation, installation.actor(role))


def test_both_sides_are_told_once_however_often_the_work_is_done(installation: Installation) -> None:
    _register_both(installation)
    with installation.database.transaction() as session:
        for record_id in session.scalars(select(Record.id)).all():
            notices.notify_of_pairs(session, installation.context, record_id)
    with installation.database.transaction(is_read_only=True) as session:
        told = session.execute(select(Notice.kind, Record.kind).join(Record, Record.id == Notice.record_id)).all()
    assert sorted(tuple(one) for one in told) == [("candidate", "found"), ("candidate", "missing")]


def test_a_hidden_found_childs_owner_alone_is_told(installation: Installation) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE), Declaration(None, "cleared", "no"))
    installation.work()
    assert _pairs(installation, installation.actor(Role.SUPERVISOR, MISSING_SIDE)) == []
    assert len(_pairs(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE))) == 1
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Record.kind).join(Notice, Notice.record_id == Record.id)).all() == ["found"]


def test_a_notice_is_read_by_its_own_agency_and_holds_references_only(installation: Installation) -> None:
    _, found = _register_both(installation)
    owner = installation.actor(Role.CASEWORKER, FOUND_SIDE)
    with installation.database.transaction() as session:
        told = notices.list_for(session, installation.context, owner)
        assert [(one.record, one.is_read) for one in told] == [(found, False)]
        notices.mark_read(session, installation.context, owner, told[0].id)
    with installation.database.transaction() as session:
        assert notices.list_for(session, installation.context, owner)[0].is_read
    with pytest.raises(NotFound), installation.database.transaction() as session:
        notices.mark_read(session, installation.context, installation.actor(Role.SUPERVISOR, "FR-116"), told[0].id)


def test_found_side_proposes_and_confirms_then_the_missing_side_confirms_its_own_report(
    installation: Installation,
) -> None:
    _register_both(installation)
    pair = _only_pair(installation)
    same = ("same", "relative_confirmed")
    assert _say(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), pair, *same, 1) == "proposed"
    assert _say(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE), pair, *same, 2) == "proposed"
    assert _say(installation, installation.actor(Role.SUPERVISOR, MISSING_SIDE), pair, *same, 3) == "confirmed"
    with pytest.raises(Conflict):
        _say(installation, installation.actor(Role.SUPERVISOR, MISSING_SIDE), pair, *same, 4)


def test_the_missing_side_neither_proposes_nor_confirms_first(installation: Installation) -> None:
    _register_both(installation)
    pair = _only_pair(installation)
    same = ("same", "relative_confirmed")
    for role in (Role.CASEWORKER, Role.SUPERVISOR):
        with pytest.raises(Conflict):
            _say(installation, installation.actor(role, MISSING_SIDE), pair, *same, 1)
    _say(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), pair, *same, 1)
    with pytest.raises(Conflict):
        _say(installation, installation.actor(Role.SUPERVISOR, MISSING_SIDE), pair, *same, 2)


def test_nobody_confirms_a_proposal_of_their_own(installation: Installation) -> None:
    _register_both(installation)
    pair = _only_pair(installation)
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    _say(installation, supervisor, pair, "same", "document", 1)
    with pytest.raises(Conflict):
        _say(installation, supervisor, pair, "same", "document", 2)


def test_different_needs_two_people_of_one_side_and_holds_until_an_edit(installation: Installation) -> None:
    _, found = _register_both(installation)
    pair = _only_pair(installation)
    different = ("different", "relatives_differ")
    _say(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), pair, *different, 1)
    assert _say(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE), pair, *different, 2) == "refuted"
    with installation.database.transaction() as session:
        runs.start(session, installation.context, schedule.SCHEDULER)
    installation.work()
    assert len(_pairs(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE), "refuted")) == 1
    with installation.database.transaction() as session:
        records.edit(
            session,
            installation.context,
            installation.actor(Role.CASEWORKER, FOUND_SIDE),
            found,
            changes={"height_cm": "155"},
            expected_version=1,
        )
    installation.work()
    assert len(_pairs(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE), "open")) == 1


def test_a_side_confirms_once(installation: Installation) -> None:
    _register_both(installation)
    pair = _only_pair(installation)
    same = ("same", "document")
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    _say(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), pair, *same, 1)
    _say(installation, supervisor, pair, *same, 2)
    with pytest.raises(Conflict):
        _say(installation, supervisor, pair, *same, 3)


def test_a_supervisor_of_another_mind_proposes_anew_instead_of_confirming(installation: Installation) -> None:
    _register_both(installation)
    pair = _only_pair(installation)
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    _say(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), pair, "same", "document", 1)
    assert _say(installation, supervisor, pair, "different", "relatives_differ", 2) == "proposed"
    with installation.database.transaction(is_read_only=True) as session:
        said = session.execute(select(Verdict.step, Verdict.outcome).order_by(Verdict.id)).all()
    assert [tuple(one) for one in said] == [("propose", "same"), ("propose", "different")]


def test_a_family_that_traces_learns_nothing_of_a_hidden_child_and_the_childs_owner_is_told_silently(
    installation: Installation,
) -> None:
    tracing = {**MISSING, "kind": "tracing", "record_ref": "T-1"}
    installation.register(tracing, installation.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED)
    installation.register({**FOUND, "sharing": "none"}, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    for side in (FOUND_SIDE, MISSING_SIDE):
        assert _pairs(installation, installation.actor(Role.SUPERVISOR, side)) == []
    with installation.database.transaction(is_read_only=True) as session:
        told = session.execute(select(Notice.kind, Record.kind).join(Record, Record.id == Notice.record_id)).all()
    assert [tuple(one) for one in told] == [("silent_hit", "found")]


def test_a_score_of_older_versions_that_comes_late_does_not_take_over(installation: Installation) -> None:
    _, found = _register_both(installation)
    with installation.database.transaction(is_read_only=True) as session:
        record_id = session.scalars(select(Record.id).where(Record.public_id == found)).one()
        late = pairs.score(session, installation.context, [record_id], is_run=False)
    with installation.database.transaction() as session:
        owner = installation.actor(Role.CASEWORKER, FOUND_SIDE)
        records.edit(session, installation.context, owner, found, changes={"eyes": "blue"}, expected_version=1)
    installation.work()
    with installation.database.transaction(is_read_only=True) as session:
        before = session.scalars(select(Pair.score_id)).one()
    with installation.database.transaction() as session:
        pairs.save(session, installation.context, late)
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Pair.score_id)).one() == before
        assert session.scalars(select(Record.matched_version).where(Record.public_id == found)).one() == 2


def test_cannot_tell_leaves_a_pair_open(installation: Installation) -> None:
    _register_both(installation)
    pair = _only_pair(installation)
    assert _say(installation, installation.actor(Role.CASEWORKER), pair, "cannot_tell", "too_little", 1) == "open"


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("same", "relatives_differ"), ("different", "document"), ("maybe", "document"), ("same", "")],
)
def test_a_reason_belongs_to_its_outcome(installation: Installation, outcome: str, reason: str) -> None:
    _register_both(installation)
    with pytest.raises(InvalidInput):
        _say(installation, installation.actor(Role.CASEWORKER), _only_pair(installation), outcome, reason, 1)


def test_sixteen_racing_verdicts_count_as_one(installation: Installation) -> None:
    _register_both(installation)
    pair = _only_pair(installation)
    actor = installation.actor(Role.CASEWORKER, FOUND_SIDE)
    won: list[str] = []
    lost: list[HomewardError] = []

    def race() -> None:
        try:
            won.append(_say(installation, actor, pair, "same", "document", 1))
        except (VersionConflict, Conflict) as error:
            lost.append(error)

    threads = [threading.Thread(target=race) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 15)
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Verdict)) == 1


def test_matching_twice_makes_nothing_twice(installation: Installation) -> None:
    _register_both(installation)
    with installation.database.transaction() as session:
        for job in session.scalars(select(Job)):
            job.state, job.published_at = "queued", None
    installation.work()
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Pair)) == 1
        assert session.scalar(select(func.count()).select_from(Score)) == 1
        assert session.scalar(select(func.count()).select_from(Notice)) == 2


def test_a_run_finds_the_same_pairs_in_shards_and_counts_them(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "SHARD_IDS", 1)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.register(OTHER, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    with installation.database.transaction() as session:
        runs.start(session, installation.context, schedule.SCHEDULER)
        for job in session.scalars(select(Job).where(Job.kind == "match")):
            job.state = "cancelled"
    installation.work()
    with installation.database.transaction(is_read_only=True) as session:
        run = session.scalars(select(Run)).one()
        assert (run.state, run.shards, run.shards_done, run.records) == ("done", 3, 3, 3)
        assert run.pairs_kept == session.scalar(select(func.count()).select_from(Pair)) == 1
        engines = set(session.scalars(select(Record.matched_engine)))
        assert engines == {run.engine_version} == set(session.scalars(select(Score.engine_version)))


def test_only_one_run_at_a_time_and_a_cancelled_one_makes_room(installation: Installation) -> None:
    with installation.database.transaction() as session:
        first = runs.start(session, installation.context, schedule.SCHEDULER)
    with pytest.raises(Conflict), installation.database.transaction() as session:
        runs.start(session, installation.context, schedule.SCHEDULER)
    with installation.database.transaction() as session:
        runs.cancel(session, installation.context, schedule.SCHEDULER, first)
        runs.start(session, installation.context, schedule.SCHEDULER)
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Job.state).order_by(Job.id)).all() == ["cancelled", "queued"]


def test_a_run_over_an_empty_store_is_done_at_once(installation: Installation) -> None:
    with installation.database.transaction() as session:
        runs.start(session, installation.context, schedule.SCHEDULER)
    installation.work()
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Run.state)).all() == ["done"]


def test_a_closed_record_is_matched_no_more(installation: Installation) -> None:
    missing = installation.register(MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED)
    with installation.database.transaction() as session:
        records.close(
            session,
            installation.context,
            installation.actor(Role.SUPERVISOR, MISSING_SIDE),
            missing,
            closure="withdrawn",
            expected_version=1,
            reason="x",
        )
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Pair)) == 0
