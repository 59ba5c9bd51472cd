"""Forms of the pages as requests of the interface."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from api.web.forms import SubmittedForm
from services.case.reporters import ReporterCheckDecision


@pytest.mark.parametrize(
    ("sent", "expected"), [({}, False), ({"is_institution_informed": "yes"}, True)]
)
def test_a_box_that_is_not_ticked_has_the_default(sent: dict[str, str], *, expected: bool) -> None:
    form = SubmittedForm(FormData({"reporter_check": "checked", "reason": "papers seen"} | sent))
    assert form.to_request(ReporterCheckDecision).is_institution_informed is expected
