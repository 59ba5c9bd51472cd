"""What the world knows of families, people and their ways: the truth behind the records."""

from dataclasses import dataclass, field
from datetime import date

from benchmarks.generators.generator_c.naming import Name
from benchmarks.generators.generator_c.words import Home, Part


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of the family, as a code of the relation and a name."""

    relation: str
    name: Name


@dataclass(slots=True)
class Family:
    """What brothers and sisters share; `spelled` keeps the family name as a desk wrote it for all
    of them.
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
    """A stay on the way: country, place in its spellings, first and last day."""

    country: str
    place: tuple[str, ...]
    arrived: date
    left: date


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it is: kind and part by the code lists, side and text where there are such."""

    kind: str
    part: str
    side: str
    text: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """One occasion on which a record is written: by which desk, of which kind, and the event it
    tells of.
    """

    desk: str
    kind: str
    country: str  # of the desk
    day: date  # of the writing
    event_day: date
    event_country: str
    place: tuple[str, ...]
    stop: int  # how far on the way: the route is known up to here


@dataclass(slots=True)
class Person:
    """One made-up child."""

    number: int
    family: Family
    name: Name
    sex: str
    born: date
    knows: str  # of the birth: "day", "year" or "age"
    family_knows_day: bool
    held_year: int  # the year the child holds true where it knows no day
    has_paper: bool
    tall: float  # how far from the mean of age and sex, in standard deviations
    eyes: str
    hair: str
    marks: tuple[Mark, ...]
    nick: str
    way: tuple[Stop, ...]
    controller_phone: str
    false_name: Name | None = None
    false_country: str = ""
    false_years: int = 0
    siblings: list["Person"] = field(default_factory=list)
    phones: dict[str, str] = field(default_factory=dict)  # own ones by country
    numbers: dict[str, str] = field(default_factory=dict)  # papers, by kind and state
    written: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # given and family name as a state first wrote them

    @property
    def origin(self) -> str:
        """The word for where the family comes from."""
        return self.family.origin
