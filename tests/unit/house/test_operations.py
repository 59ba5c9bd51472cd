"""docs/operations.md lists exactly the existing settings, commands, metrics and readiness words."""

from __future__ import annotations

import json
import re

import pytest

from cli.health import ROLES
from cli.lazy_group import COMMANDS
from core.policy.records.retention import (
    AUDIT_RETENTION_YEARS,
    CLOSED_MONTHS,
    NOTIFICATION_BEFORE_REVIEW_DAYS,
    OVERDUE_AGAIN_DAYS,
    REVIEW_MONTHS,
)
from core.settings import Settings
from services.operations.readiness import Readiness, Work
from tests.unit.house.conftest import PROJECT

TEXT = (PROJECT / "docs" / "operations.md").read_text("utf-8")


def _section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_the_table_of_settings_is_the_settings() -> None:
    rows = dict(
        re.findall(r"^\| `(HOMEWARD_\w+)` \| ([^|]*) \|", _section("Settings"), re.MULTILINE)
    )
    fields = {
        f"HOMEWARD_{name.upper()}": field.default for name, field in Settings.model_fields.items()
    }
    assert rows.keys() == fields.keys()
    for name, default in fields.items():
        if isinstance(default, int | str) and default not in ("", None):
            shown = str(default).lower() if isinstance(default, bool) else str(default)
            assert rows[name] == f"`{shown}`", name


OF_THE_TESTS = {"HOMEWARD_FAULTS_SEED"}  # read only by tests/faults, therefore not a setting


@pytest.mark.parametrize("variable", sorted(set(re.findall(r"HOMEWARD_\w+", TEXT)) - OF_THE_TESTS))
def test_no_setting_is_named_that_does_not_exist(variable: str) -> None:
    assert variable.removeprefix("HOMEWARD_").lower() in Settings.model_fields


def test_every_command_that_is_named_exists() -> None:
    known = COMMANDS.keys()
    named = set(
        re.findall(
            r"homeward ([a-z][a-z-]+)\b",
            "\n".join(re.findall(r"`[^`]+`|^    .*$", TEXT.replace("```", "`"), re.MULTILINE)),
        )
    )
    assert named <= known
    assert {
        "migrate",
        "api",
        "worker",
        "scheduler",
        "serve",
        "doctor",
        "health",
        "init-secrets",
        "audit",
    } <= named
    assert f"homeward health {'|'.join(ROLES)}" in TEXT


def test_every_word_of_readiness_is_explained() -> None:
    words = set(
        re.findall(r"^\| `(\w+)` \|", _section("Watching").split("| metric |")[0], re.MULTILINE)
    )
    good = {Readiness.READY, Work.ON_TIME}
    assert words == {word.value for word in [*Readiness, *Work] if word not in good}


def test_every_metric_is_documented() -> None:
    source = "".join(
        (PROJECT / path).read_text()
        for path in ("api/routes/operations/metrics.py", "api/telemetry.py")
    )
    made = set(re.findall(r'_gauge\(\s*"(\w+)"', source)) | {
        name.removeprefix("homeward_") for name in re.findall(r'"(homeward_\w+)"', source)
    }
    assert _documented() == made


def test_the_dashboard_shows_every_documented_metric_and_no_other() -> None:
    dashboard = json.loads((PROJECT / "deploy/grafana.json").read_text())
    shown = {
        name.removesuffix("_bucket").removesuffix("_total")
        for panel in dashboard["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\bhomeward_(\w+)", target["expr"])
    }
    assert shown == _documented()


def _documented() -> set[str]:
    """Return the names of the metrics in the section "Watching", without their prefix."""
    return {
        name.removesuffix("_total")
        for name in re.findall(r"`homeward_([a-z_]+)[`{]", _section("Watching"))
    }


def test_every_alert_rule_names_metrics_that_exist_and_every_metric_to_watch_has_one() -> None:
    rules = (PROJECT / "deploy/alerts.yml").read_text().split("- alert: ")[1:]
    watched: set[str] = set()
    for rule in rules:
        (expression,) = re.findall(r"^ +expr: (.+)$", rule, re.MULTILINE)
        assert re.search(r"^ +annotations: {summary: \".+\"}$", rule, re.MULTILINE)
        watched |= {
            name.removesuffix("_bucket").removesuffix("_total")
            for name in re.findall(r"\bhomeward_(\w+)", expression)
        }
    assert watched <= _documented()
    assert _documented() - watched <= {"matching_run_shards"}


def test_the_section_on_retention_has_the_figures_of_the_table() -> None:
    ahead, soon = NOTIFICATION_BEFORE_REVIEW_DAYS
    assert REVIEW_MONTHS["at_risk"] == REVIEW_MONTHS["found"] == REVIEW_MONTHS["preventive"]
    stated = " ".join(_section("Retention").split())
    for figure in (
        f"due after {REVIEW_MONTHS['other']} months, {REVIEW_MONTHS['found']} for",
        f"notified {ahead} and {soon} days ahead",
        f"repeated every {OVERDUE_AGAIN_DAYS} days",
        f"after {CLOSED_MONTHS} months",
        f"checkpoint of {AUDIT_RETENTION_YEARS} years ago",
    ):
        assert figure in stated, figure
