"""The shipped gazetteer: names of towns, provinces and countries, and their positions.

A name may mean several places. With a stated country all its places in that country are kept,
otherwise the largest ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.arrays import Bytes, Longs
from matching.places.fold import folded_forms, place_parts, place_words

SHIPPED_FILE: Final = Path(__file__).parent.parent / "data" / "places" / "gazetteer.npz"
TOWN, PROVINCE, COUNTRY = range(3)
MAX_SPOTS: Final = 4  # most places of one text
SIZE_STEPS: Final = 4  # size steps of a place per doubling of its inhabitants
# without a stated country, a place below a sixteenth of the largest of its name is ignored (judged)
_LARGE_STEPS: Final = 16
_COUNTRY_WORDS: Final = 3  # most words of a country at the end of a text without commas
_KM_PER_DEGREE: Final = 111.2


class Spot(NamedTuple):
    """A possible place of a text.

    It has a country (ISO 3166-1 alpha-2), the number of its province in the country (0 none),
    hundredths of a degree north and east (0 for a country), its kind, and whether the country was
    stated.
    """

    country: str
    province: int
    north: int
    east: int
    kind: int
    is_stated: bool

    @property
    def has_point(self) -> bool:
        """Whether the place is small enough to be a point; a country is not."""
        return self.kind != COUNTRY


class PlaceReading(NamedTuple):
    """Result of reading a place text: the possible places, () for none, and the words that name it.

    Words such as "village" are excluded. The words are "" if the text names only a country.
    """

    spots: tuple[Spot, ...]
    words: str


class Gazetteer(NamedTuple):
    """Arrays of the gazetteer: sorted hashes of names with the place of each, and the places."""

    hashes: npt.NDArray[np.uint32]
    places: Longs
    countries: npt.NDArray[np.str_]
    country: Bytes
    province: npt.NDArray[np.uint16]
    north: npt.NDArray[np.int16]
    east: npt.NDArray[np.int16]
    size: Bytes
    kind: Bytes


def hash_form(form: str) -> int:
    """Return the 32-bit key of a folded name.

    One in 15,000 unknown names collides with a known one.
    """
    return int.from_bytes(blake2b(form.encode("utf-8", "replace"), digest_size=4).digest(), "big")


@lru_cache(maxsize=1)
def shipped_gazetteer() -> Gazetteer:
    """Return the shipped gazetteer, loaded at a process's first use."""
    return load_gazetteer(SHIPPED_FILE)


def load_gazetteer(path: Path) -> Gazetteer:
    """Return the gazetteer of a file that `matching.train.places` wrote."""
    with np.load(path, allow_pickle=False) as file:
        steps = file["steps_low"].astype(np.uint32) | file["steps_high"].astype(
            np.uint32
        ) << np.uint32(16)
        places = file["places_low"].astype(np.int64) | file["places_high"].astype(np.int64) << 16
        return Gazetteer(
            np.cumsum(steps, dtype=np.uint32),
            places,
            *(file[name] for name in Gazetteer._fields[2:]),
        )


@lru_cache(maxsize=65536)
def read_place(text: str, country: str = "") -> PlaceReading:
    """Return the possible places of a text: "Herat", "Herat, Afghanistan", "Afghanistan".

    The text may be in any script of the table. `country` is the country stated in another column,
    "" for none; places in other countries are excluded. Never raises.
    """
    written = place_parts(text)
    places_of_parts = [_look_up(part, is_first=place == 0) for place, part in enumerate(written)]
    if places_of_parts and not any(places_of_parts):
        written, places_of_parts = _split_at_country(written, places_of_parts)
    named = [places[0].spot.country for places in places_of_parts if _is_country(places)]
    stated = country or (named[-1] if named else "")
    is_country = [
        _is_country(places) and not country and places[0].spot.country == stated
        for places in places_of_parts
    ]
    words = " ".join(part for part, skipped in zip(written, is_country, strict=True) if not skipped)
    for at, (places, skipped) in enumerate(zip(places_of_parts, is_country, strict=True)):
        fitting = [
            place for place in places if place.spot.has_point and stated in ("", place.spot.country)
        ]
        if fitting and not skipped:
            finer = [
                part
                for part, is_land in zip(written[:at], is_country[:at], strict=True)
                if not is_land
            ]
            return PlaceReading(
                _likeliest(fitting, places_of_parts, stated),
                place_words(" ".join((*finer, written[at]))),
            )
    if named and named[-1] == stated:
        is_whole = all(map(_is_country, places_of_parts))
        return PlaceReading(
            (Spot(stated, 0, 0, 0, COUNTRY, is_stated=True),),
            "" if is_whole else place_words(words),
        )
    return PlaceReading((), place_words(words if len(written) > 1 else text))


def distance_km(left: Sequence[Spot], right: Sequence[Spot]) -> int | None:
    """Return the shortest distance between two texts' places in kilometres, None if unknown.

    The distance is a whole number.
    """
    distances = [_kilometres(a, b) for a in left for b in right if a.has_point and b.has_point]
    return round(min(distances)) if distances else None


def _kilometres(left: Spot, right: Spot) -> float:
    north, other_north = math.radians(left.north / 100), math.radians(right.north / 100)
    east = math.radians((left.east - right.east) / 100)
    middle = math.sin((north - other_north) / 2) ** 2
    middle += math.cos(north) * math.cos(other_north) * math.sin(east / 2) ** 2
    return 2 * math.degrees(math.asin(math.sqrt(min(middle, 1.0)))) * _KM_PER_DEGREE


class _Sized(NamedTuple):
    """A place of a name, and its size."""

    spot: Spot
    size: int


def _look_up(part: str, *, is_first: bool) -> list[_Sized]:
    """Return the places of a part of a text; [] for an unknown name.

    A country comes first, then the largest places. A part after the first one (`is_first` False)
    may also be a country code in capitals.
    """
    if not is_first and part.isascii() and part.isupper() and len(part) in (2, 3):
        places = _of_form(f"={part}")
        if places:
            return places
    for form in folded_forms(part, is_asked=True):
        places = _of_form(form)
        if places:
            return places
    return []


def _of_form(form: str) -> list[_Sized]:
    table, number = shipped_gazetteer(), np.uint32(hash_form(form))
    first, last = (int(table.hashes.searchsorted(number, side)) for side in ("left", "right"))
    if first == last:
        return []
    return [
        _Sized(
            Spot(
                str(table.countries[table.country[place]]),
                int(table.province[place]),
                int(table.north[place]),
                int(table.east[place]),
                int(table.kind[place]),
                is_stated=False,
            ),
            int(table.size[place]),
        )
        for place in table.places[first:last].tolist()
    ]


def names_a_country(part: str) -> bool:
    """Return whether a part of an address after the first one is a country, by name or code."""
    return _is_country(_look_up(part, is_first=False))


def _is_country(places: list[_Sized]) -> bool:
    return bool(places) and places[0].spot.kind == COUNTRY


def _split_at_country(
    written: tuple[str, ...], spots_of_parts: list[list[_Sized]]
) -> tuple[tuple[str, ...], list[list[_Sized]]]:
    """Return the parts of "Herat Afghanistan" if the words before a country name a place in it."""
    words = written[0].split()
    for count in range(1, min(_COUNTRY_WORDS, len(words) - 1) + 1):
        head, tail = " ".join(words[:-count]), " ".join(words[-count:])
        country, places = _look_up(tail, is_first=False), _look_up(head, is_first=True)
        if _is_country(country) and any(
            place.spot.country == country[0].spot.country for place in places
        ):
            return (head, tail), [places, country]
    return written, spots_of_parts


def _likeliest(
    candidates: list[_Sized], spots_of_parts: list[list[_Sized]], stated: str
) -> tuple[Spot, ...]:
    """Return the most likely places.

    A named province limits them to its places. Without a country only the large ones remain.
    """
    provinces = {
        (place.spot.country, place.spot.province)
        for places in spots_of_parts
        for place in places
        if place.spot.kind == PROVINCE
    }
    inside = [
        place
        for place in candidates
        if (place.spot.country, place.spot.province) in provinces and place.spot.kind == TOWN
    ]
    likely = inside if inside and len(spots_of_parts) > 1 else candidates
    least = 0 if stated else max(place.size for place in likely) - _LARGE_STEPS
    return tuple(
        place.spot._replace(is_stated=bool(stated)) for place in likely if place.size >= least
    )[:MAX_SPOTS]
