"""ID tokens of OpenID Connect: check the signature (RS256, ES256), then issuer, audience and times.

joserfc parses the token and checks the signature (RFC 7515 and 7518). The rules of the claims are
those of OpenID Connect Core 1.0, section 3.1.3.7.
"""

from __future__ import annotations

import dataclasses
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from joserfc import jwk, jws, jwt
from joserfc.errors import InvalidPayloadError, JoseError
from joserfc.util import urlsafe_b64decode

LEEWAY_S = 60  # permitted difference of two clocks
MAX_AGE_S = 600  # a token for a sign-in is used at once
MIN_RSA_BITS = 2048
HEADER_BYTES = 16 * 1024  # some providers include their certificates
KEY_TYPES = {"RS256": "RSA", "ES256": "EC"}  # algorithm -> type of its keys


class TokenRefused(Exception):
    """An ID token that is not accepted. The message is the code of the check that failed.

    The checks are form, algorithm, unknown_key, signature, issuer, audience, authorised_party,
    expired, issued_at, nonce and subject. The message never names the person.
    """


@dataclasses.dataclass(frozen=True, slots=True)
class ExpectedToken:
    """The required issuer and audience of a token, and the nonce of this sign-in."""

    issuer: str
    client_id: str
    nonce: str


@dataclasses.dataclass(frozen=True, slots=True)
class ProviderIdentity:
    """The subject that the provider authenticated.

    `is_multi_factor`: with more than one factor.
    """

    issuer: str
    subject: str
    is_multi_factor: bool


def verify_id_token(
    token: str, keys: Iterable[Mapping[str, Any]], expected: ExpectedToken, *, now: datetime
) -> ProviderIdentity:
    """Return the subject of a valid token. Raise TokenRefused for the first check that fails."""
    claims = _signed_claims(token, keys)
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
    return ProviderIdentity(
        expected.issuer, subject, isinstance(methods, list) and "mfa" in methods
    )


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    if client_id not in several:
        raise TokenRefused("audience")
    if (len(several) > 1 or "azp" in claims) and claims.get("azp") != client_id:
        raise TokenRefused("authorised_party")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    ends, issued_at = claims.get("exp"), claims.get("iat")
    if not isinstance(ends, int | float) or ends + LEEWAY_S <= now:
        raise TokenRefused("expired")
    if not isinstance(issued_at, int | float) or not now - MAX_AGE_S <= issued_at <= now + LEEWAY_S:
        raise TokenRefused("issued_at")


def _signed_claims(token: str, keys: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the claims of a token that was signed with one of the provider's keys."""
    rules = jws.JWSRegistry(algorithms=KEY_TYPES, strict_check_header=False)
    rules.max_header_length = HEADER_BYTES
    try:
        header = jws.extract_compact(token.encode("ascii"), registry=rules).headers()
    except (JoseError, ValueError, TypeError):
        raise TokenRefused("form") from None
    key = _find_key(header, keys)
    try:
        return jwt.decode(token, key, registry=rules).claims
    except InvalidPayloadError:
        raise TokenRefused("form") from None
    except (JoseError, ValueError, TypeError):
        raise TokenRefused("signature") from None


def _find_key(header: Mapping[str, Any], keys: Iterable[Mapping[str, Any]]) -> jwk.Key:
    """Return the provider's key with the token's key id.

    The algorithm must be that of the key, so that a token cannot choose another one.
    """
    algorithm = header.get("alg")
    if algorithm not in KEY_TYPES or "crit" in header:
        raise TokenRefused("algorithm")
    for key in keys:
        is_named = key.get("kid") == header.get("kid") and key.get("use", "sig") == "sig"
        is_of_type = key.get("kty") == KEY_TYPES[algorithm]
        if is_named and is_of_type and key.get("alg", algorithm) == algorithm:
            return _import_key(key)
    raise TokenRefused("unknown_key")


def _import_key(key: Mapping[str, Any]) -> jwk.Key:
    """Import a key of the provider. Raise TokenRefused for a broken key or a short RSA key."""
    try:
        if key["kty"] == "RSA":
            modulus = int.from_bytes(urlsafe_b64decode(key["n"].encode("ascii")))
            if modulus.bit_length() < MIN_RSA_BITS:
                raise TokenRefused("signature")
        return jwk.import_key(dict(key))
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        raise TokenRefused("signature") from None
