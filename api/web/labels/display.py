"""Functions for labels: a code or value for display, lists of choices, choices of a role."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from uuid import UUID

from api.schemas.records.register import DaysOut, ReaderOut
from api.web import language
from api.web.labels.audit import ENDS, ENDS_IN
from api.web.labels.codes import N_, WORDS
from api.web.labels.reasons import REASONS
from api.web.language import every_country as every_country
from api.web.language import tongues as tongues
from core.codes.records import StatementSource, UnsharedCause
from core.intake import INTAKE_FIELDS, Kind
from core.policy.actions import REGISTER_ACTIONS, Action, scope
from core.policy.participating_states import ANY_STATE, STATES
from core.policy.records.provenance import (
    DEFAULT_HANDLING,
    HANDLING_CONDITIONS,
    INFORMATION_GRADES,
    SOURCE_GRADES,
    UNKNOWN_QUALITY,
)
from core.policy.search import NOTHING_SEEN as NOTHING_SEEN
from core.policy.search import REPORTERS_NOT_SHOWN as REPORTERS_NOT_SHOWN
from core.policy.sharing.unshared import CAUSE_PAGES
from matching.model.levels import ATTRIBUTES
from services.foundation.actor import Actor
from services.foundation.facts.intake_row import ONE_VALUED_COLUMNS
from services.foundation.facts.statements import LIST_COLUMNS

REGISTER = {
    "missing": N_("Report a missing person"),
    "found": N_("Register a found child"),
    "tracing": N_("Register a tracing request"),
    "preventive": N_("Register a person at risk of being taken abroad"),
}

# each language by its own name
LANGUAGES = {"en": "English", "fr": "Français", "it": "Italiano"}

# field -> the list of codes of its values
CODED = {
    **{field.name: field.codes for field in INTAKE_FIELDS if field.kind is Kind.CODE},
    "legal_basis": "legal_basis",
    "proposed_basis": "legal_basis",
    "international_protection": "protection",
    "hit_action": "hit_action",
}
COUNTRIES = frozenset(field.name for field in INTAKE_FIELDS if field.kind is Kind.COUNTRY) | {
    "region"
}
# parts of a value in order: a list of codes, `country`, or "" for a text
PARTED = {
    **{
        field.name: tuple(
            "country" if part.kind is Kind.COUNTRY else part.codes for part in field.parts
        )
        for field in INTAKE_FIELDS
        if field.parts and field.parts[0].kind in {Kind.CODE, Kind.DATE}
    },
    "indicators": ("indicator", ""),
}

# tabs of an own record: name, path after the record's path, action, label
RECORD_PAGES = (
    ("facts", "", "read_own", N_("Details")),
    ("story", "/story", "episode", N_("History")),
    ("deadlines", "/deadlines", "case_deadlines", N_("Deadlines")),
    ("photo", "/photo", "edit", N_("Photograph")),
    ("people", "/people", "edit", N_("Reporter and guardians")),
    ("matches", "/matches", "propose_decision", N_("Matches and sharing")),
    ("consents", "/consents", "record_consent", N_("Consent")),
    ("safety", "/safety", "assess_risk", N_("Safety")),
    ("indicators", "/indicators", "assess_risk", N_("Trafficking indicators")),
    ("access_log", "/access-log", "read_access_log", N_("Access log")),
)

# Kind of a new record -> its next steps: path, action and words.
_DEADLINES_NEXT = ("/deadlines", "case_deadlines", N_("See what is due, and until when"))
AFTER_REGISTRATION = {
    "found": (
        (
            "#care-confirmation",
            "attest_care",
            N_("Confirm or declare that the child is in your care"),
        ),
        ("/consents", "record_consent", N_("Record a consent")),
        ("/photo", "edit", N_("Add a photograph")),
        ("/people", "edit", N_("Enter the guardian")),
        _DEADLINES_NEXT,
    ),
    "missing": (
        ("/people", "edit", N_("Check the reporter: enter the papers and ask for the check")),
        ("/photo", "edit", N_("Add a photograph")),
        _DEADLINES_NEXT,
    ),
    "tracing": (
        ("/people", "edit", N_("Check the reporter: enter the papers and ask for the check")),
        _DEADLINES_NEXT,
    ),
    "preventive": (
        ("/people", "edit", N_("Check the reporter: enter the papers and ask for the check")),
        _DEADLINES_NEXT,
    ),
}
SEVERAL = LIST_COLUMNS
# facts with a single value, so that two values contradict each other
SINGLE = frozenset({"birth_date", *ONE_VALUED_COLUMNS})

# sources of a statement that can be chosen, and the grades except "not assessed"
STATEMENT_SOURCES = tuple(StatementSource)
ASSESSED = {
    "source_grade": SOURCE_GRADES.replace(UNKNOWN_QUALITY[0], ""),
    "information_grade": INFORMATION_GRADES.replace(UNKNOWN_QUALITY[1], ""),
    "handling": HANDLING_CONDITIONS[1:],
}

# messages after an action, by the word in the address
DONE = {
    "signed_out": N_("You are signed out."),
    "passkey_added": N_("The passkey was added."),
    "passkey_removed": N_("The passkey was removed."),
    "saved": N_("Saved."),
    "reporter_check_asked": N_("Your supervisors have been asked for the reporter check."),
    "closed": N_("The record is closed."),
    "read": N_("Marked as read."),
    "blocked": N_("The account is blocked. Your supervisors have been notified."),
    "disabled": N_("The account is disabled."),
    "revoked": N_("The token was revoked."),
    "review_proposed": N_("Saved. It takes effect when a second person approves it."),
    "moved": N_("The unit is saved."),
    "started": N_("The matching run has started."),
    "cancelled": N_("The matching run is cancelled. Matches that it found are kept."),
    "retried": N_("The jobs are being tried again."),
    "search_saved": N_("The search is saved. You get a notification of each record that matches."),
    "waits": N_("The search is saved. It starts when a supervisor has approved it."),
    "ended": N_("Ended."),
    "closing_asked": N_("The supervisors of the other agency have been asked."),
    "export_asked": N_("Another supervisor decides within %(export_decide_hours)s hours."),
    "withdrawn": N_("Withdrawn, with immediate effect."),
    "cover": N_(
        "You can open every record of your agency for %(duty_cover_hours)s hours. Your"
        " supervisors are notified."
    ),
    "step": N_("Done. The next step is shown below."),
    "hand_match_entered": N_(
        "Both references are stored. A match opens only when the other desk has entered both as"
        " well and the rules allow both desks to see it. No answer is given before, also if there"
        " is no such record."
    ),
    "sighting_sent": N_(
        "The sighting is sent. If there is such a report, its desk gets it now, and so do the"
        " police of its state if they see the report. No other answer follows. In danger, call 112"
        " as well."
    ),
    "sighting_accepted": N_("The sighting is accepted. The report is compared again."),
    "sighting_rejected": N_("The sighting is rejected. It is kept with the reason."),
    "message_left": N_(
        "It is possible that no agency received this message. Call the desks as well."
    ),
    "assigned": N_("Assigned. Your colleague gets a notification."),
    "relay_asked": N_("A colleague decides in this list, and then reads the desk to call."),
    "relay_called": N_(
        "The call is recorded. Both desks read it in their messages, as far as they may know of"
        " each other's records."
    ),
    "requested": N_("The request has been sent to the responsible agency."),
    "located": N_("Recorded."),
    "reopened": N_("The record is open again."),
    "leased": N_("This match is locked for you for %(lock_minutes)s minutes."),
    "judged": N_("Your decision is saved."),
    "undone": N_("Undone."),
    "undo_proposed": N_("Proposed. The decision holds until a second person undoes it."),
    "written": N_("Your message has been sent to the other desk."),
    "written_waits": N_(
        "Your message waits for a colleague's approval. The other desk does not have it yet."
    ),
    "made": N_("The report is ready."),
    "nothing_published": N_(
        "No counts have been published yet, so there is nothing to report. Counts are published"
        " every night."
    ),
    "care_confirmed": N_("Confirmed. Missing reports that match now show you more."),
    "care_declared": N_("Declared. The auditor is notified. The notified desks are listed below."),
    "called": N_("The call is recorded."),
    "objected": N_("That side can no longer see your report. The auditor is notified."),
    "sentence": N_("The other side can now close its report with this sentence."),
}


def label(code: str, kind: str) -> str:
    """Return a code in words of the answer's language.

    A code without words is returned without its underscores.
    """
    if kind == "field" and "@" in code:
        return _provenance_of(code)
    message = WORDS[kind].get(code)
    if kind == "language" and not message:  # only common languages have a label
        return language.tongue(code)
    return language.gettext(message) if message else code.replace("_", " ")


def _provenance_of(code: str) -> str:
    """Return a part of the provenance of a column in words."""
    column, _, part = code.partition("@")
    words = label(part, "provenance")
    return f"{label(column, 'field')}: {words}" if column in WORDS["field"] else words


class Stated(Protocol):
    """A statement as pages show it. `stated_on` is None if the day is hidden."""

    source: str
    stated_on: date | None
    quality: str


def stated(one: Stated) -> str:
    """Return the source, time and reliability of a statement, without hidden parts."""
    source, information, handling = one.quality[0], one.quality[1], one.quality[2:]
    words = [
        label(one.source, "source") if one.source else "",
        language.day(one.stated_on) if one.stated_on is not None else "",
        _graded(source, "source_grade"),
        _graded(information, "information_grade"),
        label(handling, "handling") if handling != DEFAULT_HANDLING else "",
    ]
    return ", ".join(word for word in words if word)


def _graded(grade: str, kind: str) -> str:
    """Return a grade in words, "" if it was not assessed."""
    if grade in UNKNOWN_QUALITY:
        return ""
    return f"{label(kind, 'provenance').lower()} {label(grade, kind)}"


# attribute -> level -> the words of the table of levels
LEVELS = {
    attribute.name: {level.code: level.words for level in attribute.levels}
    for attribute in ATTRIBUTES
}


def level(attribute: str, code: str) -> str:
    """Return an attribute's level in words, as the start of a sentence before the values."""
    text = language.gettext(LEVELS[attribute][code])
    return text[:1].upper() + text[1:]


def reason(code: str) -> str:
    """Return the reason of a refusal in words."""
    return language.gettext(REASONS.get(code, code.replace("_", " ")))


def did(action: str) -> str:
    """Return the label of an audit entry: the action, or the part of the interface of a refusal."""
    area, dot, _ = action.partition(".")
    return label(area, "area") if dot else label(action, "did")


def ended(action: str, outcome: str) -> str:
    """Return the outcome of an action in words: done, the reason of a refusal, or the new state."""
    kind = next((kind for begins, kind in ENDS_IN if action.startswith(begins)), "ended")
    return label(outcome, "ended" if outcome in ENDS else kind)


def options(kind: str, codes: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Return codes with their labels as a list of choices, in the order of the table."""
    words = WORDS[kind]
    return [
        (code, label(code, kind))
        for code in (words if codes is None else [code for code in words if code in codes])
    ]


def value(field: str, text: str) -> str:
    """Return a fact's value for display: codes and countries in words, other text as written."""
    if field in CODED:
        return label(text, CODED[field])
    if field in COUNTRIES:
        return language.country(text)
    kinds = PARTED.get(field, ())
    parts = [part.strip() for part in text.split(":", max(len(kinds) - 1, 0))]
    if not kinds or (kinds[0] and parts[0] not in WORDS[kinds[0]]):
        return text
    read = [_part(part, kind) for part, kind in zip(parts, kinds, strict=False)]
    return ", ".join(part for part in read if part)


def gregorian(text: str, days: DaysOut | None) -> str:
    """Return the Gregorian days of a birth that is stated in another calendar, "" for another.

    Such a birth does not name the Gregorian year.
    """
    if days is None or str(days.first.year) in text:
        return ""
    shown = language.day(days.first)
    return f"= {shown}" if days.first == days.last else f"= {shown} – {language.day(days.last)}"


def _part(code: str, kind: str) -> str:
    if kind == "country":
        return language.country(code)
    return label(code, kind) if kind else code


def may(actor: Actor, action: str) -> bool:
    """Return whether the role has an action, so that pages offer only permitted actions."""
    return scope(Action(action), actor.role) is not None


def registers(actor: Actor) -> list[str]:
    """Return the kinds of record the role may register."""
    return [
        kind for kind, action in REGISTER_ACTIONS.items() if scope(action, actor.role) is not None
    ]


def readers(shares: Iterable[ReaderOut]) -> list[str]:
    """Return who sees a record as lines: the states, the kinds of agency, and the view."""
    audiences: dict[tuple[str, str], list[str]] = {}
    for share in shares:
        audiences.setdefault((share.state, share.view), []).append(
            label(share.audience, "audience")
        )
    states: dict[tuple[str, str], list[str]] = {}
    for (state, view), kinds in audiences.items():
        named = (
            language.gettext(N_("every participating state"))
            if state == ANY_STATE
            else language.country(state)
        )
        states.setdefault((", ".join(sorted(kinds)), view), []).append(named)
    return [
        f"{', '.join(sorted(named))} ({kinds}): {label(view, 'sharing')}"
        for (kinds, view), named in states.items()
    ]


def cause_page(cause: UnsharedCause, record: UUID) -> str:
    """Return the address of the page that ends a cause; "" if no page ends it."""
    return CAUSE_PAGES[cause].format(record=record)


def states() -> list[tuple[str, str]]:
    """Return the states that take part, by name."""
    return language.countries(STATES)


class Listed(Protocol):
    """An agency in a list of choices."""

    code: str
    name: str
    state: str


def by_state(agencies: Iterable[Listed]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return agencies as a list of choices, grouped by the names of their states."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for agency in agencies:
        groups.setdefault(language.country(agency.state), []).append((agency.code, agency.name))
    return sorted(groups.items())
