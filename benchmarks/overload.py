"""Searches over HTTP at rates beyond the capacity of the API.

    python benchmarks/overload.py [--records N] [--rates 20,40,80,160]

Imports synthetic people into a new PostgreSQL database as `benchmarks/load.py` does, serves it, and
lets searches arrive as a Poisson process at one rate after another. Prints for each rate: answers
per second (goodput), refusals (503 with Retry-After, or 429), failures (500 and above, or no
answer), times of answers and refusals, and the share of a core used by this client. Goals: goodput
stays within a tenth of its maximum, no failures, and refusals within 100 ms.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import dataclasses
import functools
import itertools
import json
import os
import random
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import load, load_store
from benchmarks.arrivals import Arrival, percentile, poisson_times, run_arrivals
from benchmarks.closing import describe_goal
from cli import demo_world
from cli.installation import open_installation, prepare_installation
from cli.supervisor import Supervisor
from core.settings import load_settings

AT_ONCE = 512  # more than two API processes can run and queue
REST_S = 5.0  # between two rates, so that no queue remains
REFUSED = {429, 503}
STATUS_LINE = re.compile(rb"HTTP/1\.1 (\d{3}) ")
SHARE_GOAL, REFUSAL_GOAL_S = 0.9, 0.1


@dataclasses.dataclass
class Tally:
    """The results of one rate. Times are in seconds from the due time."""

    rate: float
    seconds: float
    client_s: float = 0.0  # processor time of this process
    statuses: collections.Counter[int] = dataclasses.field(default_factory=collections.Counter)
    answers: list[float] = dataclasses.field(default_factory=list)
    refusals: list[float] = dataclasses.field(default_factory=list)

    @property
    def goodput(self) -> float:
        """Return the answered searches per second, until the last answer."""
        return len(self.answers) / self.seconds

    @property
    def failures(self) -> collections.Counter[int]:
        """Return the number of failed searches by status; 0 means no answer."""
        good = {201, *REFUSED}
        return collections.Counter(
            {status: number for status, number in self.statuses.items() if status not in good}
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--rates", default="20,40,80,160", help="searches a second")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each rate")
    parser.add_argument("--api-processes", type=int, default=2)
    parser.add_argument("--port", type=int, default=8797)
    arguments = parser.parse_args()
    rates = [float(rate) for rate in arguments.rates.split(",")]
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(load_store.open_database("", None))
        os.environ |= {
            "HOMEWARD_DATA_DIR": f"{folder}/data",
            "HOMEWARD_PORT": str(arguments.port),
            "HOMEWARD_API_PROCESSES": str(arguments.api_processes),
            "HOMEWARD_DATABASE_URL": url,
            "HOMEWARD_CONNECTIONS_PER_ADDRESS": "0",
        }
        tallies = list(_measured(folder, arguments, rates))
    _show(tallies)


def _measured(folder: Path, arguments: argparse.Namespace, rates: list[float]) -> Iterator[Tally]:
    chance = random.Random(load_store.SEED)
    due = [poisson_times(rate, arguments.seconds, chance) for rate in rates]
    sought = sum(len(times) for times in due) + load.WARM
    world = load_store.world_of(folder / "world", size=arguments.records, sought=2_000)
    settings = load_settings()
    prepare_installation(settings)
    with open_installation(settings) as (context, database):
        demo_world.make_accounts(context, database)
        load_store.load_store(context, database, world)
        with Supervisor(settings, log=folder / "serve.log") as supervisor:
            supervisor.wait_ready(300)
            searches = load.searches_of(context, database, itertools.cycle(world.sought), sought)
            calls = iter([functools.partial(_send, arguments.port, search) for search in searches])
            for call in itertools.islice(calls, load.WARM):
                call()
            for rate, times in zip(rates, due, strict=True):
                yield _at_rate(rate, times, calls)
                time.sleep(REST_S)


def _send(port: int, search: load.SearchRequest) -> int:
    """Send a search and return the status of its answer; 0 if there is none.

    It uses a plain socket, because client and server share the machine. The standard library's
    client takes about as much processor time for a refusal as the server.
    """
    body = json.dumps(search.body).encode()
    head = (
        f"POST /v1/searches HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"Cookie: {search.cookie}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(head.encode() + body)
        answer = connection.recv(1 << 16)
        while connection.recv(1 << 16):
            pass
    status = STATUS_LINE.match(answer)
    return int(status[1]) if status else 0


def _at_rate(rate: float, times: list[float], calls: Iterator[Callable[[], int]]) -> Tally:
    tally, lock = Tally(rate, 0.0), threading.Lock()
    began, used = time.monotonic(), time.process_time()

    def arrival(due_s: float, call: Callable[[], int]) -> Arrival:
        def answer() -> bool:
            sent = time.monotonic()
            try:
                status = call()
            except OSError:
                status = 0
            ended = time.monotonic()
            with lock:
                tally.statuses[status] += 1
                if status in REFUSED:
                    tally.refusals.append(ended - sent)
                elif status == 201:
                    tally.answers.append(ended - began - due_s)
            return status == 201

        return Arrival(due_s, "searching", answer)

    run_arrivals([arrival(due_s, next(calls)) for due_s in times], at_once=AT_ONCE)
    tally.seconds, tally.client_s = time.monotonic() - began, time.process_time() - used
    return tally


def _show(tallies: list[Tally]) -> None:
    print(
        "| searches a second | goodput | answered | refused | failed | p50 | p95 | refusal p95 |"
        " client |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for tally in tallies:
        refused = sum(tally.statuses[status] for status in REFUSED)
        print(
            f"| {tally.rate:g} | {tally.goodput:.1f}/s | {len(tally.answers)} | {refused} |"
            f" {tally.failures.total()} | {percentile(tally.answers, 0.5) * 1000:,.0f} ms |"
            f" {percentile(tally.answers, 0.95) * 1000:,.0f} ms |"
            f" {percentile(tally.refusals, 0.95) * 1000:,.0f} ms |"
            f" {tally.client_s / tally.seconds:.2f} of a core |"
        )
    most = 0.0
    is_steady = True
    for tally in tallies:
        is_steady &= tally.goodput >= SHARE_GOAL * most
        most = max(most, tally.goodput)
    refusals = [took for tally in tallies for took in tally.refusals]
    failures = sum((tally.failures for tally in tallies), collections.Counter[int]())
    print()
    print(describe_goal("goodput stays within a tenth of its maximum", is_reached=is_steady))
    by_status = ", ".join(f"{number} of status {status}" for status, number in failures.items())
    goal = f"{failures.total()} failures of 0{f' ({by_status})' * bool(failures)}"
    print(describe_goal(goal, is_reached=not failures))
    p95 = percentile(refusals, 0.95) if refusals else 0.0
    print(
        describe_goal(
            f"refusals: p95 {p95 * 1000:,.0f} ms of 100", is_reached=p95 <= REFUSAL_GOAL_S
        )
    )


if __name__ == "__main__":
    main()
