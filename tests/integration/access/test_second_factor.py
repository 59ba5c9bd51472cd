"""The second factor: one-time passwords and recovery codes, each valid once."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from core.errors import LimitReached
from core.policy.access import TOTP_STEP_S, WRONG_CODES_PER_HOUR
from models.agencies.access import TotpUse
from services.agencies import second_factor, sign_in_attempts
from services.agencies.second_factor import CodeResult
from services.foundation.context import Context
from tests.factories import Installation
from tests.integration.access.steps import ANNA, check, enrol, id_of_user, invite
from tests.one_time_codes import code_at


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (20000000000, "353130"),
    ],
)
def test_the_one_time_password_is_that_of_rfc_6238(seconds: int, code: str) -> None:
    secret = b"12345678901234567890"  # appendix B; its eight digits cut to six
    now = datetime.fromtimestamp(seconds, UTC)
    assert code_at(secret, now) == code
    assert second_factor.step_of(secret, code, now) == seconds // TOTP_STEP_S
    for shift, is_taken in ((TOTP_STEP_S, True), (-TOTP_STEP_S, True), (2 * TOTP_STEP_S, False)):
        moved = now + timedelta(seconds=shift)
        assert (second_factor.step_of(secret, code, moved) == seconds // TOTP_STEP_S) is is_taken


def test_a_recovery_code_opens_once_and_another_ones_never(
    installation: Installation, production: Context
) -> None:
    _, codes = enrol(installation, production, invite(installation))
    ben = dataclasses.replace(ANNA, login="ben")
    _, others = enrol(installation, production, invite(installation, form=ben))
    anna = id_of_user(installation, "anna")
    assert check(installation, production, anna, "") is CodeResult.NEEDED
    assert check(installation, production, anna, others[0]) is CodeResult.WRONG
    assert (
        check(installation, production, anna, codes[0].lower().replace("-", " "))
        is CodeResult.ACCEPTED
    )
    assert check(installation, production, anna, codes[0]) is CodeResult.WRONG
    assert check(installation, production, anna, codes[1]) is CodeResult.ACCEPTED


def test_a_used_code_and_earlier_codes_are_refused(
    installation: Installation, production: Context
) -> None:
    secret, _ = enrol(installation, production, invite(installation))
    anna = id_of_user(installation, "anna")
    installation.clock.move(timedelta(minutes=5))
    earlier = code_at(secret, installation.clock.now() - timedelta(seconds=TOTP_STEP_S))
    now = code_at(secret, installation.clock.now())
    assert check(installation, production, anna, now) is CodeResult.ACCEPTED
    assert check(installation, production, anna, now) is CodeResult.WRONG
    assert check(installation, production, anna, earlier) is CodeResult.WRONG
    with installation.database.transaction() as session:
        assert (
            session.scalar(select(func.count()).select_from(TotpUse).where(TotpUse.user_id == anna))
            == 1
        )


def test_after_ten_wrong_codes_the_right_one_waits_an_hour(
    installation: Installation, production: Context
) -> None:
    secret, _ = enrol(installation, production, invite(installation))
    anna = id_of_user(installation, "anna")
    installation.clock.move(timedelta(minutes=5))
    for _ in range(WRONG_CODES_PER_HOUR):
        assert check(installation, production, anna, "no code") is CodeResult.WRONG
        with (
            installation.app.transaction() as session
        ):  # another person's attempt triggers the cleanup
            sign_in_attempts.count_sign_in(
                session, installation.context, login=uuid4().hex, address=uuid4().hex
            )
    with pytest.raises(LimitReached):
        check(installation, production, anna, code_at(secret, installation.clock.now()))
    installation.clock.move(timedelta(minutes=61))
    right = code_at(secret, installation.clock.now())
    assert check(installation, production, anna, right) is CodeResult.ACCEPTED
