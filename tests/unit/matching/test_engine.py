from __future__ import annotations

import dataclasses
from collections import Counter

import numpy as np
import pytest

from matching import (
    BANDS,
    Engine,
    LinkOptions,
    Name,
    Person,
    Population,
    PopulationError,
    Scores,
    TokenFrequencies,
    commonest_names,
    decode_levels,
    encode_levels,
    explain,
    pack,
    rarity_tokens,
)
from matching.errors import EvidenceError
from matching.model.levels import ATTRIBUTE_COUNT, ATTRIBUTE_NAMES
from matching.model.probability import DEFAULT_POPULATION, amounts, bands, prior_bits, probabilities

ENGINE = Engine()

REPORT = Person.from_row(
    {
        "record_ref": "GR-POL-1",
        "kind": "missing",
        "full_name": "Maryam Karimi",
        "birth_date": "2009-03-05",
        "sex": "F",
        "nationalities": "AF",
        "languages": "prs",
        "relatives": "mother:Zahra|father:Reza",
        "marks": "scar:hand:left",
        "event_date": "2024-01-10",
        "event_country": "GR",
        "height_cm": "150",
        "phones": "relative:+93701234567",
    }
)
FOUND = Person.from_row(
    {
        "record_ref": "DE-JUG-1",
        "kind": "found",
        "name_native": "مریم کریمی",
        "birth_date": "2009-03-05",
        "sex": "F",
        "languages": "fas",
        "relatives": "mother:زهرا",
        "marks": "scar:hand:left",
        "event_date": "2024-03-01",
        "event_country": "DE",
        "height_cm": "152",
    }
)
STRANGERS = [
    Person.from_row(
        {
            "record_ref": f"X-{i}",
            "kind": "found",
            "full_name": f"{given} {family}",
            "sex": sex,
            "birth_date": f"20{i % 10:02d}-0{i % 9 + 1}-1{i % 9}",
            "nationalities": nation,
        }
    )
    for i, (given, family, sex, nation) in enumerate(
        (given, family, sex, nation)
        for given, sex in (
            ("Oksana", "F"),
            ("Igor", "M"),
            ("Thanh", "F"),
            ("Ibrahima", "M"),
            ("Selam", "F"),
            ("Luan", "M"),
        )
        for family, nation in (
            ("Bondar", "UA"),
            ("Pham", "VN"),
            ("Barry", "GN"),
            ("Hoxha", "AL"),
            ("Tesfay", "ER"),
        )
    )
]
PEOPLE = [*STRANGERS, FOUND, REPORT]


def test_a_girl_in_two_scripts_is_a_strong_candidate_with_reasons() -> None:
    comparison = ENGINE.compare(REPORT, FOUND)
    assert comparison.band == "strong"
    levels = {item.attribute: item.level for item in comparison.evidence}
    assert levels["name"] == "agree"
    assert levels["birth"] == "same_day"


def test_no_stranger_is_a_candidate() -> None:
    for stranger in STRANGERS:
        assert ENGINE.compare(REPORT, stranger).band == "none"


def test_kind_and_reference_are_no_evidence() -> None:
    for kind in ("missing", "found", "tracing", ""):
        other = dataclasses.replace(FOUND, kind=kind, ref="another")
        assert ENGINE.compare(REPORT, other) == ENGINE.compare(REPORT, FOUND)


def test_evidence_adds_up_to_the_score_exactly() -> None:
    for stranger in (*STRANGERS, FOUND):
        comparison = ENGINE.compare(REPORT, stranger)
        assert sum(item.bits for item in comparison.evidence) == comparison.bits
        # the family compares no facts of its own
        compared = [item.bits for item in comparison.evidence if item.attribute != "family"]
        assert sum(map(abs, compared)) == comparison.amount
        assert all((item.bits * 64).is_integer() for item in comparison.evidence)


def test_two_empty_people_have_no_evidence() -> None:
    comparison = ENGINE.compare(Person(), Person())
    assert (comparison.bits, comparison.amount, comparison.band) == (0, 0, "none")
    assert [item.is_known for item in comparison.evidence] == [False] * ATTRIBUTE_COUNT


# Everything agrees here, but it is not enough for a strong band, even with few people.
POOR = {
    "first name": {"full_name": "Maryam"},
    "rare first name": {"full_name": "Xzqwvyja"},
    "full name": {"full_name": "Maryam Karimi"},
    "four rare names": {"full_name": "Xzqwvyja Bcdfghko Lmnprsta Wvutxyza"},
    "sex and year": {"full_name": "unknown", "sex": "F", "birth_date": "2009"},
    "sex and day": {"full_name": "unknown", "sex": "F", "birth_date": "2009-03-05"},
    "looks": {"full_name": "?", "sex": "F", "eyes": "brown", "hair": "black", "height_cm": "150"},
    "first name, sex, year": {"full_name": "Maryam", "sex": "F", "birth_date": "2009"},
}


@pytest.mark.parametrize("cells", POOR.values(), ids=POOR)
@pytest.mark.parametrize("size", [1, 2, 100, 1_000_000])
def test_a_lone_or_poor_candidate_is_never_strong(cells: dict[str, str], size: int) -> None:
    one = Person.from_row({"record_ref": "A", "kind": "missing"} | cells)
    other = Person.from_row({"record_ref": "B", "kind": "found"} | cells)
    assert ENGINE.compare(one, other, population_size=size).band != "strong"
    assert ENGINE.rank(one, [other], population_size=size)[0].band != "strong"


def banded(*bits: float, probability: float, interval: float = 0.0, home: float = 0.0) -> str:
    name, birth, *others = bits
    unknown = [0.0] * (len(ATTRIBUTE_NAMES) - 4 - len(bits))
    row = np.array([[name, birth, 0.0, *others, *unknown, interval, home, 0.0]], np.float32)
    return BANDS[int(bands(np.array([probability]), amounts(row), row)[0])]


@pytest.mark.parametrize(
    ("bits", "probability", "band"),
    [
        ((9, 5, 4), 0.98, "strong"),
        ((9, 5, 4), 0.979, "possible"),
        ((9, 5, 3), 0.999, "possible"),  # too little evidence
        ((18, 5, 0), 0.999, "possible"),  # too few kinds of evidence
        ((18, 5, 0.25), 0.999, "possible"),  # the third kind has too few bits
        ((9, 5, 4, -2), 0.98, "strong"),
        ((8, 4), 0.5, "possible"),
        ((8, 3), 0.99, "weak"),  # too little evidence
        ((8, 4), 0.499, "weak"),
        ((8, 4), 0.05, "weak"),
        ((8, 4), 0.0499, "none"),
    ],
)
def test_a_band_needs_probability_and_evidence(
    bits: tuple[float, ...], probability: float, band: str
) -> None:
    assert banded(*bits, probability=probability) == band


@pytest.mark.parametrize("name", ["sex", "ethnicity"])
def test_widely_shared_attributes_never_make_a_pair_strong_even_if_rare_here(
    name: str,
) -> None:
    row = np.zeros((1, len(ATTRIBUTE_NAMES)), np.float32)
    row[
        0,
        [
            ATTRIBUTE_NAMES.index("name"),
            ATTRIBUTE_NAMES.index("birth"),
            ATTRIBUTE_NAMES.index(name),
        ],
    ] = 12, 6, 3
    assert BANDS[int(bands(np.array([0.999]), amounts(row), row)[0])] == "possible"


def test_the_interval_is_evidence_but_never_makes_a_pair_strong() -> None:
    assert ATTRIBUTE_NAMES[-3:] == ("interval", "home", "family")
    assert banded(18, 5, probability=0.999, interval=2.75) == "possible"
    assert banded(8, 2, probability=0.999, interval=2.75) == "possible"
    assert banded(8, 2, probability=0.999) == "weak"


@pytest.mark.parametrize(
    ("bits", "probability", "home", "band"),
    [
        ((9, 5, 4), 0.98, 0.0, "strong"),
        ((9, 5, 4), 0.98, 1.5, "possible"),  # without the home the probability would be 0.945
        ((9, 5, 4), 0.9929, 1.5, "strong"),
        ((9, 5, 4), 0.9928, 1.5, "possible"),
        ((9, 5, 3), 0.9999, 5.5, "possible"),  # the amount is also counted without the home
        ((18, 5), 0.9999, 5.5, "possible"),  # the home is not a third kind of evidence
        ((9, 5, 3), 0.98, -1.5, "possible"),
        # contradicting evidence is already part of the probability
        ((9, 5, 4), 0.98, -1.5, "strong"),
        ((8, 3), 0.6, 1.5, "possible"),
    ],
)
def test_no_pair_is_strong_by_a_home_that_is_a_whole_familys(
    bits: tuple[float, ...], probability: float, home: float, band: str
) -> None:
    assert ATTRIBUTE_NAMES[-2:] == ("home", "family")
    assert banded(*bits, probability=probability, home=home) == band


def test_rank_puts_the_true_one_first_and_says_where_it_is() -> None:
    ranked = ENGINE.rank(REPORT, [*STRANGERS, FOUND])
    assert ranked[0].index == len(STRANGERS)
    assert [item.bits for item in ranked] == sorted((item.bits for item in ranked), reverse=True)
    assert len(ranked) == 20


@pytest.mark.parametrize(
    ("top", "length"), [(0, 0), (-1, 0), (1, 1), (3, 3), (1000, len(STRANGERS) + 1)]
)
def test_rank_returns_at_most_the_top(top: int, length: int) -> None:
    assert len(ENGINE.rank(REPORT, [*STRANGERS, FOUND], top)) == length


def test_equals_are_ranked_by_index() -> None:
    assert [item.index for item in ENGINE.rank(REPORT, [FOUND, FOUND, FOUND])] == [0, 1, 2]


def test_rank_link_matrix_and_pairs_say_the_same() -> None:
    matrix = ENGINE.score_matrix(PEOPLE, PEOPLE)
    population = Population.from_people(PEOPLE)
    ranked = {item.index: item.bits for item in ENGINE.rank(REPORT, population, top=99)}
    linked = {
        (i, j): bits
        for block in ENGINE.link(
            population, min_probability=0, options=LinkOptions(is_exhaustive=True)
        )
        for i, j, bits in zip(
            block.left.tolist(), block.right.tolist(), block.scores.bits.tolist(), strict=True
        )
    }
    for j in range(len(PEOPLE)):
        assert ranked[j] == matrix[len(PEOPLE) - 1, j]
        for i in range(j):
            assert linked[i, j] == matrix[i, j] == matrix[j, i]


def test_a_score_does_not_depend_on_which_other_pairs_are_scored() -> None:
    population = Population.from_people(PEOPLE)
    pairs = np.array([(i, j) for i in range(len(PEOPLE)) for j in range(len(PEOPLE))])
    together = ENGINE.score_pairs(population, pairs[:, 0], pairs[:, 1])
    for row in range(0, len(pairs), 37):
        single = ENGINE.score_pairs(population, pairs[row : row + 1, 0], pairs[row : row + 1, 1])
        assert single.bits[0] == together.bits[row]
        assert np.array_equal(single.levels[0], together.levels[row])


def test_scores_have_the_types_and_shapes_promised() -> None:
    population = Population.from_people(PEOPLE)
    index = np.arange(5, dtype=np.int64)
    scores = ENGINE.score_pairs(population, index, index + 1)
    kinds = [
        scores.bits.dtype,
        scores.probability.dtype,
        scores.amount.dtype,
        scores.band.dtype,
        scores.levels.dtype,
    ]
    assert kinds == [np.float32, np.float64, np.float32, np.uint8, np.uint8]
    assert scores.levels.shape == scores.attribute_bits.shape == (5, ATTRIBUTE_COUNT)
    assert scores.attribute_bits.dtype == np.float32
    assert len(scores) == 5


def test_no_pairs_are_no_scores() -> None:
    population = Population.from_people(PEOPLE)
    nothing = np.zeros(0, np.int64)
    assert len(ENGINE.score_pairs(population, nothing, nothing)) == 0
    assert ENGINE.rank(REPORT, []) == []
    assert ENGINE.score_matrix([], PEOPLE).shape == (0, len(PEOPLE))
    assert list(ENGINE.link([])) == []
    assert list(ENGINE.link(PEOPLE, [])) == []


@pytest.mark.parametrize(
    ("left", "right"),
    [([0], [99]), ([-1], [0]), ([0, 1], [0]), ([[0]], [[0]])],
    ids=["out", "negative", "uneven", "2-d"],
)
def test_indices_that_do_not_fit_are_refused(left: object, right: object) -> None:
    population = Population.from_people(PEOPLE)
    with pytest.raises(PopulationError):
        ENGINE.score_pairs(population, np.array(left, np.int64), np.array(right, np.int64))


def test_rarity_is_counted_on_the_people_searched_and_not_on_the_pair() -> None:
    one, other = Person(names=(Name("Maryam Karimi"),)), Person(names=(Name("Maryam Karimi"),))
    namesakes = [Person(names=(Name("Maryam Ahmadi"),))] * 500
    common = ENGINE.rank(one, [other, *namesakes])[0].bits
    rare = ENGINE.rank(one, [other, *STRANGERS * 17])[0].bits
    assert rare > common
    assert (
        ENGINE.compare(one, other).bits
        == ENGINE.compare(one, other, rarity=TokenFrequencies(0, lambda token: 0)).bits
    )


WRITTEN = {
    "Latin": "Maryam Karimi",
    "Arabic": "مريم كريمي",
    "Cyrillic": "Мария Шевченко",
    "Geez": "ማርያም ተስፋይ",
}


@pytest.mark.parametrize("script", WRITTEN)
def test_people_without_a_name_in_a_script_make_no_name_rarer_in_it(script: str) -> None:
    """Two equal names are not stronger evidence because other records use another script."""
    name = WRITTEN[script]
    apart = WRITTEN["Arabic" if script == "Latin" else "Latin"].replace("ar", "ur")
    one, other = Person(names=(Name(name),)), Person(names=(Name(name),))
    writers = [Person(names=(Name(f"{name.split()[0]} {name.split()[1][::-1]}"),))] * 120
    found = []
    for people in ([other, *writers], [other, *writers, *[Person(names=(Name(apart),))] * 3000]):
        counts = Counter(token for person in people for token in rarity_tokens(pack(person)))
        rarity = TokenFrequencies(len(people), counts.__getitem__)
        best = ENGINE.rank(one, people, rarity=rarity)[0]
        found.append(next(item.bits for item in best.evidence if item.attribute == "name"))
    assert found[0] == pytest.approx(found[1], abs=0.25)


def test_a_person_who_carries_a_token_twice_counts_once() -> None:
    once = [Person(names=(Name("Maryam Karimi"),))] * 9
    twice = [
        Person(
            names=(
                Name("Maryam Karimi"),
                Name("Maryam Ahmadi", "alias"),
                Name("Maryam", "nickname"),
            )
        )
    ] * 9
    bits = []
    for people in (once, twice):
        population = Population.from_people(people)
        entry = [population.table.entry(i) for i in range(len(population.table.skeleton))].index(
            b"maryam"
        )
        bits.append(float(population.shares().of_all[entry]))
    assert bits[0] == bits[1]


def test_a_rarity_snapshot_gives_the_same_scores_as_counting() -> None:
    packed = [pack(person) for person in PEOPLE]
    counts = Counter(token for row in packed for token in rarity_tokens(row))
    chance = Population.from_people(PEOPLE).chance()
    rarity = TokenFrequencies(
        len(PEOPLE), lambda token: counts[token], commonest_names(counts), chance
    )
    counted, given = ENGINE.rank(REPORT, PEOPLE, 99), ENGINE.rank(REPORT, PEOPLE, 99, rarity=rarity)
    assert [(item.index, item.bits) for item in counted] == [
        (item.index, item.bits) for item in given
    ]


def test_more_people_make_the_same_evidence_less_certain() -> None:
    chances = [
        ENGINE.compare(REPORT, FOUND, population_size=size).probability
        for size in (1_000, 100_000, 10_000_000)
    ]
    assert chances == sorted(chances, reverse=True)
    assert len(set(chances)) == 3
    assert ENGINE.compare(REPORT, FOUND) == ENGINE.compare(
        REPORT, FOUND, population_size=DEFAULT_POPULATION
    )


@pytest.mark.parametrize("size", [0, 1, 1000, 10**9])
def test_probability_is_prior_and_bits_to_six_digits(size: int) -> None:
    bits = np.linspace(-200, 200, 4001).astype(np.float32)
    found = probabilities(bits, size)
    exact = 1 / (1 + np.exp2(-(bits.astype(np.float64) + prior_bits(size))))
    assert np.allclose(found, exact, rtol=5.1e-6, atol=0)
    assert np.all((found >= 0) & (found <= 1))
    assert np.all(np.diff(found) >= 0)
    assert all(
        float(f"{value:.6g}") == pytest.approx(value, rel=1e-12) for value in found[::97].tolist()
    )


def test_levels_survive_being_stored() -> None:
    population = Population.from_people(PEOPLE)
    index = np.arange(len(PEOPLE), dtype=np.int64)
    scores: Scores = ENGINE.score_pairs(population, index, index[::-1].copy())
    for row in range(len(PEOPLE)):
        stored = encode_levels(scores.levels[row], scores.attribute_bits[row])
        assert decode_levels(stored) == scores.evidence(row)


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b[:-1],
        lambda b: b + b"x",
        lambda b: b"\x07" + b[1:],
        lambda b: b"",
        lambda b: b[:1] + b"\xff" + b[2:],
    ],
)
def test_altered_evidence_is_refused(change: object) -> None:
    scores = ENGINE.score_pairs(Population.from_people(PEOPLE), np.array([0]), np.array([1]))
    with pytest.raises(EvidenceError):
        decode_levels(change(encode_levels(scores.levels[0], scores.attribute_bits[0])))  # type: ignore[operator]


def test_an_explanation_shows_values_only_when_both_may_be_shown() -> None:
    evidence = ENGINE.compare(REPORT, FOUND).evidence
    full = "\n".join(explain(evidence, REPORT, FOUND))
    assert "Maryam Karimi" in full
    assert "2009-03-05" in full
    secrets = [name.text for name in (*REPORT.names, *FOUND.names)] + [
        "2009-03-05",
        "Zahra",
        "زهرا",
        "150",
        "+9370",
    ]
    for a, b in ((None, None), (REPORT, None), (None, FOUND)):
        hidden = "\n".join(explain(evidence, a, b))
        assert "Name: the names agree" in hidden
        assert not [secret for secret in secrets if secret in hidden]


def test_an_explanation_puts_the_weightiest_first_and_leaves_unknown_out() -> None:
    evidence = ENGINE.compare(REPORT, FOUND).evidence
    lines = explain(evidence)
    assert len(lines) == sum(item.is_known for item in evidence)
    assert sum(not item.is_known for item in evidence) == ATTRIBUTE_COUNT - len(lines)
    weights = [
        abs(item.bits)
        for item in sorted(evidence, key=lambda item: -abs(item.bits))
        if item.is_known
    ]
    assert [
        f"({bits:.1f}" in line or f"({-bits:.1f}" in line or f"+{bits:.1f}" in line
        for bits, line in zip(weights, lines, strict=True)
    ] == [True] * len(lines)


def test_the_engine_says_its_version_and_its_bands() -> None:
    assert isinstance(ENGINE.version, str)
    assert ENGINE.version
    assert BANDS == ("none", "weak", "possible", "strong")
    assert len(ATTRIBUTE_NAMES) == ATTRIBUTE_COUNT
