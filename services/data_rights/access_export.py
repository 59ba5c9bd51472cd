"""Access export: all data that an agency holds of a person, with accesses and disclosures.

Data of other people is withheld: their names and numbers, also in free text
(`core.policy.data_rights`).
"""

from __future__ import annotations

import dataclasses
import itertools
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.data_rights import DataRequestState, DataRight
from core.entry import Entry
from core.errors import Conflict
from core.policy.actions import Action
from core.policy.audit import MATCH_PURPOSE
from core.policy.data_rights import (
    CODED_FIELDS,
    REDACTION_TEXT,
    is_of_another,
    may_name_others,
)
from core.published import published
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.case.sealed_message import SealedMessage
from models.case.sighting import SightingDelivery
from models.consent.written_consent import Consent, ConsentScope
from models.disclosure.requests_and_grants import Disclosure, Grant
from models.matching_runs.hand_match import HandMatch
from models.records.record import Record, RecordShare
from services.case import guardians, reporters
from services.data_rights import data_requests
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts.statements import Statement
from services.foundation.feature_store import FeatureRow, read_feature_rows
from services.oversight import audit_reading
from services.oversight.audit_reading import RecordAccess
from services.records import register
from services.records.intake import match_keys

# the groups of a number may be separated by any dash or a middle dot
NUMBER_PATTERN = re.compile(r"\d[\d\s()/._\u00b7\u2010-\u2015\u2212-]{3,}\d")
# a word may have accents and vowel signs as signs of their own, and joiners within
WORD_PATTERN = re.compile(
    r"[^\W\d_]+(?:[\u0300-\u036f\u064b-\u065f\u0670\u00ad\u200c\u200d]+[^\W\d_]*)*"
)
# digits that identify a number in any form, with or without country code or zero
PHONE_END = 7
MIN_WORD_LENGTH = 3  # of a name: shorter words would blank half of a text
MIN_UNSPACED_LENGTH = 2  # of a name in a script without spaces
FIRST_UNSPACED = "\u2e80"  # the first sign of the Chinese, Japanese and Korean scripts


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class DisclosureEntry:
    """One disclosure: agency, time, classes and end.

    `until` is the end of the grant, None without a grant.
    """

    agency: str
    asked_at: datetime
    state: str
    classes: str
    until: datetime | None


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One consent: its state, scopes and times."""

    state: str
    scopes: tuple[str, ...]
    recorded_at: datetime
    expires_at: datetime


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class Share:
    """A share with an audience of a state: the number of the view."""

    state: str
    audience: str
    view: int


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class MessageEntry:
    """A sealed message that the agency left about the person: when, and its danger code."""

    left_at: datetime
    danger: str


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class HandMatchMoment:
    """When the agency entered a reference for a match by hand. The reference names the record of
    another desk, so it is left out.
    """

    entered_at: datetime


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class SightingEntry:
    """A sighting of the person: when it came, and whether it was accepted. Its text names others
    too, and an accepted one is among the facts.
    """

    delivered_at: datetime
    state: str


@dataclasses.dataclass(frozen=True, slots=True)
class AccessExport:
    """The complete answer to a request for access.

    `review_at` is the time of the next review of the record. It is None after an erasure.
    """

    record: UUID
    kind: str
    status: str
    entered_at: datetime
    review_at: datetime | None
    data_controller: str
    data_protection_contact: str
    supervisory_authority: str
    facts: tuple[Statement, ...]
    match_keys: tuple[str, ...]
    shared: tuple[Share, ...]
    consents: tuple[ConsentEntry, ...]
    disclosed: tuple[DisclosureEntry, ...]
    messages: tuple[MessageEntry, ...]
    hand_matches: tuple[HandMatchMoment, ...]
    sightings: tuple[SightingEntry, ...]
    accesses: tuple[RecordAccess, ...]


def export_record(
    session: Session, context: Context, actor: Actor, request_id: UUID
) -> AccessExport:
    """Return the answer to an approved request for access; raise `Conflict` for any other request.

    Audited as a read of all classes.
    """
    row, record = data_requests.find_request(
        session, context, actor, request_id, Action.PROPOSE_DATA_RIGHT
    )
    if row.kind != DataRight.ACCESS or row.state != DataRequestState.APPROVED:
        raise Conflict(Refusal.REQUEST_IS_NOT_APPROVED)
    statements = register.open_facts(session, context, record)
    contacts = _contacts(session, context, record) if statements else ()  # none after an erasure
    agency = session.get_one(Agency, record.agency_id)
    features = read_feature_rows(session, context.keys, [record.id]).get(record.id)
    export = AccessExport(
        record=record.public_id,
        kind=record.kind,
        status=record.status,
        entered_at=record.created_at,
        review_at=record.review_at,
        data_controller=agency.data_controller,
        data_protection_contact=agency.data_protection_contact,
        supervisory_authority=agency.supervisory_authority,
        facts=redact_third_parties(statements, contacts),
        match_keys=_match_keys(context, features) if features else (),
        shared=_shared(session, record),
        consents=_consents(session, record),
        disclosed=_disclosed(session, record),
        messages=_messages(session, record),
        hand_matches=_hand_matches(session, record),
        sightings=_sightings(session, record),
        accesses=_accesses(session, context, actor, record),
    )
    act = audit_log.AuditEvent(
        "export_data",
        subject=request_id,
        records=(audit_log.ShownRecord(record.public_id, tuple(sorted(register.FACT_CLASSES))),),
    )
    audit_log.record_event(session, context, actor, act)
    return export


def _accesses(
    session: Session, context: Context, actor: Actor, record: Record
) -> tuple[RecordAccess, ...]:
    """Return when and why agencies read a record.

    For a read through a match, agency, role and act are left out.
    """
    return tuple(
        dataclasses.replace(
            access, agency="", role="", action="", purpose=access.purpose or MATCH_PURPOSE
        )
        if access.is_through_match
        else access
        for access in audit_reading.record_accesses(session, context, actor, record)
    )


def _match_keys(context: Context, row: FeatureRow) -> tuple[str, ...]:
    key_rows = match_keys.stored_keys(context.keys.key_versions("match"), row)
    return tuple(f"{key & (2**64 - 1):016x}" for own in key_rows.values() for key in own)


def redact_third_parties(
    statements: Iterable[Statement], contacts: Iterable[str] = ()
) -> tuple[Statement, ...]:
    """Return the statements with the data of other people redacted.

    `contacts` are names and telephone numbers of people whom no statement names.
    """
    all_statements = tuple(statements)
    entries = [statement.entry for statement in all_statements if is_of_another(statement.entry)]
    texts = [one.rest or one.text for one in entries if one.column not in CODED_FIELDS]
    named = [*contacts, *texts]
    numbered = [*contacts, *(entry.text for entry in entries)]
    others = _OtherPeople(
        frozenset(
            _folded(word)
            for text in named
            for word in WORD_PATTERN.findall(text)
            if len(word) >= (MIN_UNSPACED_LENGTH if _is_unspaced(word) else MIN_WORD_LENGTH)
        ),
        frozenset(
            _digits(number)[-PHONE_END:]
            for text in numbered
            for number in NUMBER_PATTERN.findall(text)
        ),
    )
    return tuple(
        statement.with_value(
            _role_only(statement.entry)
            if is_of_another(statement.entry)
            else _blank(statement, others)
        )
        for statement in all_statements
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _OtherPeople:
    """The words of names of other people, folded, and the ends of their numbers."""

    words: frozenset[str]
    number_ends: frozenset[str]

    def hide_word(self, match: re.Match[str]) -> str:
        """Return a word of a text, or the redaction text for a name, also in the genitive."""
        word = _folded(match[0])
        if _is_unspaced(word):
            is_named = any(name in word for name in self.words if _is_unspaced(name))
        else:
            is_named = not self.words.isdisjoint({word, word.removesuffix("s")})
        return REDACTION_TEXT if is_named else match[0]

    def hide_number(self, number: re.Match[str]) -> str:
        """Return a number of a text, or the redaction text for a telephone number of another."""
        is_theirs = _digits(number[0])[-PHONE_END:] in self.number_ends
        return REDACTION_TEXT if is_theirs else number[0]


def _contacts(session: Session, context: Context, record: Record) -> tuple[str, ...]:
    """Return names and telephone numbers of the reporter and the guardians of a record.

    They are not among its statements. The names of institutions and authorities are no names of
    people.
    """
    people = [
        (one.paper.name, *one.paper.phones)
        for one in guardians.held_appointments(session, context, record)
        if not one.is_emergency
    ]
    return (*reporters.person_of(session, context, record), *itertools.chain(*people))


def _role_only(entry: Entry) -> str:
    role, *others = entry.pieces
    return f"{role}:{REDACTION_TEXT}" if others else REDACTION_TEXT


def _blank(statement: Statement, others: _OtherPeople) -> str:
    """Blank the names and numbers of others in a text; return any other value as it is."""
    if not may_name_others(statement.field):
        return statement.value
    text = WORD_PATTERN.sub(others.hide_word, statement.value)
    return NUMBER_PATTERN.sub(others.hide_number, text)


def _folded(word: str) -> str:
    """Return a word in small letters, without accents, vowel signs and joiners."""
    signs = unicodedata.normalize("NFKD", word).casefold()
    return "".join(sign for sign in signs if unicodedata.category(sign) not in {"Mn", "Cf"})


def _is_unspaced(word: str) -> bool:
    """Return whether a word is in a script that has no spaces between words."""
    return word[:1] >= FIRST_UNSPACED


def _digits(text: str) -> str:
    """Return the digits of a text as ASCII, those of other scripts too."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdecimal())


def _shared(session: Session, record: Record) -> tuple[Share, ...]:
    rows = session.execute(
        select(RecordShare.state, RecordShare.audience, RecordShare.view)
        .where(RecordShare.record_id == record.id)
        .order_by(RecordShare.state, RecordShare.audience)
    )
    return tuple(Share(row.state, row.audience, row.view) for row in rows)


def _consents(session: Session, record: Record) -> tuple[ConsentEntry, ...]:
    rows = session.scalars(
        select(Consent).where(Consent.record_id == record.id).order_by(Consent.id)
    ).all()
    scopes: dict[int, list[str]] = {}
    for row in session.execute(
        select(ConsentScope.consent_id, ConsentScope.scope)
        .where(ConsentScope.consent_id.in_([consent.id for consent in rows]))
        .order_by(ConsentScope.scope)
    ):
        scopes.setdefault(row.consent_id, []).append(row.scope)
    return tuple(
        ConsentEntry(
            consent.state,
            tuple(scopes.get(consent.id, ())),
            consent.recorded_at,
            consent.expires_at,
        )
        for consent in rows
    )


def _disclosed(session: Session, record: Record) -> tuple[DisclosureEntry, ...]:
    rows = session.execute(
        select(Disclosure, Agency.name, Grant.field_classes, Grant.ends_at)
        .join(Agency, Agency.id == Disclosure.agency_id)
        .outerjoin(Grant, Grant.disclosure_id == Disclosure.id)
        .where(Disclosure.record_id == record.id)
        .order_by(Disclosure.id)
    ).all()
    return tuple(
        DisclosureEntry(name, scopes.requested_at, scopes.state, classes or "", until)
        for scopes, name, classes, until in rows
    )


def _messages(session: Session, record: Record) -> tuple[MessageEntry, ...]:
    """Return the messages that the agency left, without their deliveries.

    The agency may not know whether a message was delivered.
    """
    rows = session.execute(
        select(SealedMessage.left_at, SealedMessage.danger)
        .where(SealedMessage.record_id == record.id, SealedMessage.agency_id == record.agency_id)
        .order_by(SealedMessage.id)
    )
    return tuple(MessageEntry(row.left_at, row.danger) for row in rows)


def _hand_matches(session: Session, record: Record) -> tuple[HandMatchMoment, ...]:
    """Return when the agency entered references for matches by hand, without the references."""
    entered = session.scalars(
        select(HandMatch.entered_at)
        .where(HandMatch.record_id == record.id, HandMatch.agency_id == record.agency_id)
        .order_by(HandMatch.id)
    )
    return tuple(map(HandMatchMoment, entered))


def _sightings(session: Session, record: Record) -> tuple[SightingEntry, ...]:
    """Return the sightings that came about the record, without their texts."""
    rows = session.execute(
        select(SightingDelivery.delivered_at, SightingDelivery.state)
        .where(SightingDelivery.record_id == record.id)
        .order_by(SightingDelivery.id)
    )
    return tuple(SightingEntry(row.delivered_at, row.state) for row in rows)
