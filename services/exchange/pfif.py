"""People Finder Interchange Format 1.4 (http://zesty.ca/pfif/1.4): import and export of persons.

Older namespaces are read as well. The author of a record or note and their contact data are not
imported: a reporter is named at the desk, with proofs. A record past its expiry date is not read.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from xml.sax.saxutils import escape  # writes text, parses nothing

from core.codes.records import RecordKind
from core.errors import InvalidInput
from core.policy.exchange import MAX_CELL_LENGTH
from services.exchange import xml_reader
from services.exchange.xml_reader import SPACE, Element

NAMESPACE = "http://zesty.ca/pfif/1.4"
_READ = (NAMESPACE, *(f"http://zesty.ca/pfif/1.{minor}" for minor in (1, 2, 3)))
COLUMNS = (
    "record_ref",
    "kind",
    "full_name",
    "given_names",
    "family_names",
    "aliases",
    "birth_date",
    "age",
    "age_on",
    "sex",
    "home_address",
    "event_place",
    "description",
)
_SEXES = {"female": "F", "male": "M", "other": "X"}
# Status of the newest note -> kind. A note without a status, or of a death, leaves the kind to the
# person who imports.
_KINDS = {
    "information_sought": RecordKind.MISSING,
    "believed_missing": RecordKind.MISSING,
    "believed_alive": RecordKind.FOUND,
    "is_note_author": RecordKind.FOUND,
}
_STATUSES: dict[str, str] = {
    RecordKind.MISSING: "information_sought",
    RecordKind.TRACING: "information_sought",
    RecordKind.FOUND: "believed_alive",
    # PFIF has no status for a preventive record: the person is not missing
    RecordKind.PREVENTIVE: "",
}
_HOME = (
    "home_street",
    "home_neighborhood",
    "home_city",
    "home_state",
    "home_postal_code",
    "home_country",
)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_persons(data: bytes, *, now: datetime) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield (number from 1, a cell for each of `COLUMNS`) for the persons of a file.

    Raise `InvalidInput` (field `file`) for a file that is refused, not XML, or not PFIF.
    """
    roots = frozenset(f"{space}{SPACE}pfif" for space in _READ)
    persons: list[Element] = []
    notes: dict[str, list[Mapping[str, str]]] = {}
    for element in xml_reader.children_of_root(data, root=roots):
        if _plain(element) == "person":
            persons.append(element)
        elif _plain(element) == "note":
            fields = _fields(element)
            notes.setdefault(fields.get("person_record_id", ""), []).append(fields)
        else:
            raise InvalidInput("file", "another_format")
    for number, person in enumerate(persons, start=1):
        fields = _fields(person)
        if not _is_over(fields.get("expiry_date", ""), now):
            own = [_fields(child) for child in person.children if _plain(child) == "note"]
            yield number, _cells(fields, [*own, *notes.get(fields.get("person_record_id", ""), [])])


def _plain(element: Element) -> str:
    space, _, name = element.name.rpartition(SPACE)
    if space not in _READ:
        raise InvalidInput("file", "another_format")
    return name


def _fields(element: Element) -> dict[str, str]:
    return {_plain(child): child.text for child in element.children}


def _is_over(moment: str, now: datetime) -> bool:
    try:
        expiry = datetime.fromisoformat(moment)
    except ValueError:
        return False
    return (expiry if expiry.tzinfo else expiry.replace(tzinfo=UTC)) <= now


def _cells(fields: Mapping[str, str], notes: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    newest_first = sorted(
        notes, key=lambda note: note.get("source_date") or note.get("entry_date", ""), reverse=True
    )
    # the format of versions 1.1 to 1.3
    names = " ".join(filter(None, (fields.get("first_name"), fields.get("last_name"))))
    row = {
        "record_ref": fields.get("person_record_id", ""),
        "kind": next(
            (_KINDS[note["status"]] for note in newest_first if note.get("status") in _KINDS), ""
        ),
        "full_name": fields.get("full_name") or names,
        "given_names": fields.get("given_name") or fields.get("first_name", ""),
        "family_names": fields.get("family_name") or fields.get("last_name", ""),
        "aliases": "|".join(
            filter(None, (line.strip() for line in fields.get("alternate_names", "").splitlines()))
        ),
        "birth_date": fields.get("date_of_birth", ""),
        "age": fields.get("age", ""),
        "age_on": fields.get("source_date", "")[:10] if fields.get("age") else "",
        "sex": _SEXES.get(fields.get("sex", "").lower(), fields.get("sex", "")),
        "home_address": ", ".join(filter(None, (fields.get(name) for name in _HOME))),
        "event_place": next(
            filter(None, (note.get("last_known_location") for note in newest_first)), ""
        ),
        "description": _description(fields, newest_first),
    }
    return tuple(row[column] for column in COLUMNS)


def _description(fields: Mapping[str, str], notes: Sequence[Mapping[str, str]]) -> str:
    parts = [fields.get("description") or fields.get("other", "")]
    parts += [
        f"{note.get('source_date', '')[:10]} {note.get('status', '')}: {note['text']}"
        for note in notes
        if note.get("text")
    ]
    return "\n".join(filter(None, parts))[:MAX_CELL_LENGTH]


@dataclasses.dataclass(frozen=True, slots=True)
class FileMark:
    """Marks on each record of a file: the reader's mark, the time of reading, and the expiry."""

    mark: str
    at: datetime
    until: datetime


@dataclasses.dataclass(frozen=True, slots=True)
class PfifPerson:
    """A record in PFIF terms; `facts` by intake column.

    `birth_days` are the first and last Gregorian day of the birth, None where they are not known or
    several births are stated.
    """

    id: str
    kind: str
    entered_on: str
    facts: Mapping[str, Sequence[str]]
    birth_days: tuple[date, date] | None = None


def write_document(persons: Sequence[PfifPerson], mark: FileMark) -> str:
    """Return a PFIF 1.4 document; unknown facts are left out."""
    body = "\n".join(_person(person, mark) for person in persons)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<pfif:pfif xmlns:pfif="{NAMESPACE}">'
    return f"{head}\n{body}\n</pfif:pfif>\n"


def _person(person: PfifPerson, mark: FileMark) -> str:
    facts = person.facts
    sexes = {code: word for word, code in _SEXES.items()}
    given, family = _first(facts, "given_names"), _first(facts, "family_names")
    name = _first(facts, "full_name") or _first(facts, "name_native") or f"{given} {family}".strip()
    reference, source = f"homeward.invalid/{person.id}", f"{person.entered_on}T00:00:00Z"
    author = f"Homeward, read under mark {mark.mark}"
    fields = {
        "person_record_id": reference,
        "entry_date": _utc(mark.at),
        "expiry_date": _utc(mark.until),
        "source_date": source,
        "source_name": author,
        "full_name": name or "unknown",  # the format needs one
        "given_name": given,
        "family_name": family,
        "alternate_names": "\n".join(facts.get("aliases", ())),
        "sex": sexes.get(_first(facts, "sex"), ""),
        "date_of_birth": _date_of_birth(person.birth_days),
    }
    note = {
        "note_record_id": f"{reference}.note",
        "person_record_id": reference,
        "entry_date": _utc(mark.at),
        "author_name": "Homeward",
        "source_date": source,
        "status": _STATUSES[person.kind],
        "last_known_location": _first(facts, "event_place"),
        "text": author,
    }
    inner = f"    <pfif:note>\n{_written(note, 6)}\n    </pfif:note>"
    return f"  <pfif:person>\n{_written(fields, 4)}\n{inner}\n  </pfif:person>"


def _date_of_birth(days: tuple[date, date] | None) -> str:
    """Return the day, month or year of the Gregorian calendar that has all days; "" if none has.

    The format has no other calendar and no intervals.
    """
    if days is None:
        return ""
    first, last = (day.isoformat() for day in days)
    return next((first[:end] for end in (10, 7, 4) if first[:end] == last[:end]), "")


def _first(facts: Mapping[str, Sequence[str]], column: str) -> str:
    return next(iter(facts.get(column, ())), "")


def _written(fields: Mapping[str, str], indent: int) -> str:
    return "\n".join(
        f"{' ' * indent}<pfif:{name}>{escape(_NOT_XML.sub('', value))}</pfif:{name}>"
        for name, value in fields.items()
        if value
    )


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
