"""THE tables about those around a child: who is suspect by what they are to it, and who may appoint
a guardian.
"""

from __future__ import annotations

# What somebody is to the child that makes a reporter or guardian suspect; also how a record names
# such people.
SUSPECT_RELATIONS = frozenset({"travel_companion", "smuggler", "controller", "suspect"})
REPORTER_ALERT_CHILDREN = 3  # one reporter or phone on so many children raises an alert
AUTHORITIES = frozenset(
    {"court", "youth_office", "guardianship_authority"}
)  # who appoints a guardian
