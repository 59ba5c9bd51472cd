"""Evidence in words for caseworkers, made when it is read, from the persons that may be shown.

With both persons the compared values appear with the words. With None for either person only the
kinds of agreement and difference appear, and no value of either side. The module stores no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from matching.engine import Engine, Scores
from matching.explain import attributes, births, names
from matching.explain.decisive_values import ValueComparison
from matching.explain.explanation import ComparedValues, Explanation, explanation_line
from matching.model.evidence import Evidence
from matching.model.levels import ATTRIBUTES, BY_NAME
from matching.names.tokens.token_frequency import TokenFrequencies
from matching.reading.person import Person

_WRITERS: Final = {
    "name": names.name_rows,
    "birth": births.birth_rows,
}


def explanations(
    evidence: Sequence[Evidence],
    a: Person | None = None,
    b: Person | None = None,
    *,
    engine: Engine | None = None,
    rarity: TokenFrequencies | None = None,
) -> tuple[Explanation, ...]:
    """Return the explanation of every attribute: highest bits first, unknown ones last.

    The bits sum to those of the score. Values appear only if both persons are given. `engine` and
    `rarity` must be those of the score. The bits of an attribute's parts, and a name's frequency,
    appear only if the new comparison gives exactly the bits of the evidence.
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
    """Return `explanations` as one line each, without unknown attributes."""
    explained = explanations(evidence, a, b, engine=engine, rarity=rarity)
    return tuple(explanation_line(explanation) for explanation in explained if explanation.is_known)


def explain_pairs(scores: Scores) -> list[tuple[str, ...]]:
    """Return for each scored pair the lines of its evidence, without the names of persons.

    The order is that of `scores`. In a pair, the line with the most bits (positive or negative) is
    first, and a piece of evidence with an unknown level has no line.
    """
    explained = []
    for numbers, bits in zip(scores.levels.tolist(), scores.attribute_bits.tolist(), strict=True):
        by_weight = [
            (-abs(bits[place]), place) for place, number in enumerate(numbers) if number > 0
        ]
        explained.append(
            tuple(_line(place, numbers[place], bits[place]) for _, place in sorted(by_weight))
        )
    return explained


@lru_cache(maxsize=1 << 16)
def _line(place: int, number: int, bits: float) -> str:
    attribute = ATTRIBUTES[place]
    return explanation_line(
        _explanation(Evidence(attribute.name, attribute.levels[number].code, number, bits), ())
    )


def _explanation(item: Evidence, compared: tuple[ComparedValues, ...]) -> Explanation:
    words = BY_NAME[item.attribute].levels[item.number].words
    return Explanation(item.attribute, item.level, words, item.bits, compared)
