"""THE table of the pages' navigation: which page stands there for whom."""

from __future__ import annotations

import dataclasses

from api.web.code_words import N_
from core.policy import Action, scope
from services.actor import Actor


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A page in the navigation, shown to roles that have one of the actions."""

    path: str
    words: str
    actions: tuple[Action, ...]


ENTRIES = (
    Entry("/records", N_("Records"), (Action.READ_OWN,)),
    Entry("/search", N_("Search"), (Action.SEARCH_OTHERS,)),
    Entry("/pairs", N_("Pairs"), (Action.PROPOSE_VERDICT,)),
    Entry("/disclosures", N_("Disclosure"), (Action.ASK_DISCLOSURE,)),
    Entry("/transfers", N_("Transfers"), (Action.PROPOSE_TRANSFER,)),
    Entry("/rights", N_("Data rights"), (Action.SEE_CLOCKS,)),
    Entry("/duty", N_("Duty cover"), (Action.COVER_DUTY,)),
    Entry("/covers", N_("Covers"), (Action.SEE_COVERS,)),
    Entry("/imports", N_("Import"), (Action.IMPORT,)),
    Entry("/exports", N_("Export"), (Action.SEE_EXPORTS,)),
    Entry("/countersign", N_("Countersign"), (Action.COUNTERSIGN,)),
    Entry("/alerts", N_("Alerts"), (Action.SEE_ALERTS,)),
    Entry("/samples", N_("Samples"), (Action.SAMPLE_SEARCHES,)),
    Entry("/trail", N_("Trail"), (Action.READ_AUDIT,)),
    Entry("/users", N_("Accounts"), (Action.READ_USERS,)),
    Entry("/runs", N_("Runs"), (Action.RUN,)),
    Entry("/invite", N_("Invite"), (Action.INVITE_USER,)),
    Entry("/resets", N_("Lost devices"), (Action.RESET_ACCESS,)),
)


def of(actor: Actor | None) -> list[Entry]:
    """Return the entries of one who is signed in; nobody else has any."""
    if actor is None:
        return []
    return [one for one in ENTRIES if any(scope(action, actor.role) is not None for action in one.actions)]
