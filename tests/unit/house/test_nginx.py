"""The example for nginx permits what the api permits, and limits what it limits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.admission import MAX_HEADERS
from api.security import LARGER_BODIES
from core.policy.access import ANSWER_S, BODY_S, CONNECTIONS_PER_ADDRESS, HEAD_S
from core.settings import Settings

TEXT = (Path(__file__).parents[3] / "deploy/nginx.conf").read_text()


def _values(directive: str) -> list[str]:
    return re.findall(rf"^ +{directive} ([^;]+);$", TEXT, re.MULTILINE)


@pytest.mark.parametrize(
    ("directive", "value"),
    [
        ("client_header_timeout", f"{HEAD_S}s"),
        ("client_body_timeout", f"{BODY_S}s"),
        ("send_timeout", f"{ANSWER_S}s"),
        ("large_client_header_buffers", f"4 {MAX_HEADERS // 4 // 1024}k"),
        ("limit_conn", f"connections {CONNECTIONS_PER_ADDRESS}"),
    ],
)
def test_a_limit_of_the_example_is_that_of_the_api(directive: str, value: str) -> None:
    assert _values(directive) == [value]


def test_the_largest_body_passes_the_example() -> None:
    (size,) = _values("client_max_body_size")
    assert int(size.removesuffix("m")) * 2**20 >= max(limit for *_, limit in LARGER_BODIES)


def test_the_example_passes_the_api_on_and_no_probe() -> None:
    settings = Settings()
    assert re.findall(r"^ +server (\S+:\d+);$", TEXT, re.MULTILINE) == [
        f"127.0.0.1:{settings.port}"
    ]
    assert re.findall(r"location (\S+) {", TEXT) == ["/"]
