"""Packed feature row of a person: versioned, compact, deterministic bytes for the kernel.

The row holds its own normalised token bytes, and no ids of tokens, people or populations. Layout:
one version byte, a uint16 byte count per section, the sections in the order of `SECTIONS`, all
little-endian. The module compares nothing.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Final, TypeVar

from matching.codes import code_lists
from matching.errors import PackedRowError
from matching.model.coded import CODED, packed_number
from matching.names.composed_names import names_with_father, names_with_siblings
from matching.names.text.greek_transliteration import greek_spelling
from matching.names.text.scripts import script_mark, script_of
from matching.names.text.tokeniser import name_tokens
from matching.names.tokens.token_table import skeleton_of
from matching.places.gazetteer import PlaceReading, read_place
from matching.reading import calendars
from matching.reading.address_parser import read_home
from matching.reading.exploiter_filter import without_exploiter_facts
from matching.reading.facts import Birth, Document, Home, Mark, Name, Phone, Place, Relative
from matching.reading.mark_text import MAX_WORDS, mark_words
from matching.reading.person import Person
from matching.versions import PACKED_VERSION

_T = TypeVar("_T")
PackedSections = dict[str, bytes]  # bytes that facts add to sections; a missing section gets none

# Signs of a document number; enough for machine readable zones and check digits.
DOCUMENT_SIGNS: Final = 24
# Section -> (numpy type, values per item). Token sections come in pairs: lengths and letters.
SECTIONS: Final[dict[str, tuple[str, int]]] = {
    "body": ("<u1", len(CODED)),  # one code each
    "height": ("<i4", 2),  # centimetres, day measured
    "births": ("<i4", 8),  # first, last, three misread days, swapped day, source, is placeholder
    "nations": ("<u2", 1),
    "languages": ("<u2", 1),
    "ethnicities": ("<i4", 1),  # one hash each
    # Places of the gazetteer: the place it belongs to (0 birth place, k + 1 place k), country,
    # province, hundredths of a degree north and east, kind, whether the country is stated.
    "spots": ("<i2", 7),
    "places": ("<i4", 4),  # country, day, role, tokens
    "phones": ("<i8", 1),
    "phone_flags": ("<u1", 2),  # owner, is full
    "documents": ("<i8", 2),  # hash of the folded number, type and country
    # result of the check digit, the folded number, zeros; empty for a longer number
    "document_signs": ("<u1", 1 + DOCUMENT_SIGNS),
    "relatives": ("<u1", 2),  # relation, tokens
    "marks": ("<u1", 3),  # kind (plus code_lists.SENSITIVE_FLAG for a sensitive one), part, side
    "mark_words": ("<u4", MAX_WORDS),  # words of the text, then zeros
    "homes": ("<u1", 2),  # tokens, numbers
    "home_numbers": ("<i4", 1),
    "names": ("<u1", 2),  # role, tokens
    "name_lengths": ("<u1", 1),
    "name_letters": ("<u1", 1),
    "relative_lengths": ("<u1", 1),
    "relative_letters": ("<u1", 1),
    "birth_place_lengths": ("<u1", 1),
    "birth_place_letters": ("<u1", 1),
    "place_lengths": ("<u1", 1),
    "place_letters": ("<u1", 1),
    "home_lengths": ("<u1", 1),
    "home_letters": ("<u1", 1),
}
_LETTERS: Final = {
    "<u1": "B",
    "<i2": "h",
    "<u2": "H",
    "<i4": "i",
    "<u4": "I",
    "<i8": "q",
}  # the same types for struct
_FORMATS: Final = {section: _LETTERS[kind] for section, (kind, _) in SECTIONS.items()}
HEADER: Final = struct.Struct(f"<B{len(SECTIONS)}H")
_MOST_ITEMS: Final = 16  # of one kind per person; more are hostile or a mistake

# Letters that clerks and machines confuse with digits in document numbers.
_LOOK_ALIKE: Final = str.maketrans("OQDILZSBG", "000112586")


def pack(person: Person) -> bytes:
    """Return the packed row of a person; equal persons give equal bytes.

    The row contains neither `ref` nor `kind`. It contains no fact that an exploiter gave, and none
    about an exploiter. Of each kind of stated fact it contains at most `_MOST_ITEMS`; the rest is
    dropped (ordinary and sensitive marks are counted apart).
    """
    sections = dict.fromkeys(SECTIONS, b"")
    for piece in (
        pack_codes({name: getattr(person, name) for name in CODED}),
        pack_height(person.height_cm, person.height_on),
        pack_births(person.births),
        pack_nations(person.nationalities),
        pack_languages(person.languages),
        pack_ethnicities(person.ethnicities),
        pack_birth_place(person.birth_place),
        pack_homes(person.homes),
        pack_places(person.places),
        pack_phones(person.phones),
        pack_documents(person.documents),
        pack_relatives(person.relatives),
        pack_marks(person.marks),
        pack_names(person.names, person.relatives),
    ):
        for section, part in piece.items():
            sections[section] += part
    return HEADER.pack(PACKED_VERSION, *map(len, sections.values())) + b"".join(sections.values())


def pack_codes(codes: Mapping[str, str]) -> PackedSections:
    """Return the piece of the coded attributes, by their names."""
    return _piece(body=[packed_number(name, codes[name]) for name in CODED])


def pack_height(height_cm: int | None, on: date | None) -> PackedSections:
    """Return the piece of a height; nothing when it is unknown."""
    return {} if height_cm is None else _piece(height=(height_cm, _ordinal(on)))


def pack_births(births: Sequence[Birth]) -> PackedSections:
    """Return the piece of the first `_MOST_ITEMS` births."""
    return _piece(births=[number for birth in births[:_MOST_ITEMS] for number in _birth(birth)])


def pack_nations(nationalities: Sequence[str]) -> PackedSections:
    """Return the piece of the first `_MOST_ITEMS` nationalities."""
    return _piece(nations=[letters_number(code) for code in nationalities[:_MOST_ITEMS]])


def pack_languages(languages: Sequence[str]) -> PackedSections:
    """Return the piece of the first `_MOST_ITEMS` languages."""
    return _piece(languages=[letters_number(code) for code in languages[:_MOST_ITEMS]])


def pack_ethnicities(ethnicities: Sequence[str]) -> PackedSections:
    """Return the piece of the first `_MOST_ITEMS` ethnicities."""
    return _piece(ethnicities=[_word_number(word) for word in ethnicities[:_MOST_ITEMS]])


def pack_birth_place(birth_place: str) -> PackedSections:
    """Return the piece of the birth place."""
    born = read_place(birth_place)
    return {**_piece(spots=_spots(0, born)), **_tokens("birth_place", name_tokens(born.words))}


def pack_homes(homes: Sequence[Home]) -> PackedSections:
    """Return the piece of at most `_MOST_ITEMS` home addresses.

    Addresses of exploiters, and addresses without words and numbers, are omitted.
    """
    read = [
        address
        for address in (
            read_home(home.text) for home in without_exploiter_facts(homes)[:_MOST_ITEMS]
        )
        if any(address)
    ]
    sizes = [number for address in read for number in map(len, address)]
    numbers = _flat(address.numbers for address in read)
    return {
        **_piece(homes=sizes, home_numbers=numbers),
        **_tokens("home", _flat(address.words for address in read)),
    }


def pack_places(places: Sequence[Place]) -> PackedSections:
    """Return the piece of the first `_MOST_ITEMS` places where the person was seen or travelled."""
    seen = [(place, read_place(place.name, place.country)) for place in places[:_MOST_ITEMS]]
    words = [name_tokens(place_reading.words) for _, place_reading in seen]
    numbers = [
        (letters_number(_land(place, place_reading)), _ordinal(place.on),
         code_lists.code_number(code_lists.PLACE_ROLES, place.role), len(tokens))
        for (place, place_reading), tokens in zip(seen, words, strict=True)
    ]  # fmt: skip
    spots = [
        number
        for of, (_, place_reading) in enumerate(seen, start=1)
        for number in _spots(of, place_reading)
    ]
    return {**_piece(places=_flat(numbers), spots=spots), **_tokens("place", _flat(words))}


def pack_phones(phones: Sequence[Phone]) -> PackedSections:
    """Return the piece of at most `_MOST_ITEMS` phones, without those of exploiters."""
    own_phones = without_exploiter_facts(phones)[:_MOST_ITEMS]
    return _piece(
        phones=[int(phone.digits[-15:] or 0) for phone in own_phones],
        phone_flags=[number for phone in own_phones for number in _phone_flags(phone)],
    )


def pack_documents(documents: Sequence[Document]) -> PackedSections:
    """Return the piece of at most `_MOST_ITEMS` documents, without those of exploiters."""
    own_documents = without_exploiter_facts(documents)[:_MOST_ITEMS]
    return _piece(
        documents=[number for document in own_documents for number in _document(document)],
        document_signs=[
            number for document in own_documents for number in _document_signs(document)
        ],
    )


def pack_relatives(relatives: Sequence[Relative]) -> PackedSections:
    """Return the piece of at most `_MOST_ITEMS` relatives, without exploiters."""
    own_relatives = [
        (
            code_lists.code_number(code_lists.RELATIONS, relative.relation),
            name_tokens(relative.name),
        )
        for relative in without_exploiter_facts(relatives)[:_MOST_ITEMS]
    ]
    numbers = [number for relation, tokens in own_relatives for number in (relation, len(tokens))]
    return {
        **_piece(relatives=numbers),
        **_tokens("relative", _flat(tokens for _, tokens in own_relatives)),
    }


def pack_marks(marks: Sequence[Mark]) -> PackedSections:
    """Return the piece of the marks: at most 16 ordinary marks, then at most 16 sensitive ones."""
    ordinary = [mark for mark in marks if not mark.is_sensitive]
    sensitive = [mark for mark in marks if mark.is_sensitive]
    marks_used = ordinary[:_MOST_ITEMS] + sensitive[:_MOST_ITEMS]
    return _piece(
        marks=[number for mark in marks_used for number in _mark(mark)],
        mark_words=[
            number for mark in marks_used for number in _padded(mark_words(mark.text), MAX_WORDS)
        ],
    )


def pack_names(names: Sequence[Name], relatives: Sequence[Relative]) -> PackedSections:
    """Return the piece of the names, composed names included."""
    distinct = _distinct_names(names, relatives)
    numbers = [number for role, tokens in distinct for number in (role, len(tokens))]
    return {**_piece(names=numbers), **_tokens("name", _flat(tokens for _, tokens in distinct))}


def _piece(**values: Sequence[int]) -> PackedSections:
    return {
        section: (
            bytes(numbers)
            if _FORMATS[section] == "B"
            else struct.pack(f"<{len(numbers)}{_FORMATS[section]}", *numbers)
        )
        for section, numbers in values.items()
        if numbers
    }


def _tokens(group: str, tokens: Sequence[bytes]) -> PackedSections:
    return (
        {f"{group}_lengths": bytes(map(len, tokens)), f"{group}_letters": b"".join(tokens)}
        if tokens
        else {}
    )


def _flat(rows: Iterable[Iterable[_T]]) -> list[_T]:
    return [value for row in rows for value in row]


def section_lengths(packed: bytes) -> tuple[int, ...]:
    """Return the byte count of each section.

    Raises PackedRowError for another version or a truncated row.
    """
    if len(packed) < HEADER.size or packed[0] != PACKED_VERSION:
        raise PackedRowError("packed row: another version, or truncated")
    lengths: tuple[int, ...] = HEADER.unpack_from(packed)[1:]
    if HEADER.size + sum(lengths) != len(packed):
        raise PackedRowError("packed row: length does not fit its header")
    return lengths


def rarity_tokens(packed: bytes) -> tuple[bytes, ...]:
    """Return the distinct tokens of a packed row whose carriers a Rarity counts, sorted.

    These are name tokens, their consonant skeletons after `^`, and the marks of their scripts.
    """
    lengths = section_lengths(packed)
    ends = dict(zip(SECTIONS, itertools.accumulate(lengths, initial=HEADER.size), strict=False))
    tokens: list[bytes] = []
    at = ends["name_letters"]
    for size in packed[ends["name_lengths"] : at]:
        token = packed[at : at + size]
        tokens += [token, skeleton_of(token), script_mark(script_of(token))]
        at += size
    return tuple(sorted(set(tokens)))


def letters_number(code: str) -> int:
    """Return a code of up to three letters as one number, 0 for none."""
    number = 0
    for letter in code[:3].upper():
        number = number * 37 + (ord(letter) - 54 if "A" <= letter <= "Z" else 1)
    return number


def _distinct_names(
    names: Sequence[Name], relatives: Sequence[Relative]
) -> list[tuple[int, tuple[bytes, ...]]]:
    """Return role number and tokens of each name with tokens, each list of tokens once.

    Formal roles come first, then informal ones; at most `_MOST_ITEMS` names are kept. Names
    composed with the father's or a sibling's follow.
    """
    roles: dict[tuple[bytes, ...], int] = {}
    formal: list[tuple[bytes, ...]] = []
    formal_first = sorted(
        without_exploiter_facts(names), key=lambda name: name.role in code_lists.INFORMAL_ROLES
    )
    for name in formal_first[: 4 * _MOST_ITEMS]:
        tokens = name_tokens(name.text)
        role = code_lists.code_number(code_lists.NAME_ROLES, name.role)
        if tokens and role < code_lists.FIRST_INFORMAL_ROLE and tokens not in formal:
            formal.append(tokens)
        for read in (tokens, greek_spelling(tokens)):
            if read:
                roles.setdefault(read, role)
    names_used = list(roles.items())[:_MOST_ITEMS]
    fathers = [
        relative.name
        for relative in relatives[:_MOST_ITEMS]
        if relative.relation == code_lists.FATHER
    ]
    fathers += [name.text for name in without_exploiter_facts(names) if name.role == "patronymic"]
    siblings = [
        relative.name
        for relative in relatives[:_MOST_ITEMS]
        if relative.relation.endswith(code_lists.SIBLINGS)
    ]
    father = next((tokens for tokens in map(name_tokens, fathers) if tokens), ())
    composed = names_with_father(father, formal) + names_with_siblings(
        [name_tokens(name) for name in siblings], father, formal
    )
    names_used += [
        (tokens, code_lists.COMPOSED_NAME_ROLE)
        for tokens in dict.fromkeys(composed)
        if tokens not in roles
    ]
    return [(role, tokens) for tokens, role in names_used]


def _birth(birth: Birth) -> tuple[int, ...]:
    source = code_lists.code_number(code_lists.BIRTH_KNOWN, birth.known)
    first, last = birth.first.toordinal(), birth.last.toordinal()
    is_day = first == last
    misread = calendars.misconverted_days(birth.first) if is_day else (0, 0, 0)
    swapped = calendars.swapped_day(birth.first, birth.calendar) if is_day else 0
    return first, last, *misread, swapped, source, int(birth.is_placeholder)


def _land(place: Place, place_reading: PlaceReading) -> str:
    """Return the stated country, else the one that all places of the name share."""
    lands = {spot.country for spot in place_reading.spots}
    return place.country or (lands.pop() if len(lands) == 1 else "")


def _spots(of: int, place_reading: PlaceReading) -> list[int]:
    return _flat(
        (
            of,
            letters_number(spot.country),
            spot.province,
            spot.north,
            spot.east,
            spot.kind,
            int(spot.is_stated),
        )
        for spot in place_reading.spots
    )


def _word_number(word: str) -> int:
    return int.from_bytes(
        blake2b(word.encode("utf-8", "replace"), digest_size=4).digest(), "little", signed=True
    )


def _phone_flags(phone: Phone) -> tuple[int, int]:
    return code_lists.code_number(code_lists.PHONE_OWNERS, phone.owner), int(phone.is_full)


def _document(document: Document) -> tuple[int, int]:
    number = int.from_bytes(
        blake2b(_folded(document), digest_size=8).digest(), "little", signed=True
    )
    kind = code_lists.code_number(code_lists.DOCUMENT_TYPES, document.type)
    return number, kind << 16 | letters_number(document.country)


def _document_signs(document: Document) -> tuple[int, ...]:
    folded = _folded(document)
    signs = folded if folded.isalnum() and len(folded) <= DOCUMENT_SIGNS else b""
    return (
        code_lists.code_number(code_lists.CHECKS, document.check),
        *_padded(tuple(signs), DOCUMENT_SIGNS),
    )


def _folded(document: Document) -> bytes:
    return document.number.upper().translate(_LOOK_ALIKE).encode("utf-8", "replace")


def _mark(mark: Mark) -> tuple[int, int, int]:
    return (
        code_lists.code_number(code_lists.MARK_KINDS, mark.kind)
        + mark.is_sensitive * code_lists.SENSITIVE_FLAG,
        code_lists.code_number(code_lists.MARK_PARTS, mark.part),
        code_lists.code_number(code_lists.MARK_SIDES, mark.side),
    )


def _padded(values: tuple[int, ...], size: int) -> tuple[int, ...]:
    return values + (0,) * (size - len(values))


def _ordinal(day: date | None) -> int:
    return 0 if day is None else day.toordinal()
