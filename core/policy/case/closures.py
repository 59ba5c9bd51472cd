"""THE table of closures: kinds of records, roles, required facts, the sentence for the reporter and
the notification to the other side.
"""

from __future__ import annotations

import dataclasses
import enum

from core.codes.notifications import NotificationKind
from core.codes.records import RecordKind
from core.policy.roles import Role
from core.refusals import Refusal


class ClosureFact(enum.StrEnum):
    """A fact that a record must hold before it is closed with certain words."""

    LOCATED = "located"
    POLICE_INFORMED = "police_informed"
    VERIFIED_KINSHIP = "verified_kinship"
    BEST_INTERESTS = "best_interests"
    RISK_ASSESSED = "risk_assessed"
    GUARDIAN_APPOINTED = "guardian_appointed"
    ADULT = "adult"


# fact -> the refusal that names it. One refusal names one fact: the first that is lacking.
LACKING: dict[ClosureFact, Refusal] = {
    ClosureFact.LOCATED: Refusal.CLOSURE_NEEDS_LOCATED,
    ClosureFact.POLICE_INFORMED: Refusal.CLOSURE_NEEDS_POLICE,
    ClosureFact.VERIFIED_KINSHIP: Refusal.CLOSURE_NEEDS_KINSHIP,
    ClosureFact.BEST_INTERESTS: Refusal.CLOSURE_NEEDS_BEST_INTERESTS,
    ClosureFact.RISK_ASSESSED: Refusal.CLOSURE_NEEDS_RISK,
    ClosureFact.GUARDIAN_APPOINTED: Refusal.CLOSURE_NEEDS_GUARDIAN,
    ClosureFact.ADULT: Refusal.CLOSURE_NEEDS_ADULT,
}
# A best-interests decision and a guardian are a child's.
FACTS_OF_CHILDREN = frozenset({ClosureFact.BEST_INTERESTS, ClosureFact.GUARDIAN_APPOINTED})

_SUPERVISORS = frozenset({Role.SUPERVISOR})
_MISSING_OR_FOUND = frozenset({RecordKind.MISSING, RecordKind.FOUND})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClosureRule:
    """One closure.

    `sentence` is the only text for the reporter. It contains no place, no name and no decision
    except the person's own. `kinds` are the records that it closes, `roles` may close with it,
    and `needs` are the required facts. The other side of a confirmed match gets `notification` if
    the table of events permits, else the notification of a closed record.
    """

    sentence: str
    kinds: frozenset[RecordKind] = frozenset(RecordKind)
    roles: frozenset[Role] = frozenset({Role.SUPERVISOR, Role.LIAISON_OFFICER})
    needs: tuple[ClosureFact, ...] = ()
    notification: NotificationKind = NotificationKind.OTHER_CLOSED


REUNIFIED = "reunified"
# What the facts below are needed for in practice is to be checked by a lawyer.
CLOSURE_RULES: dict[str, ClosureRule] = {
    REUNIFIED: ClosureRule(
        sentence="The person is back with their family or with those who cared for them.",
        needs=(ClosureFact.VERIFIED_KINSHIP, ClosureFact.BEST_INTERESTS),
        notification=NotificationKind.OTHER_REUNIFIED,
    ),
    "located_by_police": ClosureRule(
        sentence="The police have found the person.",
        kinds=frozenset({RecordKind.MISSING}),
        needs=(ClosureFact.POLICE_INFORMED, ClosureFact.LOCATED),
        notification=NotificationKind.OTHER_LOCATED,
    ),
    "joined_family_informally": ClosureRule(
        sentence="The person has been located.",
        kinds=_MISSING_OR_FOUND,
        roles=_SUPERVISORS,
        needs=(ClosureFact.LOCATED, ClosureFact.RISK_ASSESSED),
        notification=NotificationKind.OTHER_LOCATED,
    ),
    "transferred_under_asylum_rules": ClosureRule(
        sentence="Another authority is now responsible for the person.",
        kinds=_MISSING_OR_FOUND,
        roles=_SUPERVISORS,
        needs=(ClosureFact.LOCATED, ClosureFact.GUARDIAN_APPOINTED, ClosureFact.BEST_INTERESTS),
    ),
    "returned_to_origin": ClosureRule(
        sentence="The person has been located. The authority will speak with you.",
        kinds=_MISSING_OR_FOUND,
        roles=_SUPERVISORS,
        needs=(ClosureFact.LOCATED, ClosureFact.BEST_INTERESTS, ClosureFact.RISK_ASSESSED),
    ),
    # A detained child needs a guardian. The sentence does not call the child safe.
    "detained": ClosureRule(
        sentence="The person has been located. Someone will speak with you.",
        kinds=frozenset({RecordKind.MISSING}),
        roles=_SUPERVISORS,
        needs=(ClosureFact.LOCATED, ClosureFact.GUARDIAN_APPOINTED, ClosureFact.RISK_ASSESSED),
    ),
    "adult_established": ClosureRule(
        sentence="The report is closed: the person is an adult and decides for themselves.",
        kinds=_MISSING_OR_FOUND,
        roles=_SUPERVISORS,
        needs=(ClosureFact.ADULT,),
        notification=NotificationKind.OTHER_ADULT,
    ),
    "care_elsewhere": ClosureRule(
        sentence="The person is safe and cared for.", notification=NotificationKind.OTHER_SAFE
    ),
    "located_no_contact_wished": ClosureRule(
        sentence="The person has been located and does not want contact."
    ),
    # A birthday ends care. It does not end the search for a person.
    "turned_18": ClosureRule(
        sentence="The person has turned 18 and decides for themselves.",
        kinds=frozenset({RecordKind.FOUND}),
        needs=(ClosureFact.ADULT,),
    ),
    "deceased": ClosureRule(sentence="The person has died. Someone will speak with you."),
    "duplicate": ClosureRule(sentence="The report was made twice. The other report stays open."),
    "transferred": ClosureRule(
        sentence="Another authority now handles the report and will speak with you."
    ),
    "withdrawn": ClosureRule(sentence="The report was withdrawn."),
    "unsolved_archived": ClosureRule(
        sentence="The person has not been found. The report is kept and can be reopened."
    ),
}
CLOSURES = frozenset(CLOSURE_RULES)
CLOSING_SENTENCES = {closure: rule.sentence for closure, rule in CLOSURE_RULES.items()}
# The sentences that the found side may approve after a confirmed match, for the reporter of a
# missing person.
REPORT_CLOSURES = frozenset(
    closure for closure, rule in CLOSURE_RULES.items() if RecordKind.MISSING in rule.kinds
)
# A return closes the report of a child missing from care with one of these.
RETURN_CLOSURES = frozenset({REUNIFIED, "care_elsewhere"})


def needs_of(closure: str, *, is_child: bool) -> tuple[ClosureFact, ...]:
    """Return the facts that a closure needs.

    With `is_child` (the person may be a child) these are all facts of the rule, otherwise those
    without `FACTS_OF_CHILDREN`.
    """
    return tuple(
        fact for fact in CLOSURE_RULES[closure].needs if is_child or fact not in FACTS_OF_CHILDREN
    )
