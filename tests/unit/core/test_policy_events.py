"""The table of events, crossed with what an agency has of the record and the match."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

import services
from core.codes.notifications import EventKind, NotificationKind
from core.policy.sharing.events import EVENT_RULES, EventPart
from core.policy.sharing.information_flow import MatchKnowledge
from core.policy.sharing.views import View
from services.sharing.events import Relation, may_learn

KINDS = (*NotificationKind, *(kind for kind in EventKind if kind not in set(NotificationKind)))
RELATIONS = [
    Relation(view, match, other, is_barred, silent)
    for view, match, other, is_barred, silent in itertools.product(
        (View.NONE, View.LINK, View.FULL),
        MatchKnowledge,
        (View.NONE, View.LINK, View.FULL),
        (False, True),
        MatchKnowledge,
    )
]


def _learners(kind: NotificationKind | EventKind) -> list[Relation]:
    return [one for one in RELATIONS if may_learn(kind, one)]


def test_each_kind_of_notification_and_of_event_has_one_row() -> None:
    assert {str(kind) for kind in EVENT_RULES} == {str(kind) for kind in KINDS}
    without = {kind for kind, rule in EVENT_RULES.items() if rule.audience is None}
    known = {EventKind.STATE_KNOWN, EventKind.DESK_KNOWN}
    assert without == {EventKind.CONTACT_SHOWN, EventKind.RELAYED} | known


@pytest.mark.parametrize("kind", KINDS)
def test_an_responsible_who_knows_the_match_learns_and_more_knowledge_never_takes_away(
    kind: NotificationKind | EventKind,
) -> None:
    learners = _learners(kind)
    assert Relation(View.FULL, MatchKnowledge.STRONG, View.FULL) in learners
    assert all(
        may_learn(kind, more)
        for one in learners
        for more in RELATIONS
        if more.view >= one.view
        and more.match >= one.match
        and more.other >= one.other
        and more.silent >= one.silent
        and more.is_barred <= one.is_barred
    )


NOT_SEEN = {
    NotificationKind.TRANSFER_ACCEPTED,
    EventKind.RELAYED,
    # an agency that was sent the report must delete its copies
    NotificationKind.MISSING_FROM_CARE_WITHDRAWN,
}


def test_an_agency_without_a_view_of_a_record_learns_no_event_on_it() -> None:
    unseen = {kind for kind in KINDS if any(one.view is View.NONE for one in _learners(kind))}
    assert unseen == NOT_SEEN


BARRED_OTHER = {kind for kind, rule in EVENT_RULES.items() if rule.match is None}


def test_no_event_of_a_match_reaches_an_agency_that_is_barred_from_the_other_record() -> None:
    reached = {kind for kind in KINDS if any(one.is_barred for one in _learners(kind))}
    assert reached == BARRED_OTHER
    assert not reached & {
        NotificationKind.CANDIDATE,
        NotificationKind.SILENT_MATCH,
        NotificationKind.MATCH_DECISION,
    }


def test_only_these_events_are_learned_of_a_hidden_match() -> None:
    of_match = {kind for kind, rule in EVENT_RULES.items() if rule.match is not None}
    hidden = {
        kind
        for kind in of_match
        if any(one.match is MatchKnowledge.HIDDEN for one in _learners(kind))
    }
    silent = {NotificationKind.SILENT_MATCH, NotificationKind.SEALED_MESSAGE}
    # both sides of a request for a disclosure know each other
    parties = {NotificationKind.DISCLOSURE, NotificationKind.DANGER_ANSWERED}
    assert hidden == silent | parties | {NotificationKind.DANGER_ASKED}
    assert all(
        one.silent >= MatchKnowledge.LINK or one.match >= MatchKnowledge.LINK
        for kind in silent
        for one in _learners(kind)
    )
    assert EVENT_RULES[NotificationKind.SILENT_MATCH].learned.isdisjoint(
        {EventPart.MATCH, EventPart.STATE, EventPart.DESK}
    )


def test_a_declaration_is_learned_at_link_by_who_knows_of_the_match() -> None:
    assert _learners(EventKind.CARE_DECLARED) == [
        one
        for one in RELATIONS
        if one.view is View.FULL
        and one.match >= MatchKnowledge.LINK
        and one.other >= View.LINK
        and not one.is_barred
    ]


# The functions that list the desk of the other side of an event; each is given the kind.
OF_EVENT = {"responsible_desk", "desks_in_states", "desks_of_agencies", "_of_event"}
SERVICES = Path(services.__file__).parent


def _kinds_of_desks() -> Iterator[str]:
    """Yield the kinds for which services ask for a desk, as `NotificationKind.X` in the source."""
    for path in SERVICES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        called = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
        for call in called:
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in OF_EVENT and isinstance(call.args[1], ast.Attribute):
                yield call.args[1].attr
    yield NotificationKind.DANGER_ANSWERED.name  # services.disclosure.requests._acting_desk
    yield EventKind.CONTACT_SHOWN.name  # services.sharing.events.is_contact_known


def test_a_row_names_the_desk_if_and_only_if_a_service_lists_it() -> None:
    named = {kind.name for kind, rule in EVENT_RULES.items() if EventPart.DESK in rule.learned}
    assert set(_kinds_of_desks()) == named
