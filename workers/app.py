"""The Celery application: settings per broker and two thin tasks. The broker is a hint, the job rows are the truth."""

from __future__ import annotations

from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from core import lifeline
from core.settings import Settings
from services import schedule
from workers.execution import run_jobs
from workers.runtime import Runtime

RUN_JOBS = "homeward.run_jobs"
PLAN_DUE = "homeward.plan_due"
POLL_S = 0.05
PLAN_EVERY_S = 30.0

# Celery's own schedule: what is due is decided by rows, this only asks.
BEAT: dict[str, dict[str, Any]] = {
    "plan-due": {"task": PLAN_DUE, "schedule": PLAN_EVERY_S, "options": {"expires": PLAN_EVERY_S}},
}


def make_celery(settings: Settings) -> Celery:
    """Build the application; nothing connects before a task is sent or a worker starts."""
    app = Celery("homeward", broker=settings.broker, set_as_current=False)
    app.conf.update(
        task_ignore_result=True,
        task_acks_late=False,  # a lost message costs a re-publication, a repeated one a refused claim
        task_publish_retry=False,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_concurrency=settings.worker_processes,
        worker_max_tasks_per_child=None,
        broker_connection_retry_on_startup=True,
        broker_transport_options=_transport_options(settings),
        beat_schedule=BEAT,
        timezone="UTC",
    )
    runtime = Runtime(settings)

    @app.task(name=RUN_JOBS)
    def _run_jobs(job_ids: list[int]) -> None:
        run_jobs(runtime, job_ids)

    @app.task(name=PLAN_DUE)
    def _plan_due() -> None:
        with runtime.database.transaction() as session:
            schedule.plan_due(session, runtime.context)

    return app


def _transport_options(settings: Settings) -> dict[str, Any]:
    if not settings.broker.startswith("filesystem:"):
        return {}
    folders = {"data_folder_in": "queue", "data_folder_out": "queue", "control_folder": "control"}
    for name in set(folders.values()):
        (settings.broker_dir / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    return {"polling_interval": POLL_S} | {option: str(settings.broker_dir / name) for option, name in folders.items()}


def run_worker(settings: Settings) -> None:
    """Run a worker in this process until it is told to stop; pool processes end with it."""
    worker_process_init.connect(_end_with_parent, weak=False)
    arguments = ["--quiet", "worker", "--pool=prefork", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    make_celery(settings).worker_main([*arguments, "--loglevel=WARNING"])


def _end_with_parent(**_: object) -> None:
    lifeline.watch_parent()
