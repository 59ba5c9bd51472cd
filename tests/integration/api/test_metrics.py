from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select, update

from api.app import create_app
from cli.commands import archives
from core.codes.operations import BackupKind
from core.policy.approvals import APPROVALS, Timing
from core.policy.case.missing_from_care import MISSING_FROM_CARE_CHECK_HOURS
from core.policy.roles import Role
from core.process.heartbeat import Heartbeat
from core.settings import Mode
from models.operations.job import Job
from models.oversight.audit import Audit
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.approval_decisions import approval_list
from services.case.care import missing_from_care
from services.case.care.missing_from_care import MissingFromCareForm
from services.matching_runs import runs
from services.operations import schedule
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.api.conftest import SignIn, probing
from tests.integration.audit_steps import checkpoints_of, sign
from tests.integration.steps import decide, known_child

TOKEN = "m-Etrics_0123456789abcdef"
QUESTION = {
    "facts": {"full_name": "Shakiba Rahimzada", "relatives": ["mother:Golchehre"]},
    "purpose": "locate_missing",
    "legal_basis": "led_8_10",
    "case_number": "DE-2026-001",
}


def _values(client: TestClient) -> dict[str, float]:
    """Return the value of each sample, keyed by name with labels as written."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    found = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def test_metrics_report_jobs_ages_and_the_run(
    probes: TestClient, installation: Installation
) -> None:
    empty = _values(probes)
    assert empty["homeward_database_up"] == 1
    assert empty["homeward_disk_free_bytes"] > 0
    assert empty["homeward_queue_age_seconds"] == empty["homeward_unmatched_age_seconds"] == 0
    assert empty["homeward_matching_run_active"] == empty["homeward_matching_run_shards"] == 0

    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.clock.move(timedelta(seconds=70))
    with installation.database.transaction() as session:
        runs.start_matching_run(session, installation.context, schedule.SCHEDULER)
    waiting = _values(probes)
    assert waiting["homeward_jobs{kind=match,state=queued}"] == 1
    assert waiting["homeward_jobs{kind=crossmatch,state=queued}"] == 1
    assert waiting["homeward_queue_age_seconds"] == waiting["homeward_unmatched_age_seconds"] == 70
    assert waiting["homeward_matching_run_active"] == 1

    installation.work()
    done = _values(probes)
    assert done["homeward_jobs{kind=match,state=done}"] == 1
    assert done["homeward_queue_age_seconds"] == done["homeward_unmatched_age_seconds"] == 0
    assert done["homeward_matching_run_active"] == 0


def test_the_ages_of_backups_and_heartbeats_are_told(
    probes: TestClient, installation: Installation, tmp_path: Path
) -> None:
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    heartbeat = Heartbeat(installation.context.settings.runtime, "worker")
    assert "homeward_heartbeat_age_seconds{kind=worker}" not in _values(probes)
    heartbeat.mark("consumer")
    installation.clock.move(timedelta(hours=30))
    values = _values(probes)
    assert values["homeward_heartbeat_age_seconds{kind=worker}"] < 60
    for kind in BackupKind:
        assert values[f"homeward_backup_age_seconds{{kind={kind}}}"] == 30 * 3600
    archives.save_keys(installation.context, installation.database, tmp_path / "keys.archive")
    values = _values(probes)
    assert values["homeward_backup_age_seconds{kind=keys}"] == 0
    assert values["homeward_backup_age_seconds{kind=data}"] == 30 * 3600


def test_a_quarantined_record_stays_unmatched_though_nothing_waits(
    probes: TestClient, installation: Installation
) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.change(update(Job).values(state="quarantined"))
    installation.clock.move(timedelta(seconds=30))
    values = _values(probes)
    assert values["homeward_jobs{kind=match,state=quarantined}"] == 1
    assert (values["homeward_queue_age_seconds"], values["homeward_unmatched_age_seconds"]) == (
        0,
        30,
    )


def test_the_audit_log_is_signed_or_its_lag_grows(
    probes: TestClient, installation: Installation
) -> None:
    sign(installation)
    assert _values(probes)["homeward_audit_unsigned_age_seconds"] == 0
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.clock.move(timedelta(seconds=45))
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    assert _values(probes)["homeward_audit_unsigned_age_seconds"] == 45
    sign(installation)
    assert _values(probes)["homeward_audit_unsigned_age_seconds"] == 0


def test_a_checkpoint_file_without_a_readable_end_covers_no_row(
    probes: TestClient, installation: Installation
) -> None:
    sign(installation)
    path = checkpoints_of(installation)
    path.write_text(path.read_text() + "{ half a line\n")
    installation.clock.move(timedelta(seconds=9))
    assert _values(probes)["homeward_audit_unsigned_age_seconds"] >= 9


def test_searches_are_timed_and_requests_counted_by_class(
    probes: TestClient, sign_in: SignIn, installation: Installation
) -> None:
    officer = sign_in(Role.LIAISON_OFFICER, "DE-POL")
    assert officer.post("/v1/searches", json=QUESTION).status_code == 201
    assert officer.get("/v1/records").status_code == 200
    assert sign_in(None).get("/v1/records").status_code == 401
    values = _values(probes)
    assert values["homeward_search_seconds_count"] == 1
    assert values["homeward_search_seconds_sum"] > 0
    assert values["homeward_requests_total{status=4xx}"] == 1
    assert values["homeward_refusals_total{code=not_signed_in}"] == 1
    assert values["homeward_requests_total{status=2xx}"] == 2


def test_no_label_or_value_identifies_a_person(
    probes: TestClient, sign_in: SignIn, installation: Installation
) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    officer = sign_in(Role.LIAISON_OFFICER, "DE-POL")
    officer.post("/v1/searches", json=QUESTION)
    officer.get(f"/v1/records/{UUID(int=7)}")
    text = probes.get("/metrics").text
    labels = set(re.findall(r'(\w+)="', text))
    assert labels <= {"kind", "state", "status", "code", "le"}
    assert not re.search(r"[0-9a-f]{8}-|GR|DE-|Rahim|/v1", text)


def test_without_a_database_the_metrics_say_so(installation: Installation, tmp_path: Path) -> None:
    gone = Database("postgresql://nobody@127.0.0.1:1/nowhere")
    app = create_app(installation.context.settings, context=installation.context, database=gone)
    with probing(app) as client:
        values = _values(client)
        assert values["homeward_database_up"] == 0
        assert "homeward_queue_age_seconds" not in values
        assert client.get("/health/ready").json() == {"status": "database_unavailable"}
        assert client.get("/health/live").status_code == 200


@pytest.fixture
def token_client(installation: Installation, tmp_path: Path) -> Iterator[TestClient]:
    """A client of an installation with a metrics token; the test sets the mode."""
    file = tmp_path / "metrics_token"
    file.write_text(TOKEN + "\n")
    file.chmod(0o600)
    settings = installation.context.settings.model_copy(update={"metrics_token_file": file})
    object.__setattr__(installation.context, "settings", settings)
    app = create_app(settings, context=installation.context, database=installation.database)
    with probing(app) as client:
        yield client


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (None, 401),
        ("Bearer wrong", 401),
        (f"Basic {TOKEN}", 401),
        (f"Bearer {TOKEN}x", 401),
        ("Bearer ", 401),
        (f"Bearer {TOKEN}", 200),
    ],
)
def test_metrics_need_the_token_if_one_is_set(
    token_client: TestClient, installation: Installation, mode: Mode, sent: str | None, status: int
) -> None:
    settings = installation.context.settings.model_copy(update={"mode": mode})
    object.__setattr__(installation.context, "settings", settings)
    answer = token_client.get("/metrics", headers={} if sent is None else {"Authorization": sent})
    assert answer.status_code == status
    assert ("homeward_" in answer.text) is (status == 200)
    assert TOKEN not in answer.text


def test_production_without_a_token_has_no_metrics_at_all(installation: Installation) -> None:
    settings = installation.context.settings.model_copy(update={"mode": Mode.PRODUCTION})
    object.__setattr__(installation.context, "settings", settings)
    app = create_app(settings, context=installation.context, database=installation.database)
    with probing(app) as client:
        for headers in ({}, {"Authorization": "Bearer "}):
            answer = client.get("/metrics", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_strangers_wrong_tokens_do_not_fill_the_audit_log(
    token_client: TestClient, installation: Installation
) -> None:
    before = installation.read_all(select(Audit.id))
    for _ in range(3):
        token_client.get("/metrics", headers={"Authorization": "Bearer x"})
    assert installation.read_all(select(Audit.id)) == before


def test_checks_after_the_act_that_were_refused_or_late_are_counted(
    probes: TestClient, installation: Installation
) -> None:
    one, worker = installation, installation.actor(Role.CASEWORKER)
    after = [kind for kind, rule in APPROVALS.items() if rule.timing is Timing.AFTER]
    states = ("late", "refused")
    counted = {name for name in _values(probes) if name.startswith("homeward_checks_after")}
    assert counted == {
        f"homeward_checks_after{{kind={kind},state={state}}}" for kind in after for state in states
    }
    assert all(APPROVALS[kind].late_alert for kind in after)
    name = "homeward_checks_after{kind=missing_from_care,state="
    names = [f"{name}{state}}}" for state in states]
    assert [_values(probes)[name] for name in names] == [0, 0]
    for reference in ("F-1", "F-2"):
        child = known_child(one, record_ref=reference)
        leaving = MissingFromCareForm(one.clock.now(), likely_states=("FR:nobody_known",))
        report = one.do(worker, missing_from_care.report_missing_from_care, child, leaving).report
        if reference == "F-1":
            decide(one, one.actor(Role.SUPERVISOR), report, is_approved=False)
    one.clock.move(timedelta(hours=MISSING_FROM_CARE_CHECK_HOURS))
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        approval_list.end_overdue(session, one.context)
    assert [_values(probes)[name] for name in names] == [1, 1]
