"""The navigation of the pages: entries by role."""

from __future__ import annotations

import dataclasses

from api.web.labels.codes import N_
from core.policy.actions import Action, scope
from services.foundation.actor import Actor


@dataclasses.dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A page in the navigation, shown to roles that have the action."""

    path: str
    words: str
    action: Action


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; the first group has no heading and is always visible."""

    words: str
    entries: tuple[NavigationEntry, ...]


GROUPS = (
    Group(
        "",
        (
            NavigationEntry("/records", N_("Records"), Action.READ_OWN),
            NavigationEntry("/matches", N_("Possible matches"), Action.PROPOSE_DECISION),
            NavigationEntry("/search", N_("Search"), Action.SEARCH_OTHERS),
        ),
    ),
    Group(
        N_("Desk"),
        (
            NavigationEntry("/messages", N_("Messages"), Action.READ_MESSAGES),
            NavigationEntry("/approvals", N_("Approvals"), Action.SEE_APPROVALS),
            NavigationEntry("/deadlines", N_("Deadlines"), Action.CASE_DEADLINES),
            NavigationEntry("/disclosures", N_("Disclosures"), Action.ASK_DISCLOSURE),
            NavigationEntry("/sightings", N_("Send a sighting"), Action.SEND_SIGHTING),
            NavigationEntry("/link-requests", N_("Requests after searches"), Action.ASK_FROM_LINK),
            NavigationEntry("/transfers", N_("Transfers"), Action.PROPOSE_TRANSFER),
            NavigationEntry("/institutions", N_("Institutions"), Action.PROPOSE_INSTITUTION),
            NavigationEntry("/rights", N_("Data protection requests"), Action.SEE_DEADLINES),
            NavigationEntry("/duty", N_("Duty cover"), Action.COVER_DUTY),
            NavigationEntry("/indicators", N_("Trafficking indicators"), Action.REGISTER_MISSING),
            NavigationEntry("/covers", N_("Duty cover log"), Action.SEE_DUTY_COVERS),
            NavigationEntry("/caseload", N_("Caseload"), Action.ASSIGN),
            NavigationEntry("/directory", N_("Directory"), Action.READ_DIRECTORY),
        ),
    ),
    Group(
        N_("Files"),
        (
            NavigationEntry("/imports", N_("Import"), Action.IMPORT),
            NavigationEntry("/exports", N_("Export"), Action.SEE_EXPORTS),
        ),
    ),
    Group(
        N_("Oversight"),
        (
            NavigationEntry("/audit-log", N_("Audit log"), Action.READ_AUDIT),
            NavigationEntry("/reports", N_("Reports"), Action.READ_STATISTICS),
            NavigationEntry("/statistics", N_("Statistics"), Action.READ_STATISTICS),
            NavigationEntry("/alerts", N_("Alerts"), Action.SEE_ALERTS),
            NavigationEntry("/samples", N_("Samples"), Action.SAMPLE_SEARCHES),
        ),
    ),
    Group(
        N_("Administration"),
        (
            NavigationEntry("/users", N_("Accounts"), Action.READ_USERS),
            NavigationEntry("/invite", N_("Invite"), Action.INVITE_USER),
            NavigationEntry("/access-requests", N_("Lost devices"), Action.RESET_ACCESS),
            NavigationEntry(
                "/acting-sessions",
                N_("Officers acting for this state"),
                Action.SEE_ACTING_SESSIONS,
            ),
            NavigationEntry("/deputies", N_("Deputies"), Action.NAME_DEPUTY),
            NavigationEntry("/tokens", N_("Access tokens"), Action.READ_TOKENS),
            NavigationEntry("/agencies", N_("Agencies"), Action.READ_USERS),
            NavigationEntry("/patterns", N_("Case numbers"), Action.MANAGE),
            NavigationEntry("/matching-runs", N_("Matching runs"), Action.RUN),
            NavigationEntry("/system-status", N_("System status"), Action.MANAGE),
        ),
    ),
)


def of(actor: Actor | None) -> list[Group]:
    """Return the navigation of a signed-in person.

    A group with one entry is no menu, and few pages need no groups.
    """
    if actor is None:
        return []
    groups = [
        Group(
            group.words,
            tuple(entry for entry in group.entries if scope(entry.action, actor.role) is not None),
        )
        for group in GROUPS
    ]
    open_ones = [
        entry
        for group in groups
        for entry in group.entries
        if not group.words or len(group.entries) == 1
    ]
    return [
        Group("", tuple(open_ones)),
        *(group for group in groups if group.words and len(group.entries) > 1),
    ]
