"""The table of handlers by job kind.

A handler reads and computes without a lock. It then stores its result and finishes the job in one
transaction. An effect therefore happens exactly once, even if the work was started several times.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import operator
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from core.codes.operations import JobKind
from core.errors import Conflict, HomewardError, InvalidInput, NotFound, Refused
from core.logs import log_event
from core.policy.clock_steps import ClockStep
from models.sql import postgres_statistics
from reports import generate
from reports.generate import ReportRequest
from services.case import deadlines as case_deadlines
from services.case import message_delivery, sighting_deliveries
from services.case.care import agency_closings, care_declarations
from services.case.care.agency_closings import ClosingWork
from services.consent import coming_of_age, written_consent
from services.disclosure import expiry as disclosure_expiry
from services.foundation import clock_steps, jobs, population_snapshot
from services.foundation.context import Context
from services.foundation.jobs import Claim
from services.imports import undo as import_undo
from services.imports import worker as import_worker
from services.matching_runs import (
    candidate_notifications,
    delta_runs,
    hand_matches,
    pair_scoring,
    runs,
)
from services.operations import cleanup, schedule
from services.records.intake import contact_screening
from services.review import confirmed_groups
from services.search import link_requests, person_search, saved_search_repeats
from services.sharing import notifications
from services.statistics import publication, random_sample, report_runs
from workers.runtime import Runtime

Handler = Callable[[Runtime, Claim], None]
# Errors that the stored values of one record may raise. They are logged, and the work continues
# with the other records.
DATA_ERRORS = (HomewardError, ValueError, ArithmeticError)
Work = Callable[[Session, Context], object]
# Seconds of a long job before other jobs go first. With one worker process a new report waits at
# most that long behind an import.
TURN_S = 20.0


def match_record(runtime: Runtime, claimed: Claim) -> None:
    """Compare one record with all others."""
    _score(runtime, claimed, lambda _: [claimed.record_id or 0], is_run=False)


def _score(
    runtime: Runtime, claimed: Claim, ids: Callable[[Session], Sequence[int]], *, is_run: bool
) -> None:
    """Compare the records of `ids`, store their matches and count them in the job's run.

    Discard the job if its run is over. `is_run` (`pair_scoring.score_records`) limits the
    comparison to records with a smaller id.
    """
    context, database = runtime.context, runtime.database
    with database.transaction(is_read_only=True) as session:
        scored = (
            None
            if runs.is_run_over(session, claimed)
            else pair_scoring.score_records(session, context, ids(session), is_run=is_run)
        )
    with database.transaction() as session:
        if scored is None:
            jobs.discard(session, context, claimed)
            return
        pair_scoring.save_scores(session, context, scored)
        runs.count_job(
            session, context, claimed, scored=scored.compared, stored=len(scored.matches)
        )
        jobs.finish(session, context, claimed)


def match_records(runtime: Runtime, batch: Sequence[Claim]) -> None:
    """Compare the records of several bulk jobs with the store, and end all jobs in one transaction.

    The matches and bits are the same as if each record were matched separately. Raise `JobLost` if
    another worker has the lease of one of the jobs.
    """
    context, database = runtime.context, runtime.database
    with database.transaction(is_read_only=True) as session:
        # a run may have matched a record before its turn came
        ids = delta_runs.not_current(
            session, context, {claimed.record_id or 0 for claimed in batch}
        )
        scored = pair_scoring.score_records(session, context, ids, is_run=False)
    with database.transaction() as session:
        pair_scoring.save_scores(session, context, scored)
        for claimed in batch:
            jobs.finish(session, context, claimed)


def notify_responsible_agencies(runtime: Runtime, claimed: Claim) -> None:
    """Notify the responsible agencies of a record's matches, and start first reviews."""
    with _finishing(runtime, claimed) as session:
        candidate_notifications.notify_of_candidates(
            session, runtime.context, claimed.record_id or 0
        )
        case_deadlines.start_first_reviews(session, runtime.context, claimed.record_id or 0)
        hand_matches.open_matches(session, runtime.context, claimed.record_id or 0)
        care_declarations.notify_desks(session, runtime.context, claimed.record_id or 0)
        message_delivery.deliver(session, runtime.context, claimed.record_id or 0)


def deliver_sightings(runtime: Runtime, claimed: Claim) -> None:
    """Deliver the sightings that were sent since the last such job."""
    with _finishing(runtime, claimed) as session:
        sighting_deliveries.deliver(session, runtime.context)


def notify_of_silent_matches(runtime: Runtime, claimed: Claim) -> None:
    """Notify the responsible agencies of records that a search found but did not show."""
    context, database = runtime.context, runtime.database
    with database.transaction(is_read_only=True) as session:
        matches = person_search.find_silent_matches(session, context, claimed.search_id or 0)
    with _finishing(runtime, claimed) as session:
        notifications.notify_of_search(session, context, claimed.search_id or 0, matches)


def compare_contacts(runtime: Runtime, claimed: Claim) -> None:
    """Compare the reporter and guardians of a record with those of all other records."""
    with _finishing(runtime, claimed) as session:
        contact_screening.compare_contacts(session, runtime.context, claimed.record_id or 0)


def repeat_saved_search(runtime: Runtime, claimed: Claim) -> None:
    """Repeat a saved search and notify its searcher of new results."""
    context, database = runtime.context, runtime.database
    with database.transaction(is_read_only=True) as session:
        repeat = saved_search_repeats.new_results(session, context, claimed.search_id or 0)
    with _finishing(runtime, claimed) as session:
        saved_search_repeats.notify_of_results(session, context, claimed.search_id or 0, repeat)


def plan_run(runtime: Runtime, claimed: Claim) -> None:
    """Plan a full run: count the name tokens and create a job for each shard."""
    context, database = runtime.context, runtime.database
    with database.transaction(is_read_only=True) as session:
        snapshot_input = population_snapshot.gather_records(session, context.keys, context.features)
    counted = population_snapshot.count_population(snapshot_input)
    with _finishing(runtime, claimed) as session:
        postgres_statistics.analyse_tables(session)
        runs.plan_shards(session, context, claimed, counted)


def match_shard(runtime: Runtime, claimed: Claim) -> None:
    """Compare each record of one shard of a run with all records that have a smaller id."""
    _score(runtime, claimed, lambda session: runs.shard_ids(session, claimed), is_run=True)


def plan_delta_run(runtime: Runtime, claimed: Claim) -> None:
    """Plan a delta run: create a job for each shard of outdated records.

    The job of an import has no run. It makes the next run due.
    """
    with _finishing(runtime, claimed) as session:
        if claimed.matching_run_id is None:
            schedule.request_run(session, runtime.context)
        else:
            delta_runs.plan_shards(session, runtime.context, claimed)


def match_again(runtime: Runtime, claimed: Claim) -> None:
    """Compare the outdated records of one shard of a delta run, or one of them, with all others.

    The second attempt of a shard makes a job for each of its records.
    """
    context = runtime.context
    if claimed.shard is None or claimed.attempts == 1:
        _score(
            runtime,
            claimed,
            lambda session: delta_runs.ids_to_match(session, context, claimed),
            is_run=False,
        )
        return
    with runtime.database.transaction() as session:
        if runs.is_run_over(session, claimed):
            jobs.discard(session, context, claimed)
            return
        delta_runs.split_shard(session, context, claimed)
        runs.count_job(session, context, claimed)
        jobs.finish(session, context, claimed)


def clean_up(runtime: Runtime, claimed: Claim) -> None:
    """Delete old jobs, scores, idempotency keys and series entries, one batch per transaction."""
    context, database = runtime.context, runtime.database
    after: int | None = 0
    while after is not None:
        with database.transaction() as session:
            after = cleanup.delete_old_scores(session, context, after=after)
    is_left = True
    while is_left:
        with database.transaction() as session:
            is_left = cleanup.delete_old_jobs(session, context) == cleanup.BATCH_SIZE
    with _finishing(runtime, claimed) as session:
        cleanup.delete_old_rows(session, context)
        cleanup.record_cleanup_event(session, context, schedule.SCHEDULER)


def process_deadlines(runtime: Runtime, claimed: Claim) -> None:
    """End consents, disclosures and declarations that expired, and escalate overdue deadlines.

    Each item has its own transaction, so that an unreadable one does not block the others.
    """
    context, database = runtime.context, runtime.database
    with database.transaction(is_read_only=True) as session:
        due = written_consent.due_consents(session, context)
        late = disclosure_expiry.expired_disclosures(session, context)
    checks: dict[bool, list[Work]] = {False: [], True: []}
    for one in due:
        checks[one.is_expired].append(
            functools.partial(
                written_consent.expire_consents, record_id=one.record_id, agency_id=one.agency_id
            )
        )
    work = checks[False]
    work += [
        functools.partial(
            disclosure_expiry.expire_disclosure, disclosure_id=record_id, agency_id=agency_id
        )
        for record_id, agency_id in late
    ]
    _run_each(runtime, work, failure="deadlines.failed")
    _run_each(runtime, checks[True], failure="deadlines.failed", step=ClockStep.END_CONSENT)
    with database.transaction() as session:
        case_deadlines.escalate_overdue(session, context)
        care_declarations.close_overdue_declarations(session, context)
        message_delivery.remove_expired(session, context)
        sighting_deliveries.remove_old(session, context)
        message_delivery.deliver(session, context)
        message_delivery.escalate_unread(session, context)
        link_requests.end_overdue(session, context)
    _end(runtime, claimed)


def _run_each(
    runtime: Runtime, work: Sequence[Work], *, failure: str, step: ClockStep | None = None
) -> None:
    """Do each item in its own transaction; with a step, until its limit of the day is used up.

    An item that fails counts only in the log, under the event `failure`.
    """
    for act in work:
        try:
            with runtime.database.transaction() as session:
                if step is not None and not clock_steps.permitted(
                    session, runtime.context, step, 1
                ):
                    return
                act(session, runtime.context)
        except DATA_ERRORS as error:
            log_event(failure, level=logging.ERROR, error=error)


def _steps_due(
    runtime: Runtime, dues: list[coming_of_age.DueRecord]
) -> list[coming_of_age.DueStep]:
    """Return the steps that are due for an agency's records, read in one transaction.

    If one record cannot be read, each record is processed separately.
    """
    try:
        with runtime.database.transaction(is_read_only=True) as session:
            return coming_of_age.due_steps(session, runtime.context, dues)
    except DATA_ERRORS as error:
        if len(dues) > 1:
            return [work for due in dues for work in _steps_due(runtime, [due])]
        log_event("of_age.failed", level=logging.ERROR, error=error)
        return []


def _for_record(act: coming_of_age.DueAction, due: coming_of_age.DueRecord) -> Work:
    return lambda session, context: act(session, context, due.record_id, due.agency_id)


def process_coming_of_age(runtime: Runtime, claimed: Claim) -> None:
    """Find the records of a slice whose person came of age, and take the steps that are due.

    If the job names a record, only carry out what a person decided about the adulthood of its
    person. A record that cannot be read does not stop the others. The limits of
    `core.policy.clock_steps` count the steps of all slices in a day.
    """
    context, database = runtime.context, runtime.database
    if claimed.record_id is not None:
        with _finishing(runtime, claimed) as session:
            coming_of_age.apply_decision(session, context, claimed.record_id)
        return
    work: list[coming_of_age.DueStep] = []
    by_agency = operator.attrgetter("agency_id")
    after: int | None = 0
    while after is not None:
        with database.transaction(is_read_only=True) as session:
            due_ids = coming_of_age.due_records(session, claimed.shard or 0, after=after)
        for _, dues in groupby(sorted(due_ids, key=by_agency), by_agency):
            work += _steps_due(runtime, list(dues))
        after = due_ids[-1].record_id if due_ids else None
    for step in (ClockStep.COME_OF_AGE, ClockStep.OPEN_PLAN):
        acts = [_for_record(act, due) for due_step, act, due in work if due_step is step]
        _run_each(runtime, acts, failure="of_age.failed", step=step)
    _end(runtime, claimed)


def count_statistics(runtime: Runtime, claimed: Claim) -> None:
    """Count all statistics, publish the permitted counts, and draw random pairs for review."""
    context, database = runtime.context, runtime.database
    with database.transaction(is_read_only=True) as session:
        counted = publication.count_everything(session, context)
    with database.transaction() as session:
        publication.publish_counts(session, context, counted)
    with _finishing(runtime, claimed) as session:
        random_sample.draw_pairs(session, context)


def process_undone_decision(runtime: Runtime, claimed: Claim) -> None:
    """Revoke disclosures of a record that depend on an undone decision; request reviews.

    The reviews are of the other links of its group.
    """
    record_id = claimed.record_id or 0
    with runtime.database.transaction(is_read_only=True) as session:
        undone = disclosure_expiry.undone_disclosures(session, record_id)
    for disclosure_id, agency_id in undone:
        with runtime.database.transaction() as session:
            disclosure_expiry.revoke_undone(session, runtime.context, disclosure_id, agency_id)
    with _finishing(runtime, claimed) as session:
        confirmed_groups.review_links(session, runtime.context, record_id)


def import_file(runtime: Runtime, claimed: Claim) -> None:
    """Import the remaining rows of an uploaded file, one transaction per chunk.

    After `TURN_S` another job takes up the rest.
    """
    context, database, batch_id = runtime.context, runtime.database, claimed.batch_id or 0
    until = time.monotonic() + TURN_S
    with database.transaction(is_read_only=True) as session:
        work = import_worker.resume_import(session, context, batch_id)
    if work is not None:
        for chunk in work.chunks:
            began = time.monotonic()
            with database.transaction() as session:
                import_worker.save_chunk(session, context, work, chunk)
            work.pace.took(chunk.rows, time.monotonic() - began)
            if time.monotonic() >= until:
                _queue_rest(runtime, claimed)
                return
        with database.transaction() as session:
            import_worker.finish_import(session, context, work)
    _end(runtime, claimed)


def undo_import(runtime: Runtime, claimed: Claim) -> None:
    """Withdraw the records of an import, one transaction per chunk.

    After `TURN_S` another job takes up the rest.
    """
    until = time.monotonic() + TURN_S
    is_left = True
    while is_left:
        with runtime.database.transaction() as session:
            is_left = import_undo.undo_next(session, runtime.context, claimed.batch_id or 0)
        if is_left and time.monotonic() >= until:
            _queue_rest(runtime, claimed)
            return
    _end(runtime, claimed)


def _queue_rest(runtime: Runtime, claimed: Claim) -> None:
    """Finish a job of an import, and enqueue one for the rest, in one transaction."""
    with _finishing(runtime, claimed) as session:
        rest = jobs.JobTarget(batch_id=claimed.batch_id)
        jobs.enqueue(session, runtime.context, claimed.kind, [rest])


def close_agencies(runtime: Runtime, claimed: Claim) -> None:
    """Move the records of the agencies that close, one transaction per record.

    A record that the rules of a transfer refuse is listed as a leftover.
    """
    context, database = runtime.context, runtime.database
    with database.transaction(is_read_only=True) as session:
        closings = agency_closings.open_closings(session)
    for work in closings:
        while record_ids := _records_to_move(runtime, work):
            for record_id in record_ids:
                try:
                    with database.transaction() as session:
                        agency_closings.move_record(session, context, work, record_id)
                except (Conflict, InvalidInput, NotFound, Refused) as error:
                    with database.transaction() as session:
                        agency_closings.keep_record(session, context, work, record_id, error)
        with database.transaction() as session:
            agency_closings.end_pass(session, context, work)
    _end(runtime, claimed)


def _records_to_move(runtime: Runtime, work: ClosingWork) -> list[int]:
    with runtime.database.transaction(is_read_only=True) as session:
        return agency_closings.next_records(session, runtime.context, work)


def notify_of_export(runtime: Runtime, claimed: Claim) -> None:
    """Notify the responsible agency of a record that another agency's export contained it."""
    with _finishing(runtime, claimed) as session:
        notifications.notify_of_export(session, runtime.context, claimed.record_id or 0)


def make_monthly_report(runtime: Runtime, claimed: Claim) -> None:
    """Make the monthly report. Log a warning if no counts are published yet."""
    with _finishing(runtime, claimed) as session:
        try:
            generate.make_report(session, runtime.context, report_runs.REPORTER, ReportRequest())
        except Conflict as error:
            log_event("report.none", level=logging.WARNING, error=error)


@contextlib.contextmanager
def _finishing(runtime: Runtime, claimed: Claim) -> Iterator[Session]:
    """Yield the session of the job's last transaction, and finish the job in it."""
    with runtime.database.transaction() as session:
        yield session
        jobs.finish(session, runtime.context, claimed)


def _end(runtime: Runtime, claimed: Claim) -> None:
    with _finishing(runtime, claimed):
        pass


HANDLERS: dict[str, Handler] = {
    JobKind.MATCH: match_record,
    JobKind.NOTIFY: notify_responsible_agencies,
    JobKind.SILENT_MATCHES: notify_of_silent_matches,
    JobKind.SIGHTINGS: deliver_sightings,
    JobKind.SAVED_SEARCH: repeat_saved_search,
    JobKind.CONTACTS: compare_contacts,
    JobKind.CROSSMATCH: plan_run,
    JobKind.SHARD: match_shard,
    JobKind.DEADLINES: process_deadlines,
    JobKind.DELTA: plan_delta_run,
    JobKind.REMATCH: match_again,
    JobKind.COMING_OF_AGE: process_coming_of_age,
    JobKind.THIN: clean_up,
    JobKind.STATISTICS: count_statistics,
    JobKind.REOPEN: process_undone_decision,
    JobKind.IMPORT: import_file,
    JobKind.UNDO_IMPORT: undo_import,
    JobKind.CLOSE_AGENCIES: close_agencies,
    JobKind.EXPORTED: notify_of_export,
    JobKind.REPORT: make_monthly_report,
}
