"""The Celery application with its only task.

The job rows hold the truth. A message of the broker is only a hint.
"""

from __future__ import annotations

import functools
import logging
import os
import threading
from typing import Any

from celery import Celery
from celery.signals import (
    setup_logging,
    worker_init,
    worker_process_init,
    worker_ready,
    worker_shutting_down,
)
from celery.utils.log import get_multiprocessing_logger

from core.logs import log_event
from core.process import parent_watch
from core.process.scheduling_priority import shorten_switch_interval
from core.settings import Settings
from core.tracing import check_packages, start_traces
from models.session import Database
from services.matching_runs import warm_up
from services.operations.store_check import Watch, end_process
from workers import broker
from workers.execution import run_jobs
from workers.runtime import Runtime

RUN_JOBS = "homeward.run_jobs"


def make_celery(runtime: Runtime) -> Celery:
    """Build the application. It does not connect before a task is sent or a worker starts."""
    settings = runtime.settings
    app = Celery("homeward", broker=settings.broker, amqp=broker.PromptAMQP, set_as_current=False)
    app.conf.update(
        task_ignore_result=True,
        # A lost message is published again, and a repeated message fails to claim its job.
        task_acks_late=False,
        task_publish_retry=False,
        task_serializer="json",
        accept_content=["json"],
        # The number of messages that a pool process may hold besides its current one; 0 means no
        # limit. With the file broker Celery has no event loop: it processes acknowledgements only
        # when a wait for messages has ended. A limit of one message would cost one such wait per
        # message. The relay keeps the number of outstanding messages small.
        worker_prefetch_multiplier=1 if broker.is_redis(settings) else 0,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_concurrency=settings.worker_processes,
        worker_max_tasks_per_child=None,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # retry until the broker is back
        broker_connection_timeout=broker.SOCKET_TIMEOUT_S,
        broker_transport_options=broker.transport_options(settings),
        timezone="UTC",
    )

    # A shared task would also be registered in the other applications of the process.
    @app.task(name=RUN_JOBS, shared=False)
    def _run_jobs(job_ids: list[int]) -> None:
        warm_up.load_kernels()  # before a job is claimed and a transaction opened
        run_jobs(runtime, job_ids, has_registered_first=True)

    return app


def _configure_logs(**_: object) -> None:
    """Leave the log configuration unchanged.

    A receiver of this signal keeps Celery from installing its own plain-text logging.
    """
    get_multiprocessing_logger().propagate = True


def _end_after_loss(runtime: Runtime, process: Any) -> None:
    """End this worker if a signal ended a process of its pool; the supervisor starts a new one.

    With the file broker, the processes of the pool share a lock. A process that is killed while it
    waits for a job keeps the lock, and no other process gets a job any more.
    """
    if (process.exitcode or 0) < 0 and not runtime.stopping.has_begun:
        log_event("worker.pool_process_lost", level=logging.ERROR, code=process.exitcode)
        os._exit(1)


def run_worker(settings: Settings) -> None:
    """Run a worker in this process until it is stopped. Pool processes end with it.

    Raise SettingsError if the broker refuses the sign-in, or if this process must not work on the
    database.
    """
    check_packages(settings.traces_url)  # an error in a process of the pool would be lost
    broker.check_broker(settings, waits=True)
    runtime = Runtime(settings)
    app = make_celery(runtime)
    # The watch has its own database object: pool processes must not share connections.
    watch = Watch(Database(settings.database), runtime.context, end_process)

    def ready(sender: Any, **_: object) -> None:
        watch.start()
        if broker.is_redis(settings):
            broker.warn_of_lossy_settings(app)
        else:
            sender.pool._pool.on_process_down = functools.partial(_end_after_loss, runtime)

    def stop(**_: object) -> None:
        runtime.stopping.begin()

    def start(**_: object) -> None:
        runtime.stopping.watch()

    def begin(**_: object) -> None:
        parent_watch.watch_parent()
        start_traces(settings.traces_url, "worker")
        shorten_switch_interval()
        warm_up.start_warm_up(runtime.context, runtime.database, threading.Event())

    setup_logging.connect(_configure_logs, weak=False)
    worker_init.connect(start, weak=False)
    worker_process_init.connect(begin, weak=False)
    worker_ready.connect(ready, weak=False)
    worker_shutting_down.connect(stop, weak=False)
    arguments = [
        "--quiet",
        "worker",
        "--pool=prefork",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    ]
    try:
        app.worker_main([*arguments, "--loglevel=WARNING"])
    finally:
        if watch.reason is not None:
            raise watch.reason
