"""The embedded mode as real processes: served, killed, emptied, stopped.

No work is lost or done twice.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.policy.roles import Role
from core.process.scheduling_priority import NICENESS
from services.agencies import accounts
from services.imports import rows as import_rows
from services.matching_runs import runs
from services.operations import schedule
from services.records.intake.preparation import Declaration
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, login
from tests.faults.serving import Served, assert_all_matched_once, people, wait_for
from tests.processes import descendants, is_alive

LAWFUL_BASIS = Declaration("gdpr_6_1_e_9_2_g", "checked", "no")

REPORTER = {
    "name": "Golchehra Rahimzadah",
    "identity_how": "passport",
    "relation_proof": "register",
}


def _import(served: Served, people_count: int, on_chunk: Any = None, *, prefix: str = "") -> None:
    with served.database.transaction() as session:
        actor = accounts.actor_of(session, served.context, login(Role.CASEWORKER, "DE-JUG"))
        batch = import_rows.open_batch(session, served.context, actor)
    rows = [(0, row) for row in people(people_count, prefix)]
    for chunk in import_rows.prepare_chunks(
        served.context, rows, LAWFUL_BASIS, actor=actor, pace=import_rows.ChunkPace(20)
    ):
        with served.database.transaction() as session:
            import_rows.save_chunk(session, served.context, actor, batch.id, chunk)
        if on_chunk is not None:
            on_chunk(chunk.after)


@pytest.mark.late
def test_a_candidate_is_visible_after_registration_and_everything_stops_on_sigterm(
    served: Served,
) -> None:
    family = served.client(Role.CASEWORKER, "GR-CPA")
    body = {
        **MISSING,
        "legal_basis": CHECKED.legal_basis,
        "reporter_check": "checked",
        "international_protection": "no",
    }
    body["reporter"] = REPORTER
    assert family.call("POST", "/v1/records", body)[0] == 201
    shelter = served.client(Role.SUPERVISOR, "DE-JUG")
    assert (
        shelter.call("POST", "/v1/records", {**FOUND, "legal_basis": LAWFUL.legal_basis})[0] == 201
    )
    wait_for(lambda: bool(shelter.call("GET", "/v1/matches")[1]["matches"]))
    wait_for(lambda: bool(shelter.call("GET", "/v1/notifications")[1]["notifications"]))
    everybody = descendants(served.process.pid)
    assert len(everybody) >= 4
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(30) == 0
    assert [pid for pid in everybody if is_alive(pid)] == []


@pytest.mark.slow
def test_worker_and_pool_run_at_lower_priority_than_the_api(served: Served) -> None:
    ordinary = os.getpriority(os.PRIO_PROCESS, 0)
    wait_for(served.is_alive)
    children = served.children()
    working = [children["worker"], *descendants(children["worker"])]
    assert [os.getpriority(os.PRIO_PROCESS, pid) for pid in working] == [ordinary + NICENESS] * len(
        working
    )
    answering = [children["api"], *descendants(children["api"])]
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in answering} == {ordinary}
    for pid, niceness in ((children["worker"], NICENESS), (children["api"], 0)):
        group = Path(f"/proc/{pid}/autogroup")
        if group.exists() and (content := group.read_text("ascii")):  # where Linux groups sessions
            assert content.split()[-1] == str(niceness)


@pytest.mark.slow
@pytest.mark.parametrize("victim", [pytest.param("pool", marks=pytest.mark.slow), "worker"])
def test_a_worker_killed_in_an_import_neither_loses_nor_repeats_rows(
    served: Served, victim: str
) -> None:
    def kill(start: int) -> None:
        if start in (40, 100):
            worker = served.children().get("worker")
            if worker is not None:
                pool = descendants(worker)
                os.kill(pool[0] if victim == "pool" and pool else worker, signal.SIGKILL)
        time.sleep(0.1)

    _import(served, 80, kill)
    wait_for(served.is_done)
    assert_all_matched_once(served, 160)


@pytest.mark.slow
def test_work_goes_on_after_a_waiting_pool_process_is_killed(served: Served) -> None:
    _import(served, 4)
    wait_for(served.is_done)
    (waiting,) = descendants(served.children()["worker"])
    os.kill(waiting, signal.SIGKILL)
    _import(served, 4, prefix="later-")
    wait_for(served.is_done, 30)
    assert_all_matched_once(served, 16)


@pytest.mark.slow
def test_a_starting_worker_loads_the_data_of_matching(served: Served) -> None:
    def has_read() -> bool:
        lines = served.log.read_text("utf-8").splitlines()
        return any(
            '"warming.done", "rows": 8' in line and '"role": "worker"' in line for line in lines
        )

    _import(served, 4)
    wait_for(served.is_done)
    with served.database.transaction() as session:
        runs.start_matching_run(session, served.context, schedule.SCHEDULER)
    wait_for(served.is_done)
    assert not has_read()
    os.kill(served.children()["worker"], signal.SIGKILL)
    wait_for(has_read)


@pytest.mark.slow
def test_a_dead_child_is_started_again_and_all_stop_cleanly_after(served: Served) -> None:
    before = served.children()
    assert before.keys() == {"api", "worker", "scheduler"}
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    wait_for(
        lambda: (
            served.children().keys() == before.keys()
            and not set(served.children().values()) & set(before.values())
        )
    )
    _import(served, 5)
    wait_for(served.is_done)
    assert_all_matched_once(served, 10)
    everybody = descendants(served.process.pid)
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(30) == 0
    assert [pid for pid in everybody if is_alive(pid)] == []


@pytest.mark.slow
def test_a_worker_whose_job_hangs_is_gone_in_time_and_the_job_is_done_by_the_next(
    served: Served,
) -> None:
    worker, scheduler = (served.children()[role] for role in ("worker", "scheduler"))
    served.stop("worker", "scheduler")
    _import(served, 1)
    with served.database.transaction() as session:
        # takes the lock for which every claim of a job now waits up to 30 s
        session.execute(text("SELECT 1"))
        os.kill(scheduler, signal.SIGCONT)
        wait_for(lambda: len(_messages(served)) == 1)
        os.kill(worker, signal.SIGCONT)
        wait_for(lambda: _messages(served) == [])
        os.kill(worker, signal.SIGTERM)
        wait_for(lambda: not is_alive(worker), 20)
        assert not served.is_done()
    wait_for(served.is_done)
    assert_all_matched_once(served, 2)
    assert served.log.read_text().count('"status": 0') == 1


def _messages(served: Served) -> list[Path]:
    return list((served.settings.broker_dir / "queue").glob("*.msg"))


@pytest.mark.slow
def test_children_do_not_outlive_a_killed_supervisor(served: Served) -> None:
    everybody = descendants(served.process.pid)
    os.kill(served.process.pid, signal.SIGKILL)
    wait_for(lambda: not any(is_alive(pid) for pid in everybody))


@pytest.mark.slow
def test_an_emptied_broker_loses_no_record(served: Served) -> None:
    def empty(_start: int) -> None:
        for message in (served.settings.broker_dir / "queue").glob("*"):
            message.unlink(missing_ok=True)

    _import(served, 30, empty)
    wait_for(served.is_done)
    assert_all_matched_once(served, 60)


@pytest.mark.late
def test_logs_broker_and_database_contain_no_personal_data_in_plain_text(served: Served) -> None:
    decoys = {
        "full_name": "Quillmarkfullname Qwxyz",
        "given_names": "Quillmarkgiven",
        "family_names": "Quillmarkfamily",
        "name_native": "Quillmarknative",
        "aliases": ["Quillmarkalias", "exploiter:Quillmarkboss"],
        "birth_place": "Quillmarkplace",
        "event_place": "Quillmarktown",
        "home_address": ["Quillmarkstreet 12, Quillmarkvillage", "exploiter:Quillmarkden"],
        "ethnicity": ["Quillmarkpeople"],
        "route": ["GR:Quillmarkharbour", "Quillmarkroad"],
        "documents": ["passport:AF:QUILLMARKDOC1"],
        "relatives": ["mother:Quillmarkmother"],
        "phones": ["ask Quillmarkphone"],
        "description": "Quillmarkstory",
        "care": "Quillmarkcare",
        "marks": ["Quillmarkmark"],
        "category": "Quillmarkcategory",
    }
    client = served.client(Role.CASEWORKER, "DE-JUG")
    for kind in ("missing", "found", "tracing"):
        row = {
            **decoys,
            "record_ref": f"Quillmarkref-{kind}",
            "kind": kind,
            "birth_date": "2010-05-06",
        }
        status, made = client.call("POST", "/v1/records", row)
        assert status == 201
        assert b"Quillmark" not in str(made).encode()
    question = {
        "facts": {
            "full_name": "Quillmarkquery Qwxyz",
            "relatives": ["mother:Quillmarkmother"],
            "birth_date": "2010-05-06",
        },
        "purpose": "locate_missing",
        "legal_basis": "led_8_10",
        "case_number": "DE-2026-001",
    }
    assert client.call("POST", "/v1/searches", question)[0] == 201
    for wrong in (
        {"kind": "Quillmarkkind"},
        {"Quillmarkfield": "x"},
        {"legal_basis": "Quillmarkbasis"},
    ):
        status, answer = client.call(
            "POST",
            "/v1/records",
            {**decoys, "record_ref": "Quillmarkref-2", "kind": "found", **wrong},
        )
        assert status == 422
        assert "quillmark" not in str(answer).lower()
    wait_for(served.is_done)
    served.process.send_signal(signal.SIGTERM)
    served.process.wait(30)
    looked_at = 0
    for path in served.settings.root.parent.rglob("*"):
        if path.is_file():
            looked_at += 1
            assert b"quillmark" not in path.read_bytes().lower(), path
    assert looked_at >= 4
