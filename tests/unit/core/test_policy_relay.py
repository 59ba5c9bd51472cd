from __future__ import annotations

import pytest

from core.codes.notifications import EventKind
from core.codes.records import RecordKind
from core.policy.fields import FIELD_CLASSES, FieldClass
from core.policy.sharing.events import EVENT_RULES, NotificationAudience
from core.policy.sharing.relay_desk import (
    RELAY_NOTIFICATION,
    RELAY_REASONS,
    STATE_FIELDS,
    may_know_responsible_desk,
)
from core.policy.sharing.views import View
from services.sharing.events import Relation, may_learn


@pytest.mark.parametrize("view", View)
def test_the_state_of_a_person_at_risk_is_shown_only_with_the_identity(view: View) -> None:
    kind = EventKind.CONTACT_SHOWN
    assert may_learn(kind, Relation(view)) is (view > View.NONE)
    assert may_learn(kind, Relation(view, is_at_risk=True)) is (view >= View.IDENTITY)


def test_a_fact_that_says_the_state_is_of_the_profile() -> None:
    assert {FIELD_CLASSES[field] for field in STATE_FIELDS} == {FieldClass.F1}


def test_the_responsible_agencies_supervisors_are_notified_of_a_relay_desk() -> None:
    assert EVENT_RULES[RELAY_NOTIFICATION].audience is NotificationAudience.SUPERVISOR
    assert RELAY_REASONS == ("link", "danger", "request")


@pytest.mark.parametrize("view", View)
def test_the_desk_of_a_found_childs_agency_is_known_to_the_desk_of_its_state_only(
    view: View,
) -> None:
    def knows(kind: RecordKind, *, of_state_desk: bool = False) -> bool:
        return may_know_responsible_desk(view, kind, is_of_state_desk=of_state_desk)

    assert knows(RecordKind.FOUND) is (view >= View.FULL)
    for kind in set(RecordKind) - {RecordKind.FOUND}:
        assert knows(kind) is (view >= View.IDENTITY)
    for kind in RecordKind:
        assert knows(kind, of_state_desk=True)
