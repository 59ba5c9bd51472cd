"""The version comes from the last tag or from a file of the image, or is unknown."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from core import release


def git(folder: Path, *arguments: str) -> None:
    person = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    command = ["git", "-C", str(folder), *person, *arguments]
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="Git is not installed")
def test_a_clone_reports_its_last_tag_and_the_distance_from_it(tmp_path: Path) -> None:
    git(tmp_path, "init")
    git(tmp_path, "commit", "--allow-empty", "--message=one")
    assert re.fullmatch("[0-9a-f]{7,}", release.program_version(tmp_path))
    git(tmp_path, "tag", "v1.2.0")
    assert release.program_version(tmp_path) == "1.2.0"
    git(tmp_path, "commit", "--allow-empty", "--message=two")
    git(tmp_path, "tag", "another-tag")
    assert re.fullmatch(r"1\.2\.0-1-g[0-9a-f]+", release.program_version(tmp_path))


def test_an_image_reports_its_build_version(tmp_path: Path) -> None:
    (tmp_path / "RELEASE").write_text("1.3.0\n")
    assert release.program_version(tmp_path) == "1.3.0"


def test_an_installed_package_reports_its_metadata_version_and_other_copies_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "1.4.0")
    assert release.program_version(tmp_path) == "1.4.0"

    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert release.program_version(tmp_path) == "unknown"
