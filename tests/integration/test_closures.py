from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, update

from core.codes.records import RecordKind
from core.errors import Conflict, InvalidInput, NotFound, Refused, VersionConflict
from core.policy.case.closures import CLOSING_SENTENCES, CLOSURE_RULES, CLOSURES
from core.policy.roles import Role
from core.policy.sharing.views import View
from models.case.episode import Episode
from models.matching_runs.match import Match
from models.records.record import Record
from services.case.care import reopening
from services.foundation.actor import Actor
from services.records import register
from services.records.closing import closures
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.records.steps import close


class SearchMatch:
    """GR-CPA searches for a child that DE-JUG has found; `confirm` confirms their match."""

    def __init__(self, one: Installation) -> None:
        self.one = one
        self.missing_side = one.actor(Role.SUPERVISOR, "GR-CPA")
        self.found_side = one.actor(Role.SUPERVISOR)
        self.missing = one.register(MISSING, self.missing_side, CHECKED)
        self.found = one.register(FOUND, self.found_side)
        one.work()

    def confirm(self) -> UUID:
        self.one.change(update(Match).values(state="confirmed"))
        return self.one.read_one(select(Match.public_id))

    def approve(self, match: UUID, closure: str, actor: Actor | None = None) -> None:
        actor = actor or self.found_side
        self.one.do(actor, closures.approve_sentence, match, closure=closure)

    def close(self, closure: str, record: UUID | None = None, actor: Actor | None = None) -> None:
        actor = actor or self.missing_side
        close(self.one, actor, record or self.missing, closure, "told by the desk")

    def allowed(self) -> frozenset[str]:
        options = self.one.do(self.missing_side, register.list_closure_options, self.missing)
        return frozenset(option.closure for option in options if option.refusal is None)


@pytest.fixture
def hit(installation: Installation) -> SearchMatch:
    return SearchMatch(installation)


def test_every_closure_has_its_sentence() -> None:
    assert CLOSING_SENTENCES.keys() == CLOSURES


def test_before_a_hit_every_sentence_is_the_responsible_agencies_to_choose(
    hit: SearchMatch,
) -> None:
    assert hit.allowed() == {
        closure
        for closure, rule in CLOSURE_RULES.items()
        if RecordKind.MISSING in rule.kinds and not rule.needs
    }
    hit.close("withdrawn")


def test_after_a_hit_a_report_ends_with_a_sentence_the_found_side_approved_and_no_other(
    hit: SearchMatch,
) -> None:
    match = hit.confirm()
    assert hit.allowed() == frozenset()
    with pytest.raises(Conflict):
        hit.close("reunified")
    hit.approve(match, "located_no_contact_wished")
    hit.approve(match, "located_no_contact_wished")
    assert hit.allowed() == {"located_no_contact_wished"}
    with pytest.raises(Conflict):
        hit.close("reunified")
    hit.close("located_no_contact_wished")


def test_the_missing_side_is_notified_of_an_approved_sentence(hit: SearchMatch) -> None:
    hit.approve(hit.confirm(), "care_elsewhere")
    assert ("closure_approved", hit.missing) in hit.one.notifications(hit.missing_side)


def test_it_holds_when_the_found_record_is_hidden_by_then(hit: SearchMatch) -> None:
    hit.confirm()
    from models.records.record import RecordShare

    hit.one.change(update(RecordShare).values(view=0))
    with pytest.raises(Conflict):
        hit.close("reunified")


def test_the_found_side_closes_its_own_record_as_it_sees_fit(hit: SearchMatch) -> None:
    hit.confirm()
    hit.close("care_elsewhere", hit.found, hit.found_side)


def test_only_the_found_sides_supervisor_approves(hit: SearchMatch) -> None:
    match = hit.confirm()
    for actor in (hit.missing_side, hit.one.actor(Role.SUPERVISOR, "FR-116")):
        with pytest.raises(NotFound):
            hit.approve(match, "care_elsewhere", actor)
    for role in (Role.CASEWORKER, Role.LIAISON_OFFICER, Role.AUDITOR):
        with pytest.raises(Refused):
            hit.approve(match, "care_elsewhere", hit.one.actor(role))


def test_only_listed_sentences_of_a_confirmed_match_are_approved(hit: SearchMatch) -> None:
    match = hit.one.read_one(select(Match.public_id))
    with pytest.raises(Conflict):
        hit.approve(match, "care_elsewhere")
    with pytest.raises(InvalidInput):
        hit.approve(hit.confirm(), "she lives in Metz")


# --- opening again


def _reopen(
    hit: SearchMatch, version: int = 1, reason: str = "seen in Lille", actor: Actor | None = None
) -> int:
    actor = actor or hit.missing_side
    return hit.one.do(
        actor, reopening.reopen_record, hit.missing, expected_version=version, reason=reason
    )


def test_a_reopened_record_is_shared_and_matched_again(hit: SearchMatch) -> None:
    stranger = hit.one.actor(Role.SUPERVISOR, "FR-116")
    hit.close("withdrawn")
    with pytest.raises(NotFound):
        hit.one.do(stranger, register.read_record, hit.missing)
    assert _reopen(hit) == 2
    assert hit.one.do(stranger, register.read_record, hit.missing).view is View.IDENTITY
    hit.one.work()
    record = hit.one.read_one(select(Record).where(Record.public_id == hit.missing))
    assert (record.status, record.closure, record.closed_at, record.matched_version) == (
        "open",
        None,
        None,
        2,
    )
    assert hit.one.read_all(select(Episode.kind)) == ["reopened"]


def test_opening_again_needs_a_closed_record_a_reason_and_its_version(hit: SearchMatch) -> None:
    with pytest.raises(Conflict):
        _reopen(hit)
    hit.close("withdrawn")
    with pytest.raises(InvalidInput):
        _reopen(hit, reason=" ")
    with pytest.raises(VersionConflict):
        _reopen(hit, version=7)
    with pytest.raises(NotFound):
        _reopen(hit, actor=hit.found_side)
    with pytest.raises(Refused):
        _reopen(hit, actor=hit.one.actor(Role.CASEWORKER, "GR-CPA"))


def test_an_erased_record_stays_erased(hit: SearchMatch) -> None:
    hit.close("withdrawn")
    hit.one.change(update(Record).where(Record.public_id == hit.missing).values(status="erased"))
    with pytest.raises(NotFound):
        _reopen(hit)
