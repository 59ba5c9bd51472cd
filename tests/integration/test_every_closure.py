"""From registration to every closure, with the fewest people of each agency.

Each step is the one that the next steps name, taken by a person whose turn it is. The sides are two
agencies, one agency with itself, police and agency, police alone, and a hotline with an agency.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from core.codes.agencies import AgencyKind
from core.errors import NotFound
from core.policy.case.closures import CLOSURE_RULES, REPORT_CLOSURES, ClosureFact, needs_of
from core.policy.process import NextSteps
from core.policy.review import MINIMUM_STAFF
from core.policy.roles import Role
from core.refusals import Refusal
from services.case.care import reopening
from services.foundation.actor import Actor
from services.records.closing import closures
from services.review import match_situation
from tests.factories import AGENCIES, CHECKED, FOUND, MISSING, Installation
from tests.integration.case_facts import CLOSURE_FACTS, edit
from tests.integration.matches.steps import keep_decision, only_match, record_decision
from tests.integration.records.steps import close

# sides -> agency of the report, agency of the found person
SIDES = {
    "two agencies": ("GR-CPA", "DE-JUG"),
    "one agency": ("DE-JUG", "DE-JUG"),
    "police and agency": ("GR-POL", "DE-JUG"),
    "police alone": ("DE-POL", "DE-POL"),
    "hotline and agency": ("FR-116", "DE-JUG"),
}
# Closures with fewer facts first, because a record keeps its facts; the age of an adult last.
IN_ORDER = sorted(
    REPORT_CLOSURES,
    key=lambda one: (
        ClosureFact.ADULT in CLOSURE_RULES[one].needs,
        len(CLOSURE_RULES[one].needs),
        one,
    ),
)
MOST_STEPS = 12


@dataclasses.dataclass
class Staffed:
    """An installation in which each agency has only its fewest people."""

    one: Installation
    substitute: Role = Role.LIAISON_OFFICER

    def __getattr__(self, name: str) -> Any:
        return getattr(self.one, name)

    def actor(self, role: Role, agency: str) -> Actor:
        """Return the person of a role, or who does its work in an agency without this role."""
        staff = MINIMUM_STAFF[AgencyKind(AGENCIES[agency][0])]
        return self.one.actor(role if role in staff else self.substitute, agency)

    def people(self, agencies: Sequence[str]) -> list[Actor]:
        """Return every person of these agencies."""
        return [
            self.one.actor(role, agency)
            for agency in dict.fromkeys(agencies)
            for role in MINIMUM_STAFF[AgencyKind(AGENCIES[agency][0])]
        ]


class Case:
    """A report, a found person, their match, and the people of both sides."""

    def __init__(self, one: Staffed, report_desk: str, child_desk: str) -> None:
        self.one, self.report_desk, self.child_desk = one, report_desk, child_desk
        worker = one.actor(Role.CASEWORKER, report_desk)
        self.report: UUID = one.register(MISSING, worker, CHECKED)
        self.child: UUID = one.register(FOUND, one.actor(Role.CASEWORKER, child_desk))
        one.work()
        self.match = only_match(one.one)
        self.people = one.people((report_desk, child_desk))
        self.approved: set[str] = set()
        self.held: set[ClosureFact] = set()

    def follow(self, closure: str) -> None:
        """Take the step that comes next until the report is closed."""
        for _ in range(MOST_STEPS):
            if self.one.row_of(self.report).status == "closed":
                return
            self._take_one(closure)
        raise AssertionError("the report is not closed")

    def _take_one(self, closure: str) -> None:
        waiting: set[object] = set()
        for person in self.people:
            try:
                next_steps: NextSteps = self.one.do(
                    person, match_situation.read_next_steps, self.match
                )
            except NotFound:  # an adult shares no facts without consent
                if closure in self.approved and self._may_close(person, "close_record", closure):
                    return self._take("close_record", person, closure)
                continue
            if next_steps.due is None:
                continue
            allowed = {action.name for action in next_steps.actions if action.refusal is None}
            if Refusal.REVIEW_IS_NEEDED in next_steps.due.lacking and "review" in allowed:
                return self._take("review", person, closure)
            if next_steps.due.act == "close_record" and self._lacks_sentence(closure):
                if "approve_closure" in allowed:
                    return self._take("approve_closure", person, closure)
            elif next_steps.due.is_yours and self._may_close(person, next_steps.due.act, closure):
                return self._take(next_steps.due.act, person, closure)
            waiting |= {next_steps.due.act, *next_steps.due.lacking}
        raise AssertionError(f"no person can take the next step: {waiting}")

    def _lacks_sentence(self, closure: str) -> bool:
        """Return whether another side must approve the sentence of the closure first."""
        return self.report_desk != self.child_desk and closure not in self.approved

    def _may_close(self, person: Actor, act: str, closure: str) -> bool:
        """Return whether a person may close the report with a closure, if the act closes it."""
        is_own = person.agency_id == self.one.row_of(self.report).agency_id
        return act != "close_record" or (is_own and person.role in CLOSURE_RULES[closure].roles)

    def _take(self, act: str, person: Actor, closure: str) -> None:
        if act == "close_record":
            close(self.one.one, person, self.report, closure)
        elif act == "approve_closure":
            self.one.do(person, closures.approve_sentence, self.match, closure=closure)
            self.approved.add(closure)
        else:
            self._judge(act, person)

    def _judge(self, act: str, person: Actor) -> None:
        if act == "review":
            keep_decision(self.one.one, person, self.match)
        else:
            assert act in {"propose", "confirm"}
            record_decision(self.one.one, person, self.match, "same", "document")

    def hold_facts_of(self, closure: str) -> None:
        """Record the facts that the closure needs, on the side that states them."""
        is_same_desk = self.report_desk == self.child_desk
        record, desk = (
            (self.report, self.report_desk) if is_same_desk else (self.child, self.child_desk)
        )
        for fact in needs_of(closure, is_child=True):
            # a child in care is where they were found; a reopened report is searched for again
            is_there = fact is ClosureFact.LOCATED and not is_same_desk
            if is_there or (fact in self.held and fact is not ClosureFact.LOCATED):
                continue
            self.held.add(fact)
            # an officer appoints no guardian
            appoints = fact is ClosureFact.GUARDIAN_APPOINTED
            self.one.substitute = Role.SUPERVISOR if appoints else Role.LIAISON_OFFICER
            if fact is ClosureFact.ADULT:
                edit(self.one, record, desk, {"birth_date": "2008-02-01"})  # type: ignore[arg-type]
            else:
                CLOSURE_FACTS[fact](self.one, record, desk)  # type: ignore[arg-type]
        self.one.work()

    def reopen(self) -> None:
        self.one.do(
            self.one.actor(Role.SUPERVISOR, self.report_desk),
            reopening.reopen_record,
            self.report,
            expected_version=self.one.row_of(self.report).version,
            reason="the next closure",
        )
        self.one.work()


@pytest.mark.parametrize("sides", SIDES)
def test_every_closure_is_reached_by_following_the_next_steps(
    installation: Installation, sides: str
) -> None:
    case = Case(Staffed(installation), *SIDES[sides])
    for closure in IN_ORDER:
        case.hold_facts_of(closure)
        case.follow(closure)
        assert installation.row_of(case.report).closure == closure
        case.reopen()
