"""The prepared form of a row does not depend on other rows and equals its stored statements."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import ManualClock
from core.errors import InvalidInput
from core.security.crypto import make_keyring
from core.settings import Settings
from matching import blocking_keys, pack
from services.foundation.context import Context
from services.foundation.facts import person_view
from services.foundation.feature_store import FeatureStore
from services.foundation.population_snapshot import SnapshotStore
from services.records.intake import preparation
from services.records.intake.preparation import PreparedRecord
from tests.examples import examples
from tests.factories import LAWFUL, NOW, engine
from tests.properties.test_columnar import CELLS

CONTEXT = Context(
    Settings(),
    ManualClock(NOW),
    make_keyring(),
    engine(),
    FeatureStore(),
    SnapshotStore(engine().version),
)
TERMS = preparation.preparation_context(CONTEXT, LAWFUL, source="test", state="DE")
ROWS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()}),
    max_size=5,
)


def _prepare_single(row: Mapping[str, str]) -> PreparedRecord | tuple[str, str]:
    try:
        return preparation.prepare(CONTEXT, row, LAWFUL, source="test", state="DE")
    except InvalidInput as problem:
        return problem.field, problem.reason


@settings(deadline=None, max_examples=examples(100))
@given(ROWS)
def test_a_row_of_many_is_prepared_like_a_single_row(rows: list[dict[str, str]]) -> None:
    together = preparation.prepare_many(TERMS, rows)
    found = [(one.field, one.reason) if isinstance(one, InvalidInput) else one for one in together]
    assert found == [_prepare_single(row) for row in rows]


@settings(deadline=None, max_examples=examples(200))
@given(ROWS)
def test_packed_values_equal_the_stored_statements(rows: list[dict[str, str]]) -> None:
    version, secret = CONTEXT.keys.current("match")
    for one in preparation.prepare_many(TERMS, rows):
        if isinstance(one, PreparedRecord):
            all_statements = [
                statement for statements in one.facts.values() for statement in statements
            ]
            ordered = sorted(
                all_statements,
                key=lambda statement: (
                    preparation.statements.INTAKE_COLUMNS.index(statement.field)
                    if statement.field in preparation.statements.INTAKE_COLUMNS
                    else -1
                ),
            )
            person = person_view.person_of(ordered, ref="", kind=one.kind)
            assert one.packed == pack(person)
            assert one.match_keys == {version: blocking_keys(person, secret)}
