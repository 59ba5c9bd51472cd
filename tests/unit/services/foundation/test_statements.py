"""The encrypted form of statements. The tests of intake cover their meaning."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from core.policy.fields import FieldClass
from core.security.crypto import SealPlace, unseal
from models.records.facts import RecordFacts
from services.foundation import data_keys
from services.foundation.facts import statements
from services.foundation.facts.statements import Statement

KEY = bytes(range(32))
RECORD = UUID(int=7)
DAY = date(2026, 11, 26)
VALUES = ["Amal", 'with "quotes" and \\', "in\nlines\t\x00", "أمل", "\U0001f60a", "long " * 40]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_a_sealed_document_is_the_json_of_its_statements(value: str) -> None:
    originals = [
        Statement.read("full_name", value, "ngo", DAY),
        Statement.read("sex", "F", 'a "source"', DAY, "A1H0"),
    ]
    ((name, sealed),) = statements.seal_facts(
        KEY, public_id=RECORD, version=1, facts={FieldClass.F2: originals}
    )
    place = SealPlace("record_facts", RECORD, name, 1)
    lists = [
        [one.field, one.value, one.source, one.stated_on.isoformat(), one.quality]
        for one in originals
    ]
    assert unseal(KEY, sealed, place) == unseal(KEY, data_keys.seal_json(KEY, lists, place), place)
    document = RecordFacts(record_id=1, version=1, field_class=name, sealed=sealed)
    assert statements.open_facts(KEY, RECORD, document) == originals
