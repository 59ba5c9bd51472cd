"""The notes above the box of a conversation: what the other desk knows, and who reads it."""

from __future__ import annotations

import html
import re
from uuid import UUID

from sqlalchemy import select, update

from core.codes.records import ReporterCheck
from core.codes.review import MatchState
from core.policy.roles import Role
from models.matching_runs.match import Match
from models.records.record import Record
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.api.conftest import SignIn

NOTES = re.compile(r'<p[^>]* id="(unchecked|own-unchecked|they-know)">(.*?)</p>', re.DOTALL)
FIXED = "This does not change after the first message."


def _match(
    one: Installation,
    *,
    found_by: tuple[Role, str] = (Role.CASEWORKER, "DE-JUG"),
    missing_by: tuple[Role, str] = (Role.CASEWORKER, "GR-CPA"),
) -> UUID:
    """Register a found child and the report about it; return their match."""
    one.register(FOUND, one.actor(*found_by), LAWFUL)
    one.register(MISSING, one.actor(*missing_by), CHECKED)
    one.work()
    return one.read_one(select(Match.public_id))


def _notes(sign_in: SignIn, match: UUID, role: Role, agency: str) -> dict[str, str]:
    page = sign_in(role, agency).get(f"/messages/{match}")
    assert page.status_code == 200
    return {name: html.unescape(text) for name, text in NOTES.findall(page.text)}


def test_each_desk_reads_what_the_other_one_knows_of_it(
    installation: Installation, sign_in: SignIn
) -> None:
    match = _match(installation)
    for agency in ("DE-JUG", "GR-CPA"):
        notes = _notes(sign_in, match, Role.CASEWORKER, agency)
        answer = sign_in(Role.CASEWORKER, agency).get(f"/v1/matches/{match}/messages").json()
        sentence = {
            "nothing": "They do not know who you are.",
            "state": "They know your state and the number of its desk, not your agency.",
            "desk": "They know your agency, its state and its number.",
            "not_shown": "Assume that they know who you are. You cannot see who they are.",
        }[answer["they_know"]]
        assert notes == {"they-know": f"{sentence} {FIXED}"}


def test_the_side_of_an_unchecked_report_reads_what_this_means(
    installation: Installation, sign_in: SignIn
) -> None:
    match = _match(installation)
    report = Record.kind == "missing"
    installation.change(
        update(Record).where(report).values(reporter_check=ReporterCheck.UNVERIFIED)
    )
    installation.change(update(Match).values(state=MatchState.CONFIRMED))
    own = _notes(sign_in, match, Role.CASEWORKER, "GR-CPA")
    other = _notes(sign_in, match, Role.CASEWORKER, "DE-JUG")
    assert set(own) == {"own-unchecked", "they-know"}
    assert "A colleague must approve your message" in own["own-unchecked"]
    assert set(other) == {"unchecked", "they-know"}


def test_an_agency_with_both_records_reads_that_no_other_desk_reads_it(
    installation: Installation, sign_in: SignIn
) -> None:
    match = _match(installation, missing_by=(Role.CASEWORKER, "DE-JUG"))
    notes = _notes(sign_in, match, Role.CASEWORKER, "DE-JUG")
    assert notes == {"they-know": "Both records belong to your agency. No other desk reads this."}
