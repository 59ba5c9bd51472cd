"""Many requests at once are all answered; the process does not hang."""

from __future__ import annotations

import collections
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.app import create_app
from tests.factories import Installation
from tests.web_server import Server

CROWD = 200


def ask(url: str, **headers: str) -> int:
    """Return the HTTP status of a GET request, or of its error."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as it:
            return int(it.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.both
def test_a_crowd_with_made_up_tokens_is_refused_and_others_are_answered(
    installation: Installation,
) -> None:
    app = create_app(
        installation.context.settings, context=installation.context, database=installation.app
    )
    answered: list[int] = []
    over = threading.Event()

    def watch(url: str) -> None:
        while not over.is_set():
            answered.append(ask(f"{url}/static/mark.svg"))

    with Server(app) as url, ThreadPoolExecutor(CROWD + 1) as pool:
        watching = pool.submit(watch, url)
        statuses = collections.Counter(
            pool.map(
                lambda number: ask(
                    f"{url}/v1/notifications", Authorization=f"Bearer made-up-{number}"
                ),
                range(CROWD),
            )
        )
        over.set()
        watching.result()
    assert set(statuses) == {401}
    assert set(answered) == {200}
