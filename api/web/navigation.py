"""The navigation of the pages: entries by role."""

from __future__ import annotations

import dataclasses

from api.web.labels.codes import N_
from core.policy.actions import Action, scope
from services.foundation.actor import Actor


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A page in the navigation, shown to roles that have the action."""

    path: str
    words: str
    action: Action


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; the first group has no heading and is always visible."""

    words: str
    entries: tuple[Entry, ...]


GROUPS = (
    Group(
        "",
        (
            Entry("/records", N_("Records"), Action.READ_OWN),
            Entry("/pairs", N_("Possible matches"), Action.PROPOSE_DECISION),
            Entry("/search", N_("Search"), Action.SEARCH_OTHERS),
        ),
    ),
    Group(
        N_("Desk"),
        (
            Entry("/messages", N_("Messages"), Action.READ_MESSAGES),
            Entry("/approvals", N_("Approvals"), Action.SEE_APPROVALS),
            Entry("/deadlines", N_("Deadlines"), Action.CASE_DEADLINES),
            Entry("/disclosures", N_("Disclosures"), Action.ASK_DISCLOSURE),
            Entry("/sightings", N_("Send a sighting"), Action.SEND_SIGHTING),
            Entry("/link-requests", N_("Requests after searches"), Action.ASK_FROM_LINK),
            Entry("/transfers", N_("Transfers"), Action.PROPOSE_TRANSFER),
            Entry("/institutions", N_("Institutions"), Action.PROPOSE_INSTITUTION),
            Entry("/rights", N_("Data protection requests"), Action.SEE_DEADLINES),
            Entry("/duty", N_("Duty cover"), Action.COVER_DUTY),
            Entry("/indicators", N_("Trafficking indicators"), Action.REGISTER_MISSING),
            Entry("/covers", N_("Duty cover log"), Action.SEE_DUTY_COVERS),
            Entry("/caseload", N_("Caseload"), Action.ASSIGN),
            Entry("/directory", N_("Directory"), Action.READ_DIRECTORY),
        ),
    ),
    Group(
        N_("Files"),
        (
            Entry("/imports", N_("Import"), Action.IMPORT),
            Entry("/exports", N_("Export"), Action.SEE_EXPORTS),
        ),
    ),
    Group(
        N_("Oversight"),
        (
            Entry("/audit-log", N_("Audit log"), Action.READ_AUDIT),
            Entry("/reports", N_("Reports"), Action.READ_STATISTICS),
            Entry("/statistics", N_("Statistics"), Action.READ_STATISTICS),
            Entry("/alerts", N_("Alerts"), Action.SEE_ALERTS),
            Entry("/samples", N_("Samples"), Action.SAMPLE_SEARCHES),
        ),
    ),
    Group(
        N_("Administration"),
        (
            Entry("/users", N_("Accounts"), Action.READ_USERS),
            Entry("/invite", N_("Invite"), Action.INVITE_USER),
            Entry("/access-requests", N_("Lost devices"), Action.RESET_ACCESS),
            Entry(
                "/acting-sessions",
                N_("Officers acting for this state"),
                Action.SEE_ACTING_SESSIONS,
            ),
            Entry("/deputies", N_("Deputies"), Action.NAME_DEPUTY),
            Entry("/tokens", N_("Access tokens"), Action.READ_TOKENS),
            Entry("/agencies", N_("Agencies"), Action.READ_USERS),
            Entry("/patterns", N_("Case numbers"), Action.MANAGE),
            Entry("/matching-runs", N_("Matching runs"), Action.RUN),
            Entry("/system-status", N_("System status"), Action.MANAGE),
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
