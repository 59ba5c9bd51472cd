from __future__ import annotations

from typing import get_args

from api.schemas.records.prints import FormName
from core.policy.fields import FIELD_CLASSES, field_class
from core.policy.records.printed_forms import (
    ACTION_LINE,
    ALSO_PRINTED,
    PRINTED_FORMS,
    PRINTED_KINDS,
)
from core.policy.sharing.views import VIEW_CLASSES, View


def test_a_form_asks_only_for_identity_looks_and_what_an_alert_needs() -> None:
    assert set(ALSO_PRINTED) == {"category", "sis_category", "sis_decision", "biometrics_held"}
    printed = {
        column
        for sections in PRINTED_FORMS.values()
        for section in sections
        for line in section.lines
        for column in line.columns
    }
    for column in printed - {"photo", ACTION_LINE}:
        assert column in FIELD_CLASSES
        for kind in PRINTED_KINDS:
            is_shared = field_class(column, kind) in VIEW_CLASSES[View.CONTACTS]
            assert is_shared != (column in ALSO_PRINTED), column


def test_the_needed_lines_are_those_agreed() -> None:
    needed = {
        form: {line.code for section in sections for line in section.lines if line.is_needed}
        for form, sections in PRINTED_FORMS.items()
    }
    assert needed == {
        "police": set(),
        "sis_missing": {"family_names", "birth_date", "category"},
        "interpol_yellow": {
            *(
                "family_names",
                "given_names",
                "birth_date",
                "sex",
                "event_date",
                "event_country",
                "photo",
            ),
        },
    }


def test_the_forms_over_http_are_those_of_the_table() -> None:
    assert set(get_args(FormName)) == PRINTED_FORMS.keys()
