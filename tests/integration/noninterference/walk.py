"""The table of steps of a walk: of the viewer, of the responsible agency of the hidden record, and
of the clock.
"""

from __future__ import annotations

import contextlib

from core.errors import Conflict
from services.operations.schedule import SCHEDULES
from tests.integration.noninterference import input_steps, output_steps
from tests.integration.noninterference.cases import Case
from tests.integration.noninterference.steps import PROVEN, REASON, Step, pick
from tests.integration.noninterference.twins import Twin

# Without the run that counts how rare names are, because the counts of a snapshot are a declared
# flow.
RECURRING = [plan.start for kind, plan in SCHEDULES.items() if kind not in ("crossmatch", "report")]


def wait(twin: Twin, _case: Case, number: int) -> None:
    """Move the clock, then start the recurring tasks."""
    twin.move(pick((20, 90, 60 * 26), number))
    for start in RECURRING:
        with twin.one.database.transaction() as session, contextlib.suppress(Conflict):
            start(session, twin.one.context)


def responsible_lists(twin: Twin, _case: Case, number: int) -> None:
    """Let the responsible agency list its matches and read those with records of the viewer."""
    who = pick(("responsible", "responsible agency's supervisor"), number)
    for state in ("open", "proposed"):
        for one in twin.ask(who, "GET", "/v1/matches", params={"state": state}).json()["matches"]:
            if number % 3 and one["other"]["id"] in twin.own:
                twin.ask(who, "GET", f"/v1/matches/{one['id']}")
    twin.ask(who, "GET", f"/v1/records/{twin.hidden}/matches")
    twin.ask(who, "GET", f"/v1/records/{twin.hidden}/access-log")


def responsible_edits(twin: Twin, case: Case, number: int) -> None:
    """Let the responsible agency edit a fact that is not compared."""
    path = f"/v1/records/{twin.hidden}"
    headers = {"If-Match": twin.ask("responsible", "GET", path).headers["etag"]}
    field = "care" if case.fact.name == "description" else "description"
    twin.ask(
        "responsible",
        "PATCH",
        path,
        json={"changes": {field: f"seen {number}"}, **REASON},
        headers=headers,
    )


def responsible_leaves_message(twin: Twin, _case: Case, number: int) -> None:
    """Let the responsible agency leave a sealed message about the hidden record."""
    body = {"danger": "removal", "text": "Please call us before you act.", "excluded_agency": ""}
    who = pick(("responsible", "responsible agency's supervisor"), number)
    twin.ask(who, "POST", f"/v1/records/{twin.hidden}/sealed-messages", json=body)


def responsible_reads_messages(twin: Twin, _case: Case, number: int) -> None:
    """Let the responsible agency read the sealed messages that came to it."""
    who = pick(("responsible", "responsible agency's supervisor"), number)
    for one in twin.ask(who, "GET", "/v1/sealed-messages").json()["messages"]:
        twin.ask(who, "POST", f"/v1/sealed-messages/{one['id']}/read")


def responsible_refuses(twin: Twin, _case: Case, _number: int) -> None:
    """Let the responsible agency refuse the requests from a link that wait, because of a danger."""
    for one in twin.ask("responsible", "GET", "/v1/link-requests").json()["requests"]:
        if one["state"] == "asked":
            path = f"/v1/link-requests/{one['id']}/decision"
            answer = twin.ask("responsible", "POST", path, json={"refusal": "danger"})
            assert answer.status_code == 204, answer.text


def responsible_enters_hand_match(twin: Twin, _case: Case, _number: int) -> None:
    """Let the responsible agency enter both references: of the hidden record and of the viewer's
    newest one.
    """
    path = f"/v1/records/{twin.hidden}/hand-matches"
    answer = twin.ask("responsible", "POST", path, json={"reference": twin.own[-1]})
    assert answer.status_code == 202, answer.text


def responsible_decides_sighting(twin: Twin, _case: Case, number: int) -> None:
    """Let the responsible agency accept or reject the newest sighting of the hidden record."""
    listed = twin.ask("responsible", "GET", f"/v1/records/{twin.hidden}/sightings").json()[
        "sightings"
    ]
    act = pick(("accept", "reject"), number)
    path = f"/v1/sightings/{listed[0]['id']}/{act}"
    answer = twin.ask("responsible", "POST", path, json={"reason": "We checked it."})
    assert answer.status_code == 204, answer.text


def let_days_pass(twin: Twin, case: Case, number: int) -> None:
    """Move the clock by days, then start the recurring tasks."""
    twin.move(number * 24 * 60)
    wait(twin, case, 0)


def responsible_appoints(twin: Twin, case: Case, number: int) -> None:
    """Let the responsible agency name a guardian or a reporter whom the viewer never names."""
    path = f"/v1/records/{twin.hidden}"
    paper = {"authority": "court", "appointed_at": "2026-02-01T00:00:00Z", "document": "77 F 1/26"}
    if case.kind == "found":
        twin.ask(
            "responsible",
            "POST",
            f"{path}/guardians",
            json={"name": f"Helga Brand {number}", "phones": [], **paper},
        )
    elif case.fact.name != "reporter":
        twin.ask("responsible", "PUT", f"{path}/reporter", json=PROVEN)


STEPS: dict[str, Step] = {
    "register": input_steps.register,
    "edit": input_steps.edit,
    "search": input_steps.search,
    "batch": input_steps.batch,
    "dry run": input_steps.dry_run,
    "import": input_steps.import_file,
    "see import": input_steps.see_import,
    "guardian": input_steps.appoint,
    "guardians": input_steps.see_guardians,
    "reporter": input_steps.name_reporter,
    "consent": input_steps.take_consent,
    "care_confirmation": input_steps.attest_care,
    "close": input_steps.close_own,
    "change hidden": input_steps.change_hidden,
    "list matches": output_steps.list_matches,
    "matches of record": output_steps.matches_of_record,
    "read match": output_steps.read_match,
    "lease": output_steps.lease,
    "message": output_steps.write_message,
    "questions": output_steps.ask_questions,
    "match_decision": output_steps.give_decision,
    "disclosure": output_steps.ask_disclosure,
    "notifications": output_steps.read_notifications,
    "access log": output_steps.read_access_log,
    "access export": output_steps.access_export,
    "export": output_steps.export,
    "list": output_steps.read_list,
    "record": output_steps.read_record,
    "page": output_steps.read_page,
    "save": output_steps.save_search,
    "leave message": output_steps.leave_sealed_message,
    "match by hand": output_steps.enter_hand_match,
    "sighting": output_steps.send_sighting,
    "sealed messages": output_steps.see_sealed_messages,
    "wait": wait,
    "responsible agency lists": responsible_lists,
    "responsible agency edits": responsible_edits,
    "responsible agency appoints": responsible_appoints,
    "responsible agency leaves message": responsible_leaves_message,
    "responsible agency reads messages": responsible_reads_messages,
}
# drawn twice as often
OFTEN = (
    "register",
    "edit",
    "search",
    "list matches",
    "read match",
    "responsible agency lists",
)
DRAWN = tuple(sorted((*STEPS, *OFTEN)))
