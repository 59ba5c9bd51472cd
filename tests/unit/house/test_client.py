"""The Python client is what its generator makes of the present OpenAPI document."""

from __future__ import annotations

from pathlib import Path

import pytest

from clients import generate


def _texts(package: Path) -> dict[str, str]:
    paths = [*package.rglob("*.py"), *package.rglob("py.typed")]
    return {str(path.relative_to(package)): path.read_text("utf-8") for path in paths}


def test_the_committed_client_is_marked_as_typed() -> None:
    assert "py.typed" in _texts(generate.PACKAGE)


@pytest.mark.late
def test_the_committed_client_is_what_the_generator_makes(tmp_path: Path) -> None:
    generate.generate(tmp_path / "homeward_client")
    made, committed = _texts(tmp_path / "homeward_client"), _texts(generate.PACKAGE)
    assert made
    differing = {name for name in made | committed if made.get(name) != committed.get(name)}
    assert differing == set(), "run `make client`"
