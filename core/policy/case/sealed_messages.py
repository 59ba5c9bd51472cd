"""THE table of sealed messages: who may leave one, how long it is valid, and when its reader is
reminded.

A sealed message goes to the responsible agency of a record that may be the same person. Its sender
never learns whether there is such a record.
"""

from __future__ import annotations

from core.codes.agencies import AgencyKind
from core.policy.roles import Role

# kind of agency -> the roles that may leave a message about an own record
MAY_LEAVE: dict[AgencyKind, frozenset[Role]] = {
    AgencyKind.PROTECTION: frozenset({Role.CASEWORKER, Role.SUPERVISOR}),
    AgencyKind.POLICE: frozenset({Role.LIAISON_OFFICER}),
    AgencyKind.HOTLINE: frozenset({Role.SUPERVISOR}),
}

MAX_LENGTH = 500  # of a text, in letters
VALID_DAYS = 90
REMIND_AFTER_MINUTES = 30
READ_WITHIN_HOURS = 1

# In 24 hours, about one record and by one person. A withdrawn message counts as well.
PER_RECORD_A_DAY = 3
PER_PERSON_A_DAY = 10
LIMIT_HOURS = 24

# THE answer to the sender in every case. It is a constant, so it cannot depend on a record.
ANSWER_WORDS = "It is possible that no agency received this message. Call the desks as well."


def may_leave(agency_kind: str, role: Role) -> bool:
    """Return whether this role of this kind of agency may leave a message."""
    return any(role in roles for kind, roles in MAY_LEAVE.items() if kind == agency_kind)
