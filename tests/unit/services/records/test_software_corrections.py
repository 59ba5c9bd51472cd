from __future__ import annotations

import dataclasses

import pytest

from core.errors import Refused
from core.policy.case.care_confirmation import CareProof
from core.policy.sharing.views import View
from models.records.record import Record
from services.records.intake.preparation import EffectiveSharing
from services.records.software_corrections import check_changes, check_result
from services.sharing.visibility import EffectiveShare, VisibleRecord

BEFORE = EffectiveSharing(
    sharing_rule="minor_with_basis",
    has_basis=True,
    is_eu_only=True,
    is_minor=True,
    is_victim=True,
    is_unanswered=False,
    shares=(EffectiveShare("**", "police", View.LINK), EffectiveShare("AF", "police", View.NONE)),
)


@pytest.mark.parametrize(
    "change",
    [
        {"is_minor": False},
        {"is_victim": False},
        {"is_eu_only": False},
        {"shares": (EffectiveShare("**", "police", View.PROFILE),)},
        {"shares": (EffectiveShare("FR", "protection", View.LINK),)},
    ],
    ids=str,
)
def test_a_correction_that_ends_a_protection_or_shares_more_is_refused(
    change: dict[str, object],
) -> None:
    with pytest.raises(Refused):
        check_result(
            BEFORE,
            dataclasses.replace(BEFORE, **change),  # type: ignore[arg-type]
            is_of_another=False,
        )


def test_a_correction_may_protect_and_withhold_more() -> None:
    unprotected = dataclasses.replace(BEFORE, is_minor=False, is_victim=False, is_eu_only=False)
    after = dataclasses.replace(BEFORE, shares=())
    check_result(unprotected, after, is_of_another=False)
    with pytest.raises(Refused):
        check_result(unprotected, after, is_of_another=True)


@pytest.mark.parametrize("proof", CareProof)
def test_software_corrects_no_fact_of_a_child_in_care(proof: CareProof) -> None:
    seen = VisibleRecord(
        Record(kind="found"),
        "protection",
        View.IDENTITY,
        is_responsible=True,
        classes=frozenset(),
        proof=proof,
    )
    if proof is CareProof.NOTHING:
        check_changes(seen, (), {"eyes": "grey", "eyes@quality": "A1H0"}, None)
        return
    with pytest.raises(Refused):
        check_changes(seen, (), {"eyes": "grey"}, None)
