"""Evidence in words a caseworker understands, made at reading time from whichever persons may be
shown.

With both persons, the values that were compared stand beside the words; with None for either, only
which kinds agreed or differed: no value of either side appears then. Stores nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from matching.engine import Engine, Scores
from matching.explain import attributes, births, names
from matching.explain.decisive_values import ValueComparison
from matching.explain.explanation import ComparedValues, Explanation
from matching.model.evidence import Evidence
from matching.model.levels import ATTRIBUTES
from matching.names.tokens.token_frequency import TokenFrequencies
from matching.reading.person import Person

_ATTRIBUTES: Final = {attribute.name: attribute for attribute in ATTRIBUTES}
_WRITERS: Final = {
    "name": names.name_rows,
    "birth": births.birth_rows,
    "family": attributes.no_rows,
}


def explanations(
    evidence: Sequence[Evidence],
    a: Person | None = None,
    b: Person | None = None,
    *,
    engine: Engine | None = None,
    rarity: TokenFrequencies | None = None,
) -> tuple[Explanation, ...]:
    """Return what every attribute says, the weightiest first, unknown ones last; their bits add up
    to the score's.

    Only with both persons are values named. `engine` and `rarity` are those that scored: the bits
    of an attribute's parts, and how common a name is, are told only where comparing anew gives the
    very bits of the evidence.
    """
    ordered = sorted(evidence, key=lambda item: (not item.is_known, -abs(item.bits)))
    if a is None or b is None:
        return tuple(_explanation(item, ()) for item in ordered)
    compare = ValueComparison(a, b, engine or Engine(), rarity)
    return tuple(
        _explanation(
            item,
            _WRITERS.get(item.attribute, attributes.attribute_rows)(compare, item)
            if item.is_known
            else (),
        )
        for item in ordered
    )


def explain(
    evidence: Sequence[Evidence],
    a: Person | None = None,
    b: Person | None = None,
    *,
    engine: Engine | None = None,
    rarity: TokenFrequencies | None = None,
) -> tuple[str, ...]:
    """Return `explanations` as a line each; "unknown" attributes are left out."""
    explained = explanations(evidence, a, b, engine=engine, rarity=rarity)
    return tuple(explanation_line(explanation) for explanation in explained if explanation.is_known)


def explain_pairs(scores: Scores) -> list[tuple[str, ...]]:
    """Return `explain` of every scored pair's evidence, without persons; a line that many pairs
    have is made once.
    """
    explained = []
    for numbers, bits in zip(scores.levels.tolist(), scores.attribute_bits.tolist(), strict=True):
        known = [(-abs(bits[place]), place) for place, number in enumerate(numbers) if number > 0]
        explained.append(
            tuple(_line(place, numbers[place], bits[place]) for _, place in sorted(known))
        )
    return explained


@lru_cache(maxsize=1 << 16)
def _line(place: int, number: int, bits: float) -> str:
    attribute = ATTRIBUTES[place]
    return explanation_line(
        _explanation(Evidence(attribute.name, attribute.levels[number].code, number, bits), ())
    )


def explanation_line(explanation: Explanation) -> str:
    """Return an explanation as one line under its attribute's name."""
    return explanation.line(_ATTRIBUTES[explanation.attribute].words)


def describe_unknown(evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Return in words what could not be compared, which is apart from what differs."""
    return tuple(
        _ATTRIBUTES[item.attribute].levels[0].words for item in evidence if not item.is_known
    )


def _explanation(item: Evidence, compared: tuple[ComparedValues, ...]) -> Explanation:
    words = _ATTRIBUTES[item.attribute].levels[item.number].words
    return Explanation(item.attribute, item.level, words, item.bits, compared)
