"""ID tokens of OpenID Connect: signature first (RS256, ES256), then who made it, for whom, until
when, for what.

Source of each rule: OpenID Connect Core 1.0, section 3.1.3.7; RFC 7515 and 7518 for form and
signatures.
"""

from __future__ import annotations

import base64
import dataclasses
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

LEEWAY_S = 60  # how far two clocks may be apart
MAX_AGE_S = 600  # a token made for a sign-in is used at once
MIN_RSA_BITS = 2048
P256_BYTES = 32


class TokenRefused(Exception):
    """An ID token breaks a rule; the word says which, never whose it is."""


@dataclasses.dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say: its issuer, its audience, and the nonce of this sign-in."""

    issuer: str
    client_id: str
    nonce: str


@dataclasses.dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider vouches for, and whether it saw more than one factor."""

    issuer: str
    subject: str
    is_multi_factor: bool


def verify(
    token: str, keys: Iterable[Mapping[str, Any]], expected: Expected, *, now: datetime
) -> Identity:
    """Return whom a token vouches for; `TokenRefused` for the first rule it breaks."""
    parts = token.split(".")
    if len(parts) != 3:
        raise TokenRefused("form")
    header, claims = _json(parts[0]), _json(parts[1])
    _check_signature(header, keys, f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2]))
    if claims.get("iss") != expected.issuer:
        raise TokenRefused("issuer")
    _check_audience(claims, expected.client_id)
    _check_times(claims, now.timestamp())
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), expected.nonce.encode()):
        raise TokenRefused("nonce")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise TokenRefused("subject")
    methods = claims.get("amr")
    return Identity(expected.issuer, subject, isinstance(methods, list) and "mfa" in methods)


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    if client_id not in several:
        raise TokenRefused("audience")
    if (len(several) > 1 or "azp" in claims) and claims.get("azp") != client_id:
        raise TokenRefused("authorised_party")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    ends, made = claims.get("exp"), claims.get("iat")
    if not isinstance(ends, int | float) or ends + LEEWAY_S <= now:
        raise TokenRefused("expired")
    if not isinstance(made, int | float) or not now - MAX_AGE_S <= made <= now + LEEWAY_S:
        raise TokenRefused("issued_at")


def _check_signature(
    header: Mapping[str, Any], keys: Iterable[Mapping[str, Any]], message: bytes, signature: bytes
) -> None:
    """Try the provider's key of this id; the algorithm must be the key's own, so that no other one
    is talked into.
    """
    algorithm = header.get("alg")
    kinds = {"RS256": "RSA", "ES256": "EC"}
    if algorithm not in kinds or "crit" in header:
        raise TokenRefused("algorithm")
    for key in keys:
        is_named = key.get("kid") == header.get("kid") and key.get("use", "sig") == "sig"
        if (
            is_named
            and key.get("kty") == kinds[algorithm]
            and key.get("alg", algorithm) == algorithm
        ):
            try:
                _verify_rsa(key, message, signature) if algorithm == "RS256" else _verify_ec(
                    key, message, signature
                )
            except (InvalidSignature, ValueError, KeyError, TypeError):
                raise TokenRefused("signature") from None
            return
    raise TokenRefused("unknown_key")


def _verify_rsa(key: Mapping[str, Any], message: bytes, signature: bytes) -> None:
    public = rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()
    if public.key_size < MIN_RSA_BITS:
        raise InvalidSignature
    public.verify(signature, message, padding.PKCS1v15(), SHA256())


def _verify_ec(key: Mapping[str, Any], message: bytes, signature: bytes) -> None:
    if key["crv"] != "P-256" or len(signature) != 2 * P256_BYTES:
        raise InvalidSignature
    public = ec.EllipticCurvePublicNumbers(
        _number(key["x"]), _number(key["y"]), ec.SECP256R1()
    ).public_key()
    r, s = (
        int.from_bytes(half, "big") for half in (signature[:P256_BYTES], signature[P256_BYTES:])
    )
    public.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))


def _number(text: str) -> int:
    return int.from_bytes(_bytes(text), "big")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, TypeError):
        raise TokenRefused("form") from None


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(_bytes(text))
    except ValueError:
        raise TokenRefused("form") from None
    if not isinstance(value, dict):
        raise TokenRefused("form")
    return value
