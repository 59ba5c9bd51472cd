"""Sealing of personal values, wrapping of data keys, keyed hashes, signatures, and the key file.

AES-256-GCM is used throughout. Each subject (a record, a search, a match ...) has one random data
key for its values. The wrapping key encrypts the data keys. Deleting one row of data keys therefore
makes a subject unreadable. The additional authenticated data names the place of a value: a value
that was moved to another table, subject, class or version cannot be opened.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.errors import KeyFileError, SealBroken
from core.security.secret_files import is_private

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D: 96-bit nonces, random; one key seals few values, far below 2^32
KEY_NAMES = ("wrapping", "match", "audit", "audit_chain")


# not a dataclass: one is made per sealed value, and a frozen dataclass takes four times as long
class SealPlace(NamedTuple):
    """The place of a sealed value. It is authenticated together with the value."""

    table: str
    subject: UUID
    field_class: str
    version: int

    def encode(self) -> bytes:
        """Return the additional authenticated data of this place."""
        return f"{self.table}|{self.subject.hex}|{self.field_class}|{self.version}".encode()


def new_key() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, value: bytes, place: SealPlace) -> bytes:
    """Seal a value for a place. Return nonce (12 bytes), ciphertext and tag (16 bytes)."""
    return seal_all(key, [(value, place)])[0]


def seal_all(key: bytes, values: Iterable[tuple[bytes, SealPlace]]) -> list[bytes]:
    """Seal each value for its place with one key; return the sealed values in the same order.

    The cipher is set up once. The setup takes a third of the time of sealing one value.
    """
    cipher = AESGCM(key)
    sealed = []
    for value, place in values:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed.append(nonce + cipher.encrypt(nonce, value, place.encode()))
    return sealed


def unseal(key: bytes, sealed: bytes, place: SealPlace) -> bytes:
    """Open a sealed value. Raise SealBroken for a wrong key, a wrong place or altered bytes."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError):
        raise SealBroken(
            f"{place.table} {place.subject} {place.field_class} v{place.version}"
        ) from None


def keyed_hash(key: bytes, label: str, value: bytes) -> bytes:
    """Return the 16-byte keyed BLAKE2b hash of a value.

    The label (at most 16 bytes) separates different uses of a key.
    """
    return hashlib.blake2b(value, key=key, digest_size=16, person=label.encode()[:16]).digest()


@dataclasses.dataclass(frozen=True, slots=True)
class AuditKeys:
    """The public audit keys by version. They verify signatures and cannot make them."""

    versions: dict[int, bytes]

    @property
    def installation(self) -> str:
        """The id of the installation.

        It has 32 hexadecimal digits: the start of the SHA-256 of its first public audit key.
        """
        return hashlib.sha256(self.versions[min(self.versions)]).hexdigest()[:32]

    def is_signed(self, message: bytes, version: int, signature: bytes) -> bool:
        """Return whether the audit key of this version signed the message.

        False for an unknown version.
        """
        public = self.versions.get(version)
        if public is None:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclasses.dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of `KEY_NAMES` with their versions.

    The highest version of a name is the current key.
    """

    versions: dict[str, dict[int, bytes]] = dataclasses.field(repr=False)

    def current(self, name: str) -> tuple[int, bytes]:
        """Return (version, key) of the current key of this name."""
        version = max(self.versions[name])
        return version, self.versions[name][version]

    def key_versions(self, name: str) -> tuple[tuple[int, bytes], ...]:
        """Return (version, key) of every key of this name, newest first.

        There is more than one during a rotation.
        """
        versions = self.versions[name]
        return tuple((version, versions[version]) for version in sorted(versions, reverse=True))

    def key_at(self, name: str, version: int) -> bytes:
        """Return the key of this name and version.

        Raise SealBroken if the ring does not have it.
        """
        try:
            return self.versions[name][version]
        except KeyError:
            raise SealBroken(f"no {name} key of version {version}") from None

    def sign(self, message: bytes) -> tuple[int, bytes]:
        """Sign with the current audit key (Ed25519); return (version, signature)."""
        version, seed = self.current("audit")
        return version, Ed25519PrivateKey.from_private_bytes(seed).sign(message)

    def is_signed(self, message: bytes, version: int, signature: bytes) -> bool:
        """Return whether the audit key of this version signed the message.

        False for a version that the keyring does not have.
        """
        return self.audit_keys().is_signed(message, version, signature)

    def audit_keys(self) -> AuditKeys:
        """Return the public keys of all audit keys in the ring."""
        return AuditKeys(
            {
                version: Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
                for version, seed in self.versions["audit"].items()
            }
        )


def make_keyring() -> Keyring:
    """Return a ring with one new key for each of `KEY_NAMES`, version 1."""
    return Keyring({name: {1: new_key()} for name in KEY_NAMES})


def encode_keyring(ring: Keyring) -> str:
    """Return the content of a key file."""
    body = {
        name: {str(version): base64.b64encode(key).decode() for version, key in versions.items()}
        for name, versions in ring.versions.items()
    }
    return json.dumps(body)


def save_keyring(ring: Keyring, path: Path) -> None:
    """Write a new key file with mode 0600. Raise KeyFileError if it exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError("the key file already exists and is not replaced") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(encode_keyring(ring))
        file.flush()
        os.fsync(file.fileno())


def load_keyring(path: Path) -> Keyring:
    """Read a key file.

    Raise KeyFileError if it is missing, malformed, incomplete or readable by others
    (`core.security.secret_files.is_private`).
    """
    try:
        is_open_to_others = not is_private(path)
        text = path.read_text("ascii")
    except FileNotFoundError:
        raise KeyFileError(
            "the key file is missing; `homeward migrate` makes one for a new embedded installation,"
            " `homeward init-secrets` for a new production one"
        ) from None
    except UnicodeDecodeError:
        raise KeyFileError("the key file is malformed; restore it from the key archive") from None
    except OSError as error:
        raise KeyFileError(f"the key file cannot be read ({type(error).__name__})") from None
    if is_open_to_others:
        raise KeyFileError("the key file is readable by others; remedy: chmod 600")
    try:
        body = json.loads(text)
        versions = {
            name: {
                int(version): base64.b64decode(key, validate=True)
                for version, key in body[name].items()
            }
            for name in KEY_NAMES
        }
    except (ValueError, KeyError, AttributeError, TypeError):
        raise KeyFileError("the key file is malformed; restore it from the key archive") from None
    if any(
        not keys or any(len(key) != KEY_BYTES for key in keys.values())
        for keys in versions.values()
    ):
        raise KeyFileError("the key file is incomplete; restore it from the key archive")
    return Keyring(versions)


def read_audit_keys(path: Path) -> AuditKeys:
    """Read public audit keys in the format of `homeward audit public-key`.

    Raise KeyFileError if they cannot be read.
    """
    try:
        body = json.loads(path.read_text("ascii"))
        keys = AuditKeys(
            {int(version): bytes.fromhex(key) for version, key in body["keys"].items()}
        )
        is_whole = body["installation"] == keys.installation
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        is_whole = False
    if not is_whole or any(len(key) != KEY_BYTES for key in keys.versions.values()):
        raise KeyFileError("the public key cannot be read; `homeward audit public-key` prints it")
    return keys
