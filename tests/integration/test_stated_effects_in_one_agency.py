"""The steps of a consent, a data request, an export, a saved search and an import have the effects
that their tables state, and write the rows that their tables state.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from core.codes.data_rights import DataRight
from core.policy.exchange import EXPORT_HOURS
from core.policy.imports import RUN_FROM_ROWS
from core.policy.processes import PROCESSES
from core.policy.roles import Role
from core.policy.search import SAVED_SEARCH_WAIT_DAYS
from models.row_security.database_roles import DatabaseRole
from services.consent import written_consent
from services.data_rights import data_requests
from services.data_rights.data_requests import DataRequestForm
from services.disclosure import exports
from services.disclosure.exports import ExportForm
from services.foundation.actor import Actor
from services.imports import dry_run, undo
from services.imports import files as import_files
from services.search import saved_searches
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.consent_steps import FORM, put_in_force, step, take_down, withdraw
from tests.integration.consents.looking import decide_adulthood, pass_night, register_found
from tests.integration.observed_effects import ObservedEffects
from tests.integration.search_steps import approve_search, ask, save
from tests.integration.steps import decide, second_supervisor
from tests.integration.test_offered_steps_in_one_agency import FILE, PLAN

CASEWORKER, SUPERVISOR = Role.CASEWORKER, Role.SUPERVISOR
POLICE, OTHER_AGENCY = "DE-POL", "GR-CPA"


@dataclasses.dataclass(slots=True)
class Walk:
    """The steps of one process, each taken as a person of an agency or by the server."""

    one: Installation
    name: str
    effects: ObservedEffects = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.effects = ObservedEffects(self.one)

    def take(self, state: str, act: str, do: Callable[[], object], agency: str = "DE-JUG") -> None:
        agency_id = self.one.actor(SUPERVISOR, agency).agency_id
        self.effects.take((self.name, state, act), agency_id, do)


def _expire_consents(one: Installation) -> None:
    """End the consents whose time is over, as the job of the deadlines does."""
    one.clock.move(timedelta(days=366))
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        due = written_consent.due_consents(session, one.context)
        for consent in due:
            if consent.is_expired:
                written_consent.expire_consents(
                    session, one.context, consent.record_id, consent.agency_id
                )


def test_the_steps_of_a_consent_have_the_effects_that_its_table_states(
    installation: Installation,
) -> None:
    one, walk = installation, Walk(installation, "consent")
    report = one.register(MISSING, one.actor(CASEWORKER, OTHER_AGENCY), CHECKED)
    record = one.register(FOUND, one.actor(CASEWORKER))
    one.work()
    assert report
    grown = register_found(one, birth_date="2008-04", record_ref="F-8")
    put_in_force(one, grown)
    one.clock.move(timedelta(days=30))
    pass_night(one)
    walk.take("active", "age_out", lambda: decide_adulthood(one, grown))
    unexplained = dataclasses.replace(FORM, is_briefed_spoken=False, is_briefed_written=False)
    text = written_consent.GivenText("1")
    for state in ("draft", "active"):
        spoken = take_down(one, record, unexplained)

        def explain(act: str, consent: UUID = spoken) -> None:
            given = text if act == "explain_in_writing" else written_consent.GivenText("")
            one.do(one.actor(SUPERVISOR), written_consent.take_step, consent, act, given)

        walk.take(state, "explain_orally", lambda: explain("explain_orally"))
        walk.take(state, "explain_in_writing", lambda: explain("explain_in_writing"))
    for end in ("draft", "witnessed", "active"):
        consent = take_down(one, record)
        if end != "draft":
            walk.take("draft", "witness", lambda: step(one, consent, "witness"))  # noqa: B023
        if end == "active":
            walk.take("witnessed", "activate", lambda: step(one, consent, "activate"))  # noqa: B023
        walk.take(end, "withdraw", lambda: withdraw(one, consent))  # noqa: B023
    quick = take_down(one, record)
    walk.take("draft", "start_spoken", lambda: step(one, quick, "start_spoken"))
    walk.take("active", "witness", lambda: step(one, quick, "witness"))
    put_in_force(one, record)
    newer = take_down(one, record)
    step(one, newer, "witness")
    walk.take("active", "supersede", lambda: step(one, newer, "activate"))
    walk.take("active", "expire", lambda: _expire_consents(one))
    walk.effects.compare("consent")


def _right(one: Installation, record: UUID, kind: DataRight, **words: object) -> UUID:
    form = DataRequestForm(
        kind, "person", "identity card seen", one.clock.now(), "because", **words
    )
    return one.do(one.actor(CASEWORKER), data_requests.propose_request, record, form).id


def test_the_steps_of_a_data_request_have_the_effects_that_its_table_states(
    installation: Installation,
) -> None:
    one, walk = installation, Walk(installation, "data_request")
    report = one.register(MISSING, one.actor(CASEWORKER, OTHER_AGENCY), CHECKED)
    record = one.register(FOUND, one.actor(CASEWORKER))
    one.work()
    assert report
    head = one.actor(SUPERVISOR)
    for kind in (DataRight.ACCESS, DataRight.RECTIFY, DataRight.RESTRICT, DataRight.ERASE):
        changes = {"eyes": "green"} if kind is DataRight.RECTIFY else {}
        request = _right(one, record, kind, changes=changes)
        walk.take(
            "proposed",
            "extend",
            lambda: one.do(head, data_requests.extend_deadline, request, reason="many"),  # noqa: B023
        )
        walk.take(
            "proposed",
            "decide",
            lambda: one.do(
                head,
                data_requests.decide_request,
                request,  # noqa: B023
                refusal=None,
                reason="as asked",
            ),
        )
    walk.effects.compare("data_request")


def test_the_steps_of_an_export_have_the_effects_that_its_table_states(
    installation: Installation,
) -> None:
    one, walk = installation, Walk(installation, "export")
    one.register(MISSING, one.actor(CASEWORKER, OTHER_AGENCY), CHECKED)
    own = one.register(FOUND, one.actor(CASEWORKER))
    report = one.register(
        {**MISSING, "record_ref": "M-9"}, one.actor(CASEWORKER, OTHER_AGENCY), CHECKED
    )
    one.work()
    head, second = one.actor(SUPERVISOR), second_supervisor(one)
    form = ExportForm(
        records=(own, report),
        format="csv",
        purpose="locate_missing",
        reason="the desk works without a line tonight",
        recipient="duty desk",
        recipient_state="DE",
    )
    for is_approved in (False, True):
        export = one.do(head, exports.request_export, form).id
        walk.take(
            "asked",
            "decide",
            lambda: decide(one, second, export, is_approved=is_approved),  # noqa: B023
        )
    walk.take("approved", "read", lambda: one.do(head, exports.read_export_content, export))
    walk.take("approved", "expire", lambda: one.clock.move(timedelta(hours=EXPORT_HOURS + 1)))
    walk.effects.compare("export")


def test_the_steps_of_a_saved_search_have_the_effects_that_its_table_states(
    installation: Installation,
) -> None:
    one, walk = installation, Walk(installation, "saved_search")
    one.register(MISSING, one.actor(CASEWORKER, OTHER_AGENCY), CHECKED)
    one.work()
    saver, second = one.actor(SUPERVISOR, POLICE), second_supervisor(one, POLICE)

    def saved() -> tuple[UUID, UUID]:
        search = ask(one, saver).id
        return search, save(one, saver, search).id

    def sign(search: UUID, *, is_approved: bool = True) -> None:
        approve_search(one, second, search, is_approved=is_approved)

    search, kept = saved()
    walk.take("waiting", "sign", lambda: sign(search), POLICE)
    walk.take("running", "end", lambda: one.do(saver, saved_searches.end_search, kept), POLICE)
    refused, _ = saved()
    walk.take("waiting", "refuse", lambda: sign(refused, is_approved=False), POLICE)
    _, withdrawn = saved()
    walk.take(
        "waiting", "withdraw", lambda: one.do(saver, saved_searches.end_search, withdrawn), POLICE
    )
    saved()
    wait = timedelta(days=SAVED_SEARCH_WAIT_DAYS, hours=1)
    walk.take("waiting", "expire", lambda: one.clock.move(wait), POLICE)
    walk.effects.compare("saved_search")


def test_the_steps_of_an_import_have_the_effects_that_its_table_states(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, walk = installation, Walk(installation, "import")
    head = one.actor(SUPERVISOR, POLICE)

    def upload(uploader: Actor) -> UUID:
        return one.do(uploader, import_files.upload_file, data=FILE, form="csv").id

    # a run matches the first file, a job for each row the second one
    for uploader, run_from in ((head, 1), (one.actor(Role.LIAISON_OFFICER, POLICE), RUN_FROM_ROWS)):
        monkeypatch.setattr(import_files, "RUN_FROM_ROWS", run_from)
        batch = upload(uploader)
        walk.take(
            "uploaded",
            "dry_run",
            lambda: one.do(uploader, dry_run.dry_run, batch, PLAN, searches=0),  # noqa: B023
            POLICE,
        )
        one.do(uploader, import_files.start_import, batch, PLAN)
        # only the job of the import, not the jobs that it starts
        walk.take("running", "finish", lambda: one.work(1), POLICE)
        one.do(uploader, undo.request_undo, batch, reason="wrong file")
        walk.take("undoing", "finish_undo", lambda: one.work(1), POLICE)
        batch = upload(uploader)
        walk.take(
            "uploaded",
            "start",
            lambda: one.do(uploader, import_files.start_import, batch, PLAN),  # noqa: B023
            POLICE,
        )
        walk.take(
            "done",
            "undo",
            lambda: one.do(uploader, undo.request_undo, batch, reason="wrong file"),  # noqa: B023
            POLICE,
        )
    walk.effects.compare("import")


def test_every_table_that_states_rows_is_compared() -> None:
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    calls = re.findall(r"effects\.compare\((.*)\)", "\n".join(texts))
    compared = {name for call in calls for name in re.findall(r'"(\w+)"', call)}
    assert compared == {name for name, process in PROCESSES.items() if process.writes is not None}
