"""The table of events on another agency's record, crossed with what an agency has of the record."""

from __future__ import annotations

import itertools

from core.codes.notices import EventKind
from core.policy.sharing.events import EVENT_RULES
from core.policy.sharing.information_flow import PairKnowledge
from core.policy.sharing.views import View
from services.sharing.events import Relation, may_learn

RELATIONS = [
    Relation(view, pair, has_contact)
    for view, pair, has_contact in itertools.product(View, PairKnowledge, (False, True))
]


def _learners(kind: EventKind) -> set[tuple[View, PairKnowledge, bool]]:
    return {(one.view, one.pair, one.has_contact) for one in RELATIONS if may_learn(kind, one)}


def test_each_kind_of_event_has_a_rule_and_none_is_learned_of_a_hidden_record() -> None:
    assert set(EVENT_RULES) == set(EventKind)
    assert {one[0] for kind in EventKind for one in _learners(kind)} == set(View) - {View.NONE}


def test_a_declaration_is_learned_at_hit_by_who_knows_of_the_pair() -> None:
    assert _learners(EventKind.CUSTODY_DECLARED) == {
        (one.view, one.pair, one.has_contact)
        for one in RELATIONS
        if one.view >= View.HIT and one.pair >= PairKnowledge.LINK
    }


def test_a_risk_is_learned_only_by_who_was_not_shown_the_contact_desk() -> None:
    assert _learners(EventKind.AT_RISK) == {
        (one.view, one.pair, False)
        for one in RELATIONS
        if one.view >= View.HIT and not one.has_contact
    }
