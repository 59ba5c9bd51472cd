"""The heartbeat of a worker, written by the consumer's loop.

It stops when the worker hangs or has no broker.
"""

from __future__ import annotations

from typing import Any

from celery import bootsteps
from celery.signals import celeryd_init

from core.logs import log_event
from core.process.heartbeat import INTERVAL_S, Heartbeat


def install_heartbeat(heartbeat: Heartbeat) -> None:
    """Make the worker of this process write its heartbeat while it is connected to the broker.

    It is written at each connection, then every `INTERVAL_S` seconds until the connection is lost.
    The heartbeats of an earlier process are deleted now. Call this before the worker starts.
    """
    heartbeat.clear()

    class Pulse(bootsteps.StartStopStep):
        """A step of the consumer. It starts with each connection and stops when the connection is
        lost.
        """

        requires = ("celery.worker.consumer.tasks:Tasks",)

        _entry: Any = None  # of the consumer's timer

        def start(self, consumer: Any) -> None:
            """Write the heartbeat now and repeatedly."""
            log_event("broker.connected")
            heartbeat.mark("consumer")
            self._entry = consumer.timer.call_repeatedly(INTERVAL_S, heartbeat.mark, ("consumer",))

        def stop(self, consumer: Any) -> None:
            """Stop the heartbeat."""
            if self._entry is not None:
                log_event("broker.disconnected")
                self._entry.cancel()
                self._entry = None

    def add(instance: Any, **_: object) -> None:
        instance.app.steps["consumer"].add(Pulse)

    celeryd_init.connect(add, weak=False)
