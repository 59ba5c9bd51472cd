"""Search in own records by reference, by a name in any script, or by a telephone number.

The search reads the rows of the list of own records and no others. The text is neither stored nor
logged.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import require_text
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.search import PHONE_DIGITS_NEEDED
from core.policy.sharing.evidence import IDENTITY_COLUMNS
from matching.names.text.scripts import romanised
from matching.names.text.tokeniser import name_tokens
from matching.names.tokens.token_table import skeleton_of
from models.case.contact import ContactTag
from models.records.record import Record
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts.statements import Statement
from services.records import register
from services.records.intake import contact_screening, preparation
from services.records.register import RecordFilter, RecordView
from services.sharing.visibility import VisibleRecord

MAX_FOUND = 50
MAX_READ = 5_000  # records whose names one search opens, the newest first
CHUNK = 500
NAME_COLUMNS = IDENTITY_COLUMNS["name"]
VOWELLESS = b"~"  # begins the Latin form of a token of a script that writes few vowels
SHORT_NAME = 5  # most letters of a name with one consonant, as Ali
SURE_SOUNDS = 2  # consonants that agree across scripts without a further check
_PHONE_CLASSES = frozenset({FieldClass.F2B})
_NUMBER = re.compile(r"[+\d\s()/.-]+")
_OTHERS = 2  # the rank of records that were found by another value than the reference
BEGUN_SOUNDS = 3  # consonants of the beginning of a name in another script


@dataclasses.dataclass(frozen=True, slots=True)
class OwnSearch:
    """The found records, best first. `is_complete` is False if older or further ones may exist."""

    found: list[RecordView]
    is_complete: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Word:
    """A word of a name: its Latin form, and its consonants without the mark of the beginning."""

    latin: bytes
    sounds: bytes


def search_own_records(
    session: Session,
    context: Context,
    actor: Actor,
    text: str,
    record_filter: RecordFilter,
) -> OwnSearch:
    """Return own records whose reference begins with the text, or with its name or telephone.

    A telephone number is that of the record, or of its reporter, guardian or suspect. An equal
    reference comes first, then references that begin with the text, then the others; each the
    newest first. Names and telephones of the newest `MAX_READ` records are read, until more than
    `MAX_FOUND` records are found. Audited with the records found and without the text. Raise
    `InvalidInput` for a blank text.
    """
    require(actor, Action.SEARCH_OWN)
    require_text("text", text)
    searched, words = text.strip().casefold(), _asked_words(text)
    number = _asked_number(text)
    ranked: list[tuple[int, VisibleRecord]] = []
    is_complete = True
    extra = _PHONE_CLASSES if number else frozenset[FieldClass]()
    own = enumerate(_own_records(session, context, actor, record_filter, extra), start=1)
    for read, (seen, statements) in own:
        if read > MAX_READ or len(ranked) > MAX_FOUND:
            is_complete = False
            break
        rank = _rank(statements, searched, words, number)
        if rank is not None:
            ranked.append((rank, seen))
    if not is_complete:
        ranked_ids = {seen.record.id for _, seen in ranked}
        named = _of_reference(session, context, actor, text, record_filter)
        ranked += [(0, seen) for seen in named if seen.record.id not in ranked_ids]
    ranked_ids = {seen.record.id for _, seen in ranked}
    of_contact = _of_contact(session, context, actor, text, record_filter) if number else []
    ranked += [(_OTHERS, seen) for seen in of_contact if seen.record.id not in ranked_ids]
    best = [seen for _, seen in sorted(ranked, key=lambda entry: entry[0])][:MAX_FOUND]
    shown_ids = [seen.record.public_id for seen in best]
    audit_log.record_act_on_all(
        session, context, actor, "search_own", shown_ids, *register.LINE_CLASSES
    )
    views = register.open_records(session, context, best)
    return OwnSearch(views, is_complete and len(ranked) <= MAX_FOUND)


def _own_records(
    session: Session,
    context: Context,
    actor: Actor,
    record_filter: RecordFilter,
    extra: frozenset[FieldClass],
) -> Iterator[tuple[VisibleRecord, Sequence[Statement]]]:
    """Yield the records of the agency's list with the statements of a line, newest first.

    Statements of the `extra` classes are read as well.
    """
    before = 0
    while True:
        query = register.own_query(context, actor, record_filter, before=before)
        chunk = register.listed_records(session, query.limit(CHUNK))
        opened = register.open_statements(
            session, context, [(seen.record, seen.classes | extra) for seen in chunk]
        )
        for seen in chunk:
            yield seen, opened.get(seen.record.id, ())
        if len(chunk) < CHUNK:
            return
        before = chunk[-1].record.id


def _of_reference(
    session: Session, context: Context, actor: Actor, text: str, record_filter: RecordFilter
) -> list[VisibleRecord]:
    """Return the record of the actor's agency with exactly this reference, however old it is."""
    if actor.agency_id is None:
        return []
    tags = preparation.reference_tags(context.keys, actor.agency_id, text)
    query = register.own_query(context, actor, record_filter)
    return register.listed_records(
        session, query.where(Record.agency_id == actor.agency_id, Record.ref_tag.in_(tags))
    )


def _of_contact(
    session: Session, context: Context, actor: Actor, text: str, record_filter: RecordFilter
) -> list[VisibleRecord]:
    """Return own records with a reporter, guardian or suspect of this telephone number.

    Only their keyed hashes are compared.
    """
    tags = contact_screening.contact_tags(context, names=(), phones=[text])
    if not tags:
        return []
    named = select(ContactTag.record_id).where(ContactTag.tag.in_(tags))
    query = register.own_query(context, actor, record_filter).where(Record.id.in_(named))
    return register.listed_records(session, query.limit(MAX_FOUND + 1))


def _asked_number(text: str) -> str:
    """Return the digits of a telephone number that are compared; "" for any other text."""
    digits = _digits(text)
    is_number = _NUMBER.fullmatch(text.strip()) and len(digits) >= PHONE_DIGITS_NEEDED
    return digits[-contact_screening.PHONE_DIGITS :] if is_number else ""


def _digits(text: str) -> str:
    """Return the digits of a text as ASCII, those of other scripts too."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdecimal())


def _rank(
    statements: Iterable[Statement], searched: str, words: Sequence[_Word], number: str
) -> int | None:
    """Return 0 for an equal reference, 1 for a beginning of one, 2 for the others, else None.

    The others are a name, and a telephone number that ends with `number`, unless it is "".
    """
    ranks = []
    for statement in statements:
        if statement.field == "record_ref":
            reference = statement.value.strip().casefold()
            if reference.startswith(searched):
                ranks.append(int(reference != searched))
        elif _is_other_value(statement, words, number):
            ranks.append(_OTHERS)
    return min(ranks, default=None)


def _is_other_value(statement: Statement, words: Sequence[_Word], number: str) -> bool:
    if statement.field == "phones":
        return bool(number) and _digits(statement.value).endswith(number)
    return statement.field in NAME_COLUMNS and bool(words) and _has_words(statement.value, words)


def _asked_words(text: str) -> list[_Word]:
    """Return the words of a text to search for: none of a text with digits, and no initials."""
    if any(letter.isdigit() for letter in text):
        return []
    return [word for word in _words(text) if len(word.latin.removeprefix(VOWELLESS)) > 1]


def _words(name: str) -> list[_Word]:
    return [_Word(romanised(token), skeleton_of(token)[1:]) for token in name_tokens(name)]


def _has_words(name: str, searched: Sequence[_Word]) -> bool:
    """Return whether each wanted word is in a name; two neighbours may be written as one."""
    words = _words(name)
    own = [*words, *(_join(left, right) for left, right in itertools.pairwise(words))]
    matched = [any(_is_alike(word, other) for other in own) for word in searched]
    for place, (left, right) in enumerate(itertools.pairwise(searched)):
        if any(_is_alike(_join(left, right), other) for other in own):
            matched[place] = matched[place + 1] = True
    return all(matched)


def _join(left: _Word, right: _Word) -> _Word:
    latin = left.latin + right.latin.removeprefix(VOWELLESS)
    return _Word(latin, left.sounds + right.sounds)


def _is_alike(searched: _Word, own: _Word) -> bool:
    """Return whether a word is the wanted one, or begins with it, in its own or another script."""
    is_vowelless = VOWELLESS in (searched.latin[:1], own.latin[:1])
    if not is_vowelless and own.latin.startswith(searched.latin):
        return True
    if searched.sounds == own.sounds:
        longest = max(len(word.latin.removeprefix(VOWELLESS)) for word in (searched, own))
        return len(searched.sounds) >= SURE_SOUNDS or (is_vowelless and longest <= SHORT_NAME)
    return len(searched.sounds) >= BEGUN_SOUNDS and own.sounds.startswith(searched.sounds)
