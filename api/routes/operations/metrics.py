"""Metrics for Prometheus: counts and ages, for the operator of the installation.

A count that rises with a new record shows a stranger that the record has a candidate. Production
therefore answers only to the metrics token, and not at all without one. Embedded mode answers on
loopback, where it listens only.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.deps import ContextDep
from api.routes.operations.probe_state import ProbeState
from api.telemetry import Meters
from core.errors import NotFound, NotSignedIn
from core.settings import Mode, Settings
from services.operations import metrics

router = APIRouter()


@router.get("/metrics", response_class=Response)
def read_metrics(request: Request, context: ContextDep) -> Response:
    """Read metrics.

    The format is the text format of Prometheus. The request needs the metrics token of the
    installation. The port of the probes answers (`api.probes`).
    """
    _admit(request, context.settings)
    meters: Meters = request.app.state.meters
    state: ProbeState = request.app.state.probe_state
    registry = CollectorRegistry()
    registry.register(_Look(state.metrics.get()))
    return Response(meters.exposition() + generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _admit(request: Request, settings: Settings) -> None:
    required_token = settings.metrics_token
    if not required_token:
        if settings.mode is Mode.PRODUCTION:
            raise NotFound("no metrics token is set")
        return
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(
        token.strip().encode(), required_token.encode()
    ):
        raise NotSignedIn("metrics token")


class _Look(Collector):
    """One read of the database as metrics. Without one, only `database_up` is 0."""

    def __init__(self, seen: metrics.Snapshot | None) -> None:
        self._seen = seen

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        seen = self._seen
        yield _gauge("database_up", "Whether the database answered.", float(seen is not None))
        if seen is None:
            return
        yield from (
            _gauges(
                "homeward_jobs",
                "Jobs by kind and state.",
                ("kind", "state"),
                {(job.kind, job.state): job.count for job in seen.jobs},
            ),
            _gauges(
                "homeward_schedule_late_seconds",
                "Seconds since recurring work was due.",
                ("kind",),
                {(schedule.kind,): schedule.late_s for schedule in seen.schedules_late},
            ),
            _gauges(
                "homeward_backup_age_seconds",
                "Seconds since the newest backup of each kind.",
                ("kind",),
                {(kind,): age_s for kind, age_s in seen.backup_s.items()},
            ),
            _gauges(
                "homeward_heartbeat_age_seconds",
                "Seconds since the oldest heartbeat of each role on this machine.",
                ("kind",),
                {(role,): age_s for role, age_s in seen.silent_s.items()},
            ),
            _gauges(
                "homeward_checks_after",
                "Acts that worked at once and whose check was refused or late.",
                ("kind", "state"),
                {(check.kind, check.state): check.count for check in seen.checks},
            ),
            _gauges(
                "homeward_clock_steps_today",
                "Items that each step of the clock processed today (UTC).",
                ("kind",),
                {(step,): count for step, count in seen.clock_steps.items()},
            ),
            _gauge(
                "clock_unconfirmed",
                "Whether erasure and other final steps wait for `homeward audit accept-clock`.",
                float(seen.is_clock_unconfirmed),
            ),
            _gauge(
                "disk_free_bytes",
                "Bytes free on the disk of the data directory.",
                seen.disk_free,
            ),
            _gauge("queue_age_seconds", "Age of the oldest job that waits or runs.", seen.queue_s),
            _gauge(
                "unpublished_age_seconds",
                "Seconds without a message to the broker although a job is to be published.",
                seen.unpublished_s,
            ),
            _gauge(
                "unmatched_age_seconds",
                "Age of the oldest record still to be matched.",
                seen.unmatched_s,
            ),
            _gauge(
                "audit_unsigned_age_seconds",
                "Age of the oldest unsigned row of the audit log.",
                seen.unsigned_s,
            ),
            _gauge("audit_anchors", "Anchors of the audit log in use.", seen.anchors),
            _gauge(
                "audit_unanchored_age_seconds",
                "Age of the oldest checkpoint not sent.",
                seen.unanchored_s,
            ),
            _gauge(
                "upgrade_waiting_records",
                "Records packed for another version.",
                seen.waiting_for_upgrade,
            ),
            _gauge(
                "match_keys_held",
                "Match keys held; more than one while it is being replaced.",
                seen.match_keys,
            ),
            _gauge(
                "matching_run_active",
                "Whether a matching run goes on.",
                float(seen.run_shards is not None),
            ),
            _gauge(
                "matching_run_shards",
                "Shards of the matching run that goes on.",
                seen.run_shards or 0,
            ),
            _gauge(
                "matching_run_shards_done",
                "Shards of the matching run that goes on that are done.",
                seen.run_shards_done or 0,
            ),
        )


def _gauges(
    name: str, words: str, labels: tuple[str, ...], values: Mapping[tuple[str, ...], float]
) -> Metric:
    """Return a metric with a value for each combination of its labels."""
    family = GaugeMetricFamily(name, words, labels=labels)
    for of_labels, value in values.items():
        family.add_metric(of_labels, value)
    return family


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"homeward_{name}", words, value=value)
