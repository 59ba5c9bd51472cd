"""The truth behind the records: families, people and their journeys."""

from dataclasses import dataclass, field
from datetime import date

from benchmarks.generators.generator_c.naming import Name
from benchmarks.generators.generator_c.words import Home, Part


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative, with relation code and name."""

    relation: str
    name: Name


@dataclass(slots=True)
class Family:
    """The facts that siblings share.

    `spelled` keeps a desk's spelling of the family name for all of them.
    """

    origin: str
    group: str
    languages: tuple[str, ...]
    home: Home
    village: tuple[str, ...]
    family: Part
    father: Name
    mother: Name
    relatives: tuple[Relative, ...]
    house: int
    street: tuple[str, ...]
    phone: str
    other_phone: str
    spelled: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stop:
    """A stay on a journey: country, place in its spellings, first and last day."""

    country: str
    place: tuple[str, ...]
    arrived: date
    left: date


@dataclass(frozen=True, slots=True)
class Mark:
    """A true mark: kind and part by the code lists, and side and text if any."""

    kind: str
    part: str
    side: str
    text: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """An occasion on which a desk writes a record: desk, kind of record, and the reported event."""

    desk: str
    kind: str
    country: str  # of the desk
    day: date  # of the writing
    event_day: date
    event_country: str
    place: tuple[str, ...]
    stop: int  # position on the journey; the route is known up to here


@dataclass(slots=True)
class Person:
    """One fictional child."""

    number: int
    family: Family
    name: Name
    sex: str
    born: date
    knows: str  # knowledge of the birth: "day", "year" or "age"
    family_knows_day: bool
    held_year: int  # the year that the child believes in if it does not know the day
    has_paper: bool
    tall: float  # deviation from the mean of age and sex, in standard deviations
    eyes: str
    hair: str
    marks: tuple[Mark, ...]
    nick: str
    way: tuple[Stop, ...]
    exploiter_phone: str
    false_name: Name | None = None
    false_country: str = ""
    false_years: int = 0
    siblings: list["Person"] = field(default_factory=list)
    phones: dict[str, str] = field(default_factory=dict)  # own numbers by country
    numbers: dict[str, str] = field(default_factory=dict)  # documents by kind and state
    # given and family name as a state first wrote them
    written: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Return the code of the family's origin."""
        return self.family.origin
