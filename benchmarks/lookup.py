"""One record searched in a PostgreSQL store: time, and whether the true record is in the first
twenty.

    homeward sample --profile tuning --size 1000000 --seed 502 --out DIR
    python benchmarks/speed.py lookup DIR [--queries 500] [--packed FILE] [--json FILE]

The records of a world are in a database with keys, sealed feature rows and a rarity snapshot, and
in the feature cache. Their names are read ahead, as the api does. The engine's part of a search
(keys, look-up, features, scores) is timed per query, after warm-up queries.

There are two kinds of query. `copies` are stored records with a typing error in one or two words of
the name. `sightings` are records of people who have another record in the store. A copy is searched
by name, birth, sex and nationality, a sighting by its whole row. Peers get these four fields as one
romanised text in both cases. PostgreSQL is that of HOMEWARD_TEST_POSTGRES, or the one on the
standard local port. `--packed` keeps the packed rows, because reading a million rows takes ten
minutes.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from anyascii import anyascii

from benchmarks.closing import describe_goal
from benchmarks.stores import fill_store
from benchmarks.visible import COPIED_COLUMNS
from matching import Person, pack
from matching.warm_up import warm
from models.row_security.database_roles import DatabaseRole
from sample_data.seeded_random import SeededRandom
from sample_data.typos import make_typo
from services.matching_runs import warm_up
from services.search import ranking
from tests.factories import Installation

TOP = 20
OURS = "Homeward"
_GOAL_MS, _RECALL_GOAL = 8, 0.97
WARMING = 300  # queries that are not timed
CHUNK = 5_000  # rows that a process reads at a time


class LookupQuery(NamedTuple):
    """A query as an intake row and as a peer's text.

    It also has the positions of the records to find, and of the query's own record.
    """

    row: dict[str, str]
    required: frozenset[int]
    own: int | None

    @property
    def text(self) -> str:
        """Return the facts as one text."""
        return query_text(self.row)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this measurement."""
    parser.add_argument("world", type=Path, help="a folder written by `homeward sample`")
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument(
        "--packed", type=Path, metavar="FILE.npz", help="where packed rows are kept"
    )
    parser.add_argument("--without-peers", action="store_true")


def measure(chosen: argparse.Namespace) -> list[dict[str, Any]]:
    """Fill the store, run the same queries on all systems, return one line per system and test."""
    packed = _packed(chosen.world, chosen.packed)
    texts, queries = _queries(chosen.world, chosen.queries)
    warm()  # compiles the kernels if necessary
    lines = []
    with (
        tempfile.TemporaryDirectory() as folder,
        fill_store(Path(folder), packed) as (installation, first),
    ):
        for test, query_rows in queries.items():
            lines.append(_line(test, OURS, len(packed), _ours(installation, first, query_rows)))
            show(lines[-1:])
        if not chosen.without_peers:
            lines += _peers(installation, texts, queries)
    return lines


def _packed(world: Path, cache_path: Path | None) -> list[bytes]:
    """Return the packed rows of a world, from the cache file if it exists."""
    if cache_path is not None and cache_path.exists():
        stored = np.load(cache_path)
        body, starts = stored["body"].tobytes(), stored["starts"].tolist()
        return [body[begin:end] for begin, end in itertools.pairwise(starts)]
    with (
        (world / "records.csv").open(encoding="utf-8") as file,
        ProcessPoolExecutor(2) as processes,
    ):
        rows = csv.DictReader(file)
        packed: list[bytes] = []
        while chunks := [chunk for _ in range(4) if (chunk := list(itertools.islice(rows, CHUNK)))]:
            packed += itertools.chain.from_iterable(processes.map(_pack, chunks))
    if cache_path is not None:
        starts = np.cumsum([0, *(len(row) for row in packed)])
        np.savez(cache_path, body=np.frombuffer(b"".join(packed), np.uint8), starts=starts)
    return packed


def _pack(rows: list[dict[str, str]]) -> list[bytes]:
    return [pack(Person.from_row(row)) for row in rows]


def query_text(row: dict[str, str]) -> str:
    """Return name, birth, sex and nationality of a row as one romanised text."""
    name = (
        row["full_name"]
        or f"{row['given_names']} {row['family_names']}".strip()
        or row["name_native"]
    )
    return f"{anyascii(name).lower()} {row['birth_date']} {row['sex']} {row['nationalities']}"


def _queries(world: Path, count: int) -> tuple[list[str], dict[str, list[LookupQuery]]]:
    """Return every record's text, and `WARMING + count` queries of each test."""
    places: dict[str, int] = {}
    texts: list[str] = []
    fit: list[int] = []
    for place, row in enumerate(_rows(world / "records.csv")):
        places[row["record_ref"]] = place
        texts.append(query_text(row))
        if row["full_name"].isascii() and row["full_name"].count(" ") and row["birth_date"]:
            fit.append(place)
    partners: dict[int, set[int]] = {}
    for pair in _rows(world / "truth.csv"):
        left, right = places[pair["left"]], places[pair["right"]]
        partners.setdefault(left, set()).add(right)
        partners.setdefault(right, set()).add(left)
    draw = np.random.default_rng(1)
    copied_places = draw.choice(fit, WARMING + count, replace=False).tolist()
    sighting_places = draw.choice(sorted(partners), WARMING + count, replace=False).tolist()
    needed = set(copied_places) | set(sighting_places)
    rows = {place: row for place, row in enumerate(_rows(world / "records.csv")) if place in needed}
    draws = SeededRandom("copies")
    return texts, {
        "copies": [
            LookupQuery(_slipped(draws, rows[place]), frozenset([place]), None)
            for place in copied_places
        ],
        "sightings": [
            LookupQuery(rows[place], frozenset(partners[place]), place) for place in sighting_places
        ],
    }


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _slipped(draws: SeededRandom, row: dict[str, str]) -> dict[str, str]:
    """Return name, birth, sex and nationality of a row, with an error in one or two words of the
    name.
    """
    words = row["full_name"].split()
    for _ in range(draws.integer(1, 2)):
        at = draws.integer(0, len(words) - 1)
        words[at] = make_typo(draws, words[at])
    carried_over = {column: row[column] for column in COPIED_COLUMNS}
    return {
        **carried_over,
        "kind": "missing",
        "record_ref": "query",
        "full_name": " ".join(words),
        "name_native": "",
    }


# seconds, and the share of the wanted records among the first TOP
Answers = list[tuple[float, float]]


def _ours(installation: Installation, first: int, queries: Sequence[LookupQuery]) -> Answers:
    answers = []
    warm_up.warm_up(installation.context, installation.app, threading.Event())
    for query in queries:
        person = Person.from_row(query.row)
        with installation.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
            began = time.perf_counter()
            ranking.compare_candidates(session, installation.context, person)
            seconds = time.perf_counter() - began
            everybody = ranking.compare_candidates(session, installation.context, person).ranked(
                0.0
            )
        answers.append((seconds, _share(query, [record_id - first for record_id, _ in everybody])))
    return answers[WARMING:]


def _share(query: LookupQuery, places: list[int]) -> float:
    return len(query.required & set([place for place in places if place != query.own][:TOP])) / len(
        query.required
    )


def _peers(
    installation: Installation, texts: list[str], queries: dict[str, list[LookupQuery]]
) -> list[dict[str, Any]]:
    from benchmarks.peers import by_trigrams

    url = installation.database.url.set(drivername="postgresql").render_as_string(
        hide_password=False
    )
    lines = []
    for name, look_up in itertools.chain(
        by_trigrams.by_cosine(texts), by_trigrams.by_postgres(url, texts)
    ):
        for test, query_rows in queries.items():
            answers = []
            for query in query_rows[WARMING - 20 :]:
                began = time.perf_counter()
                places = look_up(query.text, TOP + 1)
                answers.append((time.perf_counter() - began, _share(query, places)))
            lines.append(_line(test, name, len(texts), answers[20:]))
            show(lines[-1:])
    return lines


def _line(test: str, system: str, records: int, answers: Answers) -> dict[str, Any]:
    seconds, shares = np.array(answers).T
    return {
        "test": test,
        "system": system,
        "records": records,
        "queries": len(answers),
        "p50_ms": float(np.quantile(seconds, 0.5) * 1e3),
        "p95_ms": float(np.quantile(seconds, 0.95) * 1e3),
        "recall": float(shares.mean()),
    }


def show(lines: list[dict[str, Any]]) -> None:
    """Print the lines as a table."""
    print(
        "| test | system | records | queries | p50 ms | p95 ms | recall in the first 20 |\n"
        + "|---" * 7
        + "|"
    )
    for line in lines:
        cells = [
            f"{line['records']:,}",
            str(line["queries"]),
            f"{line['p50_ms']:.1f}",
            f"{line['p95_ms']:.1f}",
        ]
        print(
            f"| {line['test']} | {line['system']} | {' | '.join(cells)} | {line['recall']:.3f} |",
            flush=True,
        )
    for line in lines:
        if line["system"] == OURS:
            result = (
                f"{line['test']} among {line['records']:,}: p95 {line['p95_ms']:.1f} ms of"
                f" {_GOAL_MS:g}"
            )
            print(describe_goal(result, is_reached=line["p95_ms"] <= _GOAL_MS))
        if (line["system"], line["test"]) == (OURS, "copies"):
            result = (
                f"copies among {line['records']:,}: {line['recall']:.3f} in the first 20 of"
                f" {_RECALL_GOAL:g}"
            )
            print(describe_goal(result, is_reached=line["recall"] >= _RECALL_GOAL))
