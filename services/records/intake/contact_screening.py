"""Recognition of the same contacts across records by keyed hashes of names and phones.

A worker compares them, because no agency may know the reporters, guardians and suspects of another
one. An agency learns only from its own records and from records confirmed to be the same child. The
auditor is alerted to every match.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from core.codes.case import ContactRole
from core.codes.consent import ConsentState
from core.codes.notifications import AlertKind, NotificationKind
from core.codes.operations import JobKind
from core.codes.review import MatchState
from core.policy.case.people import REPORTER_ALERT_CHILDREN, SUSPECT_RELATIONS
from core.policy.roles import Role
from matching import has_name, parse_row
from models.agencies.agency import Agency
from models.case.contact import ContactTag, Guardian, Reporter
from models.consent.written_consent import Consent
from models.matching_runs.match import Match
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from models.sql.bulk import insert_rows
from services.foundation import alerts, jobs, keyed_hashes
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts.name_words import name_words
from services.foundation.facts.statements import Statement
from services.foundation.jobs import JobTarget
from services.sharing import notifications

PHONE_DIGITS = 9  # the last digits, so that national and international forms of a number are equal
NAME_TOKENS = 2  # a single name is too common
NamedContacts = tuple[tuple[str, str], ...]  # (column, value without the relation to the child)


def contact_tags(context: Context, *, names: Iterable[str], phones: Iterable[str]) -> set[bytes]:
    """Return the tags of names and phones under every match key of the key file.

    Names need two words or more, phones nine digits or more. All tags are written, because the
    comparer has no names: during a key change, tags must also be equal under the old key.
    """
    names, phones = list(names), list(phones)
    if not names and not phones:
        return set()
    words = (sorted(name_words(name)) for name in names if has_name(name))
    read = parse_row({"phones": phones}).person.phones
    numbers = [phone.digits[-PHONE_DIGITS:] for phone in read]
    labelled = [f"name:{' '.join(word)}" for word in words if len(word) >= NAME_TOKENS]
    labelled += [f"phone:{number}" for number in numbers if len(number) == PHONE_DIGITS]
    return {
        tag
        for contact in labelled
        for tag in keyed_hashes.tags_of(context.keys, "contact", contact.encode("utf-8", "replace"))
    }


def named_contacts(statements: Iterable[Statement]) -> NamedContacts:
    """Return the exploiters, smugglers and companions that a record names, as (column, value).

    The column is `phones` or `relatives`. The value is the text after the relation and its colon.
    """
    return tuple(
        (statement.field, statement.entry.rest)
        for statement in statements
        if statement.field in ("phones", "relatives") and statement.entry.code in SUSPECT_RELATIONS
    )


def suspect_tags(context: Context, suspect: NamedContacts) -> list[bytes]:
    """Return the sorted hashes of the contacts from `named_contacts`."""
    names = [value for field, value in suspect if field == "relatives"]
    return sorted(
        contact_tags(
            context, names=names, phones=[value for field, value in suspect if field == "phones"]
        )
    )


def replace_contacts(
    session: Session, context: Context, record_id: int, role: str, tags: Iterable[bytes]
) -> None:
    """Replace the hashes of the reporter or suspects of a record, and enqueue their comparison.

    The consents of the record are due for a check, because the giver may have a conflict now.
    """
    _lock(session, record_id)
    session.execute(
        delete(ContactTag).where(ContactTag.record_id == record_id, ContactTag.role == role)
    )
    add_contacts(session, context, role, {record_id: sorted(set(tags))})
    check_consents(session, context, record_id)


def add_guardian(
    session: Session, context: Context, guardian: Guardian, guardian_tags: Iterable[bytes]
) -> None:
    """Insert the hashes of a new guardian, and enqueue their comparison.

    The hashes of earlier guardians of the record stay. The consents of the record are due for a
    check.
    """
    _lock(session, guardian.record_id)
    tags = {guardian.record_id: sorted(set(guardian_tags))}
    add_contacts(session, context, ContactRole.GUARDIAN, tags, guardian_id=guardian.id)
    check_consents(session, context, guardian.record_id)


def _lock(session: Session, record_id: int) -> None:
    """Lock a record as the job that rebuilds the hashes does."""
    session.execute(select(Record.id).where(Record.id == record_id).with_for_update())


def check_consents(session: Session, context: Context, record_id: int) -> None:
    """Make the active consents of a record due for a check (`services.consent.written_consent`)."""
    in_force = (Consent.record_id == record_id) & (Consent.state == ConsentState.ACTIVE)
    session.execute(update(Consent).where(in_force).values(next_check_at=context.clock.now()))


def add_contacts(
    session: Session,
    context: Context,
    role: str,
    tags_by_record: Mapping[int, Sequence[bytes]],
    *,
    guardian_id: int | None = None,
    priority: int = jobs.PRIORITIES[JobKind.CONTACTS],
) -> None:
    """Insert the hashes of the people whom records name in a role, and enqueue the comparison.

    `guardian_id` is the guardian, in this role only. The caller makes sure that no hash of these
    people is stored yet.
    """
    new_contacts = [
        {"record_id": record_id, "role": role, "guardian_id": guardian_id, "tag": tag}
        for record_id, tags in tags_by_record.items()
        for tag in tags
    ]
    insert_rows(session, ContactTag, new_contacts)
    jobs.enqueue(
        session,
        context,
        JobKind.CONTACTS,
        [JobTarget(record_id=record_id) for record_id, tags in tags_by_record.items() if tags],
        priority=priority,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Shared:
    """The records that name one person or phone, by role.

    `guardians` are the guardians by record that have this name or phone. `agencies` are the
    agencies by record. `confirmed` are the confirmed matches of these records.
    """

    by_role: Mapping[str, frozenset[int]]
    guardians: Mapping[int, frozenset[int]]
    agencies: Mapping[int, int]
    confirmed: frozenset[tuple[int, int]]

    def with_role(self, role: str) -> frozenset[int]:
        """Return the records that name the person in this role."""
        return self.by_role.get(role, frozenset())

    def known(self, record_id: int, other_ids: Iterable[int]) -> frozenset[int]:
        """Return those of other records whose facts the responsible agency of a record may know.

        These are the record itself, records of the same agency, and records that both sides
        confirmed to be the same child.
        """
        own = self.agencies[record_id]
        is_confirmed = {end for match in self.confirmed if record_id in match for end in match}
        return frozenset(
            other_id
            for other_id in other_ids
            if self.agencies[other_id] == own or other_id in is_confirmed
        )


def compare_contacts(session: Session, context: Context, record_id: int) -> None:
    """Compare the people of a record with the people of every record, for the worker.

    The auditor gets an alert about each reporter of several children, reporter under suspicion and
    guardian in conflict. Supervisors get a notification if facts that their agency may know show
    it. The responsible agencies of the other facts get a notification that another agency knows a
    person whom their record names.
    """
    own = session.scalars(select(ContactTag.tag).where(ContactTag.record_id == record_id)).all()
    for tag in own:
        shared = _shared(session, tag)
        _watch_reporters(session, context, shared)
        _watch_guardians(session, context, shared)


def _shared(session: Session, tag: bytes) -> _Shared:
    rows = session.execute(
        select(ContactTag.record_id, ContactTag.role, ContactTag.guardian_id, Record.agency_id)
        .join(Record, Record.id == ContactTag.record_id)
        .where(ContactTag.tag == tag)
    ).all()
    roles = {row.role for row in rows}
    by_role = {role: frozenset(row.record_id for row in rows if row.role == role) for role in roles}
    guarded = {row.record_id for row in rows if row.guardian_id is not None}
    guardians = {
        record_id: frozenset(
            row.guardian_id
            for row in rows
            if row.record_id == record_id and row.guardian_id is not None
        )
        for record_id in guarded
    }
    agencies = {row.record_id: row.agency_id for row in rows}
    matches = select(Match.low, Match.high).where(Match.low.in_(agencies), Match.high.in_(agencies))
    confirmed = session.execute(matches.where(Match.state == MatchState.CONFIRMED))
    return _Shared(
        by_role, guardians, agencies, frozenset((row.low, row.high) for row in confirmed)
    )


def _watch_reporters(session: Session, context: Context, shared: _Shared) -> None:
    """Alert the auditor to a reporter of several children or under suspicion.

    Under suspicion is a reporter whom a record names as a suspect. Supervisors get a notification
    if the facts that their agency may know are enough for the alert. The responsible agencies of
    hidden records that name the suspect get a notification.
    """
    reported = shared.with_role(ContactRole.REPORTER)
    suspects = shared.with_role(ContactRole.SUSPECT)
    for record_id in sorted(reported):
        if len(reported) >= REPORTER_ALERT_CHILDREN:
            _alert(session, context, AlertKind.REPORTER_OF_SEVERAL, record_id)
            if len(shared.known(record_id, reported)) >= REPORTER_ALERT_CHILDREN:
                _notify_responsible_agency(
                    session, context, NotificationKind.REPORTER_OF_SEVERAL, record_id
                )
        if suspects:
            known_tags = shared.known(record_id, suspects)
            _alert(session, context, AlertKind.REPORTER_UNDER_SUSPICION, record_id)
            if known_tags:
                _notify_responsible_agency(
                    session, context, NotificationKind.REPORTER_UNDER_SUSPICION, record_id
                )
            _notify_hidden_agencies(session, context, suspects - known_tags)


def _watch_guardians(session: Session, context: Context, shared: _Shared) -> None:
    """Alert the auditor to guardians in conflict, and store the conflict if known facts show it.

    A guardian is in conflict who reported the same (or possibly the same) child, or whom a record
    names as a suspect. Other guardians of the same child are not. `Guardian.has_conflict` is set
    only from facts that the agency may know. So neither an answer nor a consent of this agency
    depends on a hidden record.
    """
    suspects = shared.with_role(ContactRole.SUSPECT)
    for guarded, named in sorted(shared.guardians.items()):
        reported = shared.with_role(ContactRole.REPORTER) & _same_child(session, guarded)
        if not _in_conflict(session, named, suspects, reported):
            continue
        _alert(session, context, AlertKind.GUARDIAN_IN_CONFLICT, guarded)
        known_suspects = shared.known(guarded, suspects)
        known_reported = shared.known(guarded, reported)
        in_conflict = _in_conflict(session, named, known_suspects, known_reported)
        if in_conflict:
            marked = update(Guardian).where(
                Guardian.id.in_(sorted(in_conflict)), Guardian.ended_at.is_(None)
            )
            session.execute(marked.values(has_conflict=True))
            responsible = RoleIdentity(agency_id=shared.agencies[guarded])
            with database_roles.as_role(session, DatabaseRole.ACTOR, responsible):
                check_consents(session, context, guarded)
            _notify_responsible_agency(
                session, context, NotificationKind.GUARDIAN_IN_CONFLICT, guarded
            )
        _notify_hidden_agencies(
            session, context, (suspects | reported) - known_suspects - known_reported
        )


def _in_conflict(
    session: Session,
    guardians: frozenset[int],
    suspects: frozenset[int],
    reported: frozenset[int],
) -> frozenset[int]:
    """Return those of guardians who are in conflict if these records name them."""
    if suspects or not reported <= reported_on_duty(session, reported):
        return guardians
    if not reported:
        return frozenset()
    # an official's report on duty is no conflict
    query = select(Guardian.id).where(
        Guardian.id.in_(sorted(guardians)), Guardian.institution_id.is_(None)
    )
    return frozenset(session.scalars(query))


def reported_on_duty(session: Session, record_ids: Iterable[int]) -> set[int]:
    """Return the records, of these, whose reporter is a listed institution."""
    query = select(Reporter.record_id).where(
        Reporter.record_id.in_(sorted(record_ids)), Reporter.institution_id.is_not(None)
    )
    return set(session.scalars(query))


def _same_child(session: Session, record_id: int) -> set[int]:
    """Return a record and all records that are, or may be, the same child."""
    query = select(Match.low, Match.high).where(
        or_(Match.low == record_id, Match.high == record_id)
    )
    rows = session.execute(query.where(Match.state != MatchState.REFUTED))
    return {record_id} | {end for row in rows for end in (row.low, row.high)}


def _alert(session: Session, context: Context, kind: AlertKind, record_id: int) -> None:
    """Alert the auditor once per record and kind."""
    record = session.get_one(Record, record_id)
    if not alerts.has_alert(session, kind, record.public_id):
        agency = session.get_one(Agency, record.agency_id)
        actor = Actor(Role.MATCHER, agency.id, agency.kind, agency.state)
        alerts.raise_alert(session, context, actor, kind, record.public_id)


def _notify_responsible_agency(
    session: Session, context: Context, kind: NotificationKind, record_id: int
) -> None:
    """Notify the supervisors of a record's responsible agency once per record and kind."""
    record = session.get_one(Record, record_id)
    notifications.notify_agency(session, context, record.agency_id, kind=kind, record=record)


def _notify_hidden_agencies(session: Session, context: Context, record_ids: Iterable[int]) -> None:
    """Alert the auditor and notify the responsible agency that another agency knows a person in a
    record.
    """
    for record_id in sorted(record_ids):
        _alert(session, context, AlertKind.KNOWN_ELSEWHERE, record_id)
        _notify_responsible_agency(session, context, NotificationKind.KNOWN_ELSEWHERE, record_id)


def known_roles(session: Session, record: Record, tags: set[bytes]) -> set[str]:
    """Return the roles in which a record of the actor's agency already names any of these
    people.
    """
    query = select(ContactTag.role).where(
        ContactTag.record_id == record.id, ContactTag.tag.in_(sorted(tags))
    )
    return set(session.scalars(query.distinct())) if tags else set()
