"""The Dockerfile keeps the rules, and each rule detects a violation.

The image contains what it runs, and its command fills the kernel cache.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.unit.house.conftest import PROJECT

TEXT = (PROJECT / "Dockerfile").read_text("utf-8")
LINTER = shutil.which("hadolint")
PACKAGES = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["hatch"]["build"][
    "targets"
]["wheel"]["packages"]


def instructions(text: str) -> list[tuple[str, str]]:
    """Return (instruction, rest) of a Dockerfile; continued lines are joined, comments dropped."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^\s*#.*\n", "", text))
    return [
        (line.split(" ", 1)[0], line.split(" ", 1)[1])
        for line in joined.splitlines()
        if line.strip()
    ]


def findings(text: str) -> set[str]:
    """Return the rules that a Dockerfile violates."""
    read = instructions(text)
    words = [word for word, _ in read]
    last = read[len(words) - 1 - words[::-1].index("FROM") :]
    final = dict(last)
    installs = [rest for word, rest in read if word == "RUN" and "pip install" in rest]
    every_from = [rest for word, rest in read if word == "FROM"]
    order = [word for word, _ in last]
    checks = {
        "add": "ADD" in words,
        "tag": any(not re.match(r"[a-z]+:\d+\.\d+-slim( AS \w+)?$", one) for one in every_from),
        "root": not re.fullmatch(r"[1-9]\d*:[1-9]\d*", final.get("USER", "")),
        "order": "USER" not in order
        or "ENTRYPOINT" not in order
        or order.index("USER") > order.index("ENTRYPOINT"),
        "hashes": any(
            "--require-hashes" not in one or "--only-binary :all:" not in one for one in installs
        ),
        "lock": any("-r requirements/app.lock" not in one for one in installs) or not installs,
        "compiler": bool(re.search(r"apt-get|apk |gcc|build-essential", text)),
        "health": not final.get("HEALTHCHECK", "").endswith("]")
        or "CMD [" not in final.get("HEALTHCHECK", ""),
        "entry": final.get("ENTRYPOINT") != '["homeward"]',
        "secret": bool(re.search(r"(?i)(password|token|secret)\w*=|://[^ ]*:[^ ]*@", text)),
        "host": bool(re.search(r"https?://|--index-url|--extra-index|--trusted-host", text)),
        "whole": any(word == "COPY" and re.search(r"(^|\s)\.(\s|/)", rest) for word, rest in read),
    }
    return {rule for rule, is_broken in checks.items() if is_broken}


def test_the_file_keeps_to_every_rule() -> None:
    assert findings(TEXT) == set()


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("add", "COPY core core", "ADD core core"),
        ("tag", "FROM python:3.13-slim\n", "FROM python:latest\n"),
        (
            "tag",
            "FROM python:3.13-slim AS packages",
            "FROM registry.example/python:3.13-slim AS packages",
        ),
        ("root", "USER 10001:10001", "USER root"),
        ("root", "USER 10001:10001\n", ""),
        ("order", "USER 10001:10001\n", ""),
        ("hashes", "--require-hashes ", ""),
        ("hashes", "--only-binary :all: ", ""),
        ("lock", "-r requirements/app.lock", "numpy"),
        ("compiler", "RUN groupadd", "RUN apt-get install gcc && groupadd"),
        ("health", "HEALTHCHECK", "# HEALTHCHECK"),
        ("entry", 'ENTRYPOINT ["homeward"]', "ENTRYPOINT homeward"),
        ("secret", "PYTHONUNBUFFERED=1", "DATABASE_PASSWORD=x"),
        ("host", "--no-compile", "--index-url https://packages.example"),
        ("whole", "COPY core core", "COPY . /opt/homeward"),
    ],
)
def test_a_rule_bites(rule: str, old: str, new: str) -> None:
    assert old in TEXT
    broken = TEXT.replace(old, new)
    if old == "HEALTHCHECK":
        broken = re.sub(r"HEALTHCHECK.*\\\n.*\n", "", TEXT)
    assert rule in findings(broken)


@pytest.mark.skipif(LINTER is None, reason="no hadolint here; our own rules are tested above")
def test_the_linter_reports_no_problem() -> None:
    assert LINTER is not None
    done = subprocess.run([LINTER, str(PROJECT / "Dockerfile")], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_package_is_copied_and_none_is_kept_out() -> None:
    copied = [
        rest.split()[0]
        for word, rest in instructions(TEXT)
        if word == "COPY" and "--from" not in rest
    ]
    assert set(PACKAGES) | {"requirements/app.lock", "deploy/homeward"} == set(copied)
    ignored = (PROJECT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert {line[1:] for line in ignored if line.startswith("!")} == set(copied)


def test_the_version_is_handed_over_and_the_python_is_the_projects(project: Path) -> None:
    assert 'image.version="$RELEASE"' in TEXT
    assert "RUN printf '%s\\n' \"$RELEASE\" > RELEASE\n" in TEXT
    compose = (project / "docker-compose.yml").read_text()
    assert "image: homeward:${RELEASE:-local}\n" in compose
    assert "RELEASE: ${RELEASE:-local}\n" in compose
    classifiers = (project / "pyproject.toml").read_text()
    (python,) = set(re.findall(r"FROM python:(3\.\d+)-slim", TEXT))
    assert f"Python :: {python}" in classifiers


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """The command of the image in a temporary folder, with a `cli` that prints its arguments."""
    image = tmp_path / "image"
    (image / "kernels" / "homeward-x").mkdir(parents=True)
    (image / "kernels" / "homeward-x" / "one.nbi").write_text("compiled")
    (image / "cli").mkdir()
    (image / "cli" / "__init__.py").write_text("")
    (image / "cli" / "__main__.py").write_text(
        "import sys\ndef main():\n    print(sys.argv[1:])\n    return 7\n"
    )
    text = (PROJECT / "deploy" / "homeward").read_text().replace("/opt/homeward", str(image))
    path = image / "homeward"
    path.write_text(text.replace(f"{image}/venv/bin/python", sys.executable))
    path.chmod(0o755)
    return path


def _call(command: Path, cache: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(command.parent)}
    return subprocess.run(
        [command, "worker", "a b"], env=environment, cwd=folder, capture_output=True, text=True
    )


def test_the_command_brings_the_kernels_to_where_it_may_write(
    command: Path, tmp_path: Path
) -> None:
    done = _call(command, tmp_path / "run" / "kernels", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (7, "['worker', 'a b']\n", "")
    assert (tmp_path / "run" / "kernels" / "homeward-x" / "one.nbi").read_text() == "compiled"
    assert os.listdir(tmp_path / "run") == ["kernels"]


def test_kernels_that_are_there_stay_as_they_are(command: Path, tmp_path: Path) -> None:
    cache = tmp_path / "kernels"
    cache.mkdir()
    (cache / "mine").write_text("")
    assert _call(command, cache, tmp_path).returncode == 7
    assert os.listdir(cache) == ["mine"]


def test_a_folder_named_like_a_package_where_it_is_called_is_not_taken_for_it(
    command: Path, tmp_path: Path
) -> None:
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "__init__.py").write_text("raise SystemExit('the wrong cli')")
    assert _call(command, tmp_path / "kernels", tmp_path).returncode == 7


def test_the_command_is_executable_and_runs_the_images_python(project: Path) -> None:
    path = project / "deploy" / "homeward"
    assert os.access(path, os.X_OK)
    assert path.read_text().splitlines()[0] == "#!/opt/homeward/venv/bin/python -P"
