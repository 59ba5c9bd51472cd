"""Each kind of event, crossed with each relation of a viewer's agency to the record and the match.

A kind without its row in the table of events fails. The writer is asked for every kind in a copy of
the store of the relation. Before the event no notification exists, at the event exactly those that
the table permits are listed, and after the record was opened no other is added.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

import pytest
from sqlalchemy import delete, or_, select, union_all
from sqlalchemy.orm import Session

from core.codes.notifications import EventKind, NotificationKind
from core.policy.roles import Role
from core.policy.sharing.events import EVENT_RULES, EventPart, EventRule, NotificationAudience
from core.policy.sharing.views import Audience, View
from models.agencies.agency import Agency
from models.matching_runs.match import Match
from models.records.event_knowledge import EventKnowledge
from models.records.notification import Notification
from models.records.record import Record, RecordShare
from services.sharing import notification_lists, notifications
from services.sharing.events import Relation, may_learn
from services.sharing.notification_lists import NotificationView
from services.sharing.notifications import NotificationSubject
from tests.integration.noninterference import input_steps, output_steps, walk
from tests.integration.noninterference.acts import ACTS, READ_ELSEWHERE, see_everything
from tests.integration.noninterference.cases import Case
from tests.integration.noninterference.relations import RELATIONS, Known
from tests.integration.noninterference.twins import VIEWER, Stores, Twin, chance_fixed

IN_EACH_RUN = ("link", "none", "barred")
UNCHECKED = 3  # the number of the step `register` that leaves the reporter unchecked
# The first act scores the match of `match hidden` again.
OF_OTHERS = [name for name in RELATIONS if name not in ("own", "match hidden")]
# The responsible agency's supervisor reads the notifications of every audience but that of a
# searcher. A digest is listed with the candidates that it counts:
# tests/integration/matches/test_candidate_digests.py.
LISTED = frozenset(NotificationAudience) - {
    NotificationAudience.SEARCHER,
    NotificationAudience.COLLECTED,
}


def _relations(
    names: Iterable[str] = RELATIONS, at_once: Collection[str] = IN_EACH_RUN
) -> Iterator[object]:
    """Yield the relations; those that are not checked `at_once` are late."""
    for name in names:
        marks = [] if name in at_once else [pytest.mark.late]
        yield pytest.param(name, marks=marks, id=name)


@pytest.mark.both
@pytest.mark.parametrize("name", list(_relations()))
def test_an_agency_learns_of_each_kind_of_event_what_its_relation_permits(
    stores: Stores, name: str
) -> None:
    known = RELATIONS[name]
    with stores.single(known.case) as twin:
        with chance_fixed(twin.numbers):
            number = 0 if known.is_checked else UNCHECKED
            input_steps.register(twin, known.case, number, row=known.case.own(), who="caseworker")
            twin.work()
        _change(twin, known)
        _forget(twin)
        assert _listed(twin) == set()
        expected = {kind for kind in NotificationKind if _is_learned(kind, known)}
        assert _write_each(twin) == expected
        shown = {
            (kind, EVENT_RULES[kind].learned - {EventPart.DESK})
            for kind in expected
            if EVENT_RULES[kind].audience in LISTED
        }
        assert _listed(twin) == shown
        _open(twin)
        assert _listed(twin) == shown


def _changed(twin: Twin, _case: Case, _number: int, *, known: Known) -> None:
    _change(twin, known)


def _carry_out(twin: Twin, _case: Case, _number: int, *, title: str, done: set[str]) -> None:
    if ACTS[title].do(twin):
        done.add(title)


@pytest.mark.parametrize("name", list(_relations(OF_OTHERS, at_once=("none",))))
def test_no_act_of_the_responsible_shows_where_the_relation_hides_it(
    stores: Stores, name: str
) -> None:
    """Only the left twin has the act. The viewer reads everything before, at and after it."""
    known = RELATIONS[name]
    number = 0 if known.is_checked else UNCHECKED
    unseen = {
        title: act
        for title, act in ACTS.items()
        if known.kind in act.records and act.is_tried(known) and not act.is_seen(known)
    }
    with stores.twins(known.case) as twins:
        row = known.case.own()
        twins.do(input_steps.register, number, row=row, who="caseworker")
        twins.do(input_steps.search, facts=row, who="caseworker")
        twins.do(output_steps.save_search)
        twins.do(output_steps.ask_from_link, who="caseworker")
        twins.do(output_steps.ask_in_danger, who="caseworker")
        twins.do(_changed, known=known)
        twins.do(see_everything)
        done: set[str] = set()
        for title in unseen:
            twins.do_in(twins.left, _carry_out, title=title, done=done)
        caused = _written(twins.left) - _written(twins.right)
        twins.do(see_everything)
        for number in range(3):
            twins.do(walk.wait, number)
        twins.do(walk.let_days_pass, 1)  # the referral is overdue
        twins.do(see_everything)
        caused |= _written(twins.left) - _written(twins.right)
        twins.do(output_steps.withdraw_link_requests, who="caseworker")
        twins.do(output_steps.ask_from_link, who="caseworker")
        twins.do(see_everything)
    of_others = {kind for title in done for kind in ACTS[title].of_others}
    assert of_others <= set(caused)
    assert done == {title for title, act in unseen.items() if act.is_possible(known)}


@pytest.mark.both
def test_the_desk_that_one_agency_was_shown_stays_hidden_from_another(stores: Stores) -> None:
    """Only in the left twin a third agency reads the record, before the person is at risk."""
    known = RELATIONS["link"]
    with stores.twins(known.case) as twins:
        twins.do(input_steps.register, row=known.case.own(), who="caseworker")
        done: set[str] = set()
        twins.do_in(twins.left, _carry_out, title=READ_ELSEWHERE, done=done)
        assert _written(twins.left)[EventKind.CONTACT_SHOWN] == len(done) == 1
        twins.do(_changed, known=RELATIONS["at risk"])
        twins.do(see_everything)


def _written(twin: Twin) -> Counter[str]:
    """Return the kinds of all notifications and events in a store, with their numbers."""
    with twin.one.database.transaction(is_read_only=True) as session:
        every = union_all(select(Notification.kind), select(EventKnowledge.kind))
        return Counter(session.scalars(every))


# Kinds without an act, and the reason.
WITHOUT_ACT: dict[NotificationKind | EventKind, str] = {
    EventKind.STATE_KNOWN: "a message causes it, which has an act",
    EventKind.DESK_KNOWN: "a message causes it, which has an act",
    NotificationKind.CANDIDATE_DIGEST: "it counts the notifications of the kind `candidate`",
    NotificationKind.SIGHTING_TO_POLICE: "only police read it: tests/integration/test_sightings.py",
    NotificationKind.HAND_MATCH: "the reader acts too: see test_twins.py",
}


def test_each_kind_that_depends_on_the_relation_has_an_act() -> None:
    """The responsible agency of the named record learns of every other kind, which names nothing of
    others.
    """
    plain = [EventRule(audience) for audience in NotificationAudience]
    needed = {
        kind
        for kind, rule in EVENT_RULES.items()
        if dataclasses.replace(rule, is_withdrawn=False) not in plain
    }
    caused = {kind for act in ACTS.values() for kind in (*act.kinds, *act.of_others)}
    assert needed - caused == set(WITHOUT_ACT)


def _is_learned(kind: NotificationKind, known: Known) -> bool:
    rule = EVENT_RULES[kind]
    return may_learn(kind, known.relation if rule.view is View.FULL else Relation(known.view))


def _change(twin: Twin, known: Known) -> None:
    if known.change is not None:
        known.change(twin)


def _record(session: Session, public_id: str) -> Record:
    return session.scalars(select(Record).where(Record.public_id == UUID(public_id))).one()


def _forget(twin: Twin) -> None:
    """Delete the notifications of the matching."""
    with twin.one.database.transaction() as session:
        session.execute(delete(Notification))


def _write_each(twin: Twin) -> set[NotificationKind]:
    """Write a notification of each kind with every part to the viewer's agency; return those
    written."""
    written = set()
    with twin.one.database.transaction() as session:
        viewer = session.scalars(select(Agency).where(Agency.code == VIEWER)).one()
        own, hidden = (_record(session, one) for one in (twin.own[-1], twin.hidden))
        match = session.scalars(
            select(Match).where(
                or_(Match.low == own.id, Match.high == own.id),
                or_(Match.low == hidden.id, Match.high == hidden.id),
            )
        ).one()
        for kind in NotificationKind:
            rule = EVENT_RULES[kind]
            record = own if rule.view is View.FULL else hidden
            is_of_match = rule.match is not None or EventPart.MATCH in rule.learned
            about = NotificationSubject(
                viewer.id, record.id, match.id if is_of_match else None, "DE"
            )
            if notifications.notify_of_event(session, twin.one.context, about, kind=kind, band=1):
                written.add(kind)
    return written


def _listed(twin: Twin) -> set[tuple[str, frozenset[EventPart]]]:
    """Return what the supervisor of the viewer's agency reads: kinds and parts of notifications."""
    actor, before, found = twin.one.actor(Role.SUPERVISOR, VIEWER), 0, set()
    while page := twin.one.do(actor, notification_lists.list_notifications, before=before):
        found |= {(one.kind, _parts(one)) for one in page}
        before = page[-1].position
    return found


def _parts(notification: NotificationView) -> frozenset[EventPart]:
    shown = {
        EventPart.MATCH: notification.match is not None,
        EventPart.BAND: notification.band != 0,
        EventPart.STATE: notification.asker_state != "",
        EventPart.COUNT: notification.count != 0,
    }
    return frozenset(part for part, is_shown in shown.items() if is_shown)


def _open(twin: Twin) -> None:
    """Share the hidden record with every state at `identity`."""
    with twin.one.database.transaction() as session:
        record = _record(session, twin.hidden)
        session.execute(delete(RecordShare).where(RecordShare.record_id == record.id))
        shares = [
            RecordShare(record_id=record.id, state="**", audience=audience, view=int(View.IDENTITY))
            for audience in Audience
        ]
        session.add_all(shares)
