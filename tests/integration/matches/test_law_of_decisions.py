"""The law: a decision and a proposal stay until a person who may decide on the match changes them.

No edit, run, engine, import, undo of an import or decision on another match changes them. Grants
stay too. Evidence that contradicts a decision asks for a review, which opens no other act.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from core.errors import NotFound
from core.policy.roles import Role
from core.refusals import Refusal
from models.disclosure.requests_and_grants import Disclosure, Grant
from models.matching_runs.match import Match, MatchDecision
from services.imports import files as import_files
from services.imports import undo as import_undo
from services.imports.files import ImportPlan
from services.review import match_situation
from tests.factories import CHECKED, LAWFUL, MISSING, Installation
from tests.integration.disclosures.world import World
from tests.integration.matches.decided import (
    DIFFERENT,
    SAME,
    WAYS,
    Decided,
    change_engine,
    stop_sharing,
)
from tests.integration.matches.steps import FOUND_SIDE, MISSING_SIDE, record_decision, undo_decision

THIRD_SIDE = "FR-116"
VIEWERS = tuple(
    (role, agency)
    for agency in (FOUND_SIDE, MISSING_SIDE)
    for role in (Role.CASEWORKER, Role.SUPERVISOR)
)
# The reference of the found record, which is taken; the same child; and one who contradicts her.
FILE = (
    "record_ref,name_native,birth_date,sex,relatives,marks,event_country\n"
    "F-1,شکیبا رحیم زاده,2009-07-10,F,mother:گلچهره,burn:forearm:left,DE\n"
    "F-2,شکیبا رحیم زاده,2009-07-10,F,mother:گلچهره,burn:forearm:left,DE\n"
    "F-3,شکیبا رحیم زاده,2009-07-10,M,mother:گلچهره,burn:forearm:left,DE\n"
)
MAPPING = {name: name for name in FILE.partition("\n")[0].split(",")}

Guards = dict[str, Refusal | None]


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """What only people change: the match, its decisions and its grants."""

    state: str
    version: int
    undone_up_to: int
    decisions: tuple[tuple[int, str, str, str], ...]
    grants: tuple[tuple[str, bool, object], ...]


def _held(match: Decided) -> Held:
    row = match.row()
    decisions = match.one.read_rows(
        select(MatchDecision.id, MatchDecision.step, MatchDecision.outcome, MatchDecision.reason)
        .where(MatchDecision.match_id == row.id)
        .order_by(MatchDecision.id)
    )
    grants = match.one.read_rows(
        select(Disclosure.state, Grant.revoked_at.is_(None), Grant.ends_at)
        .join(Grant, Grant.disclosure_id == Disclosure.id)
        .where(Disclosure.match_id == row.id)
    )
    return Held(
        row.state,
        row.version,
        row.undone_up_to,
        tuple((one.id, one.step, one.outcome, one.reason) for one in decisions),
        tuple((one[0], bool(one[1]), one[2]) for one in grants),
    )


def _guards(match: Decided) -> dict[tuple[Role, str], Guards]:
    """Return the refusal of each act for each viewer who sees the match."""
    found = {}
    for role, agency in VIEWERS:
        try:
            steps = match.one.do(
                match.one.actor(role, agency), match_situation.read_next_steps, match.match
            )
        except NotFound:
            continue
        found[role, agency] = {action.name: action.refusal for action in steps.actions}
    return found


def _check_guards(
    before: dict[tuple[Role, str], Guards], after: dict[tuple[Role, str], Guards]
) -> None:
    """Check that no act was opened, and that one was closed only by a review that is needed."""
    for viewer, acts in after.items():
        changed = {act for act, refusal in acts.items() if refusal is not before[viewer][act]}
        opened = {act for act in changed if acts[act] is None}
        closed = {acts[act] for act in changed - opened}
        assert opened <= {"review"}
        assert closed <= {Refusal.REVIEW_IS_NEEDED}


def _register_another(match: Decided) -> UUID:
    row = {**MISSING, "record_ref": "M-77", "recipients": ["DE"]}
    record = match.one.register(row, match.one.actor(Role.CASEWORKER, THIRD_SIDE), CHECKED)
    match.one.work()
    return record


def _import_similar(match: Decided) -> UUID:
    """Import the reference of the found record again, and two records that are like it."""
    one, worker = match.one, match.one.actor(Role.CASEWORKER)
    batch = one.do(worker, import_files.upload_file, data=FILE.encode(), form="csv").id
    one.do(worker, import_files.start_import, batch, ImportPlan(MAPPING, "found", LAWFUL))
    one.work()
    done = one.do(worker, import_files.read_progress, batch)
    assert (done.batch.rows_in, done.batch.rows_rejected) == (2, 1)
    return batch


def _undo_import(match: Decided, batch: UUID) -> None:
    head = match.one.actor(Role.SUPERVISOR)
    match.one.do(head, import_undo.request_undo, batch, reason="wrong file")
    match.one.work()
    assert match.one.do(head, import_files.read_progress, batch).batch.rows_undone == 2


def _match_of(match: Decided, record: UUID) -> Match:
    """Return the match of the found record with another report."""
    low, high = sorted((match.one.row_of(match.found).id, match.one.row_of(record).id))
    return match.one.read_one(select(Match).where(Match.low == low, Match.high == high))


def _decide_other(match: Decided, report: UUID, decision: tuple[str, str]) -> UUID:
    """Decide on the match of the found record with another report."""
    other = _match_of(match, report)
    who = [(Role.CASEWORKER, FOUND_SIDE), (Role.SUPERVISOR, FOUND_SIDE)]
    if decision == SAME:
        who.append((Role.SUPERVISOR, THIRD_SIDE))
    for version, (role, agency) in enumerate(who, start=other.version):
        record_decision(
            match.one, match.one.actor(role, agency), other.public_id, *decision, version
        )
    match.one.work()
    decided = _match_of(match, report)
    assert decided.state == ("confirmed" if decision == SAME else "refuted")
    return decided.public_id


def _undo_other(match: Decided, report: UUID) -> None:
    """Undo the decision on the match with another report, by two people of the found side."""
    for role in (Role.CASEWORKER, Role.SUPERVISOR):
        other = _match_of(match, report)
        undo_decision(
            match.one, match.one.actor(role, FOUND_SIDE), other.public_id, "entered_by_mistake"
        )
    match.one.work()
    assert _match_of(match, report).state == "open"


CHANGES: tuple[Callable[[Decided], object], ...] = (
    lambda match: match.edit(FOUND_SIDE, description="Speaks little"),
    lambda match: match.edit(MISSING_SIDE, description="Likes music"),
    lambda match: match.edit(FOUND_SIDE, height_cm="190", sex="M"),
    lambda match: match.edit(MISSING_SIDE, full_name="Xenia Papadopoulou", height_cm="120"),
    Decided.run,
    change_engine,
    _register_another,
    stop_sharing,
    _import_similar,
)


@pytest.mark.both
@pytest.mark.parametrize("way", WAYS)
def test_only_a_person_changes_a_decision(installation: Installation, way: str) -> None:
    match = Decided(installation, way)
    held = _held(match)
    changes = list(CHANGES)
    random.Random(f"decisions {way}").shuffle(changes)
    for change in changes:
        change(match)
        assert _held(match) == held


def _release(match: Decided) -> None:
    world = World.around(match.one, missing=match.missing, found=match.found, match=match.match)
    world.released()


@pytest.mark.parametrize("way", WAYS)
def test_an_import_its_undo_and_a_decision_on_another_match_change_no_decision(
    installation: Installation, way: str
) -> None:
    match = Decided(installation, way)
    if way == "confirmed":
        _release(match)
    report = _register_another(match)
    held, guards = _held(match), _guards(match)
    assert len(guards) == len(VIEWERS)
    assert len(held.grants) == (way == "confirmed")

    batch = _import_similar(match)
    assert (_held(match), _guards(match)) == (held, guards)
    _undo_import(match, batch)
    assert (_held(match), _guards(match)) == (held, guards)
    for decision in (DIFFERENT, SAME):
        _decide_other(match, report, decision)
        assert (_held(match), _guards(match)) == (held, guards)
        _undo_other(match, report)
        assert _held(match) == held
        _check_guards(guards, _guards(match))
    # Only the undo of "same" in the same group asks for a review.
    causes = {match.row().low_review, match.row().high_review}
    assert causes == ({"link_broken"} if way == "confirmed" else {"none"})
