from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.security.crypto import Keyring
from tests import postgres
from tests.factories import Templates
from tests.integration.noninterference.twins import Stores, prepare


@pytest.fixture(scope="module")
def stores(
    backend: str, templates: Templates, tmp_path_factory: pytest.TempPathFactory, keys: Keyring
) -> Iterator[Stores]:
    """The builder of the two stores of a case."""
    prepared = prepare(templates(backend), tmp_path_factory.mktemp("prepared"), keys)
    yield Stores(prepared, tmp_path_factory.mktemp("twins"), keys)
    if prepared.url is not None:
        postgres.drop(prepared.url)
