from __future__ import annotations

import pytest

from core.policy.case.case_story import NOTICE_AUDIENCES, NoticeAudience
from core.policy.fields import FIELD_CLASSES, FieldClass
from core.policy.relay_desk import RELAY_NOTICE, RELAY_REASONS, STATE_FIELDS, may_know_state
from core.policy.views import View


@pytest.mark.parametrize("view", View)
def test_the_state_of_a_person_at_risk_is_shown_only_with_the_identity(view: View) -> None:
    assert may_know_state(view, is_at_risk=False) is (view > View.NONE)
    assert may_know_state(view, is_at_risk=True) is (view >= View.IDENTITY)


def test_a_fact_that_says_the_state_is_of_the_profile() -> None:
    assert {FIELD_CLASSES[field] for field in STATE_FIELDS} == {FieldClass.F1}


def test_the_owners_supervisors_are_notified_of_a_relay_desk() -> None:
    assert NOTICE_AUDIENCES[RELAY_NOTICE] is NoticeAudience.SUPERVISOR
    assert RELAY_REASONS == ("possible_link", "danger", "request")
