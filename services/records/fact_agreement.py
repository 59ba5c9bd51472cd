"""Compare each fact of a person separately with another person.

In a score, many facts that agree outweigh one that differs. Here each fact must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import numpy as np

from matching import UNIFORM_FREQUENCIES, Person, Population, TokenFrequencies
from matching.model.levels import ATTRIBUTE_NAMES, ATTRIBUTES
from matching.model.probability import DEFAULT_POPULATION
from matching.reading.exploiter_filter import without_exploiter_facts
from services.foundation.context import Context


def _origins(person: Person) -> Iterator[Person]:
    """Yield nationalities and languages separately.

    A language of many countries must not hide a different nationality.
    """
    if person.nationalities:
        yield Person(nationalities=person.nationalities)
    if person.languages:
        yield Person(languages=person.languages)


_RANKS: dict[str, dict[str, int]] = {
    attribute.name: {level.code: rank for rank, level in enumerate(attribute.levels)}
    for attribute in ATTRIBUTES
}
# attribute -> persons with one fact each; facts given by an exploiter are not compared
_SINGLE_VALUES: dict[str, Callable[[Person], Iterator[Person]]] = {
    "name": lambda person: (
        Person(names=(name,)) for name in without_exploiter_facts(person.names)
    ),
    "birth": lambda person: (Person(births=(birth,)) for birth in person.births),
    "sex": lambda person: (Person(sex=sex) for sex in (person.sex,) if sex),
    "origin": _origins,
    "birth_place": lambda person: (
        Person(birth_place=place) for place in (person.birth_place,) if place
    ),
    "phone": lambda person: (
        Person(phones=(phone,)) for phone in without_exploiter_facts(person.phones)
    ),
    "document": lambda person: (
        Person(documents=(document,)) for document in without_exploiter_facts(person.documents)
    ),
    "relative": lambda person: (
        Person(relatives=(relative,)) for relative in without_exploiter_facts(person.relatives)
    ),
    "marks": lambda person: (
        Person(marks=(mark,)) for mark in person.marks if not mark.is_sensitive
    ),
    "sensitive_marks": lambda person: (
        Person(marks=(mark,)) for mark in person.marks if mark.is_sensitive
    ),
}


def all_facts_agree(
    context: Context,
    query: Person,
    population: Population,
    least: Mapping[str, str],
    *,
    rarity: TokenFrequencies | None = None,
    size: int | None = None,
) -> bool:
    """Return whether every fact of `query` reaches its level in `least`.

    `least` maps an attribute to a level code; facts of other attributes are not compared.
    `population` holds one person. A fact without a counterpart in `population` does not agree.
    Facts of an exploiter are left out. Without a fact that may be compared, return False.
    """
    levels_of_query = _levels(context, query, population, least, rarity=rarity, size=size)
    return bool(levels_of_query) and all(
        level >= _RANKS[attribute][least[attribute]] for attribute, level in levels_of_query
    )


def any_fact_differs(
    context: Context,
    query: Person,
    population: Population,
    levels: Mapping[str, Collection[str]],
    *,
    rarity: TokenFrequencies | None = None,
    size: int | None = None,
) -> bool:
    """Return whether a fact of `query` has one of the levels in `levels`.

    `levels` maps an attribute to level codes. `population` holds one person. A fact that is unknown
    on either side does not differ, unless `levels` has the level "unknown".
    """
    compared = _levels(context, query, population, levels, rarity=rarity, size=size)
    return any(
        level in {_RANKS[attribute][code] for code in levels[attribute]}
        for attribute, level in compared
    )


def _levels(
    context: Context,
    query: Person,
    population: Population,
    attributes: Iterable[str],
    *,
    rarity: TokenFrequencies | None,
    size: int | None,
) -> list[tuple[str, int]]:
    """Return (attribute, rank of the comparison level) of each fact of these attributes."""
    facts = [
        (attribute, single)
        for attribute in attributes
        for single in _SINGLE_VALUES[attribute](query)
    ]
    if not facts:
        return []
    left = np.arange(len(facts), dtype=np.int64)
    scores = context.engine.score_pairs(
        Population.from_people([single for _, single in facts]),
        left,
        np.zeros_like(left),
        right=population,
        rarity=rarity or UNIFORM_FREQUENCIES,
        population_size=size or DEFAULT_POPULATION,
    )
    return [
        (attribute, int(scores.levels[row, ATTRIBUTE_NAMES.index(attribute)]))
        for row, (attribute, _) in enumerate(facts)
    ]
