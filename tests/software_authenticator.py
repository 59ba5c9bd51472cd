"""An authenticator in software: creates passkeys and signs challenges in the format of browsers.

Passkeys use ES256 without attestation.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG


@dataclasses.dataclass(slots=True)
class SoftwareAuthenticator:
    """One passkey for one site; a test changes a field to get an invalid answer."""

    origin: str
    is_user_verified: bool = True
    count: int = 0
    algorithm: int = ES256.ALGORITHM
    key: ec.EllipticCurvePrivateKey = dataclasses.field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = dataclasses.field(default_factory=lambda: secrets.token_bytes(32))

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to the options of a registration."""
        public = ES256.from_cryptography_key(self.key.public_key())
        stated = {**public, 3: self.algorithm}
        credential = AttestedCredentialData.create(bytes(16), self.credential_id, stated)
        data = self._data(options["rp"]["id"], FLAG.AT, credential)
        attestation = AttestationObject.create("none", data, {})
        client = self._client("webauthn.create", options)
        return self._answer(clientDataJSON=client, attestationObject=bytes(attestation))

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to the options of a sign-in."""
        self.count += 1
        data = self._data(options["rpId"])
        client = self._client("webauthn.get", options)
        signature = self.key.sign(bytes(data) + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=client, authenticatorData=bytes(data), signature=signature
        )

    def _data(self, site: str, flags: int = 0, credential: bytes = b"") -> AuthenticatorData:
        flags |= FLAG.UP | (FLAG.UV if self.is_user_verified else 0)
        return AuthenticatorData.create(
            hashlib.sha256(site.encode()).digest(), flags, self.count, credential
        )

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        challenge = websafe_encode(websafe_decode(options["challenge"]))
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **parts: bytes) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        response = {key: websafe_encode(value) for key, value in parts.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": response}
