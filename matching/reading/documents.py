"""The documents cell of an intake row, and the facts that documents give about their holder.

A document is `type:country:number` or a machine readable zone. Warnings follow
matching.reading.cells. These facts fill in where the row's own columns are empty
(matching.reading.person).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from matching.codes import code_lists
from matching.codes.countries import country_of
from matching.reading import exploiter_filter, mrz, national_ids
from matching.reading.calendars import EARLIEST_YEAR, western_digits
from matching.reading.cells import Cells
from matching.reading.facts import Birth, Document, Name

_SHORTEST_NUMBER: Final = 4  # letters and digits; too many documents share shorter numbers (judged)
_LONGEST_NUMBER: Final = 40
_SIGNS: Final = re.compile(r"[\w\s./+()#,\u2010-\u2015-]*")  # letters, digits and usual separators
_WORD: Final = re.compile(r"[^\W\d_]{5}")
# Documents that may carry a personal number rather than a document number.
_MAY_BE_PERSONAL: Final = ("id_card", "national_number", "other")
_UNVERIFIED: Final = "unverified"  # prefix of a document that no authority verified
_DOES_NOT_FIT: Final = "a check digit that does not fit"
_CHECK_NUMBER: Final = "compare it with the document, sign by sign"


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """Documents of a row, and facts about their holder, except from an exploiter's documents.

    An empty value means that no document states it. `zone_births` come from machine readable zones,
    `number_births` from national numbers.
    """

    documents: tuple[Document, ...] = ()
    names: tuple[Name, ...] = ()
    nationalities: tuple[str, ...] = ()
    sex: str = ""
    zone_births: tuple[Birth, ...] = ()
    number_births: tuple[Birth, ...] = ()

    @property
    def has_facts(self) -> bool:
        """Whether the documents state any fact about their holder."""
        return bool(
            self.names or self.nationalities or self.sex or self.zone_births or self.number_births
        )


def read_papers(cells: Cells) -> DocumentReading:
    """Return the documents of the row and the facts that they state about their holder.

    Numbers are upper-case letters and digits.
    """
    read = [
        paper
        for paper in (_read_item(cells, item) for item in cells.items("documents"))
        if paper is not None
    ]
    sexes = list(dict.fromkeys(document.sex for document in read if document.sex))
    return DocumentReading(
        documents=tuple(dict.fromkeys(document for paper in read for document in paper.documents)),
        names=tuple(dict.fromkeys(name for document in read for name in document.names)),
        nationalities=tuple(
            dict.fromkeys(code for document in read for code in document.nationalities)
        ),
        sex=sexes[0] if len(sexes) == 1 else "",
        zone_births=tuple(
            dict.fromkeys(birth for document in read for birth in document.zone_births)
        ),
        number_births=tuple(
            dict.fromkeys(birth for document in read for birth in document.number_births)
        ),
    )


def _read_item(cells: Cells, item: str) -> DocumentReading | None:
    prefix, colon, rest = item.partition(":")
    before = prefix.strip().casefold() if colon else ""
    item = rest if before in (exploiter_filter.EXPLOITER, _UNVERIFIED) else item
    parts = [part.strip() for part in item.split(":")]
    zone = mrz.read_zone(parts[-1])
    read = _of_zone(cells, zone) if zone is not None else _of_parts(cells, parts)
    if read is None:
        return None
    if before == exploiter_filter.EXPLOITER:
        return DocumentReading(
            tuple(replace(document, owner=before) for document in read.documents)
        )
    return _as_claimed(read) if before == _UNVERIFIED else read


def _as_claimed(read: DocumentReading) -> DocumentReading:
    """Return the facts of an unverified document, with births as claims."""
    return replace(
        read,
        zone_births=tuple(replace(birth, known="claimed") for birth in read.zone_births),
        number_births=tuple(replace(birth, known="claimed") for birth in read.number_births),
    )


def _of_parts(cells: Cells, parts: list[str]) -> DocumentReading | None:
    if "<<" in parts[-1]:
        cells.warn(
            "documents",
            "not a whole machine readable zone",
            "write its lines: 2 x 44, 2 x 36 or 3 x 30 signs",
        )
        return None
    written = western_digits(parts[-1][: 2 * _LONGEST_NUMBER + 1]).upper()
    number = "".join(letter for letter in written if letter.isalnum())
    country = parts[1].upper() if len(parts) == 3 else ""
    is_country = country == "" or (len(country) in (2, 3) and country.isalpha())
    kind = parts[0].casefold().replace(" ", "_") if len(parts) > 1 else "other"
    kind = code_lists.DOCUMENT_WORDS.get(kind, kind)
    kind = kind if kind in code_lists.DOCUMENT_TYPES else "other"
    is_number = _is_number(number) and _SIGNS.fullmatch(written) is not None
    if kind == "other":  # only the number's form shows that this is a document
        is_number = is_number and _is_plainly_number(number)
    if len(parts) > 3 or not is_number or not is_country:
        cells.warn(
            "documents", "not a document", "write type:country:number; the country may be empty"
        )
        return None
    country = country_of(country) or country
    checked = (
        national_ids.read_national_number(country, written) if kind in _MAY_BE_PERSONAL else None
    )
    if checked is None or (kind == "other" and checked.check == code_lists.FAILS):
        return DocumentReading((Document(kind, country, number),))
    if checked.check == code_lists.FAILS:
        cells.note("documents", _DOES_NOT_FIT, _CHECK_NUMBER)
    document = Document("national_number", country, number, checked.check)
    return DocumentReading((document,), sex=checked.sex, number_births=_births_of(checked))


def _is_number(number: str) -> bool:
    is_long_enough = _SHORTEST_NUMBER <= len(number) <= _LONGEST_NUMBER
    return is_long_enough and any(letter.isdecimal() for letter in number)


def _is_plainly_number(number: str) -> bool:
    """Whether a text has no words: at least as many digits as letters, no five letters in a row."""
    digits = sum(letter.isdecimal() for letter in number)
    return 2 * digits >= len(number) and _WORD.search(number) is None


def _births_of(checked: national_ids.CheckedNumber) -> tuple[Birth, ...]:
    if checked.birth is None or checked.birth.year < EARLIEST_YEAR:
        return ()
    return (_documented(checked.birth, checked.birth),)


def _documented(first: date, last: date) -> Birth:
    """Return a birth from a document; a 1 January gives only the year, as in other columns."""
    if first == last and (first.month, first.day) == (1, 1):
        return Birth(first, date(first.year, 12, 31), "documented", is_placeholder=True)
    return Birth(first, last, "documented")


def _of_zone(cells: Cells, zone: mrz.MrzReading) -> DocumentReading:
    """Return the facts of a zone; a name that fills its field is cut there, so it is a variant."""
    if not zone.all_fit:
        cells.note("documents", _DOES_NOT_FIT + " in a machine readable zone", _CHECK_NUMBER)
    documents = []
    if _is_number(zone.number):
        documents.append(Document(zone.kind, zone.country, zone.number, zone.check))
    elif zone.all_fit:
        cells.note("documents", "a machine readable zone without a number", _CHECK_NUMBER)
    personal = "".join(zone.optional.split()[:1])
    checked = national_ids.read_national_number(zone.country, personal) if personal else None
    if checked is not None and checked.check == code_lists.FITS:
        documents.append(Document("national_number", zone.country, personal, checked.check))
    name = f"{zone.secondary} {zone.primary}".strip()
    is_nation = (
        bool(zone.nationality) and zone.nationality not in code_lists.UNINFORMATIVE_COUNTRIES
    )
    return DocumentReading(
        documents=tuple(documents),
        names=(Name(name, "alias" if zone.is_cut else "full"),) if name else (),
        nationalities=(zone.nationality,) if is_nation else (),
        sex=zone.sex,
        zone_births=(_documented(*zone.birth),) if zone.birth is not None else (),
    )
