"""The table of levels: each level has its order, a source, words, and whole 64ths of a bit."""

from __future__ import annotations

import hashlib
import itertools

from matching.model import levels
from matching.versions import CHANCE_VERSION, EVIDENCE_VERSION


def test_the_table_is_ordered_and_unknown_has_no_bits() -> None:
    for attribute in levels.ATTRIBUTES:
        bits = [item.bits for item in attribute.levels]
        assert attribute.levels[0].code == "unknown"
        assert bits[0] == 0
        assert all(earlier <= later for earlier, later in itertools.pairwise(bits[1:])), (
            attribute.name
        )


def test_every_level_has_a_source_words_and_whole_64ths_of_a_bit() -> None:
    for attribute, item in ((a, item) for a in levels.ATTRIBUTES for item in a.levels):
        assert item.source in ("judged", "simulated", "softened", "listed", "tokens"), (
            attribute.name
        )
        assert item.words
        assert (item.bits * 64).is_integer()


def test_names_of_levels_are_distinct_within_an_attribute() -> None:
    for attribute in levels.ATTRIBUTES:
        codes = [item.code for item in attribute.levels]
        assert len(set(codes)) == len(codes)


def test_the_bend_of_names_rises() -> None:
    assert all(a < c and b <= d for (a, b), (c, d) in itertools.pairwise(levels.NAME_CALIBRATION))


def test_a_change_of_level_numbers_raises_the_stored_versions() -> None:
    listing = "\n".join(
        " ".join((one.name, *(level.code for level in one.levels))) for one in levels.ATTRIBUTES
    )
    digest = hashlib.sha256(listing.encode()).hexdigest()[:16]
    assert (EVIDENCE_VERSION, CHANCE_VERSION, digest) == (12, 9, "8834131089949e42")
