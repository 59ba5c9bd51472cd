from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from matching import (
    Engine,
    LinkOptions,
    Name,
    Person,
    Population,
    TokenFrequencies,
    commonest_names,
    pack,
    rarity_tokens,
)
from matching.names import score_matrix
from matching.names.text.scripts import SCRIPTS, script_mark
from matching.names.text.tokeniser import name_tokens
from matching.names.tokens.neighbourhood_density import MAX_NAMES, make_lexicon, token_density

CROWD = ["Ahmad Karimi"] * 40 + ["Ahmed Rahimi"] * 40 + ["Ahmet Yilmaz"] * 20
RARE = ["Zoltan Dvorak", "Wojciech Brzezinski", "Nguyen Phuong"]


def test_a_likeness_is_worth_less_where_many_carry_names_like_it() -> None:
    uncrowded, crowded = (
        score_matrix(["Achmad"], [*RARE, *others, "Ahmad"])[0, -1] for others in ([], CROWD)
    )
    assert crowded < uncrowded - 1


def test_a_neighbourhood_counts_spellings_that_the_pair_itself_does_not_have() -> None:
    # Nobody else has either spelling. Both are similar only to the forty Ahmeds.
    without = [*RARE * 20, "Achmad Zoltan"]
    others = [*RARE * 20, *["Ahmed Rahimi"] * 40, "Achmad Zoltan"]
    assert score_matrix(["Akhmad"], others)[0, -1] < score_matrix(["Akhmad"], without)[0, -1]


def test_a_name_that_one_person_carries_is_no_crowd() -> None:
    scripts = {script_mark(script): 9 for script in range(len(SCRIPTS))}
    assert commonest_names({b"ahmad": 1, b"ahmed": 2, b"^AHMD": 9, **scripts}) == ((b"ahmed", 2),)


def test_only_the_commonest_names_are_looked_at() -> None:
    names = commonest_names({b"name%d" % number: 2 + number for number in range(MAX_NAMES + 5)})
    assert len(names) == MAX_NAMES
    assert names[0] == (b"name%d" % (MAX_NAMES + 4), MAX_NAMES + 6)


@pytest.mark.parametrize("token", [b"a", b"zzz"], ids=["an initial", "nothing like it"])
def test_no_neighbourhood(token: bytes) -> None:
    assert token_density([token], make_lexicon(((b"ahmad", 50),), 100)).tolist() == [0.0]


def test_a_neighbourhood_grows_with_those_who_carry_the_name() -> None:
    crowds = [
        float(token_density([b"ahmed"], make_lexicon(((b"ahmad", count),), 1000))[0])
        for count in (2, 20, 200)
    ]
    assert crowds == sorted(crowds)
    assert len(set(crowds)) == 3


@pytest.mark.parametrize(
    ("token", "name"), [("ahmed", "ahmad"), ("mohamed", "muhammad"), ("احمد", "ahmad")]
)
def test_names_near_by_their_letters_are_the_neighbourhood(token: str, name: str) -> None:
    (near,) = token_density(name_tokens(token), make_lexicon(((name.encode(), 50),), 1000)).tolist()
    assert near > 1


def test_names_with_distant_spellings_are_not_in_the_neighbourhood() -> None:
    # the same consonants, but no letter at the same position
    (far,) = token_density([b"karim"], make_lexicon(((b"ymirak", 50),), 1000)).tolist()
    assert far == 0.0


def test_a_snapshot_without_names_knows_no_neighbourhoods_and_one_with_names_does() -> None:
    people = [Person(names=(Name(name),)) for name in [*CROWD, *RARE]]
    counts = Counter(token for person in people for token in rarity_tokens(pack(person)))
    pair = Person(names=(Name("Achmad"),)), Person(names=(Name("Ahmad"),))
    without, known = (
        Engine()
        .compare(*pair, rarity=TokenFrequencies(len(people), lambda token: counts[token], names))
        .bits
        for names in ((), commonest_names(counts))
    )
    assert known < without


def test_the_neighbourhood_is_counted_in_the_pool_and_not_in_the_query() -> None:
    query = Population.from_people([Person(names=(Name("Achmad"),))] * 50)
    pool = Population.from_people(
        [Person(names=(Name("Ahmad"),)), *(Person(names=(Name(name),)) for name in RARE)]
    )
    one = Population.from_people([Person(names=(Name("Achmad"),))])
    assert np.array_equal(Engine().score_matrix(query, pool)[:1], Engine().score_matrix(one, pool))


def test_one_person_against_many_scores_as_in_pairs() -> None:
    """Neighbourhoods of names far from the person's own are not counted and must not be needed."""
    names = (
        "Maryam Karimi",
        "Mariam Karimy",
        "Zahra Hosseini",
        "Karim Maryami",
        "مریم کریمی",
        "Mary Amkarimi",
        "M Karimi",
    )
    people = Population.from_people(
        [
            Person.from_row(
                {
                    "record_ref": name,
                    "kind": "found",
                    "full_name": name,
                    "relatives": "father:Reza Karimi",
                }
            )
            for name in names
        ]
    )
    query = Population.from_people(
        [
            Person.from_row(
                {
                    "record_ref": "Q",
                    "kind": "missing",
                    "full_name": "Maryam Karimi",
                    "relatives": "father:Riza",
                }
            )
        ]
    )
    common = tuple(
        (name, 50)
        for name in (b"maryam", b"mariam", b"karim", b"karimi", b"zahra", b"reza", b"riza")
    )
    rarity = TokenFrequencies(1000, lambda token: 50 if token == b"maryam" else 2, common)
    every = np.arange(len(people), dtype=np.int64)
    pairs = Engine().score_pairs(query, np.zeros_like(every), every, right=people, rarity=rarity)
    (block,) = Engine().link(
        query,
        people,
        min_probability=0.0,
        rarity=rarity,
        options=LinkOptions(threads=1, is_exhaustive=True),
    )
    assert block.right.tolist() == every.tolist()
    assert block.scores.bits.tolist() == pairs.bits.tolist()
    assert len(set(pairs.bits.tolist())) > 3
