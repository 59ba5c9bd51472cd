"""Register a found child with a token, open its record as a supervisor, search as an officer, and
read the notifications of the agency.

Set HOMEWARD (the address), TOKEN, SUPERVISOR, SUPERVISOR_PASSWORD, OFFICER, OFFICER_PASSWORD and
CASE_NUMBER. The people are fictional.
"""

from __future__ import annotations

import os
from typing import TypeVar

from homeward_client import AuthenticatedClient, Client
from homeward_client.api.notifications import list_notifications
from homeward_client.api.records import create_record, edit_record, read_record
from homeward_client.api.search import search_records
from homeward_client.api.sign_in import sign_in
from homeward_client.models.facts import Facts
from homeward_client.models.problem import Problem
from homeward_client.models.query import Query
from homeward_client.models.record_in import RecordIn
from homeward_client.models.record_patch import RecordPatch
from homeward_client.models.search_in import SearchIn
from homeward_client.models.sign_in_in import SignInIn

Answer = TypeVar("Answer")


def checked(answer: Answer | Problem | None) -> Answer:
    """Return an answer; raise `RuntimeError` with the code of a problem."""
    if isinstance(answer, Problem):
        raise RuntimeError(f"{answer.status} {answer.code}: {answer.detail} {answer.errors}")
    assert answer is not None, "a status that the document does not have"
    return answer


def software(address: str, token: str) -> AuthenticatedClient:
    """Return a client of an agency's software."""
    return AuthenticatedClient(base_url=address, token=token)


def officer(address: str, login: str, password: str, code: str = "") -> AuthenticatedClient:
    """Sign in and return a client that sends the cookie of the session."""
    client = Client(base_url=address)
    checked(sign_in.sync(client=client, body=SignInIn(login=login, password=password, code=code)))
    cookies = client.get_httpx_client().cookies.items()
    session = "; ".join(f"{name}={value}" for name, value in cookies)
    return AuthenticatedClient(
        base_url=address, token=session, prefix="", auth_header_name="Cookie"
    )


def main() -> None:
    """Run the example with the values of the environment."""
    address = os.environ["HOMEWARD"]
    agency = software(address, os.environ["TOKEN"])
    desk = officer(address, os.environ["SUPERVISOR"], os.environ["SUPERVISOR_PASSWORD"])
    police = officer(address, os.environ["OFFICER"], os.environ["OFFICER_PASSWORD"])

    # A found child; sent again with the same key, it is not registered twice.
    child = RecordIn(
        record_ref="EXAMPLE-1",
        kind="found",
        full_name="Dmytro Kovalchuk",
        birth_date="2012-11-05",
        sex="M",
        nationalities=["UA"],
        event_date="2024-05-01",
        event_country="DE",
        relatives=["mother:Oksana"],
        legal_basis="gdpr_6_1_e_9_2_g",
        international_protection="no",
    )
    created = checked(create_record.sync(client=agency, body=child, idempotency_key="example-1"))
    print("registered", created.id, [warning.column for warning in created.warnings])

    # A person answers the questions that open the record to other agencies.
    record = checked(read_record.sync(client=desk, record_id=created.id))
    if record.open_questions:
        answers = Facts(dangers=["none"], trafficking_status="unknown")
        edit = RecordPatch(changes=answers, reason="asked at the first interview")
        version = f'"{record.version}"'
        checked(edit_record.sync(client=desk, record_id=created.id, body=edit, if_match=version))

    # A search of an officer, with its purpose, legal basis and case.
    facts = Query(full_name="Dmitro Kovalchuk", relatives=["mother:Oksana"])
    search = SearchIn(
        facts=facts,
        purpose="locate_missing",
        legal_basis="led_8_10",
        case_number=os.environ["CASE_NUMBER"],
    )
    for result in checked(search_records.sync(client=police, body=search)).found:
        print("found", result.band, result.record.view, "call", result.record.desk)

    # Notifications of the agency; each has references only.
    for notification in checked(list_notifications.sync(client=agency)).notifications:
        print("notification", notification.kind, notification.record_ref, notification.match)


if __name__ == "__main__":
    main()
