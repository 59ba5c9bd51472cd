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


def _info(
    rarity: TokenFrequencies, people: Population, others: Population | None = None
) -> list[list[float]]:
    return [
        one.tolist()
        for one in rarity.token_info(people.table, None if others is None else others.table)
    ]


def test_the_odds_of_a_token_against_itself_are_the_kernels() -> None:
    people = _people(*NAMES)
    info = _rarity().token_info(people.table)
    assert (
        info.own.tolist()
        == own_odds(shipped_models(), people.table.entries(info.frequency)).tolist()
    )
    assert len(set(info.own.tolist())) > len(NAMES)


@pytest.mark.parametrize("room", [1, 12, 40, 1 << 20])
def test_earlier_requests_change_no_result_even_after_eviction(
    monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(rarities, "MAX_CACHED", room)
    used = _rarity()
    for _ in range(2):
        for first in range(len(NAMES)):
            people = _people(*NAMES[first:], *NAMES[:first:2])
            others = _people(NAMES[first - 1])
            assert _info(used, people) == _info(_rarity(), people)
            assert _info(used, people, others) == _info(_rarity(), people, others)


def test_simultaneous_threads_get_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rarities, "MAX_CACHED", 60)
    groups = [_people(*NAMES[first : first + 3]) for first in range(len(NAMES) - 2)] * 40
    used, expected = _rarity(), [_info(_rarity(), people) for people in groups[: len(NAMES) - 2]]
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda people: _info(used, people), groups))
    assert results == expected * 40


def test_a_table_is_computed_beforehand_and_a_full_cache_evicts_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people, others = _people(*NAMES[:4]), _people(*NAMES[4:])
    lookups: list[bytes] = []
    rarity = TokenFrequencies(1000, lambda token: len(lookups.append(token) or token), COMMON)  # type: ignore[func-returns-value]
    assert rarity.remember(people.table)
    lookups.clear()
    monkeypatch.setattr(rarities, "token_density", None)  # any further computation fails now
    info = rarity.token_info(people.table)
    assert lookups == []
    assert np.isfinite(info.crowd).all()
    monkeypatch.setattr(rarities, "MAX_CACHED", people.table.skeleton.size + 1)
    assert not rarity.remember(others.table)
    assert lookups == []
    assert rarity.token_info(people.table).frequency.tolist() == info.frequency.tolist()
    assert lookups == []


@pytest.mark.parametrize("writers", [0, 1, 2, 400, 5000], ids=str)
def test_the_frequency_of_a_token_in_its_script_depends_on_the_writers(writers: int) -> None:
    """With no or one writer (a snapshot from before scripts were counted, or a script of one
    person), the share is that among all people.
    """
    marks = {script_mark(script): writers for script in range(len(SCRIPTS))}
    people = _people(*NAMES)
    info = TokenFrequencies(1000, lambda token: marks.get(token, 30)).token_info(people.table)
    is_token = people.table.skeleton != np.arange(people.table.skeleton.size)
    expected = smooth_shares(
        np.full(info.script_share.size, 30.0), min(writers, 1000) if writers > 1 else 1000
    )
    assert info.script_share[is_token].tolist() == expected[is_token].tolist()
    assert (
        info.frequency.tolist()
        == smooth_shares(np.full(info.script_share.size, 30.0), 1000).tolist()
    )
    assert (info.script_share[is_token] >= info.frequency[is_token]).all()
