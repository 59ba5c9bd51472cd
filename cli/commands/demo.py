"""`homeward demo`: show the main functions with synthetic people, in a separate data directory.

Everything that a person does here goes over HTTP as that person. Three steps use the services
directly, because no role may do them: making accounts, importing, and comparing with the truth.
"""

from __future__ import annotations

import functools
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli import demo_world
from cli.client import Client
from cli.commands.crossmatch import progress_bar
from cli.commands.intake import RowImport, run_import
from cli.demo_story import DemoStory
from cli.demo_world import Account
from cli.installation import open_installation, prepare_installation, remove_former_demo
from cli.supervisor import Supervisor
from core.codes.agencies import AgencyKind
from core.codes.operations import JobKind, JobState, MatchingRunState
from core.codes.records import ReporterCheck
from core.policy.roles import Role
from core.process.stop_signals import stop_event
from core.settings import Settings, load_settings
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from sample_data import demo_pair_refs
from services.foundation import jobs
from services.foundation.context import Context
from services.matching_runs import evaluation
from services.operations import schedule
from services.records.intake.preparation import Declaration

POLL_S = 0.2
# A slow machine takes long, so only a step without any progress ends the demo.
STANDSTILL_S = 300.0
# Declarations of the demo: every reporter was identified, and it is not known whether a person
# enjoys international protection.
LEGAL_BASES = {
    "police": "led_8_10",
    "protection": "gdpr_6_1_e_9_2_g",
    "hotline": "gdpr_6_1_e_9_2_g",
}
# docs/tutorials/api.md: the agency whose software has a token, and variable -> the person
TUTORIAL_AGENCY = "DE-JUG"
TUTORIAL_PEOPLE = {
    "CASEWORKER": (Role.CASEWORKER, TUTORIAL_AGENCY),
    "SUPERVISOR": (Role.SUPERVISOR, TUTORIAL_AGENCY),
    "OFFICER": (Role.LIAISON_OFFICER, "GR-POL"),
    "GREEK_SUPERVISOR": (Role.SUPERVISOR, "GR-POL"),
}


class StoodStill(Exception):
    """A step made no progress for STANDSTILL_S. The message has the progress until then."""


class Patience:
    """Watches the progress of a step."""

    def __init__(self, step: str) -> None:
        self._step, self._done, self._since = step, "", time.monotonic()

    def check(self, done: str) -> None:
        """Raise StoodStill if `done` has not changed for STANDSTILL_S."""
        now = time.monotonic()
        if done != self._done:
            self._done, self._since = done, now
        elif now - self._since >= STANDSTILL_S:
            raise StoodStill(
                f"{self._step}: no progress for {STANDSTILL_S:.0f} s; done: {self._done}"
            )


def demo(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Stop after the results instead of serving on.")
    ] = False,
    data_dir: Annotated[
        Path, typer.Option(help="The demo's data directory; replaced each time.")
    ] = Path("data/demo"),
    port: Annotated[int, typer.Option(help="Port on loopback; 0 for any free port.")] = 0,
) -> None:
    """Show what Homeward does: 2,000 synthetic records of 8 agencies, matched, reviewed and
    searched.
    """
    os.environ |= {"HOMEWARD_DEMO": "true", "HOMEWARD_DATA_DIR": str(data_dir.resolve())}
    os.environ["HOMEWARD_PORT"] = str(port or _free_port())
    settings = load_settings()
    console = Console(highlight=False)
    console.print("[bold]Homeward demo[/bold]: synthetic people only, on this machine only.\n")
    remove_former_demo(settings)
    prepare_installation(settings)
    with open_installation(settings) as (context, database):
        stop = stop_event()
        accounts = demo_world.make_accounts(context, database)
        demo_world.make_services(context, database)
        log = settings.root / "serve.log"
        with Supervisor(settings, log=log) as supervisor:
            supervisor.wait_ready(STANDSTILL_S)
            try:
                story = _main_job(console, context, database, accounts, stop)
            except StoodStill as error:
                console.print(f"{error}\nthe log is {log}", soft_wrap=True, markup=False)
                raise typer.Exit(1) from None
            if story is None:
                console.print("stopped")
                return
            if once:
                return
            with database.transaction(door=DatabaseRole.WORKER) as session:
                # it would otherwise run a day from now
                schedule.make_due(session, context, "statistics")
            token = demo_world.issue_token(context, database, TUTORIAL_AGENCY)
            _show_accounts(console, settings, accounts, token)
            stop.wait()
            console.print("\nstopping ...")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _main_job(
    console: Console,
    context: Context,
    database: Database,
    accounts: list[Account],
    stop: threading.Event,
) -> DemoStory | None:
    """Import, match, cross-match, evaluate and print the results.

    Return None if it was stopped.
    """
    _import(context, database, accounts)
    if not _wait_matched(context, database, stop):
        return None
    client_of = functools.partial(demo_world.open_client, context, database)
    if not _nightly_run(
        client_of(demo_world.find_account(accounts, Role.ADMINISTRATOR, accounts[0].agency)), stop
    ):
        return None
    with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        result = evaluation.evaluate_pairs(session, context, demo_world.truth_rows())
        showcase = evaluation.public_ids(session, context, demo_pair_refs())
    story = DemoStory(console, accounts, client_of)
    story.print_result(result)
    story.print_match(*showcase)
    story.print_search()
    return story


def _import(context: Context, database: Database, accounts: list[Account]) -> None:
    by_agency = demo_world.intake_rows()
    kinds = {row["code"]: row["kind"] for row in demo_world.agency_rows()}
    with progress_bar("importing", sum(len(rows) for rows in by_agency.values())) as progress:
        for agency, rows in by_agency.items():
            kind = kinds[agency]
            role = Role.LIAISON_OFFICER if kind == AgencyKind.POLICE else Role.CASEWORKER
            run_import(
                context,
                database,
                RowImport(
                    login=demo_world.find_account(accounts, role, agency).login,
                    rows=rows,
                    declaration=Declaration(LEGAL_BASES[kind], ReporterCheck.CHECKED, "unknown"),
                ),
                progress=progress,
            )


def _wait_matched(context: Context, database: Database, stop: threading.Event) -> bool:
    """Show a progress bar of the matching queue. Return False if it was stopped."""
    patience = Patience("matching in the background")
    with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        total = jobs.count_jobs(session, JobKind.MATCH, tuple(JobState))
    fewest = sys.maxsize
    with progress_bar("matching in the background", total) as progress:
        while not stop.is_set():
            with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
                left = jobs.count_jobs(session, JobKind.MATCH, jobs.WAITING)
                waiting = jobs.queue_state(session, context)
            progress.update(progress.task_ids[0], completed=total - left)
            if waiting.queued + waiting.running == 0:
                return True
            # recurring jobs may add to the queue
            fewest = min(fewest, waiting.queued + waiting.running)
            patience.check(f"{total - left} of {total} records matched, {fewest} jobs left")
            stop.wait(POLL_S)
    return False


def _nightly_run(client: Client, stop: threading.Event) -> bool:
    """Start a run as the administrator and watch it. Return False if it was stopped.

    Raise StoodStill also if the run failed.
    """
    step = "cross-matching (nightly run)"
    patience = Patience(step)
    status, run = client.call("POST", "/v1/matching-runs", {})
    if status != 202:
        raise ConnectionError(f"starting the run answered {status}")
    with progress_bar(step) as progress:
        while not stop.is_set():
            _, run = client.call("GET", f"/v1/matching-runs/{run['id']}")
            progress.update(
                progress.task_ids[0], total=run["shards"] or None, completed=run["shards_done"]
            )
            done = f"{run['shards_done']} of {run['shards'] or '?'} shards ({run['state']})"
            if run["state"] == MatchingRunState.DONE:
                return True
            if run["state"] not in {MatchingRunState.PLANNED, MatchingRunState.RUNNING}:
                raise StoodStill(f"{step}: the run ended before its time; done: {done}")
            patience.check(done)
            stop.wait(POLL_S)
    return False


def _show_accounts(
    console: Console, settings: Settings, accounts: list[Account], token: str
) -> None:
    console.print(
        f"\nServing on [bold]http://{settings.host}:{settings.port}[/bold] until Ctrl-C: open it in"
        " a browser."
    )
    console.print(
        "The start page signs in any account with one click; the API is under /v1. Passwords of"
        " this start, loopback only:\n"
    )
    for account in accounts:
        console.print(f"  {account.login:<28} {account.password}")
    console.print("\nFor the tutorial docs/tutorials/api.md, in another terminal:\n")
    for name, value in tutorial_variables(settings, accounts, token).items():
        console.print(f"  export {name}={value}", soft_wrap=True, markup=False)


def tutorial_variables(settings: Settings, accounts: list[Account], token: str) -> dict[str, str]:
    """Return the variables of docs/tutorials/api.md; `token` is that of the German software."""
    variables = {"HOMEWARD": f"http://{settings.host}:{settings.port}", "TOKEN": token}
    for name, (role, agency) in TUTORIAL_PEOPLE.items():
        account = demo_world.find_account(accounts, role, agency)
        variables |= {name: account.login, f"{name}_PASSWORD": account.password}
    return variables | {"CASE_NUMBER": "GR-2026-000123"}
