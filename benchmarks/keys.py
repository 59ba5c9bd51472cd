"""Blocking keys against phonetic codes: `python benchmarks/keys.py [--sizes 2000 10000] [--seeds 61 62 63 64]`.

Makes tuning worlds (never the shipped profile) and prints, for each set of keys: the share of true pairs that share a
key; the share that `link` would compare, which passes over a key that more than MOST_SHARING records carry; keys and
candidate pairs a record. A code takes the skeleton's place in every kind of key, or stands beside the keys of skeletons
in kinds of its own, after them and within MOST_KEYS; the present keys are measured as they are. Codes are of the
engine's tokens, which are romanised already.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import jellyfish
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from matching import KEY_KINDS, Person, Population
from matching.candidates import Room, keyed_plan
from matching.keys import MOST_KEYS, key_table
from matching.names.skeleton import LONGEST_SKELETON, write_skeleton
from matching.names.table import Bytes, Longs
from sample_data.profiles import PROFILES
from sample_data.world import World

# A key takes five bits of a sign. Metaphone's 0 (th) becomes a sign of its own; only soundex has the other digits, and
# no letter but the first. In small letters, because `keys` makes only capitals coarser.
_DIGITS = str.maketrans("0123456", "{uvwxyz")
_UNVOWELLED = b"~"  # what romanise.py puts before a token whose short vowels were not written


def _beginning(token: str) -> str:
    """Return the first three consonants of a token's skeleton: as coarse as soundex, but ours."""
    out = np.empty(LONGEST_SKELETON + 1, np.uint8)
    length = write_skeleton(np.frombuffer(token.encode(), np.uint8), out)
    return out[1 : min(length, 4)].tobytes().decode()


CODES: dict[str, Callable[[str], str]] = {
    "metaphone": lambda token: jellyfish.metaphone(token).lower().translate(_DIGITS),
    "nysiis": lambda token: jellyfish.nysiis(token).lower(),
    "match_rating_codex": lambda token: jellyfish.match_rating_codex(token).lower(),
    "soundex": lambda token: jellyfish.soundex(token).lower().translate(_DIGITS),
    "first three consonants": _beginning,
}
ADDED = (
    ("two_names",),
    ("name_window",),
    ("name_only",),
    ("two_names", "name_window", "name_nation", "name_only", "relative_name"),
)


class Keys(NamedTuple):
    """A record's keys are `values[starts[i]:starts[i + 1]]`; equal numbers are equal keys of one kind."""

    starts: Longs
    kinds: Bytes
    values: Longs


class Figures(NamedTuple):
    """What a set of keys does: shares of true pairs; keys and pairs a record."""

    sharing: float
    compared: float
    keys: float
    pairs: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2000, 10000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[61, 62, 63, 64])
    arguments = parser.parse_args()
    for size in arguments.sizes:
        found: dict[str, list[Figures]] = {}
        for seed in arguments.seeds:
            people, pairs = _world(size, seed)
            for name, keys in _sets(people):
                found.setdefault(name, []).append(_figures(keys, pairs))
        _show(size, arguments.seeds, found)


def _world(size: int, seed: int) -> tuple[Population, Longs]:
    """Return the people of a tuning world and the true pairs as row numbers, int64[pairs, 2], the smaller first."""
    rows, refs = [], []
    for observed in World(seed, PROFILES["tuning"]).observe(size):
        rows += observed.rows
        refs += observed.pairs
    place = {row["record_ref"]: number for number, row in enumerate(rows)}
    pairs = np.array([sorted((place[left], place[right])) for left, right in refs], np.int64)
    return Population.from_people([Person.from_row(row) for row in rows]), pairs


def _sets(people: Population) -> Iterator[tuple[str, Keys]]:
    """Yield each set of keys with its name; first those of skeletons alone, which the others are measured against."""
    present = Keys(*key_table(people))
    alone = _without_sounds(present)
    yield "skeletons alone", alone
    yield "present (skeletons + soundex: name_window)", present
    coded = {name: _without_sounds(Keys(*key_table(_with_codes(people, code)))) for name, code in CODES.items()}
    for name, keys in coded.items():
        yield f"{name} for the skeleton", keys
    for name, keys in coded.items():
        for kinds in ADDED:
            told = "all five name kinds" if len(kinds) > 1 else kinds[0]
            yield f"skeletons + {name}: {told}", _beside(alone, keys, kinds)


def _without_sounds(keys: Keys) -> Keys:
    """Return the keys without the kind that goes by soundex; it is added last, so it has pushed out no other."""
    is_kept = keys.kinds != KEY_KINDS.index("sound_window")
    kept_before = np.concatenate([[0], np.cumsum(is_kept)])
    return Keys(kept_before[keys.starts], keys.kinds[is_kept], keys.values[is_kept])


def _with_codes(people: Population, code: Callable[[str], str]) -> Population:
    """Return a population like `people` whose tokens have codes for skeletons."""
    table = people.table
    count = table.skeleton.size
    codes = [_code(table.entry(index), code) for index in range(count)]
    entries = {text: count + number for number, text in enumerate(dict.fromkeys(codes))}
    lengths = np.array([len(text) for text in entries], np.int64)
    coded = Population.from_packed([])
    coded.side = people.side
    coded.table = table._replace(
        letters=np.concatenate([table.letters, np.frombuffer(b"".join(entries), np.uint8)]),
        starts=np.concatenate([table.starts, table.starts[-1] + np.cumsum(lengths)]),
        skeleton=np.array([entries[text] for text in codes], np.int32),
    )
    return coded


def _code(token: bytes, code: Callable[[str], str]) -> bytes:
    """Return a token's code after a skeleton's mark; a token without letters, or with an empty code, is its own."""
    plain = token.removeprefix(_UNVOWELLED).decode("ascii", "replace")
    made = code(plain) if plain.isalpha() else ""
    return b"^" + (made or plain.lower()).encode()


def _beside(skeletons: Keys, coded: Keys, kinds: tuple[str, ...]) -> Keys:
    """Return the keys of skeletons and after them those of `kinds` made of codes, at most MOST_KEYS a record."""
    chosen = np.isin(coded.kinds, [KEY_KINDS.index(kind) for kind in kinds])
    owner = np.concatenate([_owners(skeletons), _owners(coded)[chosen]])
    order = np.argsort(owner, kind="stable")
    owner = owner[order]
    other_kinds = coded.kinds[chosen] + np.uint8(len(KEY_KINDS))
    first = np.searchsorted(owner, np.arange(skeletons.starts.size))
    is_kept = np.arange(owner.size) - first[owner] < MOST_KEYS
    return Keys(
        np.searchsorted(owner[is_kept], np.arange(skeletons.starts.size)),
        np.concatenate([skeletons.kinds, other_kinds])[order][is_kept],
        np.concatenate([skeletons.values, coded.values[chosen]])[order][is_kept],
    )


def _owners(keys: Keys) -> Longs:
    return np.repeat(np.arange(keys.starts.size - 1), np.diff(keys.starts))


def _figures(keys: Keys, truth: Longs) -> Figures:
    size = keys.starts.size - 1
    _, tags = np.unique(np.stack([keys.kinds.astype(np.int64), keys.values]), axis=1, return_inverse=True)
    own = [set(tags[first:last].tolist()) for first, last in zip(keys.starts, keys.starts[1:], strict=False)]
    sharing = np.mean([not own[left].isdisjoint(own[right]) for left, right in truth.tolist()])
    shards = list(keyed_plan(size, None, [[(0, keys.starts, keys.kinds, keys.values)]], Room()).shards())
    lefts, rights = (np.concatenate(side) for side in zip(*shards, strict=True))
    compared = np.isin(truth[:, 0] * size + truth[:, 1], lefts * size + rights).mean()
    return Figures(float(sharing), float(compared), tags.size / size, lefts.size / size)


def _show(size: int, seeds: list[int], found: dict[str, list[Figures]]) -> None:
    """Print means over the seeds, and what each set gains on the first: worst and best seed, and candidate pairs."""
    first = found[next(iter(found))]
    print(f"\n{size} records, tuning worlds of seeds {', '.join(map(str, seeds))}; means")
    print(f"{'keys':56}{'share a key':>12}{'compared':>10}{'keys':>8}{'pairs':>8}  points gained (by seed), pairs")
    for name, figures in found.items():
        mean = Figures(*np.mean(figures, axis=0))
        gains = [100 * (one.compared - base.compared) for one, base in zip(figures, first, strict=True)]
        more = mean.pairs / np.mean([base.pairs for base in first]) - 1
        told = f"{np.mean(gains):+.2f} ({min(gains):+.2f} to {max(gains):+.2f}), {more:+.1%}"
        print(f"{name:56}{mean.sharing:12.4f}{mean.compared:10.4f}{mean.keys:8.1f}{mean.pairs:8.1f}  {told}")


if __name__ == "__main__":
    main()
