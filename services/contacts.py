"""Recognising those around a child across records: keyed hashes of names and phones, and what they give away.

A worker compares them, because what agencies hold of each other's reporters is theirs to know: only alerts come out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from core.policy import Role
from core.policy_people import CHILDREN_OF_ONE_REPORTER, SUSPECTS
from matching import Person, is_named
from models.agency import Agency
from models.bulk import insert_rows
from models.contact import ContactTag, Guardian, Reporter
from models.pair import Pair
from models.record import Record
from services import alerts, jobs, notices, tagging
from services.actor import Actor
from services.context import Context
from services.jobs import Target
from services.statements import Statement

PHONE_DIGITS = 9  # the last ones, so that the ways of writing a country's number meet
NAME_TOKENS = 2  # a single name is everybody's
Named = tuple[tuple[str, str], ...]  # (column, what stands in it without what the person is to the child)


def tags(context: Context, *, names: Iterable[str], phones: Iterable[str]) -> set[bytes]:
    """Return the tags of names of two words or more and of phones of nine digits or more, under every key held.

    All are written: who compares them holds no names, so while a new key comes they must meet under the old one too.
    """
    names, phones = list(names), list(phones)
    if not names and not phones:
        return set()
    words = (_name(name) for name in names if is_named(name))
    row = {"kind": "missing", "record_ref": "contact", "full_name": "contact", "phones": phones}
    numbers = [phone.digits[-PHONE_DIGITS:] for phone in Person.from_row(row).phones]
    labelled = [f"name:{' '.join(one)}" for one in words if len(one) >= NAME_TOKENS]
    labelled += [f"phone:{number}" for number in numbers if len(number) == PHONE_DIGITS]
    return {tag for one in labelled for tag in tagging.tags(context.keys, "contact", one.encode("utf-8", "replace"))}


def _name(name: str) -> list[str]:
    """Return the words of a name without marks and case, in order of the alphabet."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(one if one.isalnum() else " " for one in letters if not unicodedata.combining(one))
    return sorted(plain.split())


def named(said: Iterable[Statement]) -> Named:
    """Return the controllers, smugglers and companions that a record names."""
    told = [(one.field, *one.value.partition(":")[::2]) for one in said if one.field in ("phones", "relatives")]
    return tuple((field, value) for field, prefix, value in told if prefix.strip().casefold() in SUSPECTS)


def suspects(context: Context, suspect: Named) -> list[bytes]:
    """Return the hashes of those that `named` told, in order."""
    names = [value for field, value in suspect if field == "relatives"]
    return sorted(tags(context, names=names, phones=[value for field, value in suspect if field == "phones"]))


def keep(session: Session, context: Context, record_id: int, role: str, found: Iterable[bytes]) -> None:
    """Put the hashes of a role in place of those that stand for a record, and have a worker compare them."""
    session.execute(select(Record.id).where(Record.id == record_id).with_for_update())  # as who makes them anew does
    session.execute(delete(ContactTag).where(ContactTag.record_id == record_id, ContactTag.role == role))
    add(session, context, [(record_id, role, sorted(set(found)))])


def add(session: Session, context: Context, rows: Sequence[tuple[int, str, Sequence[bytes]]]) -> None:
    """Write hashes of (record, role) that have none yet, and have a worker compare them."""
    made = [{"record_id": one, "role": role, "tag": tag} for one, role, found in rows for tag in found]
    insert_rows(session, ContactTag, made)
    changed = list(dict.fromkeys(one for one, _, found in rows if found))
    jobs.enqueue(session, context, "contacts", [Target(record_id=one) for one in changed])


def watch(session: Session, context: Context, record_id: int) -> None:
    """Compare a record's people with everybody's, for the worker: alert the auditor, tell owners' supervisors."""
    own = session.scalars(select(ContactTag.tag).where(ContactTag.record_id == record_id)).all()
    for tag in own:
        rows = session.execute(select(ContactTag.record_id, ContactTag.role).where(ContactTag.tag == tag)).all()
        by_role: dict[str, set[int]] = {}
        for row in rows:
            by_role.setdefault(row.role, set()).add(row.record_id)
        reported = by_role.get("reporter", set())
        if len(reported) >= CHILDREN_OF_ONE_REPORTER:
            _alert(session, context, "reporter_of_several", reported)
        if reported and by_role.get("suspect"):
            _alert(session, context, "reporter_under_suspicion", reported)
        _watch_guardians(session, context, by_role)


def _watch_guardians(session: Session, context: Context, by_role: dict[str, set[int]]) -> None:
    """Mark guardians who are the reporter of the same child, or of one it may be, or somebody's suspect."""
    for guarded in by_role.get("guardian", set()):
        reported = by_role.get("reporter", set()) & _same_child(session, guarded)
        marked = update(Guardian).where(Guardian.record_id == guarded, Guardian.ended_at.is_(None))
        if not by_role.get("suspect") and reported <= reported_on_duty(session, reported):
            marked = marked.where(Guardian.institution_id.is_(None))  # an official's report on duty is no conflict
            if not reported or _are_officials(session, guarded):
                continue
        session.execute(marked.values(has_conflict=True))
        _alert(session, context, "guardian_in_conflict", {guarded})


def reported_on_duty(session: Session, record_ids: Iterable[int]) -> set[int]:
    """Return those of the records whose reporter is a listed institution."""
    query = select(Reporter.record_id).where(
        Reporter.record_id.in_(sorted(record_ids)), Reporter.institution_id.is_not(None)
    )
    return set(session.scalars(query))


def _are_officials(session: Session, record_id: int) -> bool:
    """Return whether every guardian of a record, of whom there is one at least, is an official of an institution."""
    query = select(Guardian.institution_id).where(Guardian.record_id == record_id, Guardian.ended_at.is_(None))
    found = session.scalars(query).all()
    return bool(found) and None not in found


def _same_child(session: Session, record_id: int) -> set[int]:
    """Return a record and all that it is, or may be, one child with."""
    query = select(Pair.low, Pair.high).where(or_(Pair.low == record_id, Pair.high == record_id))
    rows = session.execute(query.where(Pair.state != "refuted"))
    return {record_id} | {end for row in rows for end in (row.low, row.high)}


def _alert(session: Session, context: Context, kind: str, record_ids: set[int]) -> None:
    """Alert the auditor once a record and kind, and tell its owner's supervisors."""
    rows = session.execute(
        select(Record, Agency).join(Agency, Agency.id == Record.agency_id).where(Record.id.in_(record_ids))
    ).all()
    for record, agency in rows:
        if not alerts.was_raised(session, kind, record.public_id):
            who = Actor(Role.MATCHER, agency.id, agency.kind, agency.state)
            alerts.raise_alert(session, context, who, kind, record.public_id)
            notices.tell(session, context, agency.id, kind=kind, record=record)


def shared_roles(session: Session, record: Record, found: set[bytes]) -> set[str]:
    """Return the roles in which an own record knows any of these people already."""
    query = select(ContactTag.role).where(ContactTag.record_id == record.id, ContactTag.tag.in_(sorted(found)))
    return set(session.scalars(query.distinct())) if found else set()
