"""Test docs/recipes: the named files exist, and a dummy part added by each recipe works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import types
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po
from fastapi import APIRouter
from sqlalchemy import select
from starlette.requests import Request

import api.app
from api.deps import SessionDep, allow
from api.web import language
from core.codes.notifications import AlertKind
from core.policy.actions import Action
from core.policy.records.retention import DELETED_AFTER_DAYS
from core.policy.roles import Role
from models.operations.job import Job
from models.oversight.alert import Alert
from reports import benchmarks, feasibility, render
from reports.assumptions import ReportInputs
from reports.counts import PublishedCounts
from reports.figure_builder import FigureBuilder
from reports.figures import Paragraph, Section
from services.foundation import alerts, jobs
from services.foundation.actor import MATCHER, Actor
from services.foundation.jobs import Claim
from services.operations import cleanup
from tests.factories import NOW, Installation
from tests.integration.api.conftest import signing_in
from tests.unit.reports import made_up
from workers import handlers
from workers.runtime import Runtime

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "core", "matching", "models", "reports", "services", "tests", "workers")
TAKEN_ALONG = ("cli", "sample_data", "pyproject.toml")


@pytest.mark.parametrize(
    "recipe", sorted((ROOT / "docs" / "recipes").glob("*.md")), ids=lambda one: one.stem
)
def test_the_files_of_a_recipe_exist(recipe: Path) -> None:
    named = re.findall(r"`((?:\w+/)+[\w.]*)`", recipe.read_text("utf-8"))
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.late
def test_a_route_is_described_and_asks_for_its_action(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = APIRouter(prefix="/v1")

    @router.get("/dummy")
    def read(session: SessionDep, actor: Annotated[Actor, allow(Action.MAKE_REPORT)]) -> str:
        """Return the role of the caller."""
        return actor.role.value

    monkeypatch.setattr(api.app, "ROUTERS", (*api.app.ROUTERS, router))
    with signing_in(installation) as sign_in:
        assert "/v1/dummy" in sign_in(None).get("/v1/openapi.json").json()["paths"]
        assert sign_in(Role.ANALYST).get("/v1/dummy").json() == "analyst"
        assert sign_in(Role.CASEWORKER).get("/v1/dummy").status_code == 403
        assert sign_in(None).get("/v1/dummy").status_code == 401


@pytest.mark.late
def test_a_kind_of_job_is_done_once(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []

    def handle(runtime: Runtime, claimed: Claim) -> None:
        done.append(claimed.id)
        with runtime.database.transaction() as session:
            jobs.finish(session, runtime.context, claimed)

    monkeypatch.setitem(jobs.PRIORITIES, "dummy", 5)
    monkeypatch.setitem(handlers.HANDLERS, "dummy", handle)
    with installation.database.transaction() as session:
        jobs.enqueue(session, installation.context, "dummy", [jobs.JobTarget()])
    assert installation.work() == 1
    with installation.database.transaction(is_read_only=True) as session:
        (job,) = session.query(Job)
        assert (done, job.state) == ([job.id], "done")


def test_rows_of_a_new_period_are_deleted_when_they_are_older(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DELETED_AFTER_DAYS, "dummy", 3)
    monkeypatch.setattr(cleanup, "AGES", {"dummy": Alert.at})
    with installation.database.transaction() as session:
        alerts.raise_alert(session, installation.context, MATCHER, AlertKind.RELAY_DESK, uuid4())

    def is_left_after(age: timedelta) -> bool:
        installation.clock.moment = NOW + age
        with installation.database.transaction() as session:
            cleanup.delete_old_rows(session, installation.context)
            return session.scalar(select(Alert.id)) is not None

    assert is_left_after(timedelta(days=3))
    assert not is_left_after(timedelta(days=3, seconds=1))


@pytest.mark.late
def test_a_language_is_offered_once_every_message_has_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locales = tmp_path / "locale"
    shutil.copytree(language.LOCALES, locales)
    monkeypatch.setattr(language, "LOCALES", locales)
    monkeypatch.setattr(language, "TEMPLATE", locales / "homeward.pot")
    with (locales / "homeward.pot").open("rb") as template:
        messages = [one for one in read_po(template) if one.id]
    written = Catalog(locale="de", fuzzy=False)
    for message in messages:
        words = [message.id] if isinstance(message.id, str) else list(message.id)
        translations = tuple(f"[{one}]" for one in words)
        written.add(message.id, translations[0] if len(translations) == 1 else translations)
    folder = locales / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)

    def offered() -> tuple[str, ...]:
        with (folder / "homeward.po").open("wb") as file:
            write_po(file, written)
        language.offered.cache_clear()
        return language.offered()

    request = Request({"type": "http", "headers": [(b"accept-language", b"de-AT,de;q=0.9")]})
    before = language.chosen()
    try:
        assert "de" in offered()
        assert language.choose(request) == "de"
        assert language.gettext("Missing") == "[Missing]"
        written["Missing"].string = ""
        assert "de" not in offered()
    finally:
        language._now.set(before)
        language.offered.cache_clear()
        language.catalogue.cache_clear()


@pytest.mark.late
def test_a_figure_is_in_the_page_the_json_and_the_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
        found = inputs.counts.sum("outcomes")
        figure = draft.count("dummy.matches", found, "Matches, decided or not")
        return Section("dummy", "A dummy chapter", (Paragraph(f"There are {figure}."),))

    chapter = types.SimpleNamespace(build_section=build_section)
    monkeypatch.setattr(feasibility, "CHAPTERS", (*feasibility.CHAPTERS, chapter))
    inputs = ReportInputs(
        PublishedCounts(made_up.cubes()), benchmarks.read_benchmarks(benchmarks.SHIPPED_FILE)
    )
    report = feasibility.build_report(inputs, {})
    assert report.figures["dummy.matches"].value
    blocks = [block for section in report.sections for block in section.blocks]
    assert {name for block in blocks for name in render.names_in(block)} == set(report.figures)
    for render_form in (render.render_html, render.render_json, render.render_csv):
        assert "dummy.matches" in render_form(report)


def _copy(folder: Path, edits: dict[str, dict[str, str]]) -> None:
    """Copy the packages that have edits, link the others, and replace text that occurs once.

    `edits`: file -> old text -> new text.
    """
    edited = {name.partition("/")[0] for name in edits}
    for package in (*PACKAGES, *TAKEN_ALONG):
        if package in edited:
            shutil.copytree(
                ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            (folder / package).symlink_to(ROOT / package)
    for name, replaced in edits.items():
        text = (folder / name).read_text("utf-8")
        for before, after in replaced.items():
            assert text.count(before) == 1, f"{name}: {before}"
            text = text.replace(before, after)
        (folder / name).write_text(text, "utf-8")


def _run(folder: Path, *command: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-4000:]
    return run.stdout


ROLE: dict[str, dict[str, str]] = {
    "core/policy/roles.py": {
        '    MATCHER = "matcher"\n': '    MATCHER = "matcher"\n    OBSERVER = "observer"\n',
        "CASE_ROLES | {Role.AUDITOR, Role.ANALYST,": (
            "CASE_ROLES | {Role.OBSERVER, Role.AUDITOR, Role.ANALYST,"
        ),
    },
    "core/policy/actions.py": {
        "dict.fromkeys((_C, _S, _L, _U, _A, _T), Scope.ALL)": (
            "dict.fromkeys((_C, _S, _L, _U, _A, _T, Role.OBSERVER), Scope.ALL)"
        )
    },
    "core/policy/audit.py": {
        '"read_directory": _CASE |': '"read_directory": _CASE | {Role.OBSERVER} |',
    },
    "models/row_security/database_roles.py": {
        "    Role.ANALYST: DatabaseRole.ANALYST,\n": (
            "    Role.ANALYST: DatabaseRole.ANALYST,\n    Role.OBSERVER: DatabaseRole.ACTOR,\n"
        )
    },
    "api/web/labels/codes.py": {
        '        "auditor": N_("Auditor"),\n': (
            '        "auditor": N_("Auditor"),\n        "observer": N_("Observer"),\n'
        )
    },
    "tests/factories.py": {
        "    Role.ANALYST,\n    Role.ADMINISTRATOR,\n": (
            "    Role.ANALYST,\n    Role.OBSERVER,\n    Role.ADMINISTRATOR,\n"
        )
    },
}
OBSERVING = """
from core.policy.roles import Role
from tests.factories import NOW, Installation
from tests.integration.api.conftest import signing_in


def test_an_observer_reads_only_the_directory(installation: Installation) -> None:
    with signing_in(installation) as sign_in:
        observer = sign_in(Role("observer"))
        assert observer.get("/v1/directory").status_code == 200
        assert observer.get("/v1/records").status_code == 403
        assert observer.get("/").status_code == 200
"""


@pytest.mark.late
def test_a_role_signs_in_and_has_the_rights_of_the_table(tmp_path: Path) -> None:
    _copy(tmp_path, ROLE)
    (tmp_path / "tests" / "test_observer.py").write_text(OBSERVING)
    words = "tests/unit/api/web/test_words.py::test_every_code_has_its_words[role]"
    options = ("-q", "-p", "no:cacheprovider", "-n", "0", "-k", "not postgresql")
    out = _run(tmp_path, "-m", "pytest", *options, "tests/test_observer.py", words)
    assert "2 passed" in out


SCRIPT = {
    "matching/names/text/scripts.py": {
        "SCRIPTS: Final = (\n": (
            '_ARMENIAN: Final = dict(zip("աբգդեկմնր", "abgdekmnr", strict=True))\n'
            "SCRIPTS: Final = (\n"
        ),
        '    Script("greek", tuple(_GREEK.values())),\n': (
            '    Script("greek", tuple(_GREEK.values())),\n'
            '    Script("armenian", tuple(_ARMENIAN.values())),\n'
        ),
        "KANA, HAN, GREEK = range": "KANA, HAN, GREEK, ARMENIAN = range",
        "        (GREEK, _GREEK, _GREEK_FOLDS),\n": (
            "        (GREEK, _GREEK, _GREEK_FOLDS),\n        (ARMENIAN, _ARMENIAN, {}),\n"
        ),
    }
}
READING = """
from matching.names.text.scripts import ARMENIAN, SCRIPTS, romanised, script_of
from matching.names.text.tokeniser import name_tokens
from matching.names.tokens.transducer import shipped_models
(token,) = name_tokens("Արեն")
assert script_of(token) == ARMENIAN == len(SCRIPTS) - 1, token
assert romanised(token) == b"aren", romanised(token)
assert shipped_models().ends.size == len(SCRIPTS)
"""


@pytest.mark.late
def test_a_script_is_read_in_its_own_letters(tmp_path: Path) -> None:
    _copy(tmp_path, SCRIPT)
    names = tmp_path / "matching" / "data" / "names"
    shutil.copy(names / "greek.npz", names / "armenian.npz")
    _run(tmp_path, "-c", READING)
