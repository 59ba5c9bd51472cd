from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from core.security.id_token import LEEWAY_S, MAX_AGE_S, ExpectedToken, TokenRefused, verify_id_token
from tests.identity_provider import OTHER_RSA_KEY, RSA_KEY, number, public_keys, sign

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
AT = int(NOW.timestamp())
EXPECTED = ExpectedToken("https://id.example", "homeward", "the nonce")
GOOD: dict[str, Any] = {
    "iss": "https://id.example",
    "aud": "homeward",
    "sub": "s1",
    "exp": AT + 300,
    "iat": AT,
    "nonce": "the nonce",
}


@pytest.mark.parametrize(("algorithm", "kid"), [("RS256", "r"), ("ES256", "e")])
@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"aud": ["homeward"]},
        {"aud": ["homeward", "another"], "azp": "homeward"},
        {"exp": AT - LEEWAY_S + 1},
        {"iat": AT + LEEWAY_S},
        {"amr": ["mfa", "otp"]},
    ],
    ids=str,
)
def test_a_token_in_order_vouches_for_its_subject(
    algorithm: str, kid: str, claims: dict[str, Any]
) -> None:
    found = verify_id_token(
        sign(GOOD | claims, algorithm=algorithm, kid=kid), public_keys(), EXPECTED, now=NOW
    )
    assert (found.issuer, found.subject, found.is_multi_factor) == (
        "https://id.example",
        "s1",
        "amr" in claims,
    )


@pytest.mark.parametrize(
    ("claims", "word"),
    [
        ({"iss": "https://id.example/"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"aud": "another"}, "audience"),
        ({"aud": []}, "audience"),
        ({"aud": None}, "audience"),
        ({"aud": ["homeward", "another"]}, "authorised_party"),
        ({"azp": "another"}, "authorised_party"),
        ({"exp": AT - LEEWAY_S}, "expired"),
        ({"exp": None}, "expired"),
        ({"exp": "never"}, "expired"),
        ({"iat": AT - MAX_AGE_S - 1}, "issued_at"),
        ({"iat": AT + LEEWAY_S + 1}, "issued_at"),
        ({"iat": None}, "issued_at"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sub": ""}, "subject"),
        ({"sub": 7}, "subject"),
        ({"sub": "x" * 256}, "subject"),
    ],
    ids=str,
)
def test_each_wrong_claim_is_refused_by_its_own_rule(claims: dict[str, Any], word: str) -> None:
    with pytest.raises(TokenRefused, match=f"^{word}$"):
        verify_id_token(sign(GOOD | claims), public_keys(), EXPECTED, now=NOW)


def _weak() -> list[dict[str, Any]]:
    numbers = (
        rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key().public_numbers()
    )
    return [{"kty": "RSA", "kid": "r", "n": number(numbers.n), "e": number(numbers.e)}]


def _p384() -> list[dict[str, Any]]:
    numbers = ec.generate_private_key(ec.SECP384R1()).public_key().public_numbers()
    return [
        {"kty": "EC", "kid": "e", "crv": "P-384", "x": number(numbers.x), "y": number(numbers.y)}
    ]


def test_headers_that_are_not_known_are_ignored() -> None:
    header: dict[str, Any] = {"x5c": ["A" * 4000], "of_the_provider": 1}
    assert verify_id_token(sign(GOOD, **header), public_keys(), EXPECTED, now=NOW).subject == "s1"


@pytest.mark.parametrize(
    ("make", "keys", "word"),
    [
        (lambda: sign(GOOD, key=OTHER_RSA_KEY), public_keys, "signature"),
        (lambda: sign(GOOD)[:-8] + "AAAAAAAA", public_keys, "signature"),
        (lambda: sign(GOOD, algorithm="none"), public_keys, "algorithm"),
        (lambda: sign(GOOD, algorithm="HS256"), public_keys, "algorithm"),
        (lambda: sign(GOOD, kid="e"), public_keys, "unknown_key"),
        (lambda: sign(GOOD, algorithm="ES256", kid="r"), public_keys, "unknown_key"),
        (lambda: sign(GOOD, kid="gone"), public_keys, "unknown_key"),
        (lambda: sign(GOOD), lambda: [{**public_keys()[0], "use": "enc"}], "unknown_key"),
        (lambda: sign(GOOD), lambda: [{**public_keys()[0], "alg": "PS256"}], "unknown_key"),
        (lambda: sign(GOOD), lambda: [{**public_keys()[0], "n": "!"}], "signature"),
        (lambda: sign(GOOD), lambda: [{**public_keys()[0], "n": 5}], "signature"),
        (lambda: sign(GOOD, algorithm="ES256", kid="e"), _p384, "signature"),
        (lambda: sign(GOOD, crit=["b64"]), public_keys, "algorithm"),
        (lambda: sign(GOOD, crit=[]), public_keys, "algorithm"),
        (lambda: sign(GOOD) + "\u00e9", public_keys, "form"),
        (lambda: sign(GOOD), lambda: [{"kty": "RSA", "kid": "r"}], "signature"),
        (lambda: sign(GOOD), _weak, "signature"),
        (lambda: "a.b", public_keys, "form"),
        (lambda: "!.!.!", public_keys, "form"),
        (lambda: "W10.W10.W10", public_keys, "form"),
    ],
    ids=range(20),
)
def test_a_token_of_another_key_algorithm_or_form_is_refused(
    make: Callable[[], str], keys: Callable[[], list[dict[str, Any]]], word: str
) -> None:
    with pytest.raises(TokenRefused, match=f"^{word}$"):
        verify_id_token(make(), keys(), EXPECTED, now=NOW)


def test_a_claim_changed_after_signing_is_refused() -> None:
    good, other = sign(GOOD).split("."), sign(GOOD | {"sub": "s2"}).split(".")
    with pytest.raises(TokenRefused, match="signature"):
        verify_id_token(".".join((good[0], other[1], good[2])), public_keys(), EXPECTED, now=NOW)
    assert RSA_KEY.key_size >= 2048
