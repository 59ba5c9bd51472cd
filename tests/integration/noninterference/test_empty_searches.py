"""An empty search is the same whether a hidden record of the person exists or not.

The answer with its headers, the number of its statements, and what the searching agency reads
later are compared, for each relation that hides a record.
"""

from __future__ import annotations

import pytest

from core.policy.sharing.views import View
from tests.integration.noninterference import input_steps, output_steps, walk
from tests.integration.noninterference.cases import PERSON, Case, Columns, Fact
from tests.integration.noninterference.relations import RELATIONS
from tests.integration.noninterference.twins import CASE_ROLES, Stores, Twin, Twins

# An agency that confirmed the match knows that the record exists.
HIDING = [
    name for name, known in RELATIONS.items() if known.view is View.NONE and not known.is_confirmed
]
LOOKS = 3


# A person unlike every person in the stores.
NOBODY: Columns = {
    "full_name": "Wojciech Brzezinski",
    "birth_date": "1961-02-03",
    "sex": "M",
    "nationalities": ["PL"],
}
EXISTENCE = Fact(
    "existence",
    ("same", "other"),
    lambda value: {} if value == "same" else {**dict.fromkeys(PERSON, ""), **NOBODY},
)


def _case(name: str) -> Case:
    """Return the case of a relation: the left twin holds the person, the right twin no
    such person.
    """
    known = RELATIONS[name]
    return Case(EXISTENCE, known.kind, known.sharing)


def _change(twin: Twin, _case: Case, _number: int, *, name: str) -> None:
    if (change := RELATIONS[name].change) is not None:
        change(twin)


def _search_and_look(twins: Twins) -> None:
    """Search as each role, by one and by several, then read everything, also days later."""
    row = twins.case.own()
    for who in CASE_ROLES:
        twins.do(input_steps.search, facts=row, who=who)
    twins.do(input_steps.batch)
    twins.do(output_steps.save_search)
    for number in range(LOOKS):
        for who in CASE_ROLES:
            twins.do(output_steps.read_everything, who=who)
        twins.do(walk.wait, number)
    twins.do(walk.let_days_pass, 1)
    for who in CASE_ROLES:
        twins.do(output_steps.read_everything, who=who)


@pytest.mark.late
@pytest.mark.parametrize("name", HIDING)
def test_an_empty_search_does_not_show_whether_a_record_is_hidden(
    stores: Stores, name: str
) -> None:
    with stores.twins(_case(name)) as twins:
        twins.do(_change, name=name)
        _search_and_look(twins)
        notes = twins.left.observed.notes
        searches = [one for one in notes if one.partition("\n")[0].endswith("POST /v1/searches")]
        assert searches
        assert all('"found": []' in note for note in searches)
