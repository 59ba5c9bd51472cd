"""Results of attacks: how many names each attack reads from each encoding and from match keys.

It only counts. A guess is correct if it is a part of the encoded record's name. `blind` is the
result of guessing the commonest part for every record; an attack that is not better has learned no
names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.options import frequency_attack, pattern_mining
from benchmarks.options.encoded_linkage import KEY
from benchmarks.options.encodings import (
    HARDENED,
    PLAIN,
    EncodedRecords,
    Hardening,
    encode,
    unbalance,
)
from benchmarks.options.features import FIELDS, FIRST_NAME, RecordPieces
from benchmarks.options.frequency_attack import PublicRecords
from benchmarks.options.measure import MeasuredShare, measured_share
from benchmarks.options.world import Flags, Longs, OptionsWorld
from matching import blocking_keys

WITHOUT_KEY, WITH_KEY = "anybody who holds the encodings", "a party with the key"
ATTACKER_KEY: Final = b"the attacker's own key"
_Guess = Callable[[Flags, int], list[str]]  # of the filters and the number of their salt

VARIANTS: Final = (
    PLAIN,
    Hardening(record_level=True),
    Hardening(salted=True),
    Hardening(balanced=True),
    Hardening(keyed=True),
    Hardening(keyed=True, record_level=True),
    Hardening(keyed=True, salted=True),
    Hardening(keyed=True, balanced=True),
    HARDENED,
    Hardening(keyed=True, record_level=True, salted=True, balanced=True, next_year_too=True),
)
_FEWEST: Final = 80  # rows per salt needed for counting; with fewer, the commonest part is guessed
MATCH_KEYS: Final = "match keys of the store"


@dataclass(frozen=True, slots=True)
class AttackResult:
    """The result of an attack by one kind of attacker on a target.

    `read` is the share of named records that were read correctly; `blind` is that of blind
    guessing.
    """

    target: str
    attack: str
    attacker: str
    read: MeasuredShare
    blind: MeasuredShare


def attack_variants(
    pieces: Sequence[RecordPieces], public: PublicRecords, variants: Sequence[Hardening] = VARIANTS
) -> Iterator[AttackResult]:
    """Yield the results of every attack on every variant.

    Rows of one salt are attacked together, because a holder of them sees which belong together.
    """
    for hardening in variants:
        encoded = encode(pieces, hardening, KEY)
        for name, attacker, guess in _attacks(hardening, public):
            yield _judged(pieces, public, encoded, (hardening, name, attacker), guess)


def _attacks(hardening: Hardening, public: PublicRecords) -> Iterator[tuple[str, str, _Guess]]:
    key = KEY if hardening.keyed else None
    first_only = not hardening.record_level
    fields = (FIRST_NAME,) if first_only else tuple(range(len(FIELDS)))

    def with_key(bits: Flags, salt: int) -> list[str]:
        own = unbalance(bits, key or b"") if hardening.balanced else bits
        return frequency_attack.guess_by_dictionary(own, public, salt, key, first_only=first_only)

    yield "dictionary", WITH_KEY if hardening.keyed else WITHOUT_KEY, with_key

    def counted(guess: Callable[[Flags], list[str]]) -> _Guess:
        commonest = public.parts(first_only=first_only)[0][:1]
        return lambda bits, _: (
            guess(bits) if bits.shape[0] >= _FEWEST else commonest * bits.shape[0]
        )

    if not hardening.keyed and hardening != PLAIN:
        return  # the other attacks do not depend on a missing key and run on the keyed variant
    if first_only:
        yield (
            "frequency",
            WITHOUT_KEY,
            counted(lambda bits: frequency_attack.guess_by_frequency(bits, public)),
        )
        yield (
            "likeness",
            WITHOUT_KEY,
            counted(
                lambda bits: frequency_attack.guess_by_likeness(
                    frequency_attack.remove_complements(bits), public
                )
            ),
        )
    yield (
        "patterns",
        WITHOUT_KEY,
        counted(
            lambda bits: pattern_mining.guess_by_patterns(
                frequency_attack.remove_complements(bits), public, fields
            )
        ),
    )


def _judged(
    pieces: Sequence[RecordPieces],
    public: PublicRecords,
    encoded: EncodedRecords,
    labels: tuple[Hardening, str, str],
    guess: _Guess,
) -> AttackResult:
    """Return the result of an attack; the first row of a record is judged."""
    hardening, name, attacker = labels
    named = np.array([bool(record.parts) for record in pieces])
    guessed: dict[int, str] = {}
    for group in np.unique(encoded.group):
        rows = np.flatnonzero((encoded.group == group) & named[encoded.owner])
        for owner, piece in zip(
            encoded.owner[rows].tolist(), guess(encoded.bits[0][rows], int(group)), strict=True
        ):
            guessed.setdefault(owner, piece)
    read = measured_share(
        sum(name_part in pieces[owner].parts for owner, name_part in guessed.items()),
        int(named.sum()),
    )
    return AttackResult(
        hardening.name,
        name,
        attacker,
        read,
        _blind(pieces, public, first_only=not hardening.record_level),
    )


def _blind(
    pieces: Sequence[RecordPieces], public: PublicRecords, *, first_only: bool
) -> MeasuredShare:
    commonest = public.parts(first_only=first_only)[0][0]
    named = [record for record in pieces if record.parts]
    return measured_share(sum(commonest in record.parts for record in named), len(named))


def attack_match_keys(
    world: OptionsWorld,
    pieces: Sequence[RecordPieces],
    other_world: OptionsWorld,
    public: PublicRecords,
    secret: bytes,
) -> AttackResult:
    """Return what an attacker reads from a copy of the store's match keys without the secret.

    `other_world` has the people of `public`, for whom the attacker makes keys under another secret.
    """
    tags = [blocking_keys(record.person, secret) for record in world.records]
    known = [blocking_keys(record.person, ATTACKER_KEY) for record in other_world.records]
    guessed = pattern_mining.guess_by_tags(tags, known, public)
    named: Longs = np.flatnonzero([bool(record.parts) for record in pieces])
    read = measured_share(
        sum(guessed[row] in pieces[row].parts for row in named.tolist()), named.size
    )
    return AttackResult(
        MATCH_KEYS,
        "frequency and co-occurrence",
        "a holder of the table",
        read,
        _blind(pieces, public, first_only=False),
    )
