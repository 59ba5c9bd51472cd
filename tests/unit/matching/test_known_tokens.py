"""A snapshot caches facts of tokens; earlier requests, their order and threads change no result."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from matching import Name, Person, Population, TokenFrequencies
from matching.names.text.scripts import SCRIPTS, script_mark
from matching.names.tokens import token_frequency as rarities
from matching.names.tokens.token_frequency import smooth_shares
from matching.names.tokens.token_similarity import own_odds
from matching.names.tokens.transducer import shipped_models

NAMES = [
    "Ahmad Karimi",
    "محمد علی حسینی",
    "Zoltan Dvorak",
    "Achmad Karim",
    "Нина Петрова",
    "Li Wei",
    "Abdul Rahman Noori",
    "김 민준",
]
COMMON = ((b"ahmad", 50), (b"karimi", 20), (b"noori", 9))


def _people(*names: str) -> Population:
    return Population.from_people(
        [Person(f"r-{name}", "found", names=(Name(name),)) for name in names]
    )


def _rarity(count: int = 3) -> TokenFrequencies:
    return TokenFrequencies(1000, lambda token: len(token) % 7 + count, COMMON)


def _told(
    rarity: TokenFrequencies, people: Population, beside: Population | None = None
) -> list[list[float]]:
    return [
        one.tolist()
        for one in rarity.token_info(people.table, None if beside is None else beside.table)
    ]


def test_the_odds_of_a_token_against_itself_are_the_kernels() -> None:
    people = _people(*NAMES)
    told = _rarity().token_info(people.table)
    assert (
        told.own.tolist()
        == own_odds(shipped_models(), people.table.entries(told.frequency)).tolist()
    )
    assert len(set(told.own.tolist())) > len(NAMES)


@pytest.mark.parametrize("room", [1, 12, 40, 1 << 20])
def test_earlier_requests_change_no_result_even_after_eviction(
    monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(rarities, "MAX_CACHED", room)
    used = _rarity()
    for _ in range(2):
        for first in range(len(NAMES)):
            people = _people(*NAMES[first:], *NAMES[:first:2])
            beside = _people(NAMES[first - 1])
            assert _told(used, people) == _told(_rarity(), people)
            assert _told(used, people, beside) == _told(_rarity(), people, beside)


def test_simultaneous_threads_get_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rarities, "MAX_CACHED", 60)
    groups = [_people(*NAMES[first : first + 3]) for first in range(len(NAMES) - 2)] * 40
    used, expected = _rarity(), [_told(_rarity(), people) for people in groups[: len(NAMES) - 2]]
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda people: _told(used, people), groups))
    assert told == expected * 40


def test_a_table_is_computed_beforehand_and_a_full_cache_evicts_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people, others = _people(*NAMES[:4]), _people(*NAMES[4:])
    asked: list[bytes] = []
    rarity = TokenFrequencies(1000, lambda token: len(asked.append(token) or token), COMMON)  # type: ignore[func-returns-value]
    assert rarity.remember(people.table)
    asked.clear()
    monkeypatch.setattr(rarities, "token_density", None)  # any further computation fails now
    told = rarity.token_info(people.table)
    assert asked == []
    assert np.isfinite(told.crowd).all()
    monkeypatch.setattr(rarities, "MAX_CACHED", people.table.skeleton.size + 1)
    assert not rarity.remember(others.table)
    assert asked == []
    assert rarity.token_info(people.table).frequency.tolist() == told.frequency.tolist()
    assert asked == []


@pytest.mark.parametrize("writers", [0, 1, 2, 400, 5000], ids=str)
def test_the_frequency_of_a_token_in_its_script_depends_on_the_writers(writers: int) -> None:
    """With no or one writer (a snapshot from before scripts were counted, or a script of one
    person), the share is that among all people.
    """
    marks = {script_mark(script): writers for script in range(len(SCRIPTS))}
    people = _people(*NAMES)
    told = TokenFrequencies(1000, lambda token: marks.get(token, 30)).token_info(people.table)
    is_token = people.table.skeleton != np.arange(people.table.skeleton.size)
    expected = smooth_shares(
        np.full(told.among.size, 30.0), min(writers, 1000) if writers > 1 else 1000
    )
    assert told.among[is_token].tolist() == expected[is_token].tolist()
    assert told.frequency.tolist() == smooth_shares(np.full(told.among.size, 30.0), 1000).tolist()
    assert (told.among[is_token] >= told.frequency[is_token]).all()
