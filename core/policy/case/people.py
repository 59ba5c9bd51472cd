"""The tables about a child's contacts: suspect relations, and appointing authorities."""

from __future__ import annotations

# Relations to the child that make a reporter or guardian suspect, and relations by which a record
# names such people.
SUSPECT_RELATIONS = frozenset({"travel_companion", "smuggler", "exploiter", "suspect"})
# an alert is raised if one reporter or telephone appears for this many children
REPORTER_ALERT_CHILDREN = 3
# who may appoint a guardian
AUTHORITIES = frozenset({"court", "youth_office", "guardianship_authority"})
# Legal ground of an emergency representation -> the authorities that it lets act. To be checked by
# a lawyer: a youth office acts by law as soon as it takes a child into care.
EMERGENCY_AUTHORITIES: dict[str, frozenset[str]] = {
    "statutory_guardianship": frozenset({"youth_office", "guardianship_authority"}),
    "provisional_care": frozenset({"youth_office"}),
    "interim_order": frozenset({"court"}),
}
