"""Facts about a person as frozen values. No parsing, comparison or storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from matching.codes import code_lists


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, in any script.

    `role` is one of full, native, given, family (formal), or alias, nickname, patronymic,
    exploiter (informal). A disagreement with an informal name is almost no evidence. A name given
    by an exploiter is never compared.
    """

    text: str
    role: str = "full"


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth as an interval of days, both ends included.

    `known` is documented, claimed, assessed or "" (not stated). `calendar` is the original
    calendar. `is_placeholder` means that the day was a 1 January or similar, so only the year
    counts.
    """

    first: date
    last: date
    known: str = ""
    calendar: str = "gregorian"
    is_placeholder: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place and time of a sighting: `role` is last_seen or found.

    `on` is None if the day is unknown. Other unknown parts are "". `role` route is a place passed
    or a stated destination, with or without a day.
    """

    country: str = ""
    name: str = ""
    on: date | None = None
    role: str = "last_seen"


@dataclass(frozen=True, slots=True)
class Home:
    """The family's present or last home address as written, in any script.

    `owner` is own or exploiter. Exploiter covers an address that an exploiter gave or lives at;
    it is never compared.
    """

    text: str
    owner: str = "own"


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone: `digits` with country code if `is_full` (E.164 without the plus), else as written.

    `owner` is own, relative or exploiter; an exploiter's phone is never compared.
    """

    digits: str
    owner: str = "own"
    is_full: bool = False

    @property
    def e164(self) -> str:
        """Return the number with its plus, or "" if the country is unknown."""
        return f"+{self.digits}" if self.is_full else ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: kind (lower case), issuing country (may be ""), number as letters and digits.

    `check` is the result of the number's check digit (fits or fails), or "" without one. `owner` is
    own or exploiter (given by an exploiter; never compared).
    """

    type: str
    country: str
    number: str
    check: str = ""
    owner: str = "own"


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative or companion: relation code and name."""

    relation: str
    name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A coded mark; `side` and `text` (the content of a tattoo, in any language) may be ""."""

    kind: str
    part: str
    side: str = ""
    text: str = ""

    @property
    def is_sensitive(self) -> bool:
        """Whether the mark belongs to the attribute `sensitive_marks`.

        The text of a mark may name a sensitive part too. The field class applies to the whole
        value.
        """
        parts = {self.part, *(piece.strip().casefold() for piece in self.text.split(":"))}
        return (
            self.kind in code_lists.SENSITIVE_MARK_KINDS
            or not code_lists.SENSITIVE_MARK_PARTS.isdisjoint(parts)
        )
